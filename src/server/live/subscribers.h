#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "server/live/followed_account.h"

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
  using FollowedPointer = std::shared_ptr<FollowedAccount>;

  FollowedPointer followed(const LivePointer& live);
  /// Returns what is followed of an account; null if nothing is.
  FollowedPointer find(const std::string& account) const;
  std::vector<FollowedPointer> all() const;
  void publishWaiting(const std::stop_token& stop);

  mutable std::mutex mutex_;  // guards the list and what waits
  std::map<std::string, FollowedPointer> accounts_;
  std::condition_variable_any woken_;
  std::map<LivePointer, Time> waiting_;
  std::jthread publisher_;
};

}  // namespace lockstep::server
