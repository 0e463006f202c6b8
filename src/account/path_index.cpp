#include "lockstep/account/path_index.h"

#include <algorithm>

namespace lockstep {

namespace {

// FNV-1a.
constexpr std::uint64_t mix(std::uint64_t hash, char c) {
  return (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
}
constexpr std::uint32_t folded(std::uint64_t hash) { return static_cast<std::uint32_t>(hash ^ hash >> 32); }

}  // namespace

std::vector<const Asset*> PathOrder::below(std::string_view folder, std::size_t limit) const {
  std::vector<const Asset*> found;
  if (index_.size() == 0) return found;
  for (auto at = index_.after(joinPath(folder, {}));
       at != index_.end() && found.size() < limit && isWithin(*(*at).id, folder); ++at)
    found.push_back(static_cast<const Asset*>((*at).thing));
  return found;
}

std::uint32_t PathIndex::hashOf(std::string_view path) const {
  std::uint64_t hash = seed_;
  for (char c : path) hash = mix(hash, c);
  return folded(hash);
}

/// Returns the slot of the path, or the free slot for it.
std::size_t PathIndex::slotOf(std::string_view path, std::uint32_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash & mask;
  while (slots_[slot].asset != nullptr && (slots_[slot].hash != hash || slots_[slot].asset->path != path))
    slot = (slot + 1) & mask;
  return slot;
}

const Asset* PathIndex::find(std::string_view path) const {
  return slots_.empty() ? nullptr : slots_[slotOf(path, hashOf(path))].asset;
}

const Asset* PathIndex::insert(const Asset& asset) {
  if (2 * size_ >= slots_.size()) grow();
  const std::uint32_t hash = hashOf(asset.path);
  Slot& slot = slots_[slotOf(asset.path, hash)];
  const Asset* const before = slot.asset;
  if (before == nullptr) ++size_;
  slot = {hash, &asset};
  inOrder_.insert(asset);
  return before;
}

void PathIndex::grow() {
  const std::vector<Slot> before = std::move(slots_);
  slots_ = std::vector<Slot>(std::max<std::size_t>(16, 2 * before.size()));
  for (const auto& slot : before)
    if (slot.asset != nullptr) slots_[slotOf(slot.asset->path, slot.hash)] = slot;
}

void PathIndex::erase(const Asset& asset) {
  if (slots_.empty()) return;
  const std::size_t mask = slots_.size() - 1;
  std::size_t free = slotOf(asset.path, hashOf(asset.path));
  if (slots_[free].asset != &asset) return;
  --size_;
  inOrder_.erase(asset);
  // Entries behind, which this one displaced, move up; else a search would not find them again.
  for (std::size_t slot = (free + 1) & mask; slots_[slot].asset != nullptr; slot = (slot + 1) & mask) {
    const std::size_t home = slots_[slot].hash & mask;
    if (((slot - home) & mask) < ((slot - free) & mask)) continue;
    slots_[free] = slots_[slot];
    free = slot;
  }
  slots_[free] = {};
}

PathIndex::Way PathIndex::wayTo(std::string_view path) const {
  Way way;
  if (slots_.empty() || path.size() < 2) return way;
  std::uint64_t hash = mix(seed_, '/');
  for (std::size_t i = 1; i <= path.size(); ++i) {
    if (i == path.size() || path[i] == '/') {
      const auto found = slots_[slotOf(path.substr(0, i), folded(hash))].asset;
      if (found != nullptr && way.count < way.assets.size()) way.assets[way.count++] = found;
    }
    if (i < path.size()) hash = mix(hash, path[i]);
  }
  return way;
}

}  // namespace lockstep
