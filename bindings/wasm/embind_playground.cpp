// The further functions that the playground of the documentation calls: remarks, requests, scenarios. No rule is here.
#include <emscripten/bind.h>

#include <memory>

#include "handles.h"
#include "scenarios/scenarios.h"

namespace {

using namespace lockstep;

Length problemsOf(const Problems& problems) { return returnText(toJson(toValue(problems))); }

/// Returns what `lockstep lint` remarks on a policy's document, or the problems of the document.
Length policyRemarks(Length json) {
  const auto policy = Policy::parse(inputText(json));
  return problemsOf(policy ? policy->lint() : policy.problems());
}

/// Returns the problems of a list of requests; none if each can be read.
Length requestProblems(Length json) { return problemsOf(parseRequests(inputText(json)).problems()); }

Value toValue(const ScenarioReport& report) {
  Value out = Value::object();
  out.add("passed", static_cast<double>(report.passed));
  out.add("failed", static_cast<double>(report.failed));
  out.add("checks", static_cast<double>(report.checks));
  Value& failures = out.add("failures", Value::array());
  for (const auto& failure : report.failures) failures.push(failure);
  return out;
}

/// Runs a file of scenarios over accounts, or over snapshots of them. Returns the report, or `{ "problems": […] }`.
Length scenarioReport(Handle policy, Length json, bool overSnapshots) {
  const Policy& rules = policyAt(policy);
  const auto engine = overSnapshots ? snapshotEngine(rules) : accountEngine(rules);
  const auto report = runScenarios(inputText(json), rules, *engine);
  if (report) return returnText(toJson(toValue(*report)));
  Value out = Value::object();
  out.add("problems", lockstep::toValue(report.problems()));
  return returnText(toJson(out));
}

}  // namespace

EMSCRIPTEN_BINDINGS(lockstep_playground) {
  using emscripten::function;

  function("policyRemarks", &policyRemarks);
  function("requestProblems", &requestProblems);
  function("scenarioReport", &scenarioReport);
}
