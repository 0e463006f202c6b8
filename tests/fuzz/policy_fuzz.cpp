// A policy text: refused with reasons, or rules whose digest and lint do not depend on how often they are read, and
// which allow nobody what they do not give.
#include "acme.h"
#include "alike.h"

using namespace lockstep;
using fuzz::hold;

namespace {

/// A folder with something in it, owned by the first user and shared with the second; users of the first roles.
Account accountOf(const Policy& policy) {
  Account account(policy);
  account.id = "acme";
  account.plan = static_cast<PlanId>(policy.plans().size() - 1);
  for (std::size_t role = 0; role < policy.roles().size() && role < 6; ++role) {
    const std::string id = "u" + std::to_string(role);
    account.put(User{id, id, id + "@acme.test", policy.roles()[role].name, static_cast<RoleId>(role)});
  }
  account.put(Asset{"f", AssetKind::folder, "/f", "u0", true, true});
  account.put(Asset{"a", AssetKind::file, "/f/a.png", "", true, true});
  if (policy.highest() > 0 && account.users().size() > 1) account.put(Share{"f", Subject{false, "u1"}, 1, {}});
  return account;
}

void holdDecisions(const Policy& policy) {
  const Account account = accountOf(policy);
  Context context;
  context.now = fuzz::noon;
  for (const auto& [id, user] : account.users()) {
    const Access whole(account, Principal::user(id));
    const auto sliced = Access::open(policy, snapshot(account, Principal::user(id), fuzz::noon));
    hold(sliced.ok());
    const Role& role = policy.roles()[*user.roleId];
    for (std::size_t action = 0; action < policy.actions().size() && action < 100; ++action) {
      const Action& rule = policy.actions()[action];
      for (const char* path : {"", "/", "/f/a.png"}) {
        const Resource resource = *path == '\0' ? Resource{} : Resource::at(path);
        const Decision decision = whole.decide(rule.name, resource, context);
        hold(decision.allowed == (decision.reason == Reason::none));
        hold(alike(decision, sliced->decide(rule.name, resource, context)));
        if (!decision.allowed) continue;
        hold(rule.isPublic || (role.allow.has(action) && !rule.host));
        for (const FeatureId feature : rule.features) hold(account.hasFeature(feature));
      }
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text(data, size);
  const auto policy = Policy::parse(text);
  if (!policy) {
    hold(!policy.problems().empty());
    return 0;
  }
  const auto again = Policy::parse(toJson(*parseJson(text), false, 2));
  hold(again.ok() && again->digest() == policy->digest());
  hold(again->lint() == policy->lint());
  // An action's name leads back to it.
  for (std::size_t action = 0; action < policy->actions().size(); ++action) hold(policy->action(policy->actions()[action].name) == action);
  for (const auto& role : policy->roles()) hold(role.level <= policy->highest());
  holdDecisions(*policy);
  return 0;
}
