// The command that brings a database's schema up to date.
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands.h"
#include "cli/input.h"
#include "cli/settings.h"
#include "server/commands/commands.h"

namespace lockstep {

namespace {

struct MigrateArguments {
  DataArguments data;
  std::string role;
  bool onlyPrints = false;
};

int migrateWith([[maybe_unused]] const MigrateArguments& arguments) {
#ifdef LOCKSTEP_HAS_SERVER
  const auto address = addressOf(arguments.data);
  return address ? server::migrate(*address, arguments.role, arguments.onlyPrints) : exitInvalid;
#else
  return sayNoServer();
#endif
}

}  // namespace

void addMigrate(CLI::App& app, int& exit) {
  auto arguments = std::make_shared<MigrateArguments>();
  CLI::App* command = app.add_subcommand("migrate", "Bring the schema of a database up to date");
  addData(*command, arguments->data);
  Settings::of(*command);
  command->add_option("--grant", arguments->role, "PostgreSQL role to give the rights that serving needs")
      ->type_name("ROLE");
  command->add_flag("--print", arguments->onlyPrints, "Print the statements instead of running them");
  command->footer(
      "On PostgreSQL, --data names a role that may create tables. `lockstep serve` does the same at its start where "
      "its role may; with `--no-migrate` it never does.\n"
      "Example: lockstep migrate --data postgresql://owner@db/lockstep --grant lockstep_server");
  command->callback([arguments, &exit] { exit = migrateWith(*arguments); });
}

}  // namespace lockstep
