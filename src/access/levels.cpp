// The effective levels of a user: one walk along a path, for the level alone or with the grants that give it.
#include "lockstep/access/levels.h"

#include <algorithm>

#include "base/text.h"

namespace lockstep {

LevelIndex::LevelIndex(const Account& account, std::string_view user)
    : account_(&account), user_(user), holder_(account, user) {
  const auto& roles = holder_.roles();
  counts_ = roles.empty() || account.policy().format() == 1 ||
            std::any_of(roles.begin(), roles.end(), [](const Role* role) { return role->shared; });
}

/// The one walk for levels: down the path, because a level applies to all below it. At a closed place only some
/// levels from above come through.
void LevelIndex::walk(const PathIndex::Way& way, Taker& taker) const {
  const Policy& policy = account_->policy();
  if (policy.format() == 2) eachOnRoot(taker);
  for (const Asset* asset : way) {
    if (policy.switches().limitedFolders && asset->isClosed()) taker.pass(taker, policy, asset->passes);
    eachAt(*asset, taker);
  }
  eachLone("/", taker);
}

/// Nothing stops the level of a role that depends on no share.
void LevelIndex::eachLone(std::string_view on, Taker& taker) const {
  if (account_->policy().format() == 1) return;
  for (const Role* role : holder_.roles())
    if (!role->shared && levelOf(*role).any()) taker.take(taker, {levelOf(*role), nullptr, role, {}, {}, on});
}

void LevelIndex::eachOnRoot(Taker& taker) const {
  static const Relations none;
  eachOfRoot({"/", {}, none, anyKind, {}, "/"}, taker);
}

/// The level of a role, while the plan has the role.
LevelSet LevelIndex::levelOf(const Role& role) const {
  const bool isOpen = !role.feature || account_->hasFeature(*role.feature);
  return isOpen ? account_->enabled(role.level) : LevelSet();
}

/// What roles and shares give on the root. A collection has it too: it is in no place, and the root is above all.
void LevelIndex::eachOfRoot(const Item& item, Taker& taker) const {
  if (!counts_) return;
  for (const Role* role : holder_.roles())
    if (role->shared && levelOf(*role).any()) give(item, {levelOf(*role), nullptr, role}, taker);
  eachShare(account_->sharesOn("/"), item, taker);
}

void LevelIndex::eachOnCollection(const Item& collection, Taker& taker) const {
  if (account_->policy().format() == 2) eachOfRoot(collection, taker);
  eachOn(collection, taker);
}

void LevelIndex::eachAt(const Asset& asset, Taker& taker) const {
  eachOn({asset.id, asset.owner, asset.relations, asset.kind, {}, asset.path}, taker);
  for (const auto& id : account_->collectionsOf(asset.id))
    if (const Collection* holder = account_->collection(id))
      eachOnCollection({id, holder->owner, holder->relations, holder->kind, id, asset.path}, taker);
}

/// Passes a source on. A user with the level that a collection gives has it on the items, and no more.
void LevelIndex::give(const Item& item, Source source, Taker& taker) const {
  source.level = source.share != nullptr ? account_->enabledOf(*source.share) : account_->enabled(source.level);
  if (!item.through.empty()) {
    const LevelSet given = account_->givenOnItems(item.kind);
    if (!given.any() || !source.level.covers(given)) return;
    source.level = given;
  }
  source.collection = item.through;
  source.on = item.path;
  if (source.level.any()) taker.take(taker, source);
}

/// What shares with the user, the user's groups and roles, relations and owning give on one item.
void LevelIndex::eachOn(const Item& item, Taker& taker) const {
  if (!counts_) return;
  eachShare(account_->sharesOn(item.id), item, taker);
  const Policy& policy = account_->policy();
  if (!item.owner.empty() && item.owner == user_) give(item, {policy.allLevels()}, taker);
  for (const auto& [relation, users] : item.relations)
    if (std::find(users.begin(), users.end(), user_) != users.end())
      give(item, {policy.levelOf(item.kind, relation), nullptr, nullptr, policy.relations()[relation]}, taker);
}

void LevelIndex::eachShare(const Shares& shares, const Item& item, Taker& taker) const {
  if (shares.size() <= holder_.size()) {
    shares.each([&](const Share& share) {
      if (holder_.isIn(share.with)) give(item, {share.level, &share}, taker);
    });
    return;
  }
  holder_.eachSubject([&](Subject::Kind kind, std::string_view id) {
    if (const Share* share = shares.with(kind).find(id)) give(item, {share->level, share}, taker);
  });
}

/// Unites the levels of the sources that count.
struct LevelIndex::Union : Taker {
  Union(std::optional<Time> when, const ShareConditions* test) : Taker{&add, &keep, when, test} {}

  LevelSet level;

  static void keep(Taker& self, const Policy& policy, LevelSet passes) {
    LevelSet& level = static_cast<Union&>(self).level;
    level = policy.passed(level, passes);
  }
  static void add(Taker& self, const Source& source) {
    if (source.counts(self.now, self.conditions)) static_cast<Union&>(self).level |= source.level;
  }
};

/// Keeps the grants of the sources that count.
struct LevelIndex::Collector : Taker {
  Collector(std::optional<Time> when, const ShareConditions* test) : Taker{&take, &keep, when, test} {}

  std::string_view onCollection{};
  std::vector<Grant> grants{};

  static void keep(Taker& self, const Policy& policy, LevelSet passes) {
    auto& grants = static_cast<Collector&>(self).grants;
    for (Grant& grant : grants) grant.level = policy.passed(grant.level, passes);
    std::erase_if(grants, [](const Grant& grant) { return !grant.level.any(); });
  }
  static void take(Taker& self, const Source& source) {
    if (source.counts(self.now, self.conditions)) static_cast<Collector&>(self).add(source);
  }

  void add(const Source& source) {
    Grant& grant = grants.emplace_back();
    grant.on = source.on;
    grant.collection = source.collection.empty() ? onCollection : source.collection;
    grant.level = source.level;
    grant.kind = Grant::Kind::owner;
    if (source.share != nullptr) {
      grant.kind = Grant::Kind::share;
      grant.with = source.share->with;
      grant.until = source.share->until;
    } else if (source.role != nullptr) {
      grant.kind = Grant::Kind::role;
      grant.name = source.role->name;
    } else if (hasFormat2 && !source.relation.empty()) {
      grant.kind = Grant::Kind::relation;
      grant.name = source.relation;
    }
    if (!source.collection.empty()) {
      grant.kind = Grant::Kind::collection;
      grant.with = {};
      grant.name.clear();
    }
  }

  /// Returns what is held, with the grants that give no less than any other.
  Held held() {
    Held held;
    std::vector<LevelSet> levels;  // each once
    for (const Grant& grant : grants) {
      held.level |= grant.level;
      if (std::find(levels.begin(), levels.end(), grant.level) == levels.end()) levels.push_back(grant.level);
      if (grant.until && (!held.changesAt || *grant.until < *held.changesAt)) held.changesAt = grant.until;
    }
    for (Grant& grant : grants) {
      const LevelSet own = grant.level;
      const bool isLess = std::any_of(levels.begin(), levels.end(),
                                      [own](LevelSet other) { return other != own && other.covers(own); });
      if (!isLess) held.grants.push_back(std::move(grant));
    }
    return held;
  }
};

LevelSet LevelIndex::at(std::string_view path, std::optional<Time> now, const ShareConditions* conditions) const {
  if (!hasExtras) return {};
  return at(account_ == nullptr ? PathIndex::Way() : account_->wayTo(path), now, conditions);
}

LevelSet LevelIndex::at(const PathIndex::Way& way, std::optional<Time> now, const ShareConditions* conditions) const {
  if (!hasExtras || account_ == nullptr) return {};
  Union all(now, conditions);
  walk(way, all);
  return all.level;
}

Held LevelIndex::explain(std::string_view path, std::optional<Time> now, const ShareConditions* conditions) const {
  if (!hasExtras || account_ == nullptr) return {};
  Collector collector(now, conditions);
  walk(account_->wayTo(path), collector);
  return collector.held();
}

Held LevelIndex::onCollection(std::string_view id, std::optional<Time> now, const ShareConditions* conditions) const {
  if (!hasExtras || account_ == nullptr) return {};
  Collector collector(now, conditions);
  collector.onCollection = id;
  if (const Collection* collection = account_->collection(id))
    eachOnCollection({id, collection->owner, collection->relations, collection->kind, {}, {}}, collector);
  eachLone({}, collector);
  return collector.held();
}

LevelSet LevelIndex::everywhere() const {
  LevelSet levels;
  if (!hasExtras || account_ == nullptr || account_->policy().format() == 1) return levels;
  for (const Role* role : holder_.roles()) levels |= levelOf(*role);
  return levels;
}

/// Calls `add` with the id of every item that is shared with the user or a group of theirs, or is their own.
template <class Add>
void LevelIndex::eachHeld(Add add) const {
  const auto addAll = [&](const Ids& ids) {
    for (const auto& id : ids) add(id);
  };
  holder_.eachSubject([&](Subject::Kind kind, std::string_view id) { addAll(account_->sharedWith(kind, id)); });
  addAll(account_->ownedBy(user_));
}

std::vector<std::string_view> LevelIndex::paths() const {
  std::vector<std::string_view> paths;
  if (account_ == nullptr) return paths;
  const auto addAsset = [&](std::string_view id) {
    if (const Asset* asset = account_->asset(id); asset != nullptr && asset->path != "/") paths.push_back(asset->path);
  };
  eachHeld(addAsset);
  for (const auto id : collections())
    for (const auto& item : account_->collection(id)->items) addAsset(item);
  for (const Asset* asset : account_->closedBelow("/")) addAsset(asset->id);
  return onceEach(std::move(paths));
}

std::vector<std::string_view> LevelIndex::collections() const {
  std::vector<std::string_view> ids;
  if (account_ == nullptr) return ids;
  eachHeld([&](std::string_view id) {
    if (const Collection* collection = account_->collection(id)) ids.push_back(collection->id);
  });
  return onceEach(std::move(ids));
}

}  // namespace lockstep
