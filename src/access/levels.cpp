#include "access/levels.h"

#include <algorithm>

namespace lockstep {

namespace {

// FNV-1a, taken along the path so that each folder's hash is the running value at its slash.
constexpr std::uint64_t hashSeed = 14695981039346656037ull;
constexpr std::uint64_t mix(std::uint64_t hash, char c) { return (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull; }

bool counts(const Grant& grant, std::optional<Time> now) { return !grant.until || (now && *now < *grant.until); }

void noteEnd(std::optional<Time>& soonest, const Grant& grant, std::optional<Time> now) {
  if (grant.until && now && *now < *grant.until && (!soonest || *grant.until < *soonest)) soonest = grant.until;
}

/// Keeps the grants that give the highest level of those that count.
void collect(Held& held, const std::vector<Grant>& grants, std::optional<Time> now) {
  for (const auto& grant : grants) {
    noteEnd(held.changesAt, grant, now);
    if (!counts(grant, now) || grant.level < held.level) continue;
    if (grant.level > held.level) held.grants.clear();
    held.level = grant.level;
    held.grants.push_back(grant);
  }
}

Grant shareGrant(const Share& share, std::string_view path) {
  Grant grant;
  grant.kind = Grant::Kind::share;
  grant.level = share.level;
  grant.on = path;
  grant.with = share.with;
  grant.until = share.until;
  return grant;
}

}  // namespace

LevelIndex::LevelIndex(const Account& account, std::string_view user) {
  const Level manage = account.policy().highest();
  auto addOn = [&](const std::string& item, Grant grant) {
    if (const Asset* asset = account.asset(item)) {
      grant.on = asset->path;
      add(asset->path, std::move(grant));
    } else {
      grant.collection = item;
      collections_[item].push_back(std::move(grant));
    }
  };
  auto addShares = [&](const Subject& subject) {
    for (const auto& item : account.sharedWith(subject)) {
      const auto& shares = account.sharesOn(item);
      if (const auto share = shares.find(subject); share != shares.end()) addOn(item, shareGrant(share->second, {}));
    }
  };
  addShares({false, std::string(user)});
  for (const auto& group : account.groupsOf(user)) addShares({true, group});
  for (const auto& item : account.ownedBy(user)) {
    Grant owner;
    owner.kind = Grant::Kind::owner;
    owner.level = manage;
    addOn(item, std::move(owner));
  }
  // Whoever has at least view on a collection may view what is in it, and no more.
  for (const auto& [id, grants] : collections_) {
    const Collection* collection = account.collection(id);
    if (collection == nullptr) continue;
    for (const auto& item : collection->items) {
      if (account.asset(item) == nullptr) continue;
      for (const auto& through : grants) {
        Grant grant;
        grant.kind = Grant::Kind::collection;
        grant.level = 1;
        grant.collection = id;
        grant.until = through.until;
        addOn(item, std::move(grant));
      }
    }
  }
  if (account.policy().switches().limitedFolders) addBarriers(account);
}

void LevelIndex::addBarriers(const Account& account) {
  for (const auto& [id, asset] : account.assets())
    if (!asset.inherit) entryFor(asset.path).barrier = true;
}

void LevelIndex::add(std::string_view path, Grant grant) {
  if (path == "/") return;
  Entry& entry = entryFor(path);
  if (grant.until) entry.timed = true;
  else entry.lasting = std::max(entry.lasting, grant.level);
  entry.grants.push_back(std::move(grant));
}

LevelIndex::Entry& LevelIndex::entryFor(std::string_view path) {
  std::uint64_t hash = hashSeed;
  for (char c : path) hash = mix(hash, c);
  if (const Entry* found = find(path, hash)) return entries_[static_cast<std::size_t>(found - entries_.data())];
  if ((entries_.size() + 1) * 2 > slots_.size()) grow();
  entries_.push_back({std::string(path), hash, 0, false, false, {}});
  std::size_t slot = hash & (slots_.size() - 1);
  while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
  slots_[slot] = static_cast<std::uint32_t>(entries_.size());
  return entries_.back();
}

void LevelIndex::grow() {
  slots_.assign(std::max<std::size_t>(16, slots_.size() * 2), 0);
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    std::size_t slot = entries_[i].hash & (slots_.size() - 1);
    while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = static_cast<std::uint32_t>(i + 1);
  }
}

const LevelIndex::Entry* LevelIndex::find(std::string_view path, std::uint64_t hash) const {
  if (slots_.empty()) return nullptr;
  for (std::size_t slot = hash & (slots_.size() - 1); slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
    const Entry& entry = entries_[slots_[slot] - 1];
    if (entry.hash == hash && entry.path == path) return &entry;
  }
  return nullptr;
}

/// Visits the entry of each folder on the way down, and of the path itself, where there is one.
template <class Visit>
void LevelIndex::walk(std::string_view path, Visit visit) const {
  if (entries_.empty() || path.size() < 2) return;
  std::uint64_t hash = mix(hashSeed, '/');
  for (std::size_t i = 1; i <= path.size(); ++i) {
    if (i == path.size() || path[i] == '/')
      if (const Entry* entry = find(path.substr(0, i), hash)) visit(*entry);
    if (i < path.size()) hash = mix(hash, path[i]);
  }
}

Level LevelIndex::at(std::string_view path, std::optional<Time> now) const {
  Level level = 0;
  walk(path, [&](const Entry& entry) {
    if (entry.barrier) level = 0;
    level = std::max(level, entry.lasting);
    if (entry.timed)
      for (const auto& grant : entry.grants)
        if (counts(grant, now)) level = std::max(level, grant.level);
  });
  return level;
}

Held LevelIndex::explain(std::string_view path, std::optional<Time> now) const {
  Held held;
  walk(path, [&](const Entry& entry) {
    if (entry.barrier) held = {};
    collect(held, entry.grants, now);
  });
  return held;
}

Held LevelIndex::onCollection(std::string_view id, std::optional<Time> now) const {
  Held held;
  if (const auto at = collections_.find(id); at != collections_.end()) collect(held, at->second, now);
  return held;
}

std::vector<std::string_view> LevelIndex::paths() const {
  std::vector<std::string_view> paths;
  for (const auto& entry : entries_) paths.push_back(entry.path);
  return paths;
}

std::vector<std::string_view> LevelIndex::collections() const {
  std::vector<std::string_view> ids;
  for (const auto& [id, grants] : collections_) ids.push_back(id);
  return ids;
}

std::optional<Time> LevelIndex::nextChange(Time now) const {
  std::optional<Time> soonest;
  for (const auto& entry : entries_)
    for (const auto& grant : entry.grants) noteEnd(soonest, grant, now);
  for (const auto& [id, grants] : collections_)
    for (const auto& grant : grants) noteEnd(soonest, grant, now);
  return soonest;
}

}  // namespace lockstep
