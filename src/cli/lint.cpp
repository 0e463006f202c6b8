#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "cli/commands.h"
#include "cli/input.h"

namespace lockstep {

namespace {

struct LintArguments {
  std::string file;
  bool strict = false;
};

int lint(const LintArguments& arguments) {
  const auto policy = loadPolicy(arguments.file);
  if (!policy) return exitInvalid;
  const Problems found = policy->lint();
  for (const auto& problem : found)
    std::cout << problem.field << ": " << problem.message << " (" << problem.code << ")\n";
  std::cout << policy->id() << " " << policy->version() << ": " << policy->actions().size() << " actions, "
            << policy->roles().size() << " roles, " << found.size() << (found.size() == 1 ? " remark\n" : " remarks\n");
  return arguments.strict && !found.empty() ? exitDenied : exitAllowed;
}

}  // namespace

void addLint(CLI::App& app, int& exit) {
  auto arguments = std::make_shared<LintArguments>();
  CLI::App* command =
      app.add_subcommand("lint", "Find mistakes in a policy, and entries that are valid but surely not meant");
  command->add_option("POLICY", arguments->file, "Policy file; the built-in one by default");
  command->add_flag("--strict", arguments->strict, "Exit with 1 if there are remarks");
  command->footer(
      "Exit code 0: a valid policy, 1: remarks, with --strict, 2: not a valid policy.\n"
      "Example: lockstep lint --strict policy.json");
  command->callback([arguments, &exit] { exit = lint(*arguments); });
}

}  // namespace lockstep
