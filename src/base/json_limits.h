#pragma once

#include <cstddef>

namespace lockstep {

// What a hostile text may not have, whoever reads it.
inline constexpr std::size_t deepestJson = 64;
inline constexpr std::size_t mostKeys = 4096;

}  // namespace lockstep
