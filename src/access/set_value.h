#pragma once

#include <optional>

#include "lockstep/policy/policy.h"

namespace lockstep {

/// Returns the levels that a place lets through after `set:inherit`: `true`, `false`, or a list of names. Nothing for
/// any other value.
std::optional<LevelSet> passingLevels(const AttributeValue& value, const Policy& policy);

}  // namespace lockstep
