#pragma once

#include "lockstep/policy/policy.h"

namespace lockstep {

/// Adds what is valid and surely wrong in a policy of format 2: names that nothing uses, places that nothing guards,
/// and levels that no user can have.
void lintFormat2(const Policy& policy, Problems& found);

}  // namespace lockstep
