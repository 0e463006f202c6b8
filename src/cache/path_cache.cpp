#include "lockstep/cache/path_cache.h"

namespace lockstep {

namespace {

constexpr std::size_t fewest = 64, most = 1 << 17;
/// In bytes; longer ones, most of them refused, would fill the memory.
constexpr std::size_t longest = 1024;

}  // namespace

PathCache::PathCache(DecisionCache& decisions)
    : decisions_(decisions), generation_(decisions.generation()), slots_(fewest), mask_(fewest - 1) {}

void PathCache::clear() {
  slots_.assign(fewest, {});
  mask_ = fewest - 1;
  size_ = 0;
  generation_ = decisions_.generation();
}

DecisionCache::Class PathCache::equivalenceClass(std::string_view path) {
  if (path.size() > longest) return decisions_.equivalenceClass(path);
  const std::uint64_t hash = hash_.of(path);
  if (generation_ != decisions_.generation()) clear();
  for (std::size_t slot = hash & mask_; slots_[slot].of != DecisionCache::account; slot = (slot + 1) & mask_)
    if (slots_[slot].hash == hash && slots_[slot].path == path) return slots_[slot].of;
  return add(path, hash);
}

DecisionCache::Class PathCache::add(std::string_view path, std::uint64_t hash) {
  const DecisionCache::Class of = decisions_.equivalenceClass(path);
  if (2 * size_ >= most) clear();
  const auto place = [this](Slot slot) {
    std::size_t at = slot.hash & mask_;
    while (slots_[at].of != DecisionCache::account) at = (at + 1) & mask_;
    slots_[at] = std::move(slot);
  };
  if (2 * ++size_ > slots_.size()) {
    std::vector<Slot> before(2 * slots_.size());
    before.swap(slots_);
    mask_ = slots_.size() - 1;
    for (auto& slot : before)
      if (slot.of != DecisionCache::account) place(std::move(slot));
  }
  place({hash, of, std::string(path)});
  return of;
}

}  // namespace lockstep
