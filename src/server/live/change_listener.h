#pragma once

#include <functional>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace lockstep::server {

/// Listens to PostgreSQL for what other instances have changed (LISTEN), on a thread of its own, for as long as it
/// lives.
class ChangeListener {
 public:
  struct Use {
    /// Returns the accounts in memory: any of them may have changed before the listening began.
    std::function<std::vector<std::string>()> all;
    /// Brings an account up to date. Called again a little later where it returns false.
    std::function<bool(const std::string& account)> follow;
    /// Sends a notification through the connections of `--data`. Returns false where it cannot.
    std::function<bool(const std::string& message)> notify;
    /// Called once with what is wrong where no notifications arrive.
    std::function<void(const std::string& why)> warn;
  };

  /// `where` is `postgresql://…`, past any pooler.
  ChangeListener(const std::string& where, Use use);

 private:
  enum class End { lost, useless };

  void run(const std::stop_token& stop);
  End listen(const std::stop_token& stop);
  void warn(const std::string& why);

  const std::string where_, test_;
  const Use use_;
  bool hasWarned_ = false;
  std::jthread thread_;
};

}  // namespace lockstep::server
