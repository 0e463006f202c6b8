// A policy text: refused with reasons, or rules whose digest and lint do not depend on how often they are read, and
// which allow no user what they do not give, also when they were compiled for a page. A text that is a list is taken
// for a compiled policy: refused, or rules that can be asked.
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
  for (RoleId role : policy.roles().ids()) {
    if (indexOf(role) == 6) break;
    const std::string id = "u" + std::to_string(indexOf(role));
    account.put(User{id, id, id + "@acme.test", policy.roles()[role].name, role});
  }
  account.put(Asset{"f", folderKind, "/f", "u0"});
  account.put(Asset{"a", fileKind, "/f/a.png", ""});
  if (policy.allLevels().any() && account.users().size() > 1)
    account.put(Share{"f", Subject::user("u1"), policy.levelAt(0), {}});
  return account;
}

void holdDecisions(const Policy& policy, const Policy& opened) {
  const Account account = accountOf(policy);
  Context context;
  context.now = fuzz::noon;
  for (const auto& [id, user] : account.users()) {
    const Access whole(account, Principal::user(id));
    const auto sliced = Access::open(opened, snapshot(account, Principal::user(id), fuzz::noon));
    hold(sliced.ok());
    const Role& role = policy.roles()[*user.roleId];
    for (ActionId action : policy.actions().ids()) {
      if (indexOf(action) == 100) break;
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

/// Its tables may say anything, but lead nowhere outside of themselves.
void holdOpened(std::string_view compiled) {
  const auto policy = Policy::open(compiled);
  if (!policy) return hold(!policy.problems().empty());
  const auto again = Policy::open(policy->compiled());
  hold(again.ok() && again->compiled() == policy->compiled());
  const Account account = accountOf(*policy);
  for (const auto& [id, user] : account.users()) {
    const Access access(account, Principal::user(id));
    for (const Action& action : policy->actions())
      for (const char* path : {"/", "/f/a.png"})
        toJson(toValue(access.decide(action.name, Resource::at(path), {}), *policy));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text(data, size);
  if (text.starts_with('[')) return holdOpened(text), 0;
  const auto policy = Policy::parse(text);
  if (!policy) {
    hold(!policy.problems().empty());
    return 0;
  }
  const auto again = Policy::parse(indentedJson(parseJson(text)->root()));
  hold(again.ok() && again->digest() == policy->digest());
  hold(again->lint() == policy->lint());
  // An action's name leads back to it.
  for (ActionId action : policy->actions().ids()) hold(policy->action(policy->actions()[action].name) == action);
  for (const auto& role : policy->roles()) hold(policy->allLevels().covers(role.level));
  const auto opened = Policy::open(policy->compiled());
  hold(opened.ok() && opened->compiled() == policy->compiled());
  holdDecisions(*policy, *opened);
  return 0;
}
