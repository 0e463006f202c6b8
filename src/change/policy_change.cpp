// One account's facts under another policy. Facts name what a policy defines, so the names carry over and the places in
// the policy's lists do not.
#include "change/policy_change.h"

#include <algorithm>

#include "base/text.h"
#include "lockstep/base/reader.h"

namespace lockstep {

namespace {

std::string_view renamed(const NameMapping::Names& names, std::string_view name) {
  const auto at = names.find(name);
  return at == names.end() ? name : std::string_view(at->second);
}

template <class Knows>
void readNames(Reader& reader, std::string_view key, NameMapping::Names& names, const Knows& knows,
               Problems& problems) {
  const Place place{&reader.place(), key};
  for (const auto& [name, value] : reader.map(key)) {
    const Place at{&place, name};
    if (!value.isString())
      report(problems, "type_invalid", at, "Must be a string: the name in the new policy.");
    else if (!knows(value.string()))
      report(problems, "name_unknown", at, quote(value.string(), " is not in the new policy."));
    else
      names.emplace(name, value.string());
  }
}

template <class List, class Knows>
bool knowsAll(const List& list, const Knows& knows) {
  return std::all_of(list.begin(), list.end(), [&](const auto& entry) { return knows(entry.name); });
}

/// Collects the users of each name that is missing.
class Missing {
 public:
  void add(const std::string& name, std::string user) { users_[name].push_back(std::move(user)); }

  /// `says` is what the users do with the name: `user has the role`.
  void report(Problems& problems, std::string_view code, std::string_view kind, std::string_view says) const {
    for (const auto& [name, users] : users_) {
      std::string message = "The policy lacks `" + name + "`: " + decimal(static_cast<std::int64_t>(users.size())) +
                            " " + std::string(says) + " (";
      for (std::size_t i = 0; i < std::min(users.size(), mostNamedHere); ++i) message += (i > 0 ? ", " : "") + users[i];
      message += users.size() > mostNamedHere ? ", …)." : ").";
      problems.push_back({std::string(code), "/" + std::string(kind) + "/" + name, std::move(message)});
    }
  }

 private:
  static constexpr std::size_t mostNamedHere = 10;
  std::map<std::string, std::vector<std::string>> users_;
};

std::string nameOf(const Share& share) {
  return std::string(share.with.kind == Subject::Kind::group ? "group " : "user ") + share.with.id + " on " + share.on;
}

void reportTerms(const Account& account, const Policy& policy, const NameMapping& mapping, Problems& problems) {
  const Policy& own = account.policy();
  const std::string& plan = own.plans()[account.plan];
  if (!policy.plan(renamed(mapping.plans, plan)))
    problems.push_back({"plan_unknown", "/plans/" + plan, "The policy lacks `" + plan + "`, the account's plan."});
  for (const auto& [feature, on] : account.featureOverrides)
    if (const auto& name = own.features()[feature].name; !policy.feature(renamed(mapping.features, name)))
      problems.push_back(
          {"feature_unknown", "/features/" + name,
           "The policy lacks `" + name + "`, which the account switches " + (on != 0 ? "on" : "off") + "."});
  for (const auto& [limit, value] : account.limitOverrides)
    if (const auto& name = own.limits()[limit].name; !policy.limit(renamed(mapping.limits, name)))
      problems.push_back({"limit_unknown", "/limits/" + name,
                          "The policy lacks `" + name + "`, which the account sets to " + decimal(value) + "."});
}

/// The ids of relations, attributes, kinds and conditions in one policy, as those of the same names in another. What
/// the other policy lacks is left out.
class Moving {
 public:
  Moving(const Policy& from, const Policy& to) : from_(from), to_(to) {}

  KindId kind(KindId id) const { return to_.format() == 1 ? id : to_.kind(from_.kinds()[id].name).value_or(anyKind); }
  Relations relations(const Relations& before) const {
    Relations after;
    for (const auto& [id, users] : before)
      if (const auto known = to_.relation(from_.relations()[id])) after[*known] = users;
    return after;
  }
  Attributes attributes(const Attributes& before) const {
    Attributes after;
    for (const auto& [id, value] : before)
      for (AttributeId other : to_.attributes().ids())
        if (to_.attributes()[other] == from_.attributes()[id]) after[other] = value;
    return after;
  }
  std::vector<ConditionId> conditions(const std::vector<ConditionId>& before) const {
    std::vector<ConditionId> after;
    for (const ConditionId id : before)
      if (const auto known = to_.condition(from_.conditions()[id].name)) after.push_back(*known);
    return after;
  }
  /// The levels of a set, by their names: a level that the other policy lacks gives what it includes.
  LevelSet levels(LevelSet before, const NameMapping& mapping) const {
    LevelSet after;
    for (unsigned i = 0; i < from_.levels().size(); ++i)
      if (const auto known = before.has(i) ? to_.level(renamed(mapping.levels, from_.levels()[i])) : std::nullopt;
          known && !from_.isIncluded(before, i))
        after |= *known;
    return after;
  }
  /// Names of levels that pass a closed place.
  LevelSet passes(LevelSet before, const NameMapping& mapping) const {
    if (before == everyLevel || !before.any()) return before;
    LevelSet after;
    for (unsigned i = 0; i < from_.levels().size(); ++i)
      for (unsigned other = 0; before.has(i) && other < to_.levels().size(); ++other)
        if (to_.levels()[other] == renamed(mapping.levels, from_.levels()[i]))
          after |= LevelSet::of(static_cast<std::uint16_t>(1U << other));
    return after;
  }
  template <class Item>
  Item item(Item item) const {
    item.kind = kind(item.kind);
    item.relations = relations(item.relations);
    item.attributes = attributes(item.attributes);
    return item;
  }

 private:
  const Policy& from_;
  const Policy& to_;
};

}  // namespace

Result<NameMapping> NameMapping::parse(std::string_view json, const Policy& policy) {
  const auto document = parseJson(json);
  if (!document) return document.problems();
  Problems problems;
  const Place root;
  Reader reader(document->root(), root, problems);
  NameMapping mapping;
  readNames(
      reader, "plans", mapping.plans, [&](std::string_view name) { return policy.plan(name).has_value(); }, problems);
  readNames(
      reader, "roles", mapping.roles, [&](std::string_view name) { return policy.role(name).has_value(); }, problems);
  readNames(
      reader, "levels", mapping.levels, [&](std::string_view name) { return policy.level(name).has_value(); },
      problems);
  readNames(
      reader, "features", mapping.features, [&](std::string_view name) { return policy.feature(name).has_value(); },
      problems);
  readNames(
      reader, "limits", mapping.limits, [&](std::string_view name) { return policy.limit(name).has_value(); },
      problems);
  reader.finish();
  if (!problems.empty()) return problems;
  return mapping;
}

bool keepsAllNames(const Policy& before, const Policy& after) {
  return std::all_of(before.plans().begin(), before.plans().end(),
                     [&](const std::string& name) { return after.plan(name).has_value(); }) &&
         std::all_of(before.levels().begin(), before.levels().end(),
                     [&](const std::string& name) { return after.level(name).has_value(); }) &&
         knowsAll(before.roles(), [&](const std::string& name) { return after.role(name).has_value(); }) &&
         knowsAll(before.features(), [&](const std::string& name) { return after.feature(name).has_value(); }) &&
         knowsAll(before.limits(), [&](const std::string& name) { return after.limit(name).has_value(); }) &&
         knowsAll(before.keyScopes(), [&](const std::string& name) { return after.keyScope(name) != nullptr; }) &&
         (after.switches().limitedFolders || !before.switches().limitedFolders);
}

Problems missingNames(const Account& account, const Policy& policy, const NameMapping& mapping) {
  Problems problems;
  reportTerms(account, policy, mapping, problems);
  Missing roles, levels, folders, scopes;
  for (const auto& [id, user] : account.users())
    // A role that the account's own policy lacks gives nothing already.
    if (user.roleId && !policy.role(renamed(mapping.roles, user.role))) roles.add(user.role, id);
  account.eachShare([&](const Share& share) {
    const Policy& own = account.policy();
    for (unsigned i = 0; i < own.levels().size(); ++i) {
      const auto& level = own.levels()[i];
      const bool isNamed = share.level.has(i) && !own.isIncluded(share.level, i);
      if (isNamed && !policy.level(renamed(mapping.levels, level))) levels.add(level, nameOf(share));
    }
  });
  if (!policy.switches().limitedFolders)
    for (const auto& [id, asset] : account.assets())
      if (asset.isClosed()) folders.add("limitedFolders", asset.path);
  for (const auto& [id, key] : account.apiKeys())
    if (account.policy().keyScope(key.scope()) != nullptr && policy.keyScope(key.scope()) == nullptr)
      scopes.add(std::string(key.scope()), id);
  roles.report(problems, "role_unknown", "roles", "with this role");
  levels.report(problems, "level_unknown", "levels", "shared with this level");
  folders.report(problems, "switch_missing", "switches", "with limited access");
  scopes.report(problems, "key_scope_unknown", "keys", "with this scope");
  return problems;
}

Account underPolicy(const Account& account, const Policy& policy, const NameMapping& mapping) {
  const Policy& own = account.policy();
  Account moved(policy);
  const Moving moving(own, policy);
  moved.id = account.id;
  moved.epoch = account.epoch;
  moved.revision = account.revision;
  moved.isSlice = account.isSlice;
  moved.complete = account.complete;
  moved.plan = policy.plan(renamed(mapping.plans, own.plans()[account.plan])).value_or(PlanId{});
  for (const auto& [feature, on] : account.featureOverrides)
    if (const auto known = policy.feature(renamed(mapping.features, own.features()[feature].name)))
      moved.featureOverrides[*known] = on;
  for (const auto& [limit, value] : account.limitOverrides)
    if (const auto known = policy.limit(renamed(mapping.limits, own.limits()[limit].name)))
      moved.limitOverrides[*known] = value;
  for (const auto& [id, each] : account.users()) {
    User user = each;
    user.role = renamed(mapping.roles, each.role);
    user.roleId = policy.role(user.role);
    for (auto& role : user.moreRoles) role = renamed(mapping.roles, role);
    user.attributes = moving.attributes(each.attributes);
    moved.put(std::move(user));
  }
  for (const auto& [id, each] : account.roles()) {
    AccountRole role = each;
    role.level = moving.levels(each.level, mapping);
    moved.put(std::move(role));
  }
  for (const auto& [id, group] : account.groups()) moved.put(group);
  for (const auto& [id, each] : account.assets()) {
    Asset asset = moving.item(each);
    asset.passes = moving.passes(each.passes, mapping);
    moved.put(std::move(asset));
  }
  for (const auto& [id, collection] : account.collections()) moved.put(moving.item(collection));
  account.eachShare([&](const Share& each) {
    Share share = each;
    share.level = moving.levels(each.level, mapping);
    share.when = moving.conditions(each.when);
    share.named = moving.passes(each.named, mapping);
    moved.put(std::move(share));
  });
  for (const auto& [id, each] : account.links()) {
    Link link = each;
    link.level = moving.levels(each.level, mapping);
    moved.put(std::move(link));
  }
  for (const auto& [id, key] : account.apiKeys()) moved.put(key);
  for (const auto& [id, comment] : account.comments()) moved.put(comment);
  return moved;
}

Delta policyDelta(const Account& account, const Policy& policy, const NameMapping& mapping) {
  Account after = underPolicy(account, policy, mapping);
  after.revision = account.revision + 1;
  return deltaBetween(underPolicy(account, policy), after);
}

}  // namespace lockstep
