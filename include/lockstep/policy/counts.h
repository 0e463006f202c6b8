#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace lockstep {

/// What the engine counts for a limit, by the limit's name.
enum class Counts : std::uint8_t {
  nothing,
  users,
  groups,
  links,
  linksPerResource,
  apiKeys,
  collectionsPerAsset,
  standardApiKeysKept,
  resources,
  usersOfRole,
  roles,
  host
};

/// The name of each that a policy in format 1 has; `nothing` has none.
inline constexpr std::array<std::string_view, 8> countsNames = {
    "", "users", "groups", "links", "linksPerResource", "apiKeys", "collectionsPerAsset", "standardApiKeysKept"};
/// The last of the values, for what reads one.
inline constexpr Counts lastCounts = Counts::host;

/// Whether the limit says how many there may be at most. `standardApiKeysKept` says how many must stay, and holds by
/// itself.
constexpr bool isCounted(Counts counts) { return counts != Counts::nothing && counts != Counts::standardApiKeysKept; }

/// Returns what a limit of this name counts.
Counts countsOf(std::string_view limit);
/// The names that an action may list under `limit`, in a sentence.
std::string countedNames();

}  // namespace lockstep
