// The command `audit`.
#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/input.h"
#include "cli/settings.h"
#include "server/commands/audit_commands.h"
#include "server/commands/commands.h"

namespace lockstep {

namespace {

#ifdef LOCKSTEP_HAS_SERVER

constexpr auto verifyAudit = server::verifyAudit;
constexpr auto anchorAudit = server::anchorAudit;
constexpr auto eraseAudit = server::eraseAudit;

#else

int verifyAudit(const server::AuditOptions&) { return sayNoServer(); }
int anchorAudit(const server::AuditOptions&) { return sayNoServer(); }
int eraseAudit(const std::string&, const std::string&, const std::string&, std::vector<std::string>) {
  return sayNoServer();
}

#endif

struct AuditArguments {
  DataArguments data;
  server::AuditOptions options;
  std::string user;
  std::vector<std::string> values;

  /// Runs `work` with the address of the database in the options; returns its exit code.
  int with(const std::function<int(const server::AuditOptions&)>& work) {
    const auto address = addressOf(data);
    if (!address) return exitInvalid;
    options.data = *address;
    return work(options);
  }
};

}  // namespace

void addAudit(CLI::App& app, int& exit) {
  auto arguments = std::make_shared<AuditArguments>();
  server::AuditOptions& options = arguments->options;
  CLI::App* command = app.add_subcommand("audit", "Verify, anchor and erase entries of the audit log");
  command->require_subcommand(1);
  addData(*command, arguments->data);
  Settings::of(*command);
  CLI::App* verify = command->add_subcommand("verify", "Verify the audit log: its chain, the accounts, and anchors");
  verify->fallthrough();
  verify->add_option("--account", options.account, "The one account to verify");
  CLI::Option* anchors =
      verify->add_option("--anchor", options.anchors, "File of anchors that the log must contain")->type_name("FILE");
  verify
      ->add_option("--keys", options.keys,
                   "Public keys that signed the anchors, as /v1/keys returns them; without it, the database's")
      ->needs(anchors)
      ->type_name("FILE");
  verify->callback([arguments, &exit] { exit = arguments->with(verifyAudit); });
  CLI::App* anchor = command->add_subcommand("anchor", "Print a signed line with the end of each account's log");
  anchor->fallthrough();
  anchor->add_option("--account", options.account, "The one account to anchor");
  anchor->add_option("--signing-key", options.signingKeys, "Ed25519 key (PEM) that signs; without it, the database's")
      ->type_name("FILE")
      ->expected(1);
  anchor->callback([arguments, &exit] { exit = arguments->with(anchorAudit); });
  CLI::App* erase = command->add_subcommand(
      "erase", "Erase who asked for what, in the entries about a user; the chain can still be verified");
  erase->fallthrough();
  erase->add_option("--account", options.account, "The user's account")->required();
  erase->add_option("--user", arguments->user, "The user's id")->required();
  erase->add_option("--value", arguments->values, "Another string about the user, such as an email; may be given again")
      ->take_all()
      ->expected(1);
  erase->callback([arguments, &exit] {
    exit = arguments->with([&](const server::AuditOptions& given) {
      return eraseAudit(given.data, given.account, arguments->user, arguments->values);
    });
  });
  command->footer(
      "Exit code 0: whole, 1: changed or cut, 2: there is no such account, or something cannot be read.\nExample: "
      "lockstep audit --data lockstep.db verify --anchor anchors.jsonl");
}

}  // namespace lockstep
