#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lockstep {

/// Seconds since 1970 (UTC).
using Time = std::int64_t;
/// The end of what has none.
inline constexpr Time forEver = INT64_MAX;

/// Returns `2026-01-15T12:00:00Z` as a time, or nothing if it is no such date. Only UTC with whole seconds, so that a
/// string has one reading.
std::optional<Time> parseTime(std::string_view text);
/// Returns a time as `2026-01-15T12:00:00Z`.
std::string formatTime(Time seconds);

}  // namespace lockstep
