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

#include "access/reach.h"
#include "server/accounts.h"
#include "server/event_queue.h"

namespace lockstep::server {

/// Who follows an account: each reader gets the deltas of their own principal and of nobody else's. Thread-safe.
///
/// Nobody's slice is kept. For an account that is followed there is one copy, as it was last told; a change is held
/// against that copy, on a thread of its own, so that neither writers nor readers of the account wait for it.
class Streams {
 public:
  Streams();

  /// Events to one reader from revision `since` on: `delta`, or `reload` where what came between is no longer known here.
  /// Ends by itself at `until`. Null where as one principal there are `most` readers already.
  std::shared_ptr<EventQueue> open(const LivePointer& live, const Principal& principal, std::int64_t since, std::optional<Time> until, Time now, std::size_t most = SIZE_MAX);
  /// The account has changed: everybody who follows it will be told, soon after this returns.
  void changed(const LivePointer& live, Time now);
  /// Sends everybody that what they have is still good, so that their snapshots do not grow stale, and ends what has to
  /// end. To be called a few times within a snapshot's lifetime.
  void renew(Time now);
  /// Sends what has ended or begun by time alone. To be called every few seconds.
  void elapse(Time now);

  /// How many read, of one account or of all.
  std::size_t readers() const;
  std::size_t readers(const std::string& account) const;
  /// Ends every stream: whoever reads has to sign in again, and goes on where the stream was.
  void endAll();
  /// Whether somebody reads of the account, or may come back.
  bool follows(const LiveAccount& live) const;

 private:
  struct Event {
    std::int64_t from = 0;
    EventText text;
  };
  struct Reader {
    std::weak_ptr<EventQueue> queue;
    std::optional<Time> until;
  };
  /// Everybody who reads as one principal.
  struct Audience {
    Follower follower;
    std::deque<Event> recent;
    std::vector<Reader> readers;
    Time lastReader = 0;

    void push(const EventText& text) const;
    /// Pushes and keeps it for readers that come back.
    void send(std::int64_t from, EventText text);
  };
  struct Followed {
    explicit Followed(std::weak_ptr<LiveAccount> account) : live(std::move(account)) {}

    const std::weak_ptr<LiveAccount> live;
    std::mutex mutex;  // guards the rest
    std::optional<Account> told;                // nothing: nobody was told yet
    std::map<std::string, Audience> audiences;  // by the principal's JSON
    std::atomic<bool> isOver = false;           // nobody is to be added any more; set under `mutex`
  };
  using FollowedPointer = std::shared_ptr<Followed>;

  FollowedPointer followed(const LivePointer& live);
  std::vector<FollowedPointer> all() const;
  void tellWaiting(const std::stop_token& stop);
  // Under the mutex of what is followed:
  static void catchUp(Followed& followed, LiveAccount& live, Time now);
  static void tell(Followed& followed, const Delta& change, Time now);
  static void tellTime(Followed& followed, Time now);
  static void sendAway(Followed& followed);
  static void drop(Audience& audience, Time now);
  static std::size_t readersOf(Followed& followed);

  mutable std::mutex mutex_;  // guards the list and what waits
  std::map<std::string, FollowedPointer> accounts_;
  std::condition_variable_any woken_;
  std::map<LivePointer, Time> waiting_;
  std::jthread teller_;
};

}  // namespace lockstep::server
