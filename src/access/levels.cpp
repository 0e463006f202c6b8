#include "access/levels.h"

#include <algorithm>

namespace lockstep {

namespace {

/// What shares with the user and the user's groups, and owning, give on one item. `blank` says where it is.
std::vector<Grant> grantsOn(const Account& account, std::string_view user, std::string_view item, std::string_view owner, const Grant& blank) {
  std::vector<Grant> grants;
  const Shares& shares = account.sharesOn(item);
  const auto take = [&](const Share& share) {
    Grant& grant = grants.emplace_back(blank);
    grant.kind = Grant::Kind::share;
    grant.level = share.level;
    grant.with = share.with;
    grant.until = share.until;
  };
  const auto& groups = account.groupsOf(user);
  if (shares.size() <= groups.size() + 1) {
    for (const auto& [with, share] : shares)
      if (with.isGroup ? groups.find(with.id) != groups.end() : with.id == user) take(share);
  } else {
    if (const auto own = shares.find({false, std::string(user)}); own != shares.end()) take(own->second);
    for (const auto& group : groups)
      if (const auto through = shares.find({true, group}); through != shares.end()) take(through->second);
  }
  if (owner == user) {
    Grant& grant = grants.emplace_back(blank);
    grant.kind = Grant::Kind::owner;
    grant.level = account.policy().highest();
  }
  return grants;
}

}  // namespace

LevelIndex::LevelIndex(const Account& account, std::string_view user) {
  const auto addCollections = [&](const auto& items) {
    for (const auto& item : items)
      if (account.collection(item) != nullptr) refreshCollection(account, user, item);
  };
  const auto addAssets = [&](const auto& items) {
    for (const auto& item : items)
      if (const Asset* asset = account.asset(item)) refreshPath(account, user, asset->path);
  };
  // Collections first: what is held on them is held on what is in them.
  const auto eachHeld = [&](const auto& add) {
    add(account.sharedWith({false, std::string(user)}));
    for (const auto& group : account.groupsOf(user)) add(account.sharedWith({true, group}));
    add(account.ownedBy(user));
  };
  eachHeld(addCollections);
  eachHeld(addAssets);
  for (const auto& [id, grants] : collections_) addAssets(account.collection(id)->items);
  if (!account.policy().switches().limitedFolders) return;
  for (const auto& [id, asset] : account.assets())
    if (!asset.inherit) refreshPath(account, user, asset.path);
}

void LevelIndex::refresh(const Account& account, std::string_view user, const Touched& touched) {
  for (const auto& id : touched.collections) refreshCollection(account, user, id);
  for (const auto& path : touched.paths) refreshPath(account, user, path);
}

void LevelIndex::refreshCollection(const Account& account, std::string_view user, const std::string& id) {
  const Collection* collection = account.collection(id);
  Grant blank;
  blank.collection = id;
  const auto at = collections_.try_emplace(id).first;
  replace(at->second, collection == nullptr ? std::vector<Grant>() : grantsOn(account, user, id, collection->owner, blank));
  if (at->second.empty()) collections_.erase(at);
}

void LevelIndex::refreshPath(const Account& account, std::string_view user, const std::string& path) {
  if (path == "/") return;
  const Asset* asset = account.assetAt(path);
  std::vector<Grant> grants;
  if (asset != nullptr) {
    Grant blank;
    blank.on = path;
    grants = grantsOn(account, user, asset->id, asset->owner, blank);
    // Whoever has at least view on a collection may view what is in it, and no more.
    for (const auto& id : account.collectionsOf(asset->id)) {
      const auto held = collections_.find(id);
      if (held == collections_.end()) continue;
      for (const auto& through : held->second) {
        Grant& grant = grants.emplace_back(blank);
        grant.kind = Grant::Kind::collection;
        grant.level = 1;
        grant.collection = id;
        grant.until = through.until;
      }
    }
  }
  Entry& entry = entryFor(path);
  replace(entry.grants, std::move(grants));
  entry.barrier = asset != nullptr && !asset->inherit;  // read only where the policy has such folders
  entry.timed = false;
  entry.lasting = 0;
  for (const auto& grant : entry.grants) {
    if (grant.until) entry.timed = true;
    else entry.lasting = std::max(entry.lasting, grant.level);
  }
}

void LevelIndex::replace(std::vector<Grant>& grants, std::vector<Grant> now) {
  for (const auto& grant : grants)
    if (grant.until) ends_.erase(ends_.find(*grant.until));
  grants = std::move(now);
  for (const auto& grant : grants)
    if (grant.until) ends_.insert(*grant.until);
}

std::vector<std::string_view> LevelIndex::paths() const {
  std::vector<std::string_view> paths;
  for (const auto& entry : entries_)
    if (!entry.isEmpty()) paths.push_back(entry.path);
  return paths;
}

std::vector<std::string_view> LevelIndex::collections() const {
  std::vector<std::string_view> ids;
  for (const auto& [id, grants] : collections_) ids.push_back(id);
  return ids;
}

std::optional<Time> LevelIndex::nextChange(Time now) const {
  const auto soonest = ends_.upper_bound(now);
  return soonest == ends_.end() ? std::nullopt : std::optional(*soonest);
}

}  // namespace lockstep
