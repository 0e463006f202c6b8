#pragma once

#include <optional>

#include "lockstep/base/json.h"
#include "lockstep/policy/attribute.h"

namespace lockstep {

/// Returns a JSON value with the type that it has there: a boolean, a whole number, a string, or a set of strings.
/// Nothing for any other value.
std::optional<AttributeValue> plainValue(const Value& value);

}  // namespace lockstep
