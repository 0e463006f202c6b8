#include "base/reader.h"

#include <algorithm>
#include <array>

namespace lockstep {

namespace {

bool isLeap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int daysIn(int year, int month) {
  static constexpr std::array<int, 12> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && isLeap(year) ? 29 : days[static_cast<std::size_t>(month - 1)];
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar, counted from March so that leap days come last.
std::int64_t daysFrom1970(int year, int month, int day) {
  const int shifted = month <= 2 ? year - 1 : year;
  const int era = shifted / 400;
  const int yearOfEra = shifted - era * 400;
  const int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
  return std::int64_t{era} * 146097 + dayOfEra - 719468;
}

}  // namespace

std::string Place::pointer() const {
  if (parent == nullptr && key.empty()) return "";
  std::string out = parent != nullptr ? parent->pointer() : "";
  out += '/';
  if (key.empty()) return out + std::to_string(index);
  for (char c : key) {
    if (c == '~') out += "~0";
    else if (c == '/') out += "~1";
    else out += c;
  }
  return out;
}

Reader::Reader(const Value& value, const Place& place, Problems& problems) : value_(value), place_(place), problems_(problems) {
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
    else askedLate_.push_back(key);
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

std::string quoted(std::string_view name, std::string_view rest) {
  std::string text = "\"";
  return text.append(name).append("\"").append(rest);
}

void Reader::report(std::string_view code, std::string_view key, std::string_view message) {
  lockstep::report(problems_, code, Place{&place_, key}, message);
}

void Reader::wrongType(std::string_view key, std::string_view expected) {
  report("type_invalid", key, "Must be " + std::string(expected) + ".");
}

std::string_view Reader::text(std::string_view key) { return needed(key).value_or(""); }

std::optional<std::string_view> Reader::needed(std::string_view key) {
  const std::size_t before = problems_.size();
  const auto value = optionalText(key);
  if (!value && problems_.size() == before && value_.isObject()) report("field_missing", key, "Give " + quoted(key, ", a text."));
  return value;
}

void Reader::format(std::string_view expected) {
  if (const auto given = needed("format"); given && *given != expected) report("format_unknown", "format", "Must be \"" + std::string(expected) + "\".");
}

std::optional<std::string_view> Reader::optionalText(std::string_view key) {
  const Value* value = field(key);
  if (value == nullptr) return std::nullopt;
  if (value->isString()) return value->string();
  wrongType(key, "a text");
  return std::nullopt;
}

std::optional<bool> Reader::flag(std::string_view key) {
  const Value* value = field(key);
  if (value == nullptr) return std::nullopt;
  if (value->isBoolean()) return value->boolean();
  wrongType(key, "true or false");
  return std::nullopt;
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

void Reader::finish() {
  const auto members = value_.members();
  for (std::size_t at = 0; at < members.size() && !areMany(problems_); ++at) {
    const std::string_view key = members[at].key;
    const bool asked = at < 64 ? (asked_ >> at & 1) != 0 : std::find(askedLate_.begin(), askedLate_.end(), key) != askedLate_.end();
    if (!asked) report("field_unknown", key, "There is no field " + quoted(key, " here; look for a misspelling."));
  }
}

bool isCount(const Value& value) { return value.isInteger() && value.integer() >= 0 && value.integer() <= 9007199254740991; }

std::optional<std::int64_t> parseTime(std::string_view text) {
  // JavaScript's toISOString adds milliseconds: cut them off.
  if (text.size() > 20 && text.size() <= 30 && text[19] == '.' && text.back() == 'Z') {
    const auto fraction = text.substr(20, text.size() - 21);
    if (fraction.empty() || fraction.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    return parseTime(std::string(text.substr(0, 19)) + "Z");
  }
  if (text.size() != 20) return std::nullopt;
  constexpr std::string_view shape = "dddd-dd-ddTdd:dd:ddZ";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (shape[i] == 'd' ? !digit : text[i] != shape[i]) return std::nullopt;
  }
  auto part = [&](std::size_t at, std::size_t length) {
    int value = 0;
    for (std::size_t i = at; i < at + length; ++i) value = value * 10 + (text[i] - '0');
    return value;
  };
  const int year = part(0, 4), month = part(5, 2), day = part(8, 2), hour = part(11, 2), minute = part(14, 2), second = part(17, 2);
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59)
    return std::nullopt;
  return daysFrom1970(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
}

std::string formatTime(std::int64_t seconds) {
  std::int64_t days = seconds / 86400;
  const int rest = static_cast<int>(seconds % 86400);
  int year = 1970;
  for (; days >= (isLeap(year) ? 366 : 365); ++year) days -= isLeap(year) ? 366 : 365;
  int month = 1;
  for (; days >= daysIn(year, month); ++month) days -= daysIn(year, month);
  std::string out = "0000-00-00T00:00:00Z";
  auto digits = [&out](std::size_t last, int value) {
    for (; value > 0; value /= 10) out[last--] = static_cast<char>('0' + value % 10);
  };
  digits(3, year % 10000), digits(6, month), digits(9, static_cast<int>(days) + 1);
  digits(12, rest / 3600), digits(15, rest / 60 % 60), digits(18, rest % 60);
  return out;
}

}  // namespace lockstep
