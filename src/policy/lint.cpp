#include <algorithm>

#include "policy/policy.h"

namespace lockstep {

Problems Policy::lint() const {
  Problems found = tables_->emptyPatterns;
  const auto& t = *tables_;
  Bitset usedFeatures(t.features.size());
  std::vector<bool> usedLevels(t.levels.size() + 1);
  for (const auto& role : t.roles)
    if (role.feature) usedFeatures.set(*role.feature);
  for (const auto& feature : t.features)
    for (FeatureId other : feature.with) usedFeatures.set(other);

  for (std::size_t i = 0; i < t.actions.size(); ++i) {
    const Action& action = t.actions[i];
    for (FeatureId feature : action.features) usedFeatures.set(feature);
    for (const Level level : {action.level, action.toLevel, action.assetLevel, action.collectionLevel}) usedLevels[level] = true;
    const bool someone = action.host || action.isPublic || t.visitor.has(i) ||
                         std::any_of(t.roles.begin(), t.roles.end(), [i](const Role& role) { return role.allow.has(i); }) ||
                         std::any_of(t.keyScopes.begin(), t.keyScopes.end(), [i](const Scope& scope) { return scope.allow.has(i); });
    if (!someone) found.push_back({"action_unreachable", "/actions/" + action.name, "No role, key or visitor can ever have this action."});
  }
  for (std::size_t i = 0; i < t.features.size(); ++i)
    if (!usedFeatures.has(i)) found.push_back({"feature_unused", "/features/" + t.features[i].name, "No action and no role asks for this feature."});
  for (std::size_t i = 1; i < usedLevels.size(); ++i)
    if (!usedLevels[i]) found.push_back({"level_unused", "/levels/" + std::to_string(i - 1), "No action needs \"" + t.levels[i - 1] + "\"."});
  for (const auto& role : t.roles)
    if (!role.allow.any()) found.push_back({"role_empty", "/roles/" + role.name, "This role can do nothing."});
  return found;
}

}  // namespace lockstep
