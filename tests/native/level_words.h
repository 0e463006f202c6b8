#pragma once

#include <bit>
#include <string_view>

#include "given.h"

namespace lockstep::given {

/// The number of levels in a set. Where each level includes those before it, it is the rank of the highest: 0 for none.
inline int rankOf(LevelSet levels) { return std::popcount(levels.bits()); }
/// The level of a name, with all that it includes.
inline LevelSet levelNamed(std::string_view name, const Policy& policy = given::policy()) {
  return policy.level(name).value();
}

}  // namespace lockstep::given
