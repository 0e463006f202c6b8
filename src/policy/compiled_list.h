#pragma once

// A flat list of strings and whole numbers. A pass goes over it and writes each value, or reads it.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "lockstep/base/json.h"
#include "lockstep/policy/formats.h"
#include "lockstep/policy/ids.h"
#include "lockstep/policy/level_set.h"
#include "policy/bounds.h"

namespace lockstep::compiled {

/// The highest number where none is named.
inline constexpr std::int64_t any = std::int64_t{1} << 53;

/// Appends to a list.
class ListWriter {
 public:
  static constexpr bool reads = false;

  std::int64_t number(std::int64_t value, std::int64_t /*highest*/) { return out.push(value).integer(); }
  void text(const std::string& value) { out.push(value); }
  std::size_t size(std::size_t value, std::int64_t /*highest*/) {
    out.push(static_cast<std::int64_t>(value));
    return value;
  }

  void refuse() {}

  Value out = Value::array();
};

/// Takes from a list, which may be hostile.
class ListReader {
 public:
  static constexpr bool reads = true;

  explicit ListReader(std::span<const Value> list) : list_(list) {}

  /// From 0 to `highest`; anything else is 0 and makes the list no good.
  std::int64_t number(std::int64_t /*before*/, std::int64_t highest) {
    const Value& value = next();
    const bool fits = value.isInteger() && value.integer() >= 0 && value.integer() <= highest;
    good_ &= fits;
    return fits ? value.integer() : 0;
  }
  void text(std::string& value) {
    const Value& given = next();
    if (!given.isString()) good_ = false;
    value = given.string();
  }
  /// The number of entries that follow, each of at least one value: no list is longer than its string.
  std::size_t size(std::size_t /*before*/, std::int64_t highest) {
    return static_cast<std::size_t>(number(0, std::min(highest, static_cast<std::int64_t>(list_.size() - at_))));
  }

  void refuse() { good_ = false; }
  bool isGood() const { return good_ && at_ == list_.size(); }

 private:
  const Value& next() {
    static const Value nothing;
    if (at_ < list_.size()) return list_[at_++];
    good_ = false;
    return nothing;
  }

  std::span<const Value> list_;
  std::size_t at_ = 0;
  bool good_ = true;
};

template <class Pass, class T>
void number(Pass& pass, T& value, std::int64_t highest) {
  value = static_cast<T>(pass.number(static_cast<std::int64_t>(value), highest));
}
template <class Pass>
void flag(Pass& pass, bool& value) {
  number(pass, value, 1);
}

/// The place of something in a list of `count`.
template <class Pass, class T>
void place(Pass& pass, T& value, std::size_t count) {
  number(pass, value, static_cast<std::int64_t>(count) - 1);
}
/// One more than the place, or 0.
template <class Pass, class Id>
void place(Pass& pass, std::optional<Id>& value, std::size_t count) {
  std::size_t given = value ? indexOf(*value) + 1 : 0;
  number(pass, given, static_cast<std::int64_t>(count));
  value = given > 0 ? std::optional(static_cast<Id>(given - 1)) : std::nullopt;
}

template <class Pass, class T, class Each>
void list(Pass& pass, std::vector<T>& entries, std::int64_t highest, Each each) {
  const std::size_t size = pass.size(entries.size(), highest);
  if constexpr (Pass::reads) entries = std::vector<T>(size);  // it was empty; `resize` is more code
  for (T& entry : entries) each(entry);
}
/// A list that policies in format 1 leave empty.
template <class Pass, class T, class Each>
void listOfFormat2(Pass& pass, std::vector<T>& entries, Each each) {
  if (hasFormat2)
    list(pass, entries, mostNamed, each);
  else
    pass.size(0, 0);
}
/// A list that policies without extras leave empty.
template <class Pass, class T, class Each>
void listOfExtras(Pass& pass, std::vector<T>& entries, Each each) {
  if (hasExtras)
    list(pass, entries, mostNamed, each);
  else
    pass.size(0, 0);
}
template <class Pass, class Id>
void places(Pass& pass, std::vector<Id>& entries, std::size_t count) {
  list(pass, entries, any, [&](Id& entry) { place(pass, entry, count); });
}
template <class Pass>
void texts(Pass& pass, std::vector<std::string>& entries, std::int64_t highest) {
  list(pass, entries, highest, [&](std::string& entry) { pass.text(entry); });
}

/// A set of the first `count` levels.
template <class Pass>
void levels(Pass& pass, LevelSet& set, std::size_t count) {
  if (!hasExtras) {
    pass.number(0, 0);
    return;
  }
  std::uint16_t bits = set.bits();
  number(pass, bits, (std::int64_t{1} << count) - 1);
  set = LevelSet::of(bits);
}

/// Thirty-two at a time.
template <class Pass, class Id>
void bits(Pass& pass, IdSet<Id>& set, std::size_t count) {
  if constexpr (Pass::reads) set = IdSet<Id>(count);
  for (std::size_t first = 0; first < count; first += 32) {
    std::uint32_t word = 0;
    for (std::size_t bit = 0; bit < 32; ++bit)
      word |= static_cast<std::uint32_t>(set.has(static_cast<Id>(first + bit))) << bit;
    number(pass, word, UINT32_MAX);
    if constexpr (Pass::reads)
      for (std::size_t bit = 0; bit < 32 && first + bit < count; ++bit)
        if ((word >> bit & 1) != 0) set.add(static_cast<Id>(first + bit));
  }
}

}  // namespace lockstep::compiled
