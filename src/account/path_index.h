#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "account/facts.h"
#include "account/order.h"
#include "account/path.h"

namespace lockstep {

/// Assets in the order of their paths, so that what lies in a folder stands together.
class PathOrder {
 public:
  /// Takes the place of another asset of this path.
  void insert(const Asset& asset) {
    Asset* const entry = const_cast<Asset*>(&asset);
    if (order_.insert(asset.path, entry)) return;
    order_.erase(asset.path);
    order_.insert(asset.path, entry);
  }
  /// Unless the path has become another asset's.
  void erase(const Asset& asset) {
    if (order_.find(asset.path) == &asset) order_.erase(asset.path);
  }
  /// Every asset below a folder, not the folder itself; at most as many as `limit`.
  std::vector<const Asset*> below(std::string_view folder, std::size_t limit = SIZE_MAX) const;

 private:
  Order order_;
};

/// Assets by their paths. One walk along a path finds those of all folders on the way, since each folder's hash is the
/// running value at its slash.
class PathIndex {
 public:
  const Asset* find(std::string_view path) const;
  /// The asset whose path it was, or nullptr.
  const Asset* insert(const Asset& asset);
  void erase(const Asset& asset);

  /// What is listed on the way down to a path and at it, the root left out; the highest first.
  struct Way {
    std::array<const Asset*, deepestFolder + 2> assets;
    std::size_t count = 0;
    const Asset* const* begin() const { return assets.data(); }
    const Asset* const* end() const { return assets.data() + count; }
    /// The asset at the path that it leads to, or nullptr.
    const Asset* to(std::string_view path) const { return count > 0 && assets[count - 1]->path.size() == path.size() ? assets[count - 1] : nullptr; }
  };
  Way wayTo(std::string_view path) const;

  const PathOrder& inOrder() const { return inOrder_; }

 private:
  struct Slot {
    std::uint32_t hash = 0;
    const Asset* asset = nullptr;
  };
  std::uint32_t hashOf(std::string_view path) const;
  std::size_t slotOf(std::string_view path, std::uint32_t hash) const;
  void grow();

  std::vector<Slot> slots_;  // open addressing, half of them free
  PathOrder inOrder_;
  std::size_t size_ = 0;
  // FNV's own, and where this one was made, which nobody knows who would make up paths that collide.
  std::uint64_t seed_ = 14695981039346656037ull ^ reinterpret_cast<std::uintptr_t>(this);
};

}  // namespace lockstep
