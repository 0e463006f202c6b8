#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace lockstep {

/// Why a request is denied; `none` on an allowance. The codes are stable for programs.
enum class Reason : std::uint8_t {
  none,
#define REASON(code) code,
#include "lockstep/policy/reasons.def"
#undef REASON
};

/// The codes of the reasons, in the order of `Reason`.
inline constexpr std::array reasonNames = {
    std::string_view("none"),
#define REASON(code) std::string_view(#code),
#include "lockstep/policy/reasons.def"
#undef REASON
};

/// Returns the code of a reason.
inline constexpr std::string_view nameOf(Reason reason) { return reasonNames[static_cast<std::size_t>(reason)]; }

/// Returns the reason of a code; nothing if there is none.
inline std::optional<Reason> reasonNamed(std::string_view name) {
  for (std::size_t i = 1; i < reasonNames.size(); ++i)
    if (reasonNames[i] == name) return static_cast<Reason>(i);
  return std::nullopt;
}

}  // namespace lockstep
