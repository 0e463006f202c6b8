#pragma once

#include <optional>
#include <string_view>

#include "lockstep/account/account.h"

namespace lockstep {

/// How many there are of what a limit counts.
struct Count {
  std::int64_t size = 0;
  std::optional<Time> endsAt{};  ///< when the first of it ends, which makes room
  bool isInDoubt = false;        ///< some of it may have ended

  void add(std::optional<Time> end) {
    ++size;
    if (end && (!endsAt || *end < *endsAt)) endsAt = end;
  }
};

/// Counts in the whole account; nothing for a limit that counts by item, or does not count.
std::optional<Count> countIn(const Account& facts, LimitId limit, std::optional<Time> now);
/// What a limit is counted on: the id of an asset or a collection that is listed, and the path, if there is one.
struct CountedOn {
  std::string_view item;
  std::string_view path{};
};
/// Counts on an item; nothing for a limit that does not count by item.
std::optional<Count> countOn(const Account& facts, LimitId limit, const CountedOn& on, std::optional<Time> now);

}  // namespace lockstep
