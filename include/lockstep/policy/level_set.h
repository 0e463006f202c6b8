#pragma once

#include <cstdint>

namespace lockstep {

/// A set of a policy's levels, at most 16. The sets that a policy makes are closed: with a level they contain each
/// level that it includes. So one set covers another if it contains it.
class LevelSet {
 public:
  /// The empty set: no level.
  constexpr LevelSet() = default;
  /// The set with these bits, one for each level in the policy's order.
  static constexpr LevelSet of(std::uint16_t bits) { return LevelSet(bits); }

  /// Returns whether the set contains every level of `need`.
  [[nodiscard]] constexpr bool covers(LevelSet need) const { return (bits_ & need.bits_) == need.bits_; }
  /// Returns whether the set contains any level.
  [[nodiscard]] constexpr bool any() const { return bits_ != 0; }
  /// Returns whether the set contains the level at `place` in the policy's order.
  [[nodiscard]] constexpr bool has(unsigned place) const { return (bits_ >> place & 1U) != 0; }
  /// The bits, one for each level in the policy's order.
  [[nodiscard]] constexpr std::uint16_t bits() const { return bits_; }

  /// Compares the bits.
  constexpr bool operator==(const LevelSet&) const = default;
  /// The union of two sets.
  friend constexpr LevelSet operator|(LevelSet a, LevelSet b) {
    return LevelSet(static_cast<std::uint16_t>(a.bits_ | b.bits_));
  }
  /// The levels that both sets contain.
  friend constexpr LevelSet operator&(LevelSet a, LevelSet b) {
    return LevelSet(static_cast<std::uint16_t>(a.bits_ & b.bits_));
  }
  /// Adds the levels of another set.
  constexpr LevelSet& operator|=(LevelSet other) { return *this = *this | other; }
  /// Keeps the levels that the other set contains too.
  constexpr LevelSet& operator&=(LevelSet other) { return *this = *this & other; }

 private:
  explicit constexpr LevelSet(std::uint16_t bits) : bits_(bits) {}
  std::uint16_t bits_ = 0;
};

/// Every level of any policy.
inline constexpr LevelSet everyLevel = LevelSet::of(0xffff);

}  // namespace lockstep
