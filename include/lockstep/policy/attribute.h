#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/policy/condition.h"
#include "lockstep/policy/ids.h"

namespace lockstep {

/// An attribute that a policy declares: of a kind of resource, of users or of the context.
struct Attribute {
  /// The attribute, by its name.
  AttributeId id{};
  /// The type of its values.
  ValueType type = ValueType::boolean;
  std::vector<std::string> words{};  ///< the allowed strings; empty: any

  bool operator==(const Attribute&) const = default;
};

/// The value of an attribute.
struct AttributeValue {
  /// The type of the value.
  ValueType type = ValueType::boolean;
  std::int64_t number = 0;             ///< of a boolean (0 or 1), an integer or a time
  std::string string{};                ///< of a string
  std::vector<std::string> strings{};  ///< of a set of strings, sorted, each once

  /// Returns the value as conditions read it. It points into this value.
  Fact fact() const;
  bool operator==(const AttributeValue&) const = default;
};

/// Returns a set of strings as attributes keep it: sorted, each once.
std::vector<std::string> keptStrings(std::vector<std::string_view> strings);

/// Returns a value as a fact of the declared type and words; an absent one if it is of another type. A time may come as
/// a string. The fact points into `given`.
Fact factAs(const AttributeValue& given, const Attribute& declared);
/// Returns what `factAs` does, as a value.
std::optional<AttributeValue> valueAs(const AttributeValue& given, const Attribute& declared);

}  // namespace lockstep
