#pragma once

#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "disclosure/follow.h"
#include "server/live/accounts.h"
#include "server/wire/event_queue.h"

namespace lockstep::server {

/// One change, as it concerns a subscriber.
struct SubscriberEvent {
  RevisionId from, to;
  std::shared_ptr<const Delta> delta;  ///< null: it does not concern them
};
/// One open stream.
struct StreamReader {
  std::weak_ptr<EventQueue> queue;
  std::optional<Time> until;
  RevisionId at;        ///< the revision that it was sent
  Time loadsUntil = 0;  ///< it was sent `reload`, and may load any later revision: it gets each step until then
};
/// All streams of one principal.
struct Subscriber {
  Follower follower;
  std::deque<SubscriberEvent> recent;
  std::vector<StreamReader> readers;
  Time lastReader = 0;
  Time expectsUntil = 0;  ///< the principal makes changes, and is sent them at once

  /// Sends each reader the change from the revision that it has, and keeps it for readers that come back.
  void send(const Account& lastSent, const SubscriberEvent& event, Time now);
  void keep(SubscriberEvent event);
  /// Sends a reader that loads a snapshot what did not concern it, revision by revision.
  void sendSteps(const Account& lastSent, StreamReader& reader, EventQueue& queue, Time now) const;
  /// Removes the streams that have ended, and ends those that must.
  void dropEnded(Time now);
};

/// The streams of one account, and the copy of it at the revision that they were sent last. All that is called here
/// needs `mutex`.
class FollowedAccount {
 public:
  explicit FollowedAccount(std::weak_ptr<LiveAccount> account) : live(std::move(account)) {}

  /// Opens a stream after revision `since`. Returns null if the principal has `most` already.
  std::shared_ptr<EventQueue> open(const Principal& principal, const RevisionId& since, std::optional<Time> until,
                                   Time now, std::size_t most);
  /// Sends the changes of the account since the last call; makes the copy if there is none.
  void catchUp(LiveAccount& account, Time now);
  /// Sends those who are behind what brings them to the revision: only those who expect it, or all. What concerns them
  /// was sent.
  void sendQuiet(Time now, bool toAll);
  /// Sends what has ended or begun since the last event.
  void publishTime(Time now);
  /// Sends every stream that its snapshot is still good.
  void renew(Time now);
  /// Removes the streams that have ended, and principals who have had none for long.
  void dropEnded(Time now);
  /// Sends `reload` to every subscriber, since no delta can be made. It carries the last revision that was sent, so
  /// that a client that missed it reloads when it reconnects. Without a revision it is 0, which no history has.
  void disconnectAll();
  /// Ends every stream; clients go on where they were.
  void closeAll();
  /// Takes note that a principal is about to change the account.
  void expect(const Principal& principal, Time now);

  bool hasCopy() const { return lastSent_.has_value(); }
  bool hasSubscribers() const { return !subscribers_.empty(); }
  /// The number of open streams.
  std::size_t readers() const;

  const std::weak_ptr<LiveAccount> live;
  std::mutex mutex;
  std::atomic<bool> isOver = false;  ///< no stream may be added any more; set under `mutex`

 private:
  RevisionId at() const { return {lastSent_->revision, mark_}; }
  void copy(LiveAccount& account);
  void publish(const LiveChange& made, Time now);
  void startOver(LiveAccount& account, Time now);
  bool sendMissed(const Subscriber& subscriber, const RevisionId& since, EventQueue& queue, Time now) const;

  std::optional<Account> lastSent_;                // absent: nothing was sent yet
  Mark mark_ = 0;                                  // of the revision of `lastSent_`
  std::map<std::string, Subscriber> subscribers_;  // by the principal's JSON
};

}  // namespace lockstep::server
