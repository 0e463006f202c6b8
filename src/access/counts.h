#pragma once

#include <optional>
#include <string_view>

#include "account/account.h"

namespace lockstep {

/// How many of what a limit counts the whole account has; nothing for a limit that counts by item, or does not count.
std::optional<std::int64_t> countIn(const Account& facts, LimitId limit, std::optional<Time> now);
/// How many an item has of what a limit counts by item; nothing for another limit.
std::optional<std::int64_t> countOn(const Account& facts, LimitId limit, std::string_view item);

}  // namespace lockstep
