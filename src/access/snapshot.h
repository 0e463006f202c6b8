#pragma once

#include <string>

#include "access/access.h"
#include "access/slice.h"
#include "account/delta.h"

namespace lockstep {

/// How long a snapshot is good for destructive actions, in seconds.
inline constexpr Time snapshotLifetime = 3600;

/// A principal's slice as a text (lockstep-snapshot/1), issued at `now`, for `Access::open` on the other side.
std::string snapshot(const Account& account, const Principal& principal, Time now, Time lifetime = snapshotLifetime);

/// The same of a slice that has been cut already (`sliceFor`).
std::string snapshotOf(const Account& slice, const Principal& principal, Time now, Time lifetime = snapshotLifetime);

/// What an older snapshot of this account needs in order to be as one made now: for its principal's `Access::update`.
/// The text is believed, its principal too: of one that is made up as the host's own the delta is everything. Pass what
/// this side has kept, or has seen by its signature to be its own; never a text as a client sends it.
/// Refused when the text is no snapshot of this account and policy, or is of a later revision than the account.
Result<Delta> deltaSince(const Account& account, std::string_view snapshot, Time now, Time lifetime = snapshotLifetime);

}  // namespace lockstep
