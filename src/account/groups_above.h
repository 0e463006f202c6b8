#pragma once

#include <set>
#include <span>
#include <string>

#include "lockstep/account/account.h"

namespace lockstep {

/// Adds to `groups` each group that contains one of them, directly or through others, in any of the accounts. Needs no
/// stack for a long chain.
void addGroupsAbove(std::set<std::string, std::less<>>& groups, std::span<const Account* const> accounts);

}  // namespace lockstep
