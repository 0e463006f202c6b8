#pragma once

#include <cstdint>

namespace lockstep {

/// The most that a policy may name of each kind, so that every id and level fits its integer. What reads its
/// document and what reads its compiled form both keep to it.
inline constexpr std::int64_t mostNamed = 2000, mostLevels = 16;

}  // namespace lockstep
