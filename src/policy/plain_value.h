#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/base/json.h"
#include "lockstep/policy/attribute.h"

namespace lockstep {

/// Returns a set of strings as attributes keep it: sorted, each once.
std::vector<std::string> keptStrings(std::vector<std::string_view> strings);

/// Returns a JSON value with the type that it has there: a boolean, a whole number, a string, or a set of strings.
/// Nothing for any other value.
std::optional<AttributeValue> plainValue(const Value& value);

}  // namespace lockstep
