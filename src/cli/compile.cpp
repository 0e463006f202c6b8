#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "cli/commands.h"
#include "cli/input.h"

namespace lockstep {

void addCompile(CLI::App& app, int& exit) {
  auto file = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("compile", "Compile a policy, so that a page needs no compiler");
  command->add_option("POLICY", *file, "Policy file; the built-in one by default");
  command->footer(
      "Pass the output to loadAccess as `policy`.\nExample: lockstep compile policy.json > policy.compiled.json");
  command->callback([file, &exit] {
    const auto policy = loadPolicy(*file);
    if (policy) std::cout << policy->compiled() << "\n";
    exit = policy ? exitAllowed : exitInvalid;
  });
}

}  // namespace lockstep
