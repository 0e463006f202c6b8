#pragma once

#include "change/policy_effects.h"
#include "server/live/policy_switch.h"

namespace lockstep::server {

/// What a policy would do to one account.
struct AccountCheck {
  std::string account;
  Problems problems;  ///< what the account uses and the policy lacks; then nothing is compared
  std::vector<PolicyEffect> effects;
};

/// Says what `switchPolicy` would do with an order, account by account, and changes nothing. An account that has a
/// policy of its own is left out, unless the order is for it. Empty where the order names an account that is not there.
Result<std::vector<AccountCheck>> checkPolicy(Store& store, Policies& policies, const PolicyChangeRequest& order,
                                              Time now);

}  // namespace lockstep::server
