#include "scenarios/scenarios.h"

#include <algorithm>

#include "lockstep/base/reader.h"

namespace lockstep {

namespace {

struct Check {
  ScenarioRequest asked;
  bool expectAllow = false;
  std::string reason, condition;
};

struct Scenario {
  std::string name;
  std::string given;
  std::vector<ScenarioRequest> when;
  std::vector<Check> checks;
};

class Runner {
 public:
  explicit Runner(ScenarioEngine& engine) : engine_(engine) {}

  void run(const Scenario& scenario) {
    faults_.clear();
    if (auto fault = engine_.begin(scenario.given); !fault.empty())
      faults_.push_back(std::move(fault));
    else
      runSteps(scenario);
    if (faults_.empty()) return void(++report.passed);
    ++report.failed;
    std::string text = scenario.name;
    for (const auto& fault : faults_) text += "\n  " + fault;
    report.failures.push_back(std::move(text));
  }

  ScenarioReport report;

 private:
  void runSteps(const Scenario& scenario) {
    for (std::size_t i = 0; i < scenario.when.size(); ++i) {
      const auto answer = engine_.apply(scenario.when[i]);
      if (answer.allowed) continue;
      faults_.push_back("step " + std::to_string(i + 1) + " (" + scenario.when[i].request.action +
                        ") was refused: " + answer.reason + answer.fault);
      return;
    }
    for (std::size_t i = 0; i < scenario.checks.size(); ++i) runCheck(scenario.checks[i], i);
  }

  void runCheck(const Check& check, std::size_t index) {
    ++report.checks;
    const ScenarioAnswer answer = engine_.decide(check.asked);
    if (!answer.fault.empty()) return faults_.push_back(answer.fault);
    const bool held = answer.allowed == check.expectAllow &&
                      (check.reason.empty() || answer.allowed || check.reason == answer.reason) &&
                      (check.condition.empty() || answer.allowed || check.condition == answer.condition);
    if (held || (!check.expectAllow && cannotRuleOut(answer, check))) return;
    const Request& request = check.asked.request;
    faults_.push_back("check " + std::to_string(index + 1) + ": " + toJson(toValue(request.principal)) + " " +
                      request.action + " " + toJson(toValue(request.resource)) + ": expected " +
                      (check.expectAllow ? "allow" : "deny " + check.reason + " " + check.condition) + ", got " +
                      (answer.allowed ? std::string("allow") : "deny " + answer.reason + " " + answer.condition));
  }

  /// Whether what decides says that it cannot know of the reason: the expected one, or the account's where none is
  /// given.
  static bool cannotRuleOut(const ScenarioAnswer& answer, const Check& check) {
    const auto& reasons = answer.cannotRuleOut;
    return std::find(reasons.begin(), reasons.end(), check.reason.empty() ? answer.accountReason : check.reason) !=
           reasons.end();
  }

  ScenarioEngine& engine_;
  std::vector<std::string> faults_;
};

/// A request and its JSON, without the scenario's expectations.
ScenarioRequest readAsked(const Value& item, Reader& reader, Problems& problems) {
  Value request = Value::object();
  for (const auto& [key, value] : item.members())
    if (key != "expect" && key != "reason" && key != "condition") request.add(key, value.copy());
  return {readRequest(reader, problems), toJson(request)};
}

Scenario readScenario(const Value& value, const Place& place, Problems& problems) {
  Scenario scenario;
  Reader reader(value, place, problems);
  scenario.name = reader.text("name");
  for (const auto& rule : reader.list("rules"))
    if (!rule.isString()) reader.report("type_invalid", "rules", "Must be a list of strings such as \"R-2\".");
  if (const Value* given = reader.field("given"))
    scenario.given = toJson(*given);
  else
    reader.report("field_missing", "given", "Give the account.");
  const Place when{&place, "when"}, checks{&place, "checks"};
  std::size_t index = 0;
  for (const auto& item : reader.list("when")) {
    const Place at{&when, {}, index++};
    Reader step(item, at, problems);
    scenario.when.push_back(readAsked(item, step, problems));
    step.finish();
  }
  index = 0;
  for (const auto& item : reader.list("checks")) {
    const Place at{&checks, {}, index++};
    Reader entry(item, at, problems);
    Check check;
    check.asked = readAsked(item, entry, problems);
    const auto expect = entry.text("expect");
    check.expectAllow = expect == "allow";
    if (expect != "allow" && expect != "deny")
      entry.report("value_invalid", "expect", "Must be \"allow\" or \"deny\".");
    check.reason = entry.optionalText("reason").value_or("");
    check.condition = entry.optionalText("condition").value_or("");
    if (!check.reason.empty() && !reasonNamed(check.reason))
      entry.report("reason_unknown", "reason", "There is no reason of that name.");
    entry.finish();
    scenario.checks.push_back(std::move(check));
  }
  if (scenario.checks.empty()) reader.report("field_missing", "checks", "Give at least one check.");
  reader.finish();
  return scenario;
}

}  // namespace

Result<ScenarioReport> runScenarios(std::string_view json, const Policy& policy, ScenarioEngine& engine) {
  const auto document = parseJson(json);
  if (!document) return document.problems();
  Problems problems;
  const Place root;
  Reader reader(document->root(), root, problems);
  reader.format("lockstep-scenarios/1");
  if (const auto id = reader.text("policy"); !id.empty() && id != policy.id())
    reader.report("policy_unknown", "policy",
                  "The scenarios are of the policy \"" + std::string(id) + "\", this is \"" + policy.id() +
                      "\"; name it with --policy.");
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

  Runner runner(engine);
  for (const auto& scenario : scenarios) runner.run(scenario);
  return std::move(runner.report);
}

}  // namespace lockstep
