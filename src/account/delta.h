#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "account/account.h"

namespace lockstep {

/// What changed between two revisions of an account, or of one principal's slice of it.
struct Delta {
  explicit Delta(const Policy& policy) : put(policy) {}

  std::int64_t from = 0, to = 0;
  std::optional<Time> expiresAt;  ///< of a snapshot that goes on living
  Account put;                    ///< added or replaced; also plan, features, limits and counts as they are now
  std::vector<std::string> users, groups, assets, collections, links, apiKeys, comments;  ///< ids of what is gone
  std::vector<std::pair<std::string, Subject>> shares;                                     ///< shares that are gone
};

/// The delta that turns `before` into `after`; both of one account and policy.
Delta deltaBetween(const Account& before, const Account& after);
/// The delta that takes a change of `before` back.
Delta inverseOf(const Delta& change, const Account& before);
Value toValue(const Delta& delta);

/// Reads a delta (lockstep-delta/1), which may be hostile, into an empty one. Returns the problems: also where it is of
/// another account or policy (`delta_foreign`) or does not start at the facts' revision (`delta_gap`: load a snapshot).
[[nodiscard]] Problems readDelta(std::string_view json, const Account& facts, Delta& delta);
Result<Delta> readDelta(std::string_view json, const Account& facts);
void applyDelta(const Delta& delta, Account& facts);

/// How many there are of what a slice does not list.
void writeCounts(Value& out, const Account& account);
void readCounts(class Reader& reader, Account& account);

}  // namespace lockstep
