#pragma once

#include <functional>
#include <string>
#include <thread>

namespace lockstep::server {

/// Hears from PostgreSQL what other instances have changed (LISTEN), on a thread of its own, for as long as it lives.
class News {
 public:
  /// `changed` is told the account; `missed` that the connection was gone, so that anything may have changed.
  News(std::string where, std::function<void(const std::string& account)> changed, std::function<void()> missed);

 private:
  void listen(const std::stop_token& stop);

  const std::string where_;
  const std::function<void(const std::string&)> changed_;
  const std::function<void()> missed_;
  std::jthread thread_;
};

}  // namespace lockstep::server
