// The commands `backup` and `restore`.
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands.h"
#include "cli/input.h"
#include "cli/settings.h"
#include "server/commands/commands.h"

namespace lockstep {

namespace {

struct BackupArguments {
  DataArguments data;
  std::string file;
};

#ifdef LOCKSTEP_HAS_SERVER
int backupWith(const BackupArguments& arguments) {
  const auto address = addressOf(arguments.data);
  return address ? server::backup(*address, arguments.file) : exitInvalid;
}
int restoreWith(const BackupArguments& arguments) {
  const auto address = addressOf(arguments.data);
  return address ? server::restore(*address, arguments.file) : exitInvalid;
}
#else
int backupWith(const BackupArguments&) { return sayNoServer(); }
int restoreWith(const BackupArguments&) { return sayNoServer(); }
#endif

}  // namespace

void addBackup(CLI::App& app, int& exit) {
  auto arguments = std::make_shared<BackupArguments>();
  CLI::App* command = app.add_subcommand("backup", "Copy a SQLite database while it is served");
  addData(*command, arguments->data);
  Settings::of(*command);
  command->add_option("FILE", arguments->file, "The copy, which must not exist; readable by its owner alone")
      ->required();
  command->footer("Example: lockstep backup --data lockstep.db copies/monday.db");
  command->callback([arguments, &exit] { exit = backupWith(*arguments); });
}

void addRestore(CLI::App& app, int& exit) {
  auto arguments = std::make_shared<BackupArguments>();
  CLI::App* command = app.add_subcommand("restore", "Put a backup in place, and begin a new history of every account");
  addData(*command, arguments->data);
  Settings::of(*command);
  command->add_option(
      "FILE", arguments->file,
      "The copy; by default the database as it is, such as a PostgreSQL that was restored by its own tools");
  command->footer(
      "Refuses a SQLite database that a server has open, and never overwrites a file.\n"
      "Example: lockstep restore --data lockstep.db copies/monday.db");
  command->callback([arguments, &exit] { exit = restoreWith(*arguments); });
}

}  // namespace lockstep
