#include <algorithm>

#include "lockstep/policy/policy.h"
#include "policy/lint2.h"

namespace lockstep {

/// The independent parts of lint.
class PolicyLint {
 public:
  using Tables = Policy::Tables;

  static void limits(const Tables& tables, Problems& found) {
    IdSet<LimitId> used(tables.limits.size());
    for (const Action& action : tables.actions) {
      for (LimitId limit : action.limits) used.add(limit);
      if (action.batch) used.add(*action.batch);
    }
    if (tables.customRoles.limit) used.add(*tables.customRoles.limit);
    for (LimitId id : tables.limits.ids())
      if (!used.has(id) && tables.limits[id].counts != Counts::standardApiKeysKept)
        found.push_back({"limit_unused", "/limits/" + tables.limits[id].name,
                         "No action counts against this limit. Name it in the `limit` of one, or remove it."});
  }

  /// What goes somewhere else needs a level there too, or anybody may put it there.
  static void places(const Tables& tables, Problems& found) {
    for (const Action& action : tables.actions) {
      if (!action.level.any()) continue;
      const auto unguarded = [&](std::string_view field, LevelSet level, bool takes) {
        if (takes && !level.any())
          found.push_back({"place_unguarded", "/actions/" + action.name,
                           "It needs no level where it goes: say which level `" + std::string(field) + "` needs."});
      };
      unguarded("to", action.toLevel, action.does == Does::moveAsset || action.does == Does::copyAsset);
      unguarded("asset", action.assetLevel, action.does == Does::addAsset);
      unguarded("collection", action.collectionLevel, action.does == Does::addToCollection);
    }
  }

  static void levels(const Tables& tables, Problems& found) {
    for (std::size_t i = 0; i < tables.levels.size(); ++i) {
      const LevelSet level = tables.includes[i];
      const bool isUsed = std::any_of(tables.actions.begin(), tables.actions.end(), [level](const Action& action) {
        return action.level == level || action.toLevel == level || action.assetLevel == level ||
               action.collectionLevel == level;
      });
      if (!isUsed)
        found.push_back(
            {"level_unused", "/levels/" + std::to_string(i), "No action needs \"" + tables.levels[i] + "\"."});
    }
  }

  static void titles(const Tables& tables, Problems& found) {
    const auto names = [&](const auto& list, std::string_view id) {
      return std::count_if(list.begin(), list.end(), [&](const auto& entry) { return entry.name == id; });
    };
    const auto words = [&](const auto& list, std::string_view id) { return std::count(list.begin(), list.end(), id); };
    for (const auto& [id, title] : tables.titles) {
      const auto uses =
          words(tables.plans, id) + words(tables.levels, id) + names(tables.features, id) + names(tables.limits, id);
      if (uses == 0)
        found.push_back({"title_unused", "/titles/" + id, "There is no plan, level, feature or limit of this name."});
      if (uses > 1)
        found.push_back({"title_ambiguous", "/titles/" + id,
                         "Several plans, levels, features or limits have this name: give them names of their own."});
    }
  }
};

Problems Policy::lint() const {
  Problems found = tables_->doubts;
  const auto& t = *tables_;
  IdSet<FeatureId> usedFeatures(t.features.size());
  for (const auto& role : t.roles)
    if (role.feature) usedFeatures.add(*role.feature);
  for (const auto& feature : t.features)
    for (FeatureId other : feature.with) usedFeatures.add(other);
  for (const auto& feature : t.levelFeatures)
    if (feature) usedFeatures.add(*feature);
  if (t.customRoles.feature) usedFeatures.add(*t.customRoles.feature);

  for (ActionId id : t.actions.ids()) {
    const Action& action = t.actions[id];
    for (FeatureId feature : action.features) usedFeatures.add(feature);
    const bool someone =
        action.host || action.isPublic || t.visitor.has(id) ||
        std::any_of(t.roles.begin(), t.roles.end(), [id](const Role& role) { return role.allow.has(id); }) ||
        std::any_of(t.keyScopes.begin(), t.keyScopes.end(), [id](const Scope& scope) { return scope.allow.has(id); });
    if (!someone)
      found.push_back(
          {"action_unreachable", "/actions/" + action.name,
           "No role, key or visitor can ever have this action. List it in the `allow` of a role, or remove it."});
  }
  for (FeatureId id : t.features.ids())
    if (!usedFeatures.has(id))
      found.push_back({"feature_unused", "/features/" + t.features[id].name,
                       "No action and no role asks for this feature. Name it in a `feature`, or remove it."});
  PolicyLint::limits(t, found);
  if (format() == 2) {
    lintFormat2(*this, found);
  } else {
    PolicyLint::levels(t, found);
    PolicyLint::places(t, found);
  }
  PolicyLint::titles(t, found);
  for (const auto& role : t.roles)
    if (!role.allow.any())
      found.push_back({"role_empty", "/roles/" + role.name,
                       "This role can do nothing. List actions in its `allow`, or remove it."});
  return found;
}

}  // namespace lockstep
