#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lockstep {

/// A string as Cedar writes it, and an entity.
std::string cedarText(std::string_view text);
std::string cedarEntity(std::string_view type, std::string_view id);

/// Joins parts with `between`.
std::string cedarJoined(const std::vector<std::string>& parts, std::string_view between);
/// Returns `[…]` with the parts.
std::string cedarList(const std::vector<std::string>& parts);
/// Returns `action in […]`, four to a line where they are many.
std::string cedarAmong(const std::vector<std::string>& actions);
/// Returns `action in` the group of that name.
std::string cedarInGroup(std::string_view group);

}  // namespace lockstep
