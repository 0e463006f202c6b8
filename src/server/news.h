#pragma once

#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace lockstep::server {

/// Hears from PostgreSQL what other instances have changed (LISTEN), on a thread of its own, for as long as it lives.
class News {
 public:
  /// `follow` is told an account that has changed, and again a little later where it gives false. `all` says which may have
  /// while nothing was heard.
  News(std::string where, std::function<std::vector<std::string>()> all, std::function<bool(const std::string& account)> follow);

 private:
  void listen(const std::stop_token& stop);

  const std::string where_;
  const std::function<std::vector<std::string>()> all_;
  const std::function<bool(const std::string&)> follow_;
  std::jthread thread_;
};

}  // namespace lockstep::server
