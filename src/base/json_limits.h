#pragma once

#include <cstddef>

namespace lockstep {

// Limits of hostile input, the same for both readers.
inline constexpr std::size_t deepestJson = 64;
inline constexpr std::size_t mostKeys = 4096;

}  // namespace lockstep
