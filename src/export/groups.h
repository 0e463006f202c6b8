#pragma once

#include <set>
#include <string>
#include <vector>

#include "export/export.h"

namespace lockstep {

/// Actions with something in common are in a group, which a policy names instead of all of them. Its name has a
/// space, so that it differs from every id of a policy.
std::vector<std::string> groupsOf(const PlacedAction& action, const Policy& policy);
std::string levelGroup(LevelSet level, const Policy& policy);
std::string gateGroup(FeatureId feature, const Policy& policy);

/// What an action is asked of: account, asset, collection, user, group, apiKey.
std::set<std::string> placesOf(const PlacedAction& action);
std::string placeGroup(const std::set<std::string>& kinds);

}  // namespace lockstep
