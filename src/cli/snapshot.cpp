#include "lockstep/disclosure/snapshot.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "cli/commands.h"
#include "cli/input.h"

namespace lockstep {

namespace {

struct SnapshotArguments {
  std::string account, policy, as, now;
};

int makeSnapshot(const SnapshotArguments& arguments) {
  const auto policy = loadPolicy(arguments.policy);
  const auto now = readNow(arguments.now);
  const auto principal = readWho(arguments.as);
  if (!policy || !now || !principal) return exitInvalid;
  const auto account = loadAccount(arguments.account, *policy);
  if (!account) return exitInvalid;
  std::cout << snapshot(*account, *principal, *now) << "\n";
  return exitAllowed;
}

}  // namespace

void addSnapshot(CLI::App& app, int& exit) {
  auto arguments = std::make_shared<SnapshotArguments>();
  CLI::App* command = app.add_subcommand("snapshot", "Print the snapshot of one principal, for their page");
  command->add_option("--account", arguments->account, "Account file")->required()->type_name("FILE");
  command->add_option("--as", arguments->as, "Principal: a user's id, key:ID or visitor")->required()->type_name("WHO");
  command->add_option("--now", arguments->now, "Time of issue; the clock's by default")->type_name("DATE");
  command->add_option("--policy", arguments->policy, "Policy file, instead of the built-in one")->type_name("FILE");
  command->footer("Example: lockstep snapshot --account acme.json --as rita > rita.json");
  command->callback([arguments, &exit] { exit = makeSnapshot(*arguments); });
}

}  // namespace lockstep
