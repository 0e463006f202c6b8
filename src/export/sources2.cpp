// What the exports of format 2 share: the actions as they are asked, who has them by roles, and who holds levels where.
#include "export/sources2.h"

#include <algorithm>

#include "lockstep/account/path.h"

namespace lockstep {

namespace {

using Places = std::vector<const Asset*>;

/// Adds what a level reaches from a place on, and from each closed place below.
class Reaches {
 public:
  Reaches(const Account& account, std::vector<Reach>& out) : account_(account), out_(out) {}

  void add(const Asset* place, LevelSet level) {
    const std::string path = place == nullptr ? "/" : place->path;
    const Places closed = account_.closedBelow(path);
    addFrom(place, path, level, closed);
  }

 private:
  void addFrom(const Asset* place, const std::string& path, LevelSet level, const Places& closed) {
    const std::size_t at = out_.size();
    if (level.any()) out_.push_back({place, level, {}});
    // Those at which the levels change, without those below them.
    Places changed;
    for (const Asset* each : closed) {
      if (each->path == path || !isWithin(each->path, path)) continue;
      const bool isBelow = std::any_of(changed.begin(), changed.end(),
                                       [&](const Asset* above) { return isWithin(each->path, above->path); });
      if (!isBelow && account_.policy().passed(level, each->passes) != level) changed.push_back(each);
    }
    if (!level.any()) return;
    out_[at].except = changed;
    for (const Asset* each : changed) addFrom(each, each->path, account_.policy().passed(level, each->passes), closed);
  }

  const Account& account_;
  std::vector<Reach>& out_;
};

bool isInClosed(const Account& account, const Asset& asset) {
  return account.isBelowAny(asset.path, [](const Asset& above) { return above.isClosed(); });
}

/// What is held on the root is held on collections, which give a level also to items in closed places.
void addCollected(const Account& account, LevelSet level, Reaches& reaches) {
  for (const auto& [id, collection] : account.collections()) {
    const LevelSet gives = account.givenOnItems(collection.kind);
    if (!gives.any() || !level.covers(gives)) continue;
    for (const auto& item : collection.items)
      if (const Asset* asset = account.asset(item); asset != nullptr && isInClosed(account, *asset))
        reaches.add(asset, gives);
  }
}

/// Fills in what a source gives on an item and below, where `source.level` is what the account's features leave of it.
/// Returns false if nothing is left, or if there is no such item.
bool place(const Account& account, Source2& source) {
  if (!source.level.any()) return false;
  Reaches reaches(account, source.reaches);
  if (source.on == "/") {
    reaches.add(nullptr, source.level);
    if (!source.everywhere) addCollected(account, source.level, reaches);
    return true;
  }
  if (const Asset* asset = account.asset(source.on)) {
    reaches.add(asset, source.level);
    return true;
  }
  source.collection = account.collection(source.on);
  if (source.collection == nullptr) return false;
  const LevelSet gives = account.givenOnItems(source.collection->kind);
  if (!gives.any() || !source.level.covers(gives)) return true;
  for (const auto& item : source.collection->items)
    if (const Asset* asset = account.asset(item)) reaches.add(asset, gives);
  return true;
}

template <class Items>
void addRelations(const Account& account, const Items& items, std::vector<Source2>& out) {
  const Policy& policy = account.policy();
  for (const auto& [id, item] : items)
    for (const auto& [relation, users] : item.relations)
      for (const auto& user : users) {
        Source2 source{Source2::From::relation, Subject::user(user), policy.relations()[relation], id};
        source.level = account.enabled(policy.levelOf(item.kind, relation));
        if (place(account, source)) out.push_back(std::move(source));
      }
}

bool isPlaceAction(const Action& action) { return action.isOn(On::asset) || action.isOn(On::collection); }

std::string freeName(const Policy& policy, std::string name) {
  while (policy.action(name)) name += '_';
  return name;
}

}  // namespace

std::vector<Asked2> askedActions2(const Account& account) {
  const Policy& policy = account.policy();
  std::vector<Asked2> asked;
  for (ActionId id : policy.actions().ids()) {
    const Action& action = policy.actions()[id];
    const auto isOn = [&](FeatureId feature) { return account.hasFeature(feature); };
    const bool isOfRoles = action.does == Does::createRole || action.does == Does::editRole;
    const auto& custom = policy.customRoles().feature;
    if (action.isPublic || !std::all_of(action.features.begin(), action.features.end(), isOn)) continue;
    if (isOfRoles && custom && !isOn(*custom)) continue;
    const bool onRoot = action.isOn(On::asset) && action.root != RootRule::closed;
    asked.push_back({action.name, id, action.level, false, action.on, action.kinds, onRoot});
    if (!isPlaceAction(action)) continue;
    std::vector<KindId> places, collections;
    for (KindId kind : policy.kinds().ids()) {
      if (policy.kinds()[kind].isPlace()) places.push_back(kind);
      if (policy.kinds()[kind].isCollection()) collections.push_back(kind);
    }
    const auto second = [&](const char* ending, LevelSet level, On on, const std::vector<KindId>& kinds, bool root) {
      if (level.any()) asked.push_back({freeName(policy, action.name + ending), id, level, true, {on}, kinds, root});
    };
    second(".to", action.toLevel, On::asset, places, true);
    second(".item", action.assetLevel, On::asset, places, false);
    second(".item", action.collectionLevel, On::collection, collections, false);
  }
  return asked;
}

std::vector<Opening> openings(const Account& account, const Asked2& asked) {
  const Action& action = account.policy().actions()[asked.action];
  std::vector<Opening> found;
  if (action.host) return found;
  eachRoleOf(account, [&](const Role& role) {
    const bool isOn = !role.feature || account.hasFeature(*role.feature) || action.isOn(On::self);
    if (!isOn || !role.allow.has(asked.action)) return;
    if (asked.isSecond || role.certain.has(asked.action)) return found.push_back({&role, {}});
    for (const auto& entry : role.conditional)
      if (entry.actions.has(asked.action)) found.push_back({&role, entry.when});
  });
  return found;
}

std::vector<Source2> sources2(const Account& account) {
  std::vector<Source2> all;
  eachRoleOf(account, [&](const Role& role) {
    const bool isOpen = !role.feature || account.hasFeature(*role.feature);
    if (!isOpen || !role.level.any()) return;
    Source2 source{Source2::From::role, {Subject::Kind::role, role.name}, role.name, "/", !role.shared};
    source.level = account.enabled(role.level);
    if (!place(account, source)) return;
    if (source.everywhere) source.reaches = {{nullptr, source.level, {}}};
    all.push_back(std::move(source));
  });
  account.eachShare([&](const Share& share) {
    Source2 source{Source2::From::share, share.with, {}, share.on, false, share.until, share.when};
    source.level = account.enabledOf(share);
    if (place(account, source)) all.push_back(std::move(source));
  });
  addRelations(account, account.assets(), all);
  addRelations(account, account.collections(), all);
  return all;
}

bool everyRoleShares(const Account& account) {
  bool all = true;
  eachRoleOf(account, [&](const Role& role) { all = all && role.shared; });
  return all;
}

std::vector<std::size_t> maximalLevels(const Policy& policy, LevelSet levels) {
  std::vector<std::size_t> maximal;
  for (unsigned i = 0; i < policy.levels().size(); ++i)
    if (levels.has(i) && !policy.isIncluded(levels, i)) maximal.push_back(i);
  return maximal;
}

const Asset* placeAbove(const Account& account, std::string_view path) {
  while (path != "/") {
    path = parentPath(path);
    if (const Asset* asset = account.assetAt(path); asset != nullptr && path != "/") return asset;
  }
  return nullptr;
}

Formula metBy(const Policy& policy, const std::vector<ConditionId>& when, const std::vector<ConditionId>& unless) {
  std::vector<Formula> parts;
  for (ConditionId id : when) parts.push_back(outcomesOf(policy.conditions()[id].program).whenTrue);
  for (ConditionId id : unless) parts.push_back(outcomesOf(policy.conditions()[id].program).whenFalse);
  return allOf(std::move(parts));
}

}  // namespace lockstep
