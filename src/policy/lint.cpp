#include <algorithm>

#include "policy/policy.h"

namespace lockstep {

/// The parts of lint that stand alone.
class PolicyLint {
 public:
  using Tables = Policy::Tables;

  static void limits(const Tables& tables, Problems& found) {
    Bitset used(tables.limits.size());
    for (const Action& action : tables.actions) {
      for (LimitId limit : action.limits) used.set(limit);
      if (action.batch) used.set(*action.batch);
    }
    for (std::size_t i = 0; i < tables.limits.size(); ++i)
      if (!used.has(i) && tables.limits[i].counts != Counts::standardApiKeysKept) found.push_back({"limit_unused", "/limits/" + tables.limits[i].name, "No action counts against this limit."});
  }

  /// What goes somewhere else needs a level there too, or anybody may put it there.
  static void places(const Tables& tables, Problems& found) {
    for (const Action& action : tables.actions) {
      if (action.level == 0) continue;
      const auto unguarded = [&](std::string_view field, Level level, bool takes) {
        if (takes && level == 0) found.push_back({"place_unguarded", "/actions/" + action.name, "It needs no level where it goes: say which level `" + std::string(field) + "` needs."});
      };
      unguarded("to", action.toLevel, action.does == Does::moveAsset || action.does == Does::copyAsset);
      unguarded("asset", action.assetLevel, action.does == Does::addAsset);
      unguarded("collection", action.collectionLevel, action.does == Does::addToCollection);
    }
  }

  static void titles(const Tables& tables, Problems& found) {
    const auto names = [&](const auto& list, std::string_view id) {
      return std::count_if(list.begin(), list.end(), [&](const auto& entry) { return entry.name == id; });
    };
    const auto words = [&](const std::vector<std::string>& list, std::string_view id) { return std::count(list.begin(), list.end(), id); };
    for (const auto& [id, title] : tables.titles) {
      const auto uses = words(tables.plans, id) + words(tables.levels, id) + names(tables.features, id) + names(tables.limits, id);
      if (uses == 0) found.push_back({"title_unused", "/titles/" + id, "There is no plan, level, feature or limit of this name."});
      if (uses > 1) found.push_back({"title_ambiguous", "/titles/" + id, "Several plans, levels, features or limits have this name: give them names of their own."});
    }
  }
};

Problems Policy::lint() const {
  Problems found = tables_->doubts;
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
  PolicyLint::limits(t, found);
  PolicyLint::places(t, found);
  PolicyLint::titles(t, found);
  for (const auto& role : t.roles)
    if (!role.allow.any()) found.push_back({"role_empty", "/roles/" + role.name, "This role can do nothing."});
  return found;
}

}  // namespace lockstep
