// The commands of keys: `key`, also by its old name `token`, and `signing-key`.
#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/input.h"
#include "cli/settings.h"
#include "server/commands/commands.h"

namespace lockstep {

namespace {

#ifdef LOCKSTEP_HAS_SERVER

constexpr auto createToken = server::createToken;
constexpr auto listTokens = server::listTokens;
constexpr auto revokeToken = server::revokeToken;
constexpr auto rotateSigningKey = server::rotateSigningKey;
constexpr auto listSigningKeys = server::listSigningKeys;

#else

int createToken(const std::string&, const std::string&, const std::string&, bool, bool) { return sayNoServer(); }
int listTokens(const std::string&) { return sayNoServer(); }
int revokeToken(const std::string&, const std::string&) { return sayNoServer(); }
int rotateSigningKey(const std::string&) { return sayNoServer(); }
int listSigningKeys(const std::string&) { return sayNoServer(); }

#endif

struct KeyArguments {
  DataArguments data;
  std::string name, account, id;
  bool readsMetricsAlone = false, mayMakeDatabase = false;

  /// Runs `work` with the address of the database; returns its exit code.
  int with(const std::function<int(const std::string&)>& work) const {
    const auto address = addressOf(data);
    return address ? work(*address) : exitInvalid;
  }
};

CLI::App* addKeyCommand(CLI::App& app, const char* name, int& exit) {
  auto arguments = std::make_shared<KeyArguments>();
  CLI::App* command = app.add_subcommand(name, "Make, list and revoke the service keys of back ends");
  command->require_subcommand(1);
  addData(*command, arguments->data);
  Settings::of(*command);
  CLI::App* create = command->add_subcommand("create", "Make a key and print it; it is shown this once");
  create->fallthrough();
  create->add_option("NAME", arguments->name, "Purpose of the key")->required();
  create->add_option("--account", arguments->account, "Account that it is for; every account by default");
  create->add_flag("--metrics", arguments->readsMetricsAlone, "May read /metrics and nothing else");
  create->add_flag("--new", arguments->mayMakeDatabase, "Make the database if there is none");
  create->callback([arguments, &exit] {
    exit = arguments->with([&](const std::string& data) {
      return createToken(data, arguments->name, arguments->account, arguments->readsMetricsAlone,
                         arguments->mayMakeDatabase);
    });
  });
  command->add_subcommand("list", "Print all keys, without their secrets")->fallthrough()->callback([arguments, &exit] {
    exit = arguments->with(listTokens);
  });
  CLI::App* revoke = command->add_subcommand("revoke", "Revoke a key; running servers accept it for five more seconds");
  revoke->fallthrough();
  revoke->add_option("ID", arguments->id, "The key's id, as listed")->required();
  revoke->callback([arguments, &exit] {
    exit = arguments->with([&](const std::string& data) { return revokeToken(data, arguments->id); });
  });
  command->footer("Example: lockstep key --data lockstep.db create --new \"billing back end\" --account acme");
  return command;
}

}  // namespace

void addKey(CLI::App& app, int& exit) {
  addKeyCommand(app, "key", exit);
  // The name before 0.2, kept until 1.0. An empty group is not in the help.
  addKeyCommand(app, "token", exit)->group("");
}

void addSigningKey(CLI::App& app, int& exit) {
  auto arguments = std::make_shared<KeyArguments>();
  CLI::App* command = app.add_subcommand("signing-key", "Replace and list the keys that sign snapshots");
  command->require_subcommand(1);
  addData(*command, arguments->data);
  Settings::of(*command);
  const auto add = [&](const char* name, const char* what, int (*work)(const std::string&)) {
    command->add_subcommand(name, what)->fallthrough()->callback([arguments, work, &exit] {
      exit = arguments->with(work);
    });
  };
  add("rotate",
      "Publish a new key at once; it signs ten minutes later, and the old one stays published for an hour more",
      rotateSigningKey);
  add("list", "Print the ids of the keys, with the moment at which each begins to sign", listSigningKeys);
  command->footer(
      "For the keys that the database keeps; those of --signing-key are yours to replace.\nExample: lockstep "
      "signing-key --data lockstep.db rotate");
}

}  // namespace lockstep
