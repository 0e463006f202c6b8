#pragma once

#include <optional>
#include <vector>

#include "lockstep/account/delta.h"
#include "lockstep/disclosure/slice.h"

namespace lockstep {

/// A principal whose slice is followed through the changes of an account. The slice itself is not kept.
struct Follower {
  Principal principal;
  Visibility visibility;
  Time at = 0;  ///< of the slice that was last sent
};
Follower followerOf(const Account& account, Principal principal, Time now);

/// Moves a follower to a later time. Returns the delta of grants and links that have ended or begun since; nothing if
/// no fact has changed. An earlier time, of a clock that was set back, changes nothing. The account stays as it is.
std::optional<Delta> elapse(const Account& account, Follower& follower, Time now);

/// Applies `change` to `account`. Returns for each follower the delta of the slice at the follower's time; nothing
/// if no fact in it has changed (`quietDelta`), and nothing for the host, whose delta is the change itself.
std::vector<std::optional<Delta>> follow(Account& account, const Delta& change,
                                         const std::vector<Follower*>& followers);

/// The delta of a slice without changed facts: the account's revision, terms and counts as they are now.
Delta quietDelta(const Account& account, const Visibility& visibility, std::int64_t from);

}  // namespace lockstep
