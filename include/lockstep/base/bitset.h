#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace lockstep {

/// A set of small integers below a size that is given once: one bit each.
class Bitset {
 public:
  Bitset() = default;
  /// A set of `size` bits, all clear.
  explicit Bitset(std::size_t size) : words_((size + 63) / 64) {}

  /// Sets a bit.
  void set(std::size_t at) {
    assert(at / 64 < words_.size());
    words_[at / 64] |= std::uint64_t{1} << (at % 64);
  }
  /// Clears a bit.
  void clear(std::size_t at) {
    assert(at / 64 < words_.size());
    words_[at / 64] &= ~(std::uint64_t{1} << (at % 64));
  }
  /// Returns whether a bit is set.
  bool has(std::size_t at) const { return at / 64 < words_.size() && (words_[at / 64] >> (at % 64) & 1) != 0; }
  /// Returns whether any bit is set.
  bool any() const {
    for (auto word : words_)
      if (word != 0) return true;
    return false;
  }
  bool operator==(const Bitset&) const = default;

 private:
  std::vector<std::uint64_t> words_;
};

}  // namespace lockstep
