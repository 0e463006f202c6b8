#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>

namespace lockstep::server {

/// What is counted of one account.
struct AccountCounts {
  std::atomic<std::uint64_t> allowed = 0, denied = 0, changes = 0;

  void decided(bool isAllowed, std::uint64_t count = 1) { (isAllowed ? allowed : denied) += count; }
  void changed() { changes++; }
};

/// What the server counts, for Prometheus to read. Thread-safe; counting waits for nobody.
class Metrics {
 public:
  /// The statuses that are answered to what is no request of HTTP, or too large or too much of it.
  static constexpr std::array<int, 4> refusals = {400, 413, 431, 503};

  void answered(int status) { byClass_[status >= 100 && status < 600 ? static_cast<std::size_t>(status / 100) : 0]++; }
  /// Counts an answer that was given before anybody read the request.
  void refused(int status);
  /// Counts a request that needs a sign-in: without a token, or with one that was not good.
  void notSignedIn(bool hasToken) { (hasToken ? badTokens_ : missingTokens_)++; }
  /// The counts of an account that there is; they stay.
  AccountCounts& of(const std::string& account);
  /// Counts the log's lines that were dropped. Shared with the log's thread, which may end later.
  const std::shared_ptr<std::atomic<std::uint64_t>>& droppedLines() const { return droppedLines_; }

  /// What there is now.
  struct Open {
    std::size_t streams, connections, accounts;
  };
  /// The text exposition format, version 0.0.4.
  std::string text(const Open& open) const;
  /// The same of one account alone, for who may know of no other.
  std::string textOf(const std::string& account, std::size_t streams) const;

 private:
  std::array<std::atomic<std::uint64_t>, 6> byClass_{};
  std::array<std::atomic<std::uint64_t>, refusals.size()> refused_{};
  std::atomic<std::uint64_t> missingTokens_ = 0, badTokens_ = 0;
  std::shared_ptr<std::atomic<std::uint64_t>> droppedLines_ = std::make_shared<std::atomic<std::uint64_t>>(0);
  mutable std::shared_mutex mutex_;  // guards the map, not what is counted
  std::map<std::string, AccountCounts, std::less<>> accounts_;
};

}  // namespace lockstep::server
