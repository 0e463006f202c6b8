// Scenarios on this machine: over an account, or over a snapshot of it.
#include "lockstep/change/apply.h"
#include "lockstep/disclosure/decide.h"
#include "lockstep/disclosure/snapshot.h"
#include "scenarios/scenarios.h"

namespace lockstep {

namespace {

std::string listed(const Problems& problems) {
  std::string out;
  for (const auto& problem : problems) out += "\n    " + problem.field + " " + problem.code + ": " + problem.message;
  return out;
}

ScenarioAnswer answerOf(const Decision& decision) {
  ScenarioAnswer answer;
  answer.allowed = decision.allowed;
  if (!decision.allowed) answer.reason = nameOf(decision.reason);
  answer.condition = decision.condition;
  return answer;
}

class AccountEngine : public ScenarioEngine {
 public:
  explicit AccountEngine(const Policy& policy) : account_(policy) {}

  std::string begin(const std::string& given) override {
    auto account = Account::parse(given, account_.policy());
    if (!account) return "the account does not load:" + listed(account.problems());
    account_ = std::move(*account);
    return {};
  }
  ScenarioAnswer apply(const ScenarioRequest& asked) override {
    const auto applied = lockstep::apply(account_, asked.request);
    ScenarioAnswer answer = answerOf(applied.decision);
    answer.fault = listed(applied.decision.problems);
    return answer;
  }
  ScenarioAnswer decide(const ScenarioRequest& asked) override {
    return answerOf(lockstep::decide(account_, asked.request));
  }

 protected:
  Account account_;
};

/// As a page would, by a compiled policy: written out, read back, asked.
class SnapshotEngine : public AccountEngine {
 public:
  explicit SnapshotEngine(const Policy& policy) : AccountEngine(policy), compiled_(Policy::open(policy.compiled())) {}

  ScenarioAnswer decide(const ScenarioRequest& asked) override {
    const Request& request = asked.request;
    Principal principal = request.principal;
    // A visitor's snapshot is that of the link they hold, with the password where they gave it.
    if (principal.kind == Principal::Kind::visitor && request.resource.kind == Resource::Kind::link)
      principal.id = request.resource.id;
    if (principal.kind == Principal::Kind::visitor)
      principal.passwordVerified |= request.context.passwordVerified.value_or(false);
    if (!compiled_) return faulty("the compiled policy does not open:" + listed(compiled_.problems()));
    const auto access = Access::open(*compiled_, snapshot(account_, principal, request.context.now.value_or(0)));
    if (!access) return faulty("the snapshot does not open:" + listed(access.problems()));
    const Decision decision = access->decide(request.action, request.resource, request.context);
    ScenarioAnswer answer = answerOf(decision);
    answer.cannotRuleOut = decision.unverified;
    answer.accountReason = AccountEngine::decide(asked).reason;
    return answer;
  }

 private:
  Result<Policy> compiled_;
};

}  // namespace

std::unique_ptr<ScenarioEngine> accountEngine(const Policy& policy) { return std::make_unique<AccountEngine>(policy); }
std::unique_ptr<ScenarioEngine> snapshotEngine(const Policy& policy) {
  return std::make_unique<SnapshotEngine>(policy);
}

}  // namespace lockstep
