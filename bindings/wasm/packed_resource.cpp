#include "packed_resource.h"

#include <utility>

namespace lockstep {

std::int64_t PackedResource::number() {
  if (numbers_.empty()) return 0;
  const double first = numbers_.front();
  numbers_ = numbers_.subspan(1);
  return static_cast<std::int64_t>(first);
}

std::string_view PackedResource::string(std::int64_t length) {
  const std::string_view first = strings_.substr(0, static_cast<std::size_t>(length));
  strings_.remove_prefix(first.size());
  return first;
}

AttributeValue PackedResource::value() {
  AttributeValue value;
  value.type = static_cast<ValueType>(number());
  if (value.type == ValueType::string) {
    value.string = string();
  } else if (value.type == ValueType::strings) {
    std::vector<std::string_view> strings;
    for (std::size_t left = size(); left > 0; --left) strings.push_back(string());
    value.strings = keptStrings(std::move(strings));
  } else {
    value.number = number();
  }
  return value;
}

Resource PackedResource::resource() {
  Resource resource;
  resource.kindName = string();
  const bool isCollection = resource.kindName == "collection";
  resource.kind = isCollection ? Resource::Kind::collection : Resource::Kind::item;
  resource.id = string();
  if (isCollection) resource.kindName.clear();
  if (const std::int64_t length = number(); length >= 0) resource.in = string(length);
  resource.attributes.resize(size());
  for (NamedValue& attribute : resource.attributes) {
    attribute.name = policy_.attributes()[static_cast<AttributeId>(number())];
    attribute.value = value();
  }
  for (std::size_t left = size(); left > 0; --left) {
    auto& [name, users] = resource.relations.emplace_back(string(), 0);
    for (std::size_t each = size(); each > 0; --each) users.emplace_back(string());
  }
  return resource;
}

}  // namespace lockstep
