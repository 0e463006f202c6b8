#pragma once

#include <string>
#include <vector>

#include "change/policy_change.h"
#include "server/live/policies.h"
#include "server/store/store.h"

namespace lockstep::server {

/// A policy that is to come into force.
struct PolicyChangeRequest {
  std::string document;
  std::string mapping;  ///< JSON (`NameMapping`), or empty
  std::string
      account;  ///< the one account that shall have it as its own; empty: every account that has none of its own
  std::string actor;
};

/// What an account uses and a policy lacks.
struct BrokenAccount {
  std::string account;
  Problems problems;
};

/// What became of a policy.
struct PolicyOutcome {
  enum class Kind { inForce, breaks, noAccount };
  Kind kind = Kind::noAccount;
  std::string digest;                 ///< of the new policy
  std::vector<std::string> switched;  ///< accounts
  std::vector<BrokenAccount> broken;  ///< where the policy breaks accounts, and nothing was switched
};

/// Brings a policy into force in one transaction: for every account that has no policy of its own, or for one. Each
/// account gets a change, an entry of its audit log and the next revision. Nothing is switched where it would break one
/// of them.
Result<PolicyOutcome> switchPolicy(Store& store, Policies& policies, const PolicyChangeRequest& order, Time now);

/// Takes an account's own policy away: it comes under the policy of the whole database.
Result<PolicyOutcome> dropOwnPolicy(Store& store, Policies& policies, const std::string& account,
                                    const std::string& actor, Time now);

/// What a server finds where it starts with a policy.
struct PolicyAtStart {
  enum class Kind { inForce, older, breaks, lost };
  Kind kind = Kind::inForce;  ///< `older`: another policy is in force, which came after it. `lost`: the database lacks
                              ///< the policy `inForce`
  std::string inForce;        ///< its digest
  std::vector<std::string> switched;
  std::vector<BrokenAccount> broken;
};

/// Settles which policy is in force where a server starts with a policy. In an empty database that one; where this
/// database never had it, it comes into force unless that breaks an account; where another one came after it, the other
/// stays. Right when several start at once.
Result<PolicyAtStart> settlePolicy(Store& store, Policies& policies, const std::string& document, Time now);

/// Adds a policy that older changes were made under to the database, without bringing it into force. Returns its
/// digest.
Result<std::string> addPolicy(Store& store, const std::string& document, Time now);

}  // namespace lockstep::server
