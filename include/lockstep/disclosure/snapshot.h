#pragma once

#include <string>

#include "lockstep/access/access.h"
#include "lockstep/account/delta.h"
#include "lockstep/disclosure/slice.h"

namespace lockstep {

/// The lifetime of a snapshot for destructive actions, in seconds.
inline constexpr Time snapshotLifetime = 3600;

/// Returns a principal's slice as JSON (lockstep-snapshot/1), issued at `now`, for `Access::open` on the other side.
std::string snapshot(const Account& account, const Principal& principal, Time now, Time lifetime = snapshotLifetime);

/// The same for a slice that `sliceFor` has made already.
std::string snapshotOf(const Account& slice, const Principal& principal, Time now, Time lifetime = snapshotLifetime);

/// Returns the delta that brings an older snapshot of this account up to date, for its principal's `Access::update`.
/// The snapshot is trusted, its principal included: a forged snapshot of `system` gets every fact. Pass a snapshot
/// that this side has kept, or whose signature it has verified; never one as a client sends it.
/// Refuses a snapshot of another account or policy, or of a later revision than the account's.
Result<Delta> deltaSince(const Account& account, std::string_view snapshot, Time now, Time lifetime = snapshotLifetime);

}  // namespace lockstep
