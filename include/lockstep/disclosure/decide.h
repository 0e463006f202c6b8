#pragma once

#include "lockstep/access/access.h"

namespace lockstep {

/// Decides one request over the whole account. A denial names a few users who can give the level, if the asker may
/// know them. `messages` replace the built-in sentences.
Decision decide(const Account& account, const Request& request, const Messages& messages = {});

}  // namespace lockstep
