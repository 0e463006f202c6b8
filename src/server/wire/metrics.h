#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/wire/answer_times.h"

namespace lockstep::server {

/// What is counted of one account.
struct AccountCounts {
  std::atomic<std::uint64_t> allowed = 0, denied = 0, changes = 0;

  void decided(bool isAllowed, std::uint64_t count = 1) { (isAllowed ? allowed : denied) += count; }
  void changed() { changes++; }
};

/// The server's counters, for Prometheus. Thread-safe; counting takes no lock.
class Metrics {
 public:
  /// The statuses that are answered to what is no request of HTTP, or too large or too much of it.
  static constexpr std::array<int, 4> refusals = {400, 413, 431, 503};

  /// Why a request was not signed in: `missing`, `service_key` (unknown, wrong or revoked), or the end of a problem
  /// code of `verifyToken`; `other` comes last.
  static constexpr std::array<std::string_view, 10> signInFailures = {
      "missing",   "malformed", "service_key", "key_unknown",   "algorithm",
      "signature", "claims",    "expired",     "not_yet_valid", "other"};

  /// `version` is this program's; `routes` are the labels of the API's routes, as in `AnswerTimes`.
  Metrics(std::string version, std::vector<std::string> routes)
      : version_(std::move(version)), times_(std::move(routes)) {}

  void answered(int status) { byClass_[status >= 100 && status < 600 ? static_cast<std::size_t>(status / 100) : 0]++; }
  /// Counts an answer that was given before anybody read the request.
  void refused(int status);
  /// Counts a request that needs a sign-in and has none, for one of the reasons of `signInFailures`.
  void notSignedIn(std::string_view reason);
  /// Times of answers by route.
  AnswerTimes& times() { return times_; }
  /// Counts a request whose client went away before its answer was made.
  void gone() { gone_++; }
  /// The counts of an account that there is; they stay.
  AccountCounts& of(const std::string& account);
  /// Counts the log's lines that were dropped. Shared with the log's thread, which may end later.
  const std::shared_ptr<std::atomic<std::uint64_t>>& droppedLines() const { return droppedLines_; }

  /// What there is now.
  struct Open {
    std::size_t streams, connections, accounts, unreadable;
    std::uint64_t writeFailures;
    std::chrono::seconds databaseAge;
    bool canWrite;
  };
  /// The text exposition format, version 0.0.4.
  std::string text(const Open& open) const;
  /// The same of one account alone, for who may know of no other.
  std::string textOf(const std::string& account, std::size_t streams) const;

 private:
  const std::string version_;
  AnswerTimes times_;
  std::array<std::atomic<std::uint64_t>, 6> byClass_{};
  std::array<std::atomic<std::uint64_t>, refusals.size()> refused_{};
  std::array<std::atomic<std::uint64_t>, signInFailures.size()> notSignedIn_{};
  std::atomic<std::uint64_t> gone_ = 0;
  std::shared_ptr<std::atomic<std::uint64_t>> droppedLines_ = std::make_shared<std::atomic<std::uint64_t>>(0);
  mutable std::shared_mutex mutex_;  // guards the map, not what is counted
  std::map<std::string, AccountCounts, std::less<>> accounts_;
};

}  // namespace lockstep::server
