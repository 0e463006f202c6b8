#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "given.h"
#include "scenarios/scenarios.h"

namespace lockstep {

namespace {

std::vector<std::string> scenarioFiles() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator("tests/scenarios"))
    if (entry.path().string().ends_with(".scenarios.json")) files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

void runAll(ScenarioEngine& engine) {
  std::size_t scenarios = 0, checks = 0;
  for (const auto& file : scenarioFiles()) {
    const auto report = runScenarios(given::file(file), given::policy(), engine);
    REQUIRE_MESSAGE(report.ok(), file);
    for (const auto& failure : report->failures) FAIL_CHECK(file << ": " << failure);
    scenarios += report->passed;
    checks += report->checks;
  }
  CHECK(scenarios > 500);
  CHECK(checks > 4000);
}

}  // namespace

TEST_CASE("every scenario of the rule book holds over the account") { runAll(*accountEngine(given::policy())); }
TEST_CASE("every scenario of the rule book holds over a snapshot") { runAll(*snapshotEngine(given::policy())); }

TEST_CASE("a scenario whose step is refused fails and says which step") {
  const auto report = runScenarios(
      R"({"format":"lockstep-scenarios/1","policy":"imagekit","scenarios":[{"name":"s","given":{"format":"lockstep-account/1","plan":"free","users":[]},
    "when":[{"principal":{"user":"ghost"},"action":"profile.edit"}],"checks":[{"principal":{"user":"ghost"},"action":"profile.edit","expect":"deny"}]}]})",
      given::policy(), *accountEngine(given::policy()));
  REQUIRE(report.ok());
  CHECK(report->failed == 1);
  CHECK(report->failures.at(0).find("step 1 (profile.edit) was refused: unknown_principal") != std::string::npos);
}

TEST_CASE("a scenario file with a misspelt field is refused with its place") {
  const auto report = runScenarios(
      R"({"format":"lockstep-scenarios/1","policy":"imagekit","scenarios":[{"name":"s","given":{},"chekcs":[]}]})",
      given::policy(), *accountEngine(given::policy()));
  REQUIRE(!report.ok());
  CHECK(report.problems().back().field == "/scenarios/0/chekcs");
}

}  // namespace lockstep
