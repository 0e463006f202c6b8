#pragma once

#include <string>

#include "access/access.h"
#include "account/delta.h"

namespace lockstep {

/// How long a snapshot is good for destructive actions, in seconds.
inline constexpr Time snapshotLifetime = 3600;

/// The part of an account that one principal may know, and no more, which yet decides every request of theirs as the
/// whole account does, or says in `unverified` what it cannot know. A principal that is not there gets an empty slice;
/// a visitor who names no link gets one too, over which every link is in doubt (`link_unknown`).
Account sliceFor(const Account& account, const Principal& principal);

/// That slice as a text (lockstep-snapshot/1), issued at `now`, for `Access::open` on the other side.
std::string snapshot(const Account& account, const Principal& principal, Time now, Time lifetime = snapshotLifetime);

/// What an older snapshot of this account needs in order to be as one made now: for its principal's `Access::update`.
/// Refused when the text is no snapshot of this account and policy, or is of a later revision than the account.
Result<Delta> deltaSince(const Account& account, std::string_view snapshot, Time now, Time lifetime = snapshotLifetime);

}  // namespace lockstep
