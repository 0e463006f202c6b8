// Asking a LevelIndex: what every question about a path comes down to. How it is filled stands in levels.cpp.
#include <algorithm>

#include "access/levels.h"

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

}  // namespace

LevelIndex::Entry& LevelIndex::entryFor(std::string_view path) {
  std::uint64_t hash = hashSeed;
  for (char c : path) hash = mix(hash, c);
  if (const Entry* found = find(path, hash)) return entries_[static_cast<std::size_t>(found - entries_.data())];
  if ((entries_.size() + 1) * 2 > slots_.size()) grow();
  Entry& entry = entries_.emplace_back();
  entry.path = path;
  entry.hash = hash;
  std::size_t slot = hash & (slots_.size() - 1);
  while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
  slots_[slot] = static_cast<std::uint32_t>(entries_.size());
  return entry;
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

}  // namespace lockstep
