#pragma once

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "server/accounts.h"
#include "server/event_queue.h"

namespace lockstep::server {

/// Who follows an account: each reader gets the deltas of their own principal and of nobody else's. Thread-safe.
class Streams {
 public:
  /// Events to one reader from revision `since` on: `delta`, or `reload` where what came between is no longer known here.
  /// Ends by itself at `until`. Work grows with what the principal may know, once for all readers of one principal.
  std::shared_ptr<EventQueue> open(const LivePointer& live, const Principal& principal, std::int64_t since, std::optional<Time> until, Time now);
  /// The account has changed: everybody who follows it is told.
  void changed(const LivePointer& live, Time now);
  /// Tells everybody that what they have is still good, so that their snapshots do not grow stale, and ends what has to
  /// end. To be called a few times within a snapshot's lifetime.
  void renew(Time now);

  std::size_t readers() const;

 private:
  struct Event {
    std::int64_t from = 0, to = 0;
    std::string text;
  };
  struct Reader {
    std::weak_ptr<EventQueue> queue;
    std::optional<Time> until;
  };
  /// One principal's view of one account, as it was last told.
  struct Follower {
    Principal principal;
    Account slice;
    std::deque<Event> recent;
    std::vector<Reader> readers;
    Time lastReader = 0;
  };
  struct Followed {
    std::weak_ptr<LiveAccount> live;
    std::map<std::string, Follower> followers;  // by the principal's JSON
  };

  static void tell(Follower& follower, const Account& facts, Time now);
  static void drop(Follower& follower, Time now);

  mutable std::mutex mutex_;
  std::map<std::string, Followed> accounts_;
};

}  // namespace lockstep::server
