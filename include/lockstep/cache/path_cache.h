#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/base/hash.h"
#include "lockstep/cache/decision_cache.h"

namespace lockstep {

/// A cache of the classes of paths: a repeated answer costs a look-up of the path as it was given, and allocates
/// nothing. Paths of more than a kilobyte are not cached. A page has its cache in JavaScript; this one is for callers
/// in C++ that ask as often.
///
/// The decision cache must outlive it; it follows its `begin` by itself.
class PathCache {
 public:
  /// Makes an empty cache over a decision cache.
  explicit PathCache(DecisionCache& decisions);

  /// As `DecisionCache::ask`; `DecisionCache::unasked` where the path has no class: ask `decide`.
  std::uint8_t ask(std::string_view path, ActionId action) { return decisions_.ask(equivalenceClass(path), action); }
  /// Returns the class of a path, which may be hostile input.
  DecisionCache::Class equivalenceClass(std::string_view path);

 private:
  struct Slot {
    std::uint64_t hash = 0;
    DecisionCache::Class of = DecisionCache::account;  // no path is of this class: the slot is free
    std::string path;
  };
  void clear();
  DecisionCache::Class add(std::string_view path, std::uint64_t hash);

  DecisionCache& decisions_;
  std::uint64_t generation_;
  // The address is the seed, so that colliding paths cannot be prepared (in native builds only).
  TextHash hash_{reinterpret_cast<std::uintptr_t>(this)};
  std::vector<Slot> slots_;  // open addressing, half of them free
  std::size_t mask_, size_ = 0;
};

}  // namespace lockstep
