#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lockstep {

/// A JSON document in memory. Objects keep their order; reading refuses a key that stands twice, so two
/// readers can never disagree on which one counts. A value that is absent reads as null.
class Value {
 public:
  enum class Kind : std::uint8_t { null, boolean, integer, real, string, array, object };
  struct Member;

  Value();
  Value(bool value);
  Value(std::int64_t value);
  Value(std::string value);
  Value(std::string_view value);
  Value(const char* value);
  static Value array();
  static Value object();
  /// A number that is no whole number: kept as its kind alone, since no format of ours has one.
  static Value real();

  Kind kind() const { return kind_; }
  bool isObject() const { return kind_ == Kind::object; }
  bool isArray() const { return kind_ == Kind::array; }
  bool isString() const { return kind_ == Kind::string; }
  bool isInteger() const { return kind_ == Kind::integer; }
  bool isBoolean() const { return kind_ == Kind::boolean; }

  bool boolean() const { return integer_ != 0; }
  std::int64_t integer() const { return integer_; }
  const std::string& string() const { return string_; }
  const std::vector<Value>& items() const { return items_; }
  const std::vector<Member>& members() const { return members_; }

  /// The member of that key, or nullptr; linear, since our objects have few keys.
  const Value* find(std::string_view key) const;

  /// Adds to an array / to an object; returns what was added.
  Value& push(Value value);
  Value& add(std::string_view key, Value value);

 private:
  explicit Value(Kind kind);

  Kind kind_ = Kind::null;
  std::int64_t integer_ = 0;
  std::string string_;
  std::vector<Value> items_;
  std::vector<Member> members_;
};

struct Value::Member {
  std::string key;
  Value value;
};

// After Member, which a vector must know before it can be made.
inline Value::Value() = default;
inline Value::Value(Kind kind) : kind_(kind) {}
inline Value::Value(bool value) : kind_(Kind::boolean), integer_(value ? 1 : 0) {}
inline Value::Value(std::int64_t value) : kind_(Kind::integer), integer_(value) {}
inline Value::Value(std::string value) : kind_(Kind::string), string_(std::move(value)) {}
inline Value::Value(std::string_view value) : Value(std::string(value)) {}
inline Value::Value(const char* value) : Value(std::string(value)) {}
inline Value Value::array() { return Value(Kind::array); }
inline Value Value::object() { return Value(Kind::object); }
inline Value Value::real() { return Value(Kind::real); }

/// Reads a JSON text, which may be hostile: bad syntax, bad UTF-8, a key that stands twice and nesting deeper
/// than 64 come back as one problem (`json_invalid`) with its place. Never throws.
Result<Value> parseJson(std::string_view text);

/// The shortest text of a value; `sorted` puts keys in byte order (the canonical form that digests are made of),
/// `indent` > 0 lays it out for people.
std::string toJson(const Value& value, bool sorted = false, int indent = 0);

}  // namespace lockstep
