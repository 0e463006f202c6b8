// Values of attributes as JSON has them.
#include "policy/plain_value.h"

#include <algorithm>

#include "lockstep/policy/formats.h"

namespace lockstep {

std::vector<std::string> keptStrings(std::vector<std::string_view> strings) {
  // `std::sort` would be 2 KB of a page's module.
  std::make_heap(strings.begin(), strings.end());
  std::sort_heap(strings.begin(), strings.end());
  std::vector<std::string> kept;
  for (const auto string : strings)
    if (kept.empty() || kept.back() != string) kept.emplace_back(string);
  return kept;
}

std::optional<AttributeValue> plainValue(const Value& value) {
  AttributeValue read;
  if (value.isBoolean()) {
    read.number = value.boolean() ? 1 : 0;
    return read;
  }
  if (value.isInteger()) {
    read.type = ValueType::integer;
    read.number = value.integer();
    return read;
  }
  if (value.isString()) {
    read.type = ValueType::string;
    read.string = value.string();
    return read;
  }
  if (!value.isArray()) return std::nullopt;
  read.type = ValueType::strings;
  std::vector<std::string_view> strings;
  for (const Value& item : value.items()) {
    if (!item.isString()) return std::nullopt;
    if (hasFormat2) strings.push_back(item.string());
  }
  // Only format 2 declares attributes: to format 1, any list is as good.
  if (!hasFormat2) return read;
  read.strings = keptStrings(std::move(strings));
  return read;
}

}  // namespace lockstep
