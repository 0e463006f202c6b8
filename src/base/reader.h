#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace lockstep {

/// Where a value stands in its document: a chain of keys and indexes on the stack, written out as a JSON pointer
/// only when something is wrong.
struct Place {
  const Place* parent = nullptr;
  std::string_view key = {};
  std::size_t index = 0;

  std::string pointer() const;
};

/// Adds a problem at a place, unless there are many already.
void report(Problems& problems, std::string_view code, const Place& at, std::string_view message);

/// A name in quotes, and what is to be said of it.
std::string quoted(std::string_view name, std::string_view rest);

/// Reads one JSON object field by field and collects every problem in it: a field of the wrong type
/// (`type_invalid`), one that is needed and absent (`field_missing`), and, in `finish`, each that nobody asked
/// for (`field_unknown`), so that a misspelt field never silently widens access.
class Reader {
 public:
  /// `value`, `place` and `problems` must outlive the reader.
  Reader(const Value& value, const Place& place, Problems& problems);

  /// The raw field, or nullptr when it is absent or null.
  const Value* field(std::string_view key);
  /// Where null says something else than an absent field.
  bool isNull(std::string_view key);

  // Texts are the document's own: they end with it.
  std::string_view text(std::string_view key);                         // needed
  std::optional<std::string_view> needed(std::string_view key);        // the same, but tells "" from absent
  void format(std::string_view expected);                              // needed, and must be this
  std::optional<std::string_view> optionalText(std::string_view key);
  std::optional<bool> flag(std::string_view key);
  std::optional<std::int64_t> time(std::string_view key);              // a date
  std::optional<std::int64_t> number(std::string_view key);            // whole, not negative
  std::span<const Value> list(std::string_view key);                // absent: empty
  std::span<const Value::Member> map(std::string_view key);         // absent: empty

  // Into `into`, which keeps its value where the field is absent or wrong.
  void text(std::string_view key, std::string& into);                  // needed
  void optionalText(std::string_view key, std::string& into);
  void flag(std::string_view key, bool& into);
  void time(std::string_view key, std::optional<std::int64_t>& into);
  void ids(std::string_view key, std::vector<std::string>& into);      // added to the end

  /// Names each field that was not asked for. Call last.
  void finish();

  /// A problem at a field of this object.
  void report(std::string_view code, std::string_view key, std::string_view message);

  const Place& place() const { return place_; }

 private:
  void wrongType(std::string_view key, std::string_view expected);
  const Value::Member* member(std::string_view key);

  const Value& value_;
  const Place& place_;
  Problems& problems_;
  // Fields are mostly asked for in the order in which they are written: the search begins where the last one ended.
  std::size_t next_ = 0;
  std::uint64_t asked_ = 0;  // by their place; no object has as many as 64 fields that are asked for
};

/// A whole number from 0 to 2^53 - 1, what JavaScript holds exactly.
bool isCount(const Value& value);

/// `2026-01-15T12:00:00Z` as seconds since 1970, or nothing when it is no such date. Only UTC with whole seconds,
/// so that two readings of one text cannot differ.
std::optional<std::int64_t> parseTime(std::string_view text);
std::string formatTime(std::int64_t seconds);

}  // namespace lockstep
