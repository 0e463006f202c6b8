#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "cli/commands.h"
#include "cli/input.h"
#include "scenarios/scenarios.h"

namespace lockstep {

namespace {

struct TestArguments {
  std::vector<std::string> files;
  std::string policy, engine = "account", server, token;
};

/// Null, and said so, where there is no such engine.
std::unique_ptr<ScenarioEngine> engineFor(const TestArguments& arguments, const Policy& policy) {
  if (arguments.server.empty()) return arguments.engine == "snapshot" ? snapshotEngine(policy) : accountEngine(policy);
  auto engine = serverEngine(arguments.server, arguments.token);
  if (engine == nullptr)
    std::cerr << "test: this program asks no server. Build it natively: npm run build, then build/native/lockstep\n";
  return engine;
}

int test(const TestArguments& arguments) {
  const auto policy = loadPolicy(arguments.policy);
  if (!policy) return exitInvalid;
  const auto engine = engineFor(arguments, *policy);
  if (engine == nullptr) return exitInvalid;
  std::size_t passed = 0, failed = 0;
  for (const auto& file : arguments.files) {
    const auto text = readFile(file);
    if (!text) return exitInvalid;
    const auto report = runScenarios(*text, *policy, *engine);
    if (!report) {
      printProblems(file, report.problems());
      return exitInvalid;
    }
    for (const auto& failure : report->failures) std::cout << file << ": " << failure << "\n";
    passed += report->passed;
    failed += report->failed;
  }
  std::cout << passed << " passed, " << failed << " failed\n";
  return failed == 0 ? exitAllowed : exitDenied;
}

}  // namespace

void addTest(CLI::App& app, int& exit) {
  auto arguments = std::make_shared<TestArguments>();
  CLI::App* command = app.add_subcommand("test", "Run scenario files and report failures");
  command->add_option("FILE", arguments->files, "Scenario files (*.scenarios.json)")->required();
  command->add_option("--engine", arguments->engine, "Decide over the account, or over a snapshot made from it")
      ->check(CLI::IsMember({"account", "snapshot"}))
      ->capture_default_str();
  command
      ->add_option("--server", arguments->server,
                   "Decide on a running server, http://HOST:PORT, in accounts made for the run")
      ->type_name("URL");
  command->add_option("--token", arguments->token, "A service key of that server, for every account")
      ->envname("LOCKSTEP_TOKEN");
  command->add_option("--policy", arguments->policy, "Policy file, instead of the built-in one")->type_name("FILE");
  command->footer(
      "Exit code 0: all passed, 1: some failed, 2: a file is not valid.\n"
      "Example: lockstep test tests/scenarios/*.scenarios.json --engine snapshot");
  command->callback([arguments, &exit] { exit = test(*arguments); });
}

}  // namespace lockstep
