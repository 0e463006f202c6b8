#include "access/seen_paths.h"

namespace lockstep {

namespace {

constexpr std::size_t fewest = 64, most = 1 << 17;
/// In bytes; longer ones, most of them refused, would fill the memory.
constexpr std::size_t longest = 1024;

}  // namespace

SeenPaths::SeenPaths(Verdicts& verdicts) : verdicts_(verdicts), generation_(verdicts.generation()), slots_(fewest), mask_(fewest - 1) {}

void SeenPaths::clear() {
  slots_.assign(fewest, {});
  mask_ = fewest - 1;
  size_ = 0;
  generation_ = verdicts_.generation();
}

Verdicts::Class SeenPaths::classOf(std::string_view path) {
  if (path.size() > longest) return verdicts_.classOf(path);
  const std::uint64_t hash = hash_.of(path);
  if (generation_ != verdicts_.generation()) clear();
  for (std::size_t slot = hash & mask_; slots_[slot].of != Verdicts::account; slot = (slot + 1) & mask_)
    if (slots_[slot].hash == hash && slots_[slot].path == path) return slots_[slot].of;
  return add(path, hash);
}

Verdicts::Class SeenPaths::add(std::string_view path, std::uint64_t hash) {
  const Verdicts::Class of = verdicts_.classOf(path);
  if (2 * size_ >= most) clear();
  const auto place = [this](Seen seen) {
    std::size_t slot = seen.hash & mask_;
    while (slots_[slot].of != Verdicts::account) slot = (slot + 1) & mask_;
    slots_[slot] = std::move(seen);
  };
  if (2 * ++size_ > slots_.size()) {
    std::vector<Seen> before(2 * slots_.size());
    before.swap(slots_);
    mask_ = slots_.size() - 1;
    for (auto& seen : before)
      if (seen.of != Verdicts::account) place(std::move(seen));
  }
  place({hash, of, std::string(path)});
  return of;
}

}  // namespace lockstep
