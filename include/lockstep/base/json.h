#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "lockstep/base/arena.h"
#include "lockstep/base/result.h"

namespace lockstep {

/// Returns the value of a JSON number that is whole and fits into 64 bits, such as 1000 for `1e3`; else nothing.
std::optional<std::int64_t> wholeNumber(std::string_view literal);

/// A JSON value. Objects keep their order. Reading refuses a duplicate key, so that two readers cannot disagree about
/// its value. A value that is built owns its members; a value that was read points into its document and the input.
class Value {
 public:
  /// `integer`: written as a whole number that fits into 64 bits. `number`: any other number, kept as it was written.
  enum class Kind : std::uint8_t { null, boolean, integer, number, string, array, object };
  struct Member;

  Value() = default;
  /// From `bool` alone: a pointer is no boolean.
  template <std::same_as<bool> Bool>
  Value(Bool value) : kind_(Kind::boolean) {
    as_.integer = value;
  }
  /// A whole number.
  Value(std::int64_t value) : kind_(Kind::integer) { as_.integer = value; }
  /// A string.
  Value(std::string_view value);
  /// A string.
  Value(const std::string& value) : Value(std::string_view(value)) {}
  /// A string.
  Value(const char* value) : Value(std::string_view(value)) {}
  /// An empty array.
  static Value array() { return Value(Kind::array); }
  /// An empty object.
  static Value object() { return Value(Kind::object); }
  /// A number as JSON writes it.
  static Value number(std::string_view literal);

  /// Moves.
  Value(Value&& other) noexcept : kind_(other.kind_), isOwner_(other.isOwner_), size_(other.size_), as_(other.as_) {
    other.isOwner_ = false;
  }
  Value& operator=(Value&& other) noexcept;
  /// Returns a value that owns all its members, also for a value that was read.
  Value copy() const;
  ~Value() {
    if (isOwner_) release();
  }

  /// The kind of this value.
  Kind kind() const { return kind_; }
  /// Returns whether it is an object.
  bool isObject() const { return kind_ == Kind::object; }
  /// Returns whether it is an array.
  bool isArray() const { return kind_ == Kind::array; }
  /// Returns whether it is a string.
  bool isString() const { return kind_ == Kind::string; }
  /// Returns whether it is a whole number of 64 bits in any notation: `8`, `8.0` and `80e-1` are the same.
  bool isInteger() const { return kind_ == Kind::integer || (kind_ == Kind::number && wholeNumber(literal())); }
  /// Returns whether it is true or false.
  bool isBoolean() const { return kind_ == Kind::boolean; }

  // For a value of another kind these return false, 0 or an empty range.
  /// The boolean; false for a value of another kind.
  bool boolean() const { return isBoolean() && as_.integer != 0; }
  /// The whole number; 0 for a value of another kind.
  std::int64_t integer() const;
  /// The string; empty for a value of another kind.
  std::string_view string() const { return isString() ? std::string_view(as_.chars, size_) : std::string_view(); }
  /// Returns the notation of a value of kind `number`.
  std::string_view literal() const {
    return kind_ == Kind::number ? std::string_view(as_.chars, size_) : std::string_view();
  }
  /// The values of an array; none for a value of another kind.
  std::span<const Value> items() const;
  /// The members of an object; none for a value of another kind.
  std::span<const Member> members() const;

  /// Returns the member with `key`, or nullptr. Linear, because these objects have few keys.
  const Value* find(std::string_view key) const;

  /// Adds to an array or object that is being built. Returns the new value, which is valid until the next is added.
  Value& push(Value value);
  /// Adds a member to an object that is being built. Returns its value, which is valid until the next is added.
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

/// A member of an object.
struct Value::Member {
  /// The key.
  std::string_view key;
  /// The value.
  Value value;
};

inline std::span<const Value> Value::items() const {
  return isArray() ? std::span<const Value>(as_.items, size_) : std::span<const Value>();
}
inline std::span<const Value::Member> Value::members() const {
  return isObject() ? std::span<const Member>(as_.members, size_) : std::span<const Member>();
}

/// A JSON document that was read: its outermost value, and the memory of all values in it. The input must outlive it,
/// because strings without escapes point into it.
class Document {
 public:
  /// Returns the outermost value, which is valid as long as this document. `copy()` makes one that is independent.
  const Value& root() const& { return root_; }
  const Value& root() const&& = delete;

 private:
  friend class DocumentBuilder;
  Document(Value root, Arena arena) : root_(std::move(root)), arena_(std::move(arena)) {}

  Value root_;
  Arena arena_;
};

/// Reads JSON, which may be hostile: bad syntax, bad UTF-8, a duplicate key and nesting deeper than 64
/// return one problem (`json_invalid`) with its place. Never throws. `text` must outlive the document.
Result<Document> parseJson(std::string_view text);

/// Writes a value without blanks and its numbers as they were read.
std::string toJson(const Value& value);
/// Writes the same in lines, each level two blanks deeper.
std::string indentedJson(const Value& value);
/// Writes the same as `toJson`, with keys in byte order.
std::string sortedJson(const Value& value);

/// Writes the form that digests use: keys in byte order, and one notation for equal integers (`8` for `8.0`). Other
/// numbers stay as they were read.
std::string canonicalJson(const Value& value);

/// Returns a list of `{ "field", "code", "message" }`.
Value toValue(const Problems& problems);

}  // namespace lockstep
