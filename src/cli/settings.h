#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace lockstep {

/// Where a command's data is: an address, or a file that contains the address. The file keeps its password out of the
/// list of processes and out of the environment.
struct DataArguments {
  std::string address = "lockstep.db", file;
};

/// Adds `--data` and `--data-file`, which exclude each other. `arguments` must outlive `command`.
void addData(CLI::App& command, DataArguments& arguments);
/// Returns the address. Prints what is wrong to standard error and returns nothing where its file cannot be read.
std::optional<std::string> addressOf(const DataArguments& arguments);
/// Returns `address` with the password of a `postgresql://` URL replaced by `***`.
std::string withoutPassword(const std::string& address);

/// The values of one command's options. The command line comes before the environment, the environment before the
/// configuration file, and the file before the default.
class Settings {
 public:
  /// Reads the environment, and the file of `--config` where `command` has that option, once the arguments of `command`
  /// have been read. Covers the options that `command` itself has, not those of its subcommands: `--idle-time` is
  /// LOCKSTEP_IDLE_TIME. An empty variable counts as absent. `command` must outlive the result.
  static std::shared_ptr<Settings> of(CLI::App& command);

  /// Returns all of them as a configuration file, with the source of each in a comment. Passwords are masked.
  std::string text() const;

 private:
  explicit Settings(CLI::App& command) : command_(command) {}
  void complete();
  void readEnvironment();
  void readFile();
  void take(CLI::Option& option, const std::string& value, const std::string& source);

  CLI::App& command_;
  std::map<const CLI::Option*, std::string> sources_;  // of the options that are set
};

/// Returns the name of the variable for an option: `idle-time` gives LOCKSTEP_IDLE_TIME.
std::string variableOf(const std::string& option);

}  // namespace lockstep
