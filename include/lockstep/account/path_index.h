#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "lockstep/account/facts.h"
#include "lockstep/account/path.h"
#include "lockstep/account/sorted_index.h"

namespace lockstep {

/// Assets in the order of their paths, so that the assets of a folder are adjacent.
class PathOrder {
 public:
  /// Replaces another asset of this path.
  void insert(const Asset& asset) {
    Asset* const entry = const_cast<Asset*>(&asset);
    if (index_.insert(asset.path, entry)) return;
    index_.erase(asset.path);
    index_.insert(asset.path, entry);
  }
  /// Does nothing if the path belongs to another asset by now.
  void erase(const Asset& asset) {
    if (index_.find(asset.path) == &asset) index_.erase(asset.path);
  }
  /// Returns every asset below a folder, without the folder; at most `limit`.
  std::vector<const Asset*> below(std::string_view folder, std::size_t limit = SIZE_MAX) const;

 private:
  SortedIndex index_;
};

/// Assets by their paths. One walk along a path finds the assets of all folders above, because each folder's hash is
/// the running value at its slash.
class PathIndex {
 public:
  /// The asset at a path; null if there is none.
  const Asset* find(std::string_view path) const;
  /// Returns the asset that had the path before, or nullptr.
  const Asset* insert(const Asset& asset);
  /// Removes an asset.
  void erase(const Asset& asset);

  /// The assets that are listed at the folders above a path and at the path, the highest first, without the root.
  struct Way {
    /// The assets, from the top.
    std::array<const Asset*, deepestFolder + 2> assets;
    /// The number of assets.
    std::size_t count = 0;
    const Asset* const* begin() const { return assets.data(); }
    const Asset* const* end() const { return assets.data() + count; }
    /// Returns the asset at `path`, the end of the way, or nullptr.
    const Asset* to(std::string_view path) const {
      return count > 0 && assets[count - 1]->path.size() == path.size() ? assets[count - 1] : nullptr;
    }
  };
  /// The listed assets at the folders above a path and at the path.
  Way wayTo(std::string_view path) const;

  /// The assets in the order of their paths.
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
  // FNV offset basis XOR this object's address, so that colliding paths cannot be prepared (in native builds only).
  std::uint64_t seed_ = 14695981039346656037ull ^ reinterpret_cast<std::uintptr_t>(this);
};

}  // namespace lockstep
