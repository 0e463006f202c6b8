#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lockstep/policy/ids.h"
#include "lockstep/policy/level_set.h"

namespace lockstep {

/// Actions that a role has where conditions are met.
struct ConditionalActions {
  /// The actions.
  IdSet<ActionId> actions;
  /// The conditions; all of them.
  std::vector<ConditionId> when;
};

/// A role of the policy.
struct Role {
  /// Its name, as accounts have it.
  std::string name;
  /// Its name for users.
  std::string title;
  LevelSet level;       ///< blanket level over the whole library, at every place of an action
  bool shared = false;  ///< the level comes from shares, groups, owning and collections (R-6)
  /// The feature that must be on for users to have it.
  std::optional<FeatureId> feature;
  IdSet<ActionId> allow;      ///< actions this role may ever have; for a shared role those with a level still need it
  IdSet<ActionId> own;        ///< only on the principal's own resources (R-147)
  std::uint32_t atLeast = 0;  ///< no change may leave the account with fewer users of this role (R-39)
  bool blanket = false;       ///< levels are not asked of it: `allow` alone decides
  std::vector<ConditionalActions> conditional{};      ///< actions of `allow` that depend on conditions
  IdSet<ActionId> certain;                            ///< actions of `allow` that depend on no condition of the role
  std::optional<std::vector<std::string>> mayGive{};  ///< the roles that its users may give; `*` is any
};

/// The bounds of the roles that customers make for themselves.
struct CustomRoles {
  bool isOpen = false;               ///< the policy lets customers make roles
  std::optional<FeatureId> feature;  ///< the feature that must be on
  std::optional<LimitId> limit;      ///< the limit that they count against
  IdSet<ActionId> allow;             ///< the actions that they may have
  LevelSet levels;                   ///< the levels that they may have
};

/// What API keys and visitors may do: a set of actions by scope name.
struct Scope {
  /// The name of the scope.
  std::string name;
  /// The actions in it.
  IdSet<ActionId> allow;
};

}  // namespace lockstep
