#pragma once

#include <map>
#include <string>

#include "lockstep/account/delta.h"

namespace lockstep {

/// The names that a policy had, each with the name that another policy has in its place. A name that is not listed
/// stays.
struct NameMapping {
  using Names = std::map<std::string, std::string, std::less<>>;
  Names plans, roles, levels, features, limits;

  /// Reads `{"plans": {"pro": "business"}, …}`. Every new name must be one of `policy`.
  static Result<NameMapping> parse(std::string_view json, const Policy& policy);
  bool isEmpty() const {
    return plans.empty() && roles.empty() && levels.empty() && features.empty() && limits.empty();
  }
};

/// Whether each name that an account may use is in both policies, so that no account can break.
bool keepsAllNames(const Policy& before, const Policy& after);

/// Returns one problem for each name that `account` uses and `policy` lacks, after `mapping`. The field is the kind and
/// the name (`/roles/editor`); the message names who or what uses it.
[[nodiscard]] Problems missingNames(const Account& account, const Policy& policy, const NameMapping& mapping = {});

/// Returns the same facts, at the same revision, under another policy. What the policy lacks has the lowest plan, no
/// level or no override; `missingNames` finds it before.
Account underPolicy(const Account& account, const Policy& policy, const NameMapping& mapping = {});

/// Returns the delta by which `account` comes under `policy`: what `mapping` renames, with the revision raised by one.
/// It applies to `underPolicy(account, policy)`.
Delta policyDelta(const Account& account, const Policy& policy, const NameMapping& mapping);

}  // namespace lockstep
