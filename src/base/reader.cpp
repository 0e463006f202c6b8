#include "lockstep/base/reader.h"

#include <algorithm>

#include "base/text.h"
#include "lockstep/base/time.h"

namespace lockstep {

std::string Place::pointer() const {
  // An empty key is a key too: only one that is not there leaves the place to the index.
  const bool hasKey = key.data() != nullptr;
  if (parent == nullptr && !hasKey) return "";
  std::string out = parent != nullptr ? parent->pointer() : "";
  out += '/';
  if (!hasKey) return out + decimal(static_cast<std::int64_t>(index));
  for (char c : key) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
  return out;
}

Reader::Reader(const Value& value, const Place& place, Problems& problems)
    : value_(value), place_(place), problems_(problems) {
  if (!value_.isObject()) lockstep::report(problems_, "type_invalid", place_, "Must be an object.");
}

const Value* Reader::field(std::string_view key) {
  const Value::Member* found = member(key);
  return found != nullptr && found->value.kind() != Value::Kind::null ? &found->value : nullptr;
}

const Value::Member* Reader::member(std::string_view key) {
  const auto members = value_.members();
  for (std::size_t left = members.size(), at = next_; left > 0; --left, ++at) {
    if (at >= members.size()) at = 0;
    if (members[at].key != key) continue;
    next_ = at + 1;
    if (at < 64) asked_ |= std::uint64_t{1} << at;
    return &members[at];
  }
  return nullptr;
}

bool Reader::isNull(std::string_view key) {
  const Value::Member* given = member(key);
  return given != nullptr && given->value.kind() == Value::Kind::null;
}

void report(Problems& problems, std::string_view code, const Place& at, std::string_view message) {
  if (!areMany(problems)) problems.push_back({std::string(code), at.pointer(), std::string(message)});
}

std::string quote(std::string_view name, std::string_view rest) { return joined({"\"", name, "\"", rest}); }

void Reader::report(std::string_view code, std::string_view key, std::string_view message) {
  lockstep::report(problems_, code, Place{&place_, key}, message);
}

void Reader::wrongType(std::string_view key, std::string_view expected) {
  report("type_invalid", key, joined({"Must be ", expected, "."}));
}

std::string_view Reader::text(std::string_view key) { return required(key).value_or(""); }

std::optional<std::string_view> Reader::required(std::string_view key) {
  const std::size_t before = problems_.size();
  const auto value = optionalText(key);
  if (!value && problems_.size() == before && value_.isObject())
    report("field_missing", key, joined({"Missing field \"", key, "\" (a string)."}));
  return value;
}

void Reader::format(std::string_view expected) {
  if (const auto given = required("format"); given && *given != expected)
    report("format_unknown", "format", joined({"Must be \"", expected, "\"."}));
}

std::optional<std::string_view> Reader::optionalText(std::string_view key) {
  const Value* value = field(key);
  if (value == nullptr) return std::nullopt;
  if (value->isString()) return value->string();
  wrongType(key, "a string");
  return std::nullopt;
}

std::optional<bool> Reader::flag(std::string_view key) {
  const Value* value = field(key);
  if (value == nullptr) return std::nullopt;
  if (value->isBoolean()) return value->boolean();
  wrongType(key, "true or false");
  return std::nullopt;
}

std::optional<std::int64_t> Reader::time(std::string_view key) {
  const auto text = optionalText(key);
  const auto time = text ? parseTime(*text) : std::nullopt;
  if (text && !time) report("value_invalid", key, "Must be a date such as 2026-01-15T12:00:00Z.");
  return time;
}

void Reader::text(std::string_view key, std::string& into) {
  if (const auto text = required(key)) into = *text;
}

void Reader::optionalText(std::string_view key, std::string& into) {
  if (const auto text = optionalText(key)) into = *text;
}

void Reader::flag(std::string_view key, bool& into) { into = flag(key).value_or(into); }

void Reader::time(std::string_view key, std::optional<std::int64_t>& into) {
  if (const auto given = time(key)) into = given;
}

void Reader::ids(std::string_view key, std::vector<std::string>& into) {
  const Place list{&place_, key};
  std::size_t index = 0;
  for (const auto& item : this->list(key)) {
    const Place at{&list, {}, index++};
    if (item.isString())
      into.emplace_back(item.string());
    else
      lockstep::report(problems_, "type_invalid", at, "Must be an id.");
  }
}

std::optional<std::int64_t> Reader::number(std::string_view key) {
  const Value* value = field(key);
  if (value == nullptr) return std::nullopt;
  if (isCount(*value)) return value->integer();
  wrongType(key, "a whole number, not negative");
  return std::nullopt;
}

std::span<const Value> Reader::list(std::string_view key) {
  const Value* value = field(key);
  if (value == nullptr) return {};
  if (!value->isArray()) wrongType(key, "a list");
  return value->items();
}

std::span<const Value::Member> Reader::map(std::string_view key) {
  const Value* value = field(key);
  if (value == nullptr) return {};
  if (!value->isObject()) wrongType(key, "an object");
  return value->members();
}

std::vector<const Value::Member*> Reader::unread() {
  std::vector<const Value::Member*> rest;
  const auto members = value_.members();
  for (std::size_t at = 0; at < members.size() && at < 64; ++at) {
    if ((asked_ >> at & 1) != 0) continue;
    asked_ |= std::uint64_t{1} << at;
    rest.push_back(&members[at]);
  }
  return rest;
}

void Reader::finish() {
  const auto members = value_.members();
  // With more than 64 fields, one of the first 64 is unknown.
  for (std::size_t at = 0; at < members.size() && at < 64 && !areMany(problems_); ++at) {
    const std::string_view key = members[at].key;
    if ((asked_ >> at & 1) == 0)
      report("field_unknown", key, joined({"There is no field \"", key, "\" here; look for a misspelling."}));
  }
}

bool isCount(const Value& value) {
  return value.isInteger() && value.integer() >= 0 && value.integer() <= 9007199254740991;
}

}  // namespace lockstep
