#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "disclosure/follow.h"
#include "server/live/accounts.h"
#include "server/wire/event_queue.h"

namespace lockstep::server {

/// The open event streams. Each gets the deltas of its own principal alone. Thread-safe.
///
/// No slice is kept. For an account with streams there is one copy, at the revision last sent. A change is compared
/// with that copy on a thread of its own, so that neither writers nor readers of the account wait.
class Subscribers {
 public:
  Subscribers();

  /// Opens a stream of events after revision `since`: `delta`, or `reload` if the changes between are no longer known.
  /// It ends at `until`. Returns null if the principal has `most` streams already.
  std::shared_ptr<EventQueue> open(const LivePointer& live, const Principal& principal, const RevisionId& since,
                                   std::optional<Time> until, Time now, std::size_t most = SIZE_MAX);
  /// Takes note that the account has changed; its streams get events soon after this returns.
  void changed(const LivePointer& live, Time now);
  /// Ends the streams of an account that no longer exists.
  void ended(const std::string& account);
  /// Sends every stream that its snapshot is still good, and ends the streams that have to end. Call it a few times
  /// within a snapshot's lifetime.
  void renew(Time now);
  /// Sends the account's revision to streams that the changes since did not concern. Call it each second: the moment of
  /// a change that a user may not know must not show.
  void publishQuiet(Time now);
  /// Takes note that a principal is about to change the account, and is sent the next revisions at once.
  void expect(const std::string& account, const Principal& principal, Time now);
  /// Sends what has ended or begun by time alone. Call it every few seconds.
  void elapse(Time now);

  /// The number of open streams, of one account or of all.
  std::size_t readers() const;
  std::size_t readers(const std::string& account) const;
  /// Ends every stream: each client signs in again, and goes on where its stream was.
  void endAll();
  /// Returns whether the account has streams, or a client that may come back.
  bool follows(const LiveAccount& live) const;

 private:
  /// One change, as it concerns a subscriber.
  struct Event {
    RevisionId from, to;
    std::shared_ptr<const Delta> delta;  ///< null: it does not concern them
  };
  struct Reader {
    std::weak_ptr<EventQueue> queue;
    std::optional<Time> until;
    RevisionId at;        ///< the revision that it was sent
    Time loadsUntil = 0;  ///< it was sent `reload`, and may load any later revision: it gets each step until then
  };
  /// All streams of one principal.
  struct Subscriber {
    Follower follower;
    std::deque<Event> recent;
    std::vector<Reader> readers;
    Time lastReader = 0;
    Time expectsUntil = 0;  ///< the principal makes changes, and is sent them at once

    /// Sends each reader the change from the revision that it has, and keeps it for readers that come back.
    void send(const Account& lastSent, const Event& event, Time now);
    void keep(Event event);
    /// Sends a reader that loads a snapshot what did not concern it, revision by revision.
    void sendSteps(const Account& lastSent, Reader& reader, EventQueue& queue, Time now) const;
  };
  struct Followed {
    explicit Followed(std::weak_ptr<LiveAccount> account) : live(std::move(account)) {}

    const std::weak_ptr<LiveAccount> live;
    std::mutex mutex;                               // guards the rest
    std::optional<Account> lastSent;                // absent: nothing was sent yet
    Mark mark = 0;                                  // of the revision of `lastSent`
    std::map<std::string, Subscriber> subscribers;  // by the principal's JSON
    std::atomic<bool> isOver = false;               // no stream may be added any more; set under `mutex`

    RevisionId at() const { return {lastSent->revision, mark}; }
  };
  using FollowedPointer = std::shared_ptr<Followed>;

  FollowedPointer followed(const LivePointer& live);
  std::vector<FollowedPointer> all() const;
  void publishWaiting(const std::stop_token& stop);
  // Under the mutex of what is followed:
  static void catchUp(Followed& followed, LiveAccount& live, Time now);
  static void publish(Followed& followed, const LiveChange& made, Time now);
  static void sendQuiet(Followed& followed, Time now, bool toAll);
  static void publishTime(Followed& followed, Time now);
  static void startOver(Followed& followed, LiveAccount& live, Time now);
  static void disconnectAll(Followed& followed);
  static void drop(Subscriber& subscriber, Time now);
  static std::size_t readersOf(Followed& followed);

  mutable std::mutex mutex_;  // guards the list and what waits
  std::map<std::string, FollowedPointer> accounts_;
  std::condition_variable_any woken_;
  std::map<LivePointer, Time> waiting_;
  std::jthread publisher_;
};

}  // namespace lockstep::server
