#include <CLI/CLI.hpp>

#include "cli/commands.h"
#include "cli/input.h"
#include "lockstep/version.h"

int main(int argc, char** argv) {
  CLI::App app("Lockstep: decides whether a principal may do an action on a resource, and says why", "lockstep");
  app.set_version_flag("--version", "lockstep " LOCKSTEP_VERSION);
  app.require_subcommand(1);
  app.get_formatter()->column_width(34);
  app.footer(
      "Examples:\n"
      "  lockstep check --account acme.json --as rita asset.move /marketing/logo.png --to /archive\n"
      "  lockstep test tests/scenarios/*.scenarios.json --engine snapshot\n"
      "  lockstep COMMAND --help");
  int exit = lockstep::exitAllowed;
  lockstep::addInit(app, exit);
  lockstep::addCheck(app, exit);
  lockstep::addTest(app, exit);
  lockstep::addSnapshot(app, exit);
  lockstep::addLint(app, exit);
  lockstep::addTypes(app, exit);
  lockstep::addCompile(app, exit);
  lockstep::addAccessReports(app, exit);
  lockstep::addExport(app, exit);
  lockstep::addServe(app, exit);
  lockstep::addMigrate(app, exit);
  lockstep::addBackup(app, exit);
  lockstep::addRestore(app, exit);
  lockstep::addPolicyCommands(app, exit);
  lockstep::addKey(app, exit);
  lockstep::addSigningKey(app, exit);
  lockstep::addAudit(app, exit);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? lockstep::exitAllowed : lockstep::exitInvalid;
  }
  return exit;
}
