#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "cli/commands.h"
#include "cli/input.h"

namespace lockstep {

void addCompile(CLI::App& app, int& exit) {
  auto file = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("compile", "Print a policy as a page reads it without a compiler of its own");
  command->add_option("POLICY", *file, "Policy file; the built-in one by default");
  command->footer("Give what it prints to loadAccess as its policy.\nExample: lockstep compile policy.json > policy.compiled.json");
  command->callback([file, &exit] {
    const auto policy = loadPolicy(*file);
    if (policy) std::cout << policy->compiled() << "\n";
    exit = policy ? exitAllowed : exitInvalid;
  });
}

}  // namespace lockstep
