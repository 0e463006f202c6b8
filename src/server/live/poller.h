#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <thread>

#include "server/live/accounts.h"
#include "server/wire/freshness.h"

namespace lockstep::server {

/// Asks PostgreSQL every so often where the accounts in memory are, and follows those that are elsewhere, on a thread
/// of its own. So a lost notification costs one interval, and a database without LISTEN serves as well.
class Poller {
 public:
  /// All of them outlive this.
  Poller(Accounts& accounts, Store& store, Freshness& freshness, std::chrono::seconds every);

 private:
  void run(const std::stop_token& stop);
  bool ask();
  void compare(const std::string& id, const Head& inMemory, const std::map<std::string, Head>& stored);
  void followAll(const std::stop_token& stop);

  Accounts& accounts_;
  Store& store_;
  Freshness& freshness_;
  const std::chrono::seconds every_;
  Freshness::Clock::time_point askedAt_;
  std::map<std::string, std::optional<Head>> differing_;  ///< what the database had at `askedAt_` where memory differed
  std::jthread thread_;
};

}  // namespace lockstep::server
