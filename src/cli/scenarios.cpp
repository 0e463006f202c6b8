#include "cli/scenarios.h"

#include <algorithm>

#include "access/snapshot.h"
#include "base/reader.h"
#include "change/apply.h"

namespace lockstep {

namespace {

std::string listed(const Problems& problems) {
  std::string out;
  for (const auto& problem : problems) out += "\n    " + problem.field + " " + problem.code + ": " + problem.message;
  return out;
}

/// Decides over a snapshot, as a page would: written out, read back, asked.
Decision decideOverSnapshot(const Account& account, const Request& request, std::string& fault) {
  Principal principal = request.principal;
  // A visitor's snapshot is that of the link they hold.
  if (principal.kind == Principal::Kind::visitor && request.resource.kind == Resource::Kind::link) principal.id = request.resource.id;
  const auto access = Access::open(account.policy(), snapshot(account, principal, request.context.now.value_or(0)));
  if (!access) return fault = "the snapshot does not open:" + listed(access.problems()), Decision();
  return access->decide(request.action, request.resource, request.context);
}

struct Check {
  Request request;
  bool expectAllow = false;
  std::string reason;
};

struct Scenario {
  std::string name;
  std::string given;
  std::vector<Request> when;
  std::vector<Check> checks;
};

class Runner {
 public:
  Runner(const Policy& policy, Engine engine) : policy_(policy), engine_(engine) {}

  void run(const Scenario& scenario) {
    faults_.clear();
    auto account = Account::parse(scenario.given, policy_);
    if (!account) faults_.push_back("the account does not load:" + listed(account.problems()));
    else runSteps(scenario, *account);
    if (faults_.empty()) return void(++report.passed);
    ++report.failed;
    std::string text = scenario.name;
    for (const auto& fault : faults_) text += "\n  " + fault;
    report.failures.push_back(std::move(text));
  }

  ScenarioReport report;

 private:
  void runSteps(const Scenario& scenario, Account& account) {
    for (std::size_t i = 0; i < scenario.when.size(); ++i) {
      const auto applied = apply(account, scenario.when[i]);
      if (applied->decision.allowed) continue;
      faults_.push_back("step " + std::to_string(i + 1) + " (" + scenario.when[i].action + ") was refused: " + std::string(nameOf(applied->decision.reason)) + listed(applied->decision.problems));
      return;
    }
    for (std::size_t i = 0; i < scenario.checks.size(); ++i) runCheck(scenario.checks[i], i, account);
  }

  void runCheck(const Check& check, std::size_t index, const Account& account) {
    ++report.checks;
    std::string fault;
    const Decision decision = engine_ == Engine::account ? decide(account, check.request) : decideOverSnapshot(account, check.request, fault);
    if (!fault.empty()) return faults_.push_back(fault);
    const bool unknowable = engine_ == Engine::snapshot && !check.expectAllow && cannotRuleOut(decision, check, account);
    const bool held = decision.allowed == check.expectAllow && (check.reason.empty() || decision.allowed || check.reason == nameOf(decision.reason));
    if (held || unknowable) return;
    faults_.push_back("check " + std::to_string(index + 1) + ": " + toJson(toValue(check.request.principal)) + " " + check.request.action + " " +
                      toJson(toValue(check.request.resource)) + ": expected " + (check.expectAllow ? "allow" : "deny " + check.reason) + ", got " +
                      (decision.allowed ? std::string("allow") : "deny " + std::string(nameOf(decision.reason))));
  }

  /// Whether the snapshot says that it cannot know of the reason: the expected one, or the account's where none is given.
  static bool cannotRuleOut(const Decision& decision, const Check& check, const Account& account) {
    const std::string reason = check.reason.empty() ? std::string(nameOf(decide(account, check.request).reason)) : check.reason;
    return std::find(decision.unverified.begin(), decision.unverified.end(), reason) != decision.unverified.end();
  }

  const Policy& policy_;
  const Engine engine_;
  std::vector<std::string> faults_;
};

Scenario readScenario(const Value& value, const Place& place, Problems& problems) {
  Scenario scenario;
  Reader reader(value, place, problems);
  scenario.name = reader.text("name");
  for (const auto& rule : reader.list("rules"))
    if (!rule.isString()) reader.report("type_invalid", "rules", "Must be a list of texts such as \"R-2\".");
  if (const Value* given = reader.field("given")) scenario.given = toJson(*given);
  else reader.report("field_missing", "given", "Give the account.");
  const Place when{&place, "when"}, checks{&place, "checks"};
  std::size_t index = 0;
  for (const auto& item : reader.list("when")) {
    const Place at{&when, {}, index++};
    Reader step(item, at, problems);
    scenario.when.push_back(readRequest(step, problems));
    step.finish();
  }
  index = 0;
  for (const auto& item : reader.list("checks")) {
    const Place at{&checks, {}, index++};
    Reader entry(item, at, problems);
    Check check;
    check.request = readRequest(entry, problems);
    const auto expect = entry.text("expect");
    check.expectAllow = expect == "allow";
    if (expect != "allow" && expect != "deny") entry.report("value_invalid", "expect", "Must be \"allow\" or \"deny\".");
    check.reason = entry.optionalText("reason").value_or("");
    if (!check.reason.empty() && !reasonNamed(check.reason)) entry.report("reason_unknown", "reason", "There is no reason of that name.");
    entry.finish();
    scenario.checks.push_back(std::move(check));
  }
  if (scenario.checks.empty()) reader.report("field_missing", "checks", "Give at least one check.");
  reader.finish();
  return scenario;
}

}  // namespace

Result<ScenarioReport> runScenarios(std::string_view json, const Policy& policy, Engine engine) {
  const auto document = parseJson(json);
  if (!document) return document.problems();
  Problems problems;
  const Place root;
  Reader reader(*document, root, problems);
  reader.format("lockstep-scenarios/1");
  if (const auto id = reader.text("policy"); !id.empty() && id != policy.id())
    reader.report("policy_unknown", "policy", "The scenarios are of the policy \"" + std::string(id) + "\", this is \"" + policy.id() + "\"; name it with --policy.");
  const Place list{&root, "scenarios"};
  std::vector<Scenario> scenarios;
  std::size_t index = 0;
  for (const auto& item : reader.list("scenarios")) {
    const Place at{&list, {}, index++};
    scenarios.push_back(readScenario(item, at, problems));
  }
  if (scenarios.empty()) reader.report("field_missing", "scenarios", "Give at least one scenario.");
  reader.finish();
  if (!problems.empty()) return problems;

  Runner runner(policy, engine);
  for (const auto& scenario : scenarios) runner.run(scenario);
  return std::move(runner.report);
}

}  // namespace lockstep
