#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "lockstep/base/problem.h"
#include "server/live/accounts.h"
#include "server/wire/freshness.h"

namespace lockstep::server {

/// What an instance can do now, and why not more.
struct Readiness {
  bool canDecide = true, canWrite = true;
  Problems problems;  ///< codes and sentences for every caller: no detail of the database's
};

/// Finds out what an instance can do. Whether it can write is tried, on a thread of its own: a database may answer and
/// still take no writes. Thread-safe.
class Health {
 public:
  /// All of them outlive this.
  Health(Store& store, Accounts& accounts, const Freshness& freshness, bool refusesStale);

  /// Tries a write unless one was tried just now; waits for it, but not for long. Returns nothing where it would have
  /// to wait and `mayWait` is false.
  std::optional<Readiness> check(bool mayWait);
  /// What is known without trying.
  Readiness last() const;

 private:
  using Clock = std::chrono::steady_clock;

  void run(const std::stop_token& stop);
  void tryWrite();

  Store& store_;
  Accounts& accounts_;
  const Freshness& freshness_;
  const bool refusesStale_;
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable_any changed_;
  bool isWanted_ = true, isTrying_ = false;
  Clock::time_point wantedAt_ = Clock::now(), triedAt_ = Clock::now() - std::chrono::hours(1);
  Problems writeProblems_;
  std::jthread thread_;
};

}  // namespace lockstep::server
