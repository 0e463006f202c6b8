#pragma once

#include "lockstep/access/access.h"

namespace lockstep {

/// Adds a visitor's own link to `slice`: with its target while it opens; else with the fields that say why it does not.
/// Of items it shows what conditions read: `reads`, of the account's policy.
void addOpenedLink(const Account& account, const Access& visitor, Time now, const Reads& reads, Account& slice);

}  // namespace lockstep
