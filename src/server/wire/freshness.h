#pragma once

#include <atomic>
#include <chrono>
#include <optional>

namespace lockstep::server {

/// How long ago this instance knew all that its database had. Thread-safe.
class Freshness {
 public:
  using Clock = std::chrono::steady_clock;

  /// Answers are stale once the instance has known nothing new for `staleAfter`; without it they never are, since no
  /// other instance writes to the database.
  explicit Freshness(std::optional<std::chrono::seconds> staleAfter)
      : staleAfter_(staleAfter), knownAt_(Clock::now()) {}

  /// Notes that memory has all that the database had at `time`.
  void caughtUp(Clock::time_point time) { knownAt_ = time; }
  std::chrono::seconds age() const {
    return staleAfter_ ? std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - knownAt_.load())
                       : std::chrono::seconds(0);
  }
  /// Returns the age where it is too great.
  std::optional<std::chrono::seconds> stale() const {
    const auto now = age();
    return staleAfter_ && now >= *staleAfter_ ? std::optional(now) : std::nullopt;
  }

 private:
  const std::optional<std::chrono::seconds> staleAfter_;
  std::atomic<Clock::time_point> knownAt_;
};

}  // namespace lockstep::server
