#include "server/live/policy_check.h"

#include "server/live/replay.h"

namespace lockstep::server {

namespace {

AccountCheck check(const Account& facts, const Policy& policy, const NameMapping& mapping, Time now) {
  AccountCheck checked{facts.id, missingNames(facts, policy, mapping), {}};
  if (checked.problems.empty()) checked.effects = policyEffects(facts, underPolicy(facts, policy, mapping), now);
  return checked;
}

}  // namespace

Result<std::vector<AccountCheck>> checkPolicy(Store& store, Policies& policies, const PolicyChangeRequest& order,
                                              Time now) {
  const auto policy = Policy::parse(order.document);
  if (!policy) return policy.problems();
  const auto mapping =
      order.mapping.empty() ? Result<NameMapping>(NameMapping()) : NameMapping::parse(order.mapping, *policy);
  if (!mapping) return mapping.problems();
  const auto accounts = order.account.empty() ? store.accountsWithoutOwnPolicy()
                                              : Result<std::vector<std::string>>(std::vector{order.account});
  if (!accounts) return accounts.problems();
  std::vector<AccountCheck> checks;
  for (const auto& account : *accounts) {
    const auto stored = store.load(account);
    if (!stored) return stored.problems();
    if (!*stored) continue;
    auto facts = factsOf(account, **stored, [&](const std::string& digest) { return policies.find(digest); });
    if (facts)
      checks.push_back(check(*facts, *policy, *mapping, now));
    else
      checks.push_back({account, facts.problems(), {}});
  }
  return checks;
}

}  // namespace lockstep::server
