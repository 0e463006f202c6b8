#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string>

namespace lockstep::server {

/// What the server counts, for Prometheus to read. Thread-safe; counting costs no lock.
class Metrics {
 public:
  void answered(int status) { byClass_[status >= 100 && status < 600 ? static_cast<std::size_t>(status / 100) : 0]++; }
  void decided(bool allowed, std::uint64_t count = 1) { (allowed ? allowed_ : denied_) += count; }
  void changed() { changes_++; }

  /// What there is now.
  struct Open {
    std::size_t streams, connections, accounts;
  };
  /// The text exposition format, version 0.0.4.
  std::string text(const Open& open) const;

 private:
  std::array<std::atomic<std::uint64_t>, 6> byClass_{};
  std::atomic<std::uint64_t> allowed_ = 0, denied_ = 0, changes_ = 0;
};

}  // namespace lockstep::server
