#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lockstep {

/// A set of small dense integers (ids of actions, features): one bit each, sized once when the policy is compiled.
class Bitset {
 public:
  Bitset() = default;
  explicit Bitset(std::size_t size) : words_((size + 63) / 64) {}

  void set(std::size_t at) { words_[at / 64] |= std::uint64_t{1} << (at % 64); }
  void clear(std::size_t at) { words_[at / 64] &= ~(std::uint64_t{1} << (at % 64)); }
  bool has(std::size_t at) const { return at / 64 < words_.size() && (words_[at / 64] >> (at % 64) & 1) != 0; }
  bool any() const {
    for (auto word : words_)
      if (word != 0) return true;
    return false;
  }

 private:
  std::vector<std::uint64_t> words_;
};

}  // namespace lockstep
