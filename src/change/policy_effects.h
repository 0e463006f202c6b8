#pragma once

#include <string>
#include <vector>

#include "lockstep/account/account.h"

namespace lockstep {

/// What another policy gives to one user and takes from them. An action counts where the user may do it at any place.
struct PolicyEffect {
  std::string user;
  std::vector<std::string> gained, lost;
};

/// Compares the same facts under two policies. Returns the users for whom they differ, by id.
std::vector<PolicyEffect> policyEffects(const Account& before, const Account& after, Time now);

}  // namespace lockstep
