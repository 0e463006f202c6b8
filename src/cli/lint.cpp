#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "cli/commands.h"
#include "cli/input.h"

namespace lockstep {

namespace {

int lint(const std::string& file) {
  const auto policy = loadPolicy(file);
  if (!policy) return exitInvalid;
  const Problems found = policy->lint();
  for (const auto& problem : found) std::cout << problem.field << ": " << problem.message << " (" << problem.code << ")\n";
  std::cout << policy->id() << " " << policy->version() << ": " << policy->actions().size() << " actions, " << policy->roles().size() << " roles, " << found.size()
            << (found.size() == 1 ? " remark\n" : " remarks\n");
  return found.empty() ? exitAllowed : exitDenied;
}

}  // namespace

void addLint(CLI::App& app, int& exit) {
  auto file = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("lint", "Find what is wrong, or legal but surely wrong, in a policy");
  command->add_option("POLICY", *file, "Policy file; the built-in one by default");
  command->footer("Exit code 0: nothing found, 1: remarks, 2: not a valid policy.\nExample: lockstep lint policies/imagekit.json");
  command->callback([file, &exit] { exit = lint(*file); });
}

}  // namespace lockstep
