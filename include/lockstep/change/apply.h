#pragma once

#include "lockstep/access/access.h"
#include "lockstep/account/delta.h"

namespace lockstep {

/// The outcome of a request: its decision, and the delta of its change with the delta that undoes it. Both are empty if
/// nothing changed.
struct Applied {
  /// The decision. If it is a denial, nothing changed.
  Decision decision;
  Delta delta;    ///< the change; empty if nothing changed
  Delta inverse;  ///< the change back
  std::vector<std::pair<std::string, std::string>>
      renamed{};  ///< paths that were given, and those asked for in their place
};

/// `{ "decision": …, "delta": … }`; the delta is null where nothing changed.
Value toValue(const Applied& applied);

/// Decides a request over the account and, if it is allowed, carries it out: all of it or nothing. A change raises the
/// revision by one; a request without effect on access leaves it alone. What a partial request may leave open
/// (`unverified` in `decide`) is refused here as `context_missing`. No other thread may read the account
/// meanwhile. `messages` are sentences of the host's own. If the system has no random bytes for an id, the request is
/// refused with `context_missing` for `id`.
[[nodiscard]] Applied apply(Account& account, const Request& request, const Messages& messages = {});

}  // namespace lockstep
