#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lockstep/access/request.h"
#include "lockstep/account/delta.h"

namespace lockstep {

/// The users who must be compared at a place, from fewest to most. `none`: those whose role, plan or features changed.
/// `held`: also those whose grants changed. `moves`: also restricted users. `comes`: all users, because the place
/// appears or disappears, or a limit is reached on one side alone.
enum class Concern : std::uint8_t { none, held, moves, comes };

/// A place before and after: the same asset may have another path, or exist on one side only.
struct PlacePair {
  std::optional<Resource> before, after;
  std::string name;
  bool isCollection = false;
  Concern concern = Concern::none;
  bool fills = false;  ///< a limit that counts by item is reached here on one side alone
};

/// Returns the places at which a user may have another level, or another action, after `change`. `all`: also those
/// that it leaves alone.
std::vector<PlacePair> placesOf(const Account& before, const Account& after, const Delta& change,
                                std::optional<Time> now, bool all);

}  // namespace lockstep
