// Facts in format 2: roles, attributes, relations, resources of any kind, groups in groups.
#include "account/facts2_json.h"

#include <algorithm>

#include "base/text.h"
#include "lockstep/account/path.h"
#include "policy/plain_value.h"

namespace lockstep {

namespace {

std::string_view typeOf(const Attribute& declared) {
  switch (declared.type) {
    case ValueType::boolean: return "true or false";
    case ValueType::integer: return "a whole number";
    case ValueType::time: return "a date such as 2026-01-15T12:00:00Z";
    case ValueType::string: return declared.words.empty() ? "a string" : "one of the policy's words for it";
    case ValueType::strings: return "a list of strings";
  }
  return {};
}

}  // namespace

std::optional<AttributeValue> readAttribute(const Value& value, const Attribute& declared, const Place& at,
                                            Problems& problems) {
  const auto plain = plainValue(value);
  auto read = plain ? valueAs(*plain, declared) : std::nullopt;
  if (!read) report(problems, "type_invalid", at, joined({"Must be ", typeOf(declared), "."}));
  return read;
}

void readAttributes(Reader& entry, std::string_view key, const Policy& policy, std::span<const Attribute> declared,
                    Attributes& into, Problems& problems) {
  const Place list{&entry.place(), key};
  for (const auto& [name, value] : entry.map(key)) {
    const Place at{&list, name};
    const auto known = std::find_if(
        declared.begin(), declared.end(),
        [&, wanted = std::string_view(name)](const Attribute& each) { return policy.attributes()[each.id] == wanted; });
    if (known == declared.end())
      report(problems, "attribute_unknown", at, quote(name, " is not one of the policy's attributes here."));
    else if (auto read = readAttribute(value, *known, at, problems))
      into[known->id] = std::move(*read);
  }
}

void readRelations(Reader& entry, const Policy& policy, KindId kind, Relations& into, Problems& problems) {
  const Place list{&entry.place(), "relations"};
  for (const auto& [name, value] : entry.map("relations")) {
    const Place at{&list, name};
    const auto relation = policy.relation(name);
    if (!relation || !policy.levelOf(kind, *relation).any()) {
      report(problems, "relation_unknown", at, quote(name, " is not a relation of this kind."));
      continue;
    }
    std::vector<std::string>& users = into[*relation];
    const auto items = value.isArray() ? value.items() : std::span(&value, 1);
    for (const Value& item : items) {
      if (!item.isString())
        report(problems, "type_invalid", at, "Must be a user id or a list of them.");
      else if (std::find(users.begin(), users.end(), item.string()) == users.end())
        users.emplace_back(item.string());
    }
  }
}

LevelSet readLevels(Reader& entry, std::string_view key, const Policy& policy, Problems& problems) {
  const Place list{&entry.place(), key};
  LevelSet levels;
  const Value* value = entry.field(key);
  if (value == nullptr) {
    entry.report("field_missing", key, "Give a level or a list of levels.");
    return levels;
  }
  const auto items = value->isArray() ? value->items() : std::span(value, 1);
  for (const Value& item : items) {
    const auto level = item.isString() ? policy.level(item.string()) : std::nullopt;
    if (level)
      levels |= *level;
    else
      report(problems, "level_unknown", list, quote(item.string(), " is not one of the levels."));
  }
  if (items.empty()) entry.report("value_invalid", key, "Give at least one level.");
  return levels;
}

void readRoles2(Reader& entry, const Account& account, User& user) {
  const bool isOne = entry.field("role") != nullptr;
  if (isOne == (entry.field("roles") != nullptr))
    return entry.report("field_missing", "role", "Give either `role` or `roles`.");
  if (isOne) {
    entry.text("role", user.role);
  } else {
    entry.ids("roles", user.moreRoles);
    if (!user.moreRoles.empty()) {
      user.role = std::move(user.moreRoles.front());
      user.moreRoles.erase(user.moreRoles.begin());
    }
  }
  user.roleId = account.policy().role(user.role);
}

void readMembers2(Reader& entry, Group& group, Problems& problems) {
  const Place list{&entry.place(), "members"};
  std::size_t index = 0;
  for (const Value& item : entry.list("members")) {
    const Place at{&list, {}, index++};
    if (item.isString()) {
      group.members.emplace_back(item.string());
      continue;
    }
    Reader member(item, at, problems);
    group.groups.emplace_back(member.text("group"));
    member.finish();
  }
}

namespace {

/// `false` lets nothing through, and a list the levels named.
LevelSet readPassing(Reader& entry, const Policy& policy, Problems& problems) {
  const Value* value = entry.field("inherit");
  if (value == nullptr) return everyLevel;
  if (value->isBoolean()) return value->boolean() ? everyLevel : LevelSet();
  if (value->isArray() && value->items().empty()) return {};
  const Place list{&entry.place(), "inherit"};
  LevelSet named;
  const auto items = value->isArray() ? value->items() : std::span(value, 1);
  for (const Value& item : items) {
    const auto& levels = policy.levels();
    const auto at = std::find(levels.begin(), levels.end(), item.string());
    if (!item.isString() || at == levels.end())
      report(problems, "level_unknown", list, quote(item.string(), " is not one of the levels."));
    else
      named |= LevelSet::of(static_cast<std::uint16_t>(1U << (at - levels.begin())));
  }
  return named;
}

KindId readKind2(Reader& entry, const Policy& policy, bool isCollection) {
  const auto name = entry.optionalText("kind");
  KindId only{};
  for (KindId id : policy.kinds().ids())
    if (policy.kinds()[id].isCollection() && isCollection) only = id;
  if (!name && isCollection) return only;
  const auto kind = name ? policy.kind(*name) : std::nullopt;
  if (kind && policy.kinds()[*kind].isCollection() == isCollection) return *kind;
  entry.report(
      "kind_unknown", "kind",
      quote(name.value_or(""), isCollection ? " is not a kind of collection." : " is not a kind of resource."));
  return anyKind;
}

}  // namespace

void readResource2(Reader& entry, Account& account, Problems& problems) {
  const Policy& policy = account.policy();
  Asset asset;
  entry.text("id", asset.id);
  if (asset.id.empty() || asset.id.size() > longestName)
    entry.report("value_invalid", "id", "Must have 1 to 255 bytes.");
  asset.kind = readKind2(entry, policy, false);
  const bool isPlace = policy.kinds()[asset.kind].isPlace();
  const auto path = entry.optionalText("path");
  auto normal = path ? normalPath(*path) : std::nullopt;
  if (path && !isPlace)
    entry.report("combination_invalid", "path", "This kind is in no other, and has no path. Leave it out.");
  else if (isPlace && (!normal || *normal == "/"))
    entry.report("path_invalid", "path", "Must be a path such as /a/b, without . or .. segments.");
  else if (normal)
    asset.path = std::move(*normal);
  if (hasExtras) readRelations(entry, policy, asset.kind, asset.relations, problems);
  readAttributes(entry, "attributes", policy, policy.kinds()[asset.kind].attributes, asset.attributes, problems);
  if (hasExtras) asset.passes = readPassing(entry, policy, problems);
  if (asset.isClosed() && !isPlace)
    entry.report("combination_invalid", "inherit", "This kind is in no other, and inherits nothing. Leave it out.");
  if (account.asset(asset.id)) entry.report("duplicate", "id", "There is another resource of this id.");
  if (!account.put(std::move(asset))) entry.report("duplicate", "path", "There is another resource of this path.");
}

void readCollection2(Reader& entry, const Account& account, Collection& collection, Problems& problems) {
  const Policy& policy = account.policy();
  collection.kind = readKind2(entry, policy, true);
  readRelations(entry, policy, collection.kind, collection.relations, problems);
  readAttributes(entry, "attributes", policy, policy.kinds()[collection.kind].attributes, collection.attributes,
                 problems);
}

void readShare2(Reader& entry, const Account& account, Share& share, Problems& problems) {
  const Policy& policy = account.policy();
  share.level = readLevels(entry, "level", policy, problems);
  if (const Value* level = entry.field("level")) {
    const auto names = level->isArray() ? level->items() : std::span(level, 1);
    for (const Value& name : names) share.named |= policy.bitsNamed(name.string());
  }
  const Value* when = entry.field("when");
  if (when == nullptr) return;
  const Place list{&entry.place(), "when"};
  const auto items = when->isArray() ? when->items() : std::span(when, 1);
  if (items.empty()) report(problems, "value_invalid", list, "Name at least one condition, or leave it out.");
  for (const Value& item : items) {
    const auto condition = item.isString() ? policy.condition(item.string()) : std::nullopt;
    if (condition)
      share.when.push_back(*condition);
    else
      report(problems, "condition_unknown", list, quote(item.string(), " is not one of the conditions."));
  }
}

Value toValue(const AttributeValue& value) {
  switch (value.type) {
    case ValueType::boolean: return Value(value.number != 0);
    case ValueType::integer: return Value(value.number);
    case ValueType::time: return Value(formatTime(value.number));
    case ValueType::string: return Value(value.string);
    case ValueType::strings: break;
  }
  Value list = Value::array();
  for (const auto& string : value.strings) list.push(string);
  return list;
}

void writeNamed(Value& out, const Relations& relations, const Attributes& attributes, const Policy& policy) {
  if (!relations.empty()) {
    Value& list = out.add("relations", Value::object());
    for (const auto& [relation, users] : relations) {
      if (users.size() == 1) {
        list.add(policy.relations()[relation], users.front());
        continue;
      }
      Value& ids = list.add(policy.relations()[relation], Value::array());
      for (const auto& user : users) ids.push(user);
    }
  }
  if (attributes.empty()) return;
  Value& list = out.add("attributes", Value::object());
  for (const auto& [attribute, value] : attributes) list.add(policy.attributes()[attribute], toValue(value));
}

Value namesToValue(LevelSet named, const Policy& policy) {
  Value list = Value::array();
  for (unsigned i = 0; i < policy.levels().size(); ++i)
    if (named.has(i)) list.push(policy.levels()[i]);
  return list.items().size() == 1 ? list.items()[0].copy() : std::move(list);
}

Value levelsToValue(LevelSet levels, const Policy& policy) {
  Value list = Value::array();
  for (unsigned i = 0; i < policy.levels().size(); ++i)
    if (levels.has(i) && !policy.isIncluded(levels, i)) list.push(policy.levels()[i]);
  return list.items().size() == 1 ? list.items()[0].copy() : std::move(list);
}

}  // namespace lockstep
