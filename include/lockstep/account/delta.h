#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lockstep/account/account.h"

namespace lockstep {

/// The changes between two revisions of an account, or of one principal's slice of it.
struct Delta {
  /// An empty delta of an account under a policy.
  explicit Delta(const Policy& policy) : put(policy) {}

  std::int64_t from = 0;                 ///< the revision that it begins at
  std::int64_t to = 0;                   ///< the revision that it leads to
  std::optional<Time> expiresAt;         ///< the new end of a snapshot
  Account put;                           ///< added or replaced; also plan, features, limits and counts as they are now
  std::vector<std::string> users;        ///< ids of removed users
  std::vector<std::string> groups;       ///< ids of removed groups
  std::vector<std::string> assets;       ///< ids of removed assets
  std::vector<std::string> collections;  ///< ids of removed collections
  std::vector<std::string> links;        ///< ids of removed links
  std::vector<std::string> apiKeys;      ///< ids of removed API keys
  std::vector<std::string> comments;     ///< ids of removed comments
  std::vector<std::string> roles;        ///< ids of removed roles that the customer made
  std::vector<std::pair<std::string, Subject>> shares;  ///< removed shares
};

/// Returns the delta from `before` to `after`. Precondition: both belong to one account and policy.
Delta deltaBetween(const Account& before, const Account& after);
/// Returns the delta that undoes `change` of `before`.
Delta inverseOf(const Delta& change, const Account& before);
/// Writes a delta (lockstep-delta/1).
Value toValue(const Delta& delta);

/// Reads a delta (lockstep-delta/1), which may be hostile, into an empty one. Returns the problems: also where it is of
/// another account or policy (`delta_foreign`), of another history (`history_differs`), or does not start at the facts'
/// revision (`delta_gap`). Then load a snapshot.
[[nodiscard]] Problems readDelta(std::string_view json, const Account& facts, Delta& delta);
/// The same, as a result.
Result<Delta> readDelta(std::string_view json, const Account& facts);
/// Applies a delta that was read against these facts. Its entries move into them.
void applyDelta(Delta&& delta, Account& facts);
/// The same of a copy of the delta.
void applyDelta(const Delta& delta, Account& facts);

/// The numbers of things that a slice does not list.
void writeCounts(Value& out, const Account& account);
/// Reads the numbers of things that a slice does not list.
void readCounts(class Reader& reader, Account& account);

}  // namespace lockstep
