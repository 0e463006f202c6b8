#pragma once

#include <memory>
#include <string>

#include "lockstep/access/decision.h"

namespace CLI {
class App;
}

namespace lockstep {

struct ContextArguments;

/// Each adds one command to the command line; running it leaves its exit code in `exit`.
void addInit(CLI::App& app, int& exit);
void addCheck(CLI::App& app, int& exit);
void addTest(CLI::App& app, int& exit);
void addSnapshot(CLI::App& app, int& exit);
void addLint(CLI::App& app, int& exit);
void addTypes(CLI::App& app, int& exit);
void addCompile(CLI::App& app, int& exit);
void addAccessReports(CLI::App& app, int& exit);  // who-can, matrix, preview
void addExport(CLI::App& app, int& exit);
// Where the program has no server (as WASM), these say where there is one.
void addServe(CLI::App& app, int& exit);
void addMigrate(CLI::App& app, int& exit);
void addBackup(CLI::App& app, int& exit);
void addRestore(CLI::App& app, int& exit);
void addPolicyCommands(CLI::App& app, int& exit);
void addKey(CLI::App& app, int& exit);
void addSigningKey(CLI::App& app, int& exit);
void addAudit(CLI::App& app, int& exit);

/// Says where there is a server, for a program that has none. Returns the exit code.
int sayNoServer();
/// Adds an option for each field of a context, and `--context`. Given values are put into `arguments`, which `owner`
/// keeps alive.
void addContextOptions(CLI::App& command, ContextArguments& arguments, const std::shared_ptr<void>& owner);
/// A grant in a few words: `share on /marketing with group g1: view`.
std::string described(const Grant& grant, const Policy& policy);

}  // namespace lockstep
