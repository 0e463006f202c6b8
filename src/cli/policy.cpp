// lockstep policy: the policies of a server's database.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "cli/commands.h"
#include "cli/input.h"
#include "cli/settings.h"
#include "server/commands/policy_commands.h"

namespace lockstep {

namespace {

#ifdef LOCKSTEP_HAS_SERVER

using Command = int (*)(const server::PolicyArguments&);
constexpr Command listPolicies = server::listPolicies, showPolicy = server::showPolicy,
                  checkPolicy = server::checkPolicy, setPolicy = server::setPolicy, dropPolicy = server::dropPolicy,
                  addPolicy = server::addPolicy;

#else

using Command = int (*)(const server::PolicyArguments&);
int nowhere(const server::PolicyArguments&) { return sayNoServer(); }
constexpr Command listPolicies = nowhere, showPolicy = nowhere, checkPolicy = nowhere, setPolicy = nowhere,
                  dropPolicy = nowhere, addPolicy = nowhere;

#endif

struct PolicyInput {
  DataArguments data;
  std::string file, digest, mapping, account;

  /// Reads the files that are named, and runs a command.
  int run(Command command, bool needsPolicy) const {
    const auto address = addressOf(data);
    if (!address) return exitInvalid;
    server::PolicyArguments arguments{*address, {}, digest, {}, account};
    if (needsPolicy && file.empty() == digest.empty()) {
      std::cerr << "policy: give the FILE of a policy, or the --digest of one that the database has\n";
      return exitInvalid;
    }
    if (!file.empty()) {
      const auto document = readPolicy(file);
      if (!document) return exitInvalid;
      arguments.document = *document;
    }
    if (!mapping.empty()) {
      const auto text = readFile(mapping);
      if (!text) return exitInvalid;
      arguments.mapping = *text;
    }
    return command(arguments);
  }
};

}  // namespace

void addPolicyCommands(CLI::App& app, int& exit) {
  auto input = std::make_shared<PolicyInput>();
  CLI::App* command = app.add_subcommand("policy", "List, check and switch the policies of a server's database");
  command->require_subcommand(1);
  addData(*command, input->data);
  Settings::of(*command);
  const auto add = [&](const std::string& name, const std::string& help, Command run, bool needsPolicy) {
    CLI::App* sub = command->add_subcommand(name, help);
    sub->fallthrough();
    sub->callback([input, run, needsPolicy, &exit] { exit = input->run(run, needsPolicy); });
    return sub;
  };
  const auto takesPolicy = [&](CLI::App* sub) {
    sub->add_option("FILE", input->file, "The policy");
    sub->add_option("--digest", input->digest, "Digest of a policy of the database, or its first characters")
        ->type_name("DIGEST");
  };
  CLI::App* list = add("list", "Print all policies; a star marks those in force", listPolicies, false);
  list->add_option("--account", input->account, "Only the policies of the whole database and of this account");
  CLI::App* show = add("show", "Print the document of a policy", showPolicy, false);
  show->add_option("DIGEST", input->digest, "Digest, or its first characters")->required();
  for (const bool sets : {false, true}) {
    CLI::App* sub =
        sets ? add("set", "Bring a policy into force, unless it would break an account", setPolicy, true)
             : add("check", "Report which accounts a policy would break, and what each user would gain and lose",
                   checkPolicy, true);
    takesPolicy(sub);
    sub->add_option("--account", input->account, "For this one account, as its own policy");
    sub->add_option(
           "--mapping", input->mapping,
           "JSON file with new names for old ones: {\"plans\": {\"pro\": \"business\"}, \"roles\": {}, \"levels\": {}}")
        ->type_name("FILE");
  }
  CLI::App* drop =
      add("drop", "Remove an account's own policy; the policy of the whole database applies again", dropPolicy, false);
  drop->add_option("--account", input->account, "The account")->required();
  CLI::App* addition =
      add("add", "Add a policy without bringing it into force, for older changes made under it", addPolicy, false);
  addition->add_option("FILE", input->file, "The policy")->required();
  command->footer(
      "Exit code 0: done, or all accounts fit, 1: the policy would break an account, 2: not a valid policy, mapping or "
      "database.\n"
      "A running server of PostgreSQL follows at once. Beside a running server of SQLite use `PUT /v1/policy`.\n"
      "Example: lockstep policy --data lockstep.db check edited.json");
}

}  // namespace lockstep
