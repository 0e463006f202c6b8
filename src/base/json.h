#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "base/result.h"

namespace lockstep {

/// The value of a JSON number that is whole and that 64 bits hold, for example 1000 of `1e3`.
std::optional<std::int64_t> wholeNumber(std::string_view literal);

/// A JSON value. Objects keep their order; reading refuses a key that stands twice, so two readers can never disagree on
/// which one counts. One that is built owns what it holds; one that was read points into its document and the text.
class Value {
 public:
  /// `integer`: written as a whole number that 64 bits hold. `number`: written as anything else, and kept so.
  enum class Kind : std::uint8_t { null, boolean, integer, number, string, array, object };
  struct Member;

  Value() = default;
  Value(bool value) : kind_(Kind::boolean) { as_.integer = value; }
  Value(std::int64_t value) : kind_(Kind::integer) { as_.integer = value; }
  Value(std::string_view value);
  Value(const std::string& value) : Value(std::string_view(value)) {}
  Value(const char* value) : Value(std::string_view(value)) {}
  static Value array() { return Value(Kind::array); }
  static Value object() { return Value(Kind::object); }
  /// A number from how JSON writes it.
  static Value number(std::string_view literal);

  Value(Value&& other) noexcept : kind_(other.kind_), isOwner_(other.isOwner_), size_(other.size_), as_(other.as_) { other.isOwner_ = false; }
  Value& operator=(Value&& other) noexcept;
  /// One that owns all that it holds, also of a value that was read.
  Value copy() const;
  ~Value() {
    if (isOwner_) release();
  }

  Kind kind() const { return kind_; }
  bool isObject() const { return kind_ == Kind::object; }
  bool isArray() const { return kind_ == Kind::array; }
  bool isString() const { return kind_ == Kind::string; }
  /// Whether it is a whole number that 64 bits hold, however it is written: `8`, `8.0` and `80e-1` are the same.
  bool isInteger() const { return kind_ == Kind::integer || (kind_ == Kind::number && wholeNumber(literal())); }
  bool isBoolean() const { return kind_ == Kind::boolean; }

  // What a value of another kind has none of is false, 0 or empty.
  bool boolean() const { return isBoolean() && as_.integer != 0; }
  std::int64_t integer() const;
  std::string_view string() const { return isString() ? std::string_view(as_.chars, size_) : std::string_view(); }
  /// How a value of kind `number` is written.
  std::string_view literal() const { return kind_ == Kind::number ? std::string_view(as_.chars, size_) : std::string_view(); }
  std::span<const Value> items() const;
  std::span<const Member> members() const;

  /// The member of that key, or nullptr; linear, since our objects have few keys.
  const Value* find(std::string_view key) const;

  /// Adds to an array / to an object that is being built; returns what was added, which stays there until the next is.
  Value& push(Value value);
  Value& add(std::string_view key, Value value);

 private:
  friend class DocumentBuilder;
  explicit Value(Kind kind) : kind_(kind) { as_.integer = 0; }
  Value(Kind kind, std::string_view chars);
  void release();
  template <class T>
  T& append(T*& list);

  Kind kind_ = Kind::null;
  bool isOwner_ = false;
  std::uint32_t size_ = 0;  // of a string or number in bytes, of others how many they hold
  union {
    std::int64_t integer;
    const char* chars;
    Value* items;
    Member* members;
  } as_ = {0};
};

struct Value::Member {
  std::string_view key;
  Value value;
};

inline std::span<const Value> Value::items() const { return isArray() ? std::span<const Value>(as_.items, size_) : std::span<const Value>(); }
inline std::span<const Value::Member> Value::members() const { return isObject() ? std::span<const Member>(as_.members, size_) : std::span<const Member>(); }

/// A JSON text that was read, as its outermost value. The text must outlive it: strings without escapes stay there. Never
/// move one into a Value, which would be left without it: `copy()`.
class Document : public Value {
 public:
  Document(Document&&) noexcept = default;
  Document& operator=(Document&&) noexcept = default;

 private:
  friend class DocumentBuilder;
  Document(Value root, Arena arena) : Value(std::move(root)), arena_(std::move(arena)) {}

  Arena arena_;
};

/// Reads a JSON text, which may be hostile: bad syntax, bad UTF-8, a key that stands twice and nesting deeper
/// than 64 come back as one problem (`json_invalid`) with its place. Never throws.
Result<Document> parseJson(std::string_view text);

/// Writes a value without blanks and its numbers as they were read.
std::string toJson(const Value& value);
/// Writes the same in lines, each level two blanks deeper.
std::string indentedJson(const Value& value);
/// Writes the same as `toJson`, with keys in byte order.
std::string sortedJson(const Value& value);

/// Writes the form that digests are made of: keys in byte order, and one form for equal integers (`8` for `8.0`). Other
/// numbers stay as they were read.
std::string canonicalJson(const Value& value);

}  // namespace lockstep
