#pragma once

#include <set>
#include <string>
#include <vector>

#include "cli/export.h"

namespace lockstep {

/// Actions with something in common stand in a group of actions, which a policy names in place of them all. Its name has
/// a space, as no id of a policy has.
std::vector<std::string> groupsOf(const PlacedAction& action, const Policy& policy);
std::string levelGroup(Level level, const Policy& policy);
std::string gateGroup(FeatureId feature, const Policy& policy);

/// What an action is asked of: account, asset, collection, user, group, apiKey.
std::set<std::string> placesOf(const PlacedAction& action);
std::string placeGroup(const std::set<std::string>& kinds);

}  // namespace lockstep
