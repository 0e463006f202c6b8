#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/base/json.h"

namespace lockstep {

/// The place of a value in its document: a chain of keys and indexes on the stack, written as a JSON pointer
/// only when there is a problem.
struct Place {
  /// The object or array that contains the value; null for the document.
  const Place* parent = nullptr;
  /// The key in an object.
  std::string_view key = {};
  /// The index in an array.
  std::size_t index = 0;

  /// The place as a JSON pointer.
  std::string pointer() const;
};

/// Adds a problem at a place, unless `areMany(problems)`.
void report(Problems& problems, std::string_view code, const Place& at, std::string_view message);

/// Returns `name` in quotes, followed by `rest`.
std::string quote(std::string_view name, std::string_view rest);

/// Reads one JSON object field by field and collects its problems: a field of the wrong type
/// (`type_invalid`), a required field that is absent (`field_missing`), and in `finish` each field that was not
/// read (`field_unknown`), so that a misspelt field never silently widens access.
class Reader {
 public:
  /// `value`, `place` and `problems` must outlive the reader.
  Reader(const Value& value, const Place& place, Problems& problems);
  Reader(const Value&& value, const Place& place, Problems& problems) = delete;
  Reader(const Value& value, const Place&& place, Problems& problems) = delete;

  /// Returns the raw field, or nullptr if it is absent or null.
  const Value* field(std::string_view key);
  /// Returns the fields that were not read, and counts them as read. At most the first 64 fields are looked at.
  std::vector<const Value::Member*> unread();
  /// Returns whether the field is null, for fields to which null means something else than absence.
  bool isNull(std::string_view key);

  // Strings point into the document, and are valid as long as it is.
  /// The string of a required field.
  std::string_view text(std::string_view key);
  /// The same; nothing, unlike an empty string, if the field is absent.
  std::optional<std::string_view> required(std::string_view key);
  /// Reports a `format` that is not the expected one.
  void format(std::string_view expected);
  /// The string of a field that may be absent.
  std::optional<std::string_view> optionalText(std::string_view key);
  /// A field that is true or false.
  std::optional<bool> flag(std::string_view key);
  /// A field that is a date.
  std::optional<std::int64_t> time(std::string_view key);
  /// A field that is a whole number, not negative.
  std::optional<std::int64_t> number(std::string_view key);
  /// The values of a field that is a list; none if it is absent.
  std::span<const Value> list(std::string_view key);
  /// The members of a field that is an object; none if it is absent.
  std::span<const Value::Member> map(std::string_view key);

  // These write to `into`, which keeps its value if the field is absent or wrong.
  /// Sets `into` to the string of a required field.
  void text(std::string_view key, std::string& into);
  /// Sets `into` to a string, if the field is there.
  void optionalText(std::string_view key, std::string& into);
  /// Sets `into` to true or false, if the field is there.
  void flag(std::string_view key, bool& into);
  /// Sets `into` to a date, if the field is there.
  void time(std::string_view key, std::optional<std::int64_t>& into);
  /// Adds the strings of a list to `into`.
  void ids(std::string_view key, std::vector<std::string>& into);

  /// Reports each field that was not read. Call it last.
  void finish();

  /// Adds a problem at a field of this object.
  void report(std::string_view code, std::string_view key, std::string_view message);

  /// The place of the object.
  const Place& place() const { return place_; }

 private:
  void wrongType(std::string_view key, std::string_view expected);
  const Value::Member* member(std::string_view key);

  const Value& value_;
  const Place& place_;
  Problems& problems_;
  // Fields are mostly read in the order in which they are written, so a search begins where the last one ended.
  std::size_t next_ = 0;
  std::uint64_t asked_ = 0;  // by their place; no object has as many as 64 known fields
};

/// Returns whether it is a whole number from 0 to 2^53 - 1, which JavaScript represents exactly.
bool isCount(const Value& value);

}  // namespace lockstep
