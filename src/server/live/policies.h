#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "lockstep/policy/policy.h"

namespace lockstep::server {

class Store;

/// The policies of a database by their digests, each read once. Accounts under the same policy share its tables.
/// Thread-safe.
class Policies {
 public:
  /// Returns the document of a policy; empty where the database has none of this digest.
  using Lookup = std::function<std::optional<std::string>(const std::string& digest)>;

  explicit Policies(Store& store) : store_(store) {}

  /// Returns `store_inconsistent` where the database has no such policy, `policy_unreadable` where this release cannot
  /// read it.
  Result<Policy> find(const std::string& digest);
  /// Does the same within a transaction that `lookup` asks.
  Result<Policy> find(const std::string& digest, const Lookup& lookup);

 private:
  static constexpr std::size_t mostKept = 64;
  struct Kept {
    Policy policy;
    std::uint64_t lastUsed = 0;
  };
  std::optional<Policy> known(const std::string& digest);
  void keep(const Policy& policy);

  Store& store_;
  std::mutex mutex_;  // guards the rest
  std::uint64_t uses_ = 0;
  std::map<std::string, Kept, std::less<>> kept_;
};

}  // namespace lockstep::server
