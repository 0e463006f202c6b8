// Format 2: the relations of kinds, and the attributes of kinds, users and the context.
#include "policy/policy2_reader.h"

namespace lockstep {

namespace {

/// Variables of the engine, which no relation and no attribute may be named after.
constexpr std::string_view builtIn[] = {"kind", "id", "email", "roles", "groups", "path", "inherit"};

bool isVariableName(std::string_view name) {
  const auto isLetter = [](char c) { return (isLetterOrDigit(c) && !(c >= '0' && c <= '9')) || c == '_'; };
  return !name.empty() && name.size() <= 100 && isLetter(name[0]) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return isLetterOrDigit(c) || c == '_'; });
}

struct TypeName {
  std::string_view name;
  ValueType type;
};
constexpr TypeName typeNames[] = {{"bool", ValueType::boolean},
                                  {"int", ValueType::integer},
                                  {"string", ValueType::string},
                                  {"strings", ValueType::strings},
                                  {"time", ValueType::time}};

}  // namespace

void PolicyReader2::readRelations(Reader& entry, const Place& at, Kind& kind) {
  const Place list{&at, "relations"};
  for (const auto& [name, value] : entry.map("relations")) {
    const Place place{&list, name};
    if (!isVariableName(name) || isListed(builtIn, name)) {
      report("value_invalid", place, "The name must be of letters, digits and _, and not that of a built-in variable.");
      continue;
    }
    const auto level = placeNamed(tables_.levels, value.string());
    if (!value.isString() || !level)
      report("level_unknown", place, quote(value.string(), " is not one of the levels."));
    else if (!isGivenOn(value.string(), *idOf(tables_.kinds, kind.name)))
      report("level_place", place, "The level is not given on this kind: see its `on`.");
    else
      kind.relations.push_back({relationNamed(name), tables_.includes[*level]});
  }
  if (!kind.relations.empty() && !kind.isPlace() && !kind.isCollection())
    entry.report("combination_invalid", "relations",
                 "A relation gives a level at a place. Say where the kind is with `in`, or leave out `relations`.");
}

void PolicyReader2::readAttributes(Reader& entry, std::string_view key, std::vector<Attribute>& attributes) {
  const Place list{&entry.place(), key};
  for (const auto& [name, value] : entry.map(key)) {
    const Place at{&list, name};
    Attribute attribute;
    if (!isVariableName(name) || isListed(builtIn, name))
      report("value_invalid", at, "The name must be of letters, digits and _, and not that of a built-in variable.");
    else if (readType(value, at, attribute)) {
      attribute.id = attributeNamed(name);
      attributes.push_back(std::move(attribute));
    }
  }
}

bool PolicyReader2::readType(const Value& value, const Place& at, Attribute& attribute) {
  attribute.type = ValueType::string;
  if (value.isArray() && !value.items().empty()) {
    forEachText(value, at, [&](std::string_view word, const Place&) { attribute.words.emplace_back(word); });
    return true;
  }
  for (const TypeName& known : typeNames) {
    if (!value.isString() || known.name != value.string()) continue;
    attribute.type = known.type;
    return true;
  }
  report("value_invalid", at, "Must be `bool`, `int`, `string`, `strings`, `time` or a list of the allowed words.");
  return false;
}

AttributeId PolicyReader2::attributeNamed(std::string_view name) {
  const auto known = idOf(tables_.attributes, name);
  return known ? *known : tables_.attributes.add(std::string(name));
}

RelationId PolicyReader2::relationNamed(std::string_view name) {
  const auto known = idOf(tables_.relations, name);
  return known ? *known : tables_.relations.add(std::string(name));
}

}  // namespace lockstep
