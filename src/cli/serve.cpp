// The server's commands: serve, token, audit.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "cli/commands.h"
#include "cli/input.h"
#include "server/serve.h"

namespace lockstep {

namespace {

constexpr const char* dataHelp = "Where the data is: a file of SQLite, or postgresql://…";

#ifdef LOCKSTEP_HAS_SERVER

int serveWith(const server::ServeOptions& options, const std::string& policyFile) {
  auto policy = loadPolicy(policyFile);
  return policy ? server::serve(options, std::move(*policy)) : exitInvalid;
}
constexpr auto createToken = server::createToken;
constexpr auto listTokens = server::listTokens;
constexpr auto revokeToken = server::revokeToken;
constexpr auto verifyAudit = server::verifyAudit;

#else

int nowhere() {
  std::cerr << "The server is a native program, which the npm package does not have. In a checkout of Lockstep, `npm run build` makes it: build/native/lockstep\n";
  return exitInvalid;
}
int serveWith(const server::ServeOptions&, const std::string&) { return nowhere(); }
int createToken(const std::string&, const std::string&, const std::string&, bool) { return nowhere(); }
int listTokens(const std::string&) { return nowhere(); }
int revokeToken(const std::string&, const std::string&) { return nowhere(); }
int verifyAudit(const std::string&, const std::string&) { return nowhere(); }

#endif

struct TokenArguments {
  std::string data = "lockstep.db", name, account, id;
  bool mayMakeDatabase = false;
};

}  // namespace

void addServe(CLI::App& app, int& exit) {
  auto options = std::make_shared<server::ServeOptions>();
  auto policy = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("serve", "Decide, apply and keep pages current over HTTP");
  command->add_option("--data", options->data, dataHelp)->capture_default_str();
  command->add_option("--address", options->address, "Address to listen on")->capture_default_str();
  command->add_option("--port", options->port, "Port to listen on; 0: any that is free")->capture_default_str();
  command->add_option("--threads", options->threads, "Threads; 0: as many as the machine has, four at least")->capture_default_str();
  command->add_option("--policy", *policy, "Policy file, instead of the built-in one")->type_name("FILE");
  command->add_option("--token-keys", options->tokenKeys, "Public keys of users' tokens: a JWKS or a PEM file, read again when it changes and at SIGHUP")->type_name("FILE");
  command->add_option("--issuer", options->issuer, "What users' tokens must say in iss");
  command->add_option("--audience", options->audience, "What users' tokens must say in aud");
  command->add_option("--token-time", options->tokenSeconds, "Longest that a user's token may last, in seconds from its iat, which it must then have")->check(CLI::Range(1, 1000000000));
  command->add_option("--signing-key", options->signingKey, "Ed25519 key (PEM) that snapshots are signed with; else one that the database keeps")->type_name("FILE");
  command->add_option("--web", options->web, "Folder with a built page to serve")->type_name("FOLDER");
  command->add_option("--allow-origin", options->origins, "Origin of a page elsewhere that may ask, such as https://app.example.com; may be given again")->type_name("URL")->take_all()->expected(1);
  command->add_option("--request-time", options->requestSeconds, "Longest that a request may take to come in, in seconds")->capture_default_str()->check(CLI::Range(1, 3600));
  command->add_option("--idle-time", options->idleSeconds, "Longest that a connection may wait for its next request, in seconds")->capture_default_str()->check(CLI::Range(1, 3600));
  command->add_option("--database-time", options->databaseSeconds, "Longest that PostgreSQL may take to answer, in seconds")->capture_default_str()->check(CLI::Range(1, 3600));
  command->add_option("--stream-time", options->keyStreamSeconds, "Longest that a service key's event stream lasts before it has to sign in again, in seconds")->capture_default_str()->check(CLI::Range(1, 86400));
  command->add_option("--account-time", options->accountSeconds, "How long an account stays in memory that nobody asks for or follows, in seconds")->capture_default_str()->check(CLI::Range(1, 86400));
  command->add_option("--connections", options->mostConnections, "Most connections at once; more are answered 503")->capture_default_str()->check(CLI::Range(1, 1000000));
  command->add_flag("--log", options->writesLog, "Write a line of JSON for each answer to standard error: no tokens, no bodies");
  command->add_flag("--demo", options->isDemo, "Make the demonstration account and sign in as anybody; on this machine alone");
  command->footer("Prints its address once it listens. Ends at SIGINT or SIGTERM, after the requests that are being answered.\n"
                  "Example: lockstep serve --data lockstep.db --token-keys jwks.json --port 8080");
  command->callback([options, policy, &exit] { exit = serveWith(*options, *policy); });
}

void addToken(CLI::App& app, int& exit) {
  auto arguments = std::make_shared<TokenArguments>();
  CLI::App* command = app.add_subcommand("token", "Make, list and revoke the service keys of back ends");
  command->require_subcommand(1);
  command->add_option("--data", arguments->data, dataHelp)->capture_default_str();
  CLI::App* create = command->add_subcommand("create", "Make a key and print it; it is shown this once");
  create->fallthrough();
  create->add_option("NAME", arguments->name, "What the key is for")->required();
  create->add_option("--account", arguments->account, "The one account that it is for; without it, every account");
  create->add_flag("--new", arguments->mayMakeDatabase, "Make the database where there is none yet");
  create->callback([arguments, &exit] { exit = createToken(arguments->data, arguments->name, arguments->account, arguments->mayMakeDatabase); });
  command->add_subcommand("list", "Print all keys, but for their secrets")->fallthrough()->callback([arguments, &exit] { exit = listTokens(arguments->data); });
  CLI::App* revoke = command->add_subcommand("revoke", "End a key; running servers take it for five seconds more");
  revoke->fallthrough();
  revoke->add_option("ID", arguments->id, "The key's id, as listed")->required();
  revoke->callback([arguments, &exit] { exit = revokeToken(arguments->data, arguments->id); });
  command->footer("Example: lockstep token --data lockstep.db create --new \"billing back end\" --account acme");
}

void addAudit(CLI::App& app, int& exit) {
  auto arguments = std::make_shared<TokenArguments>();
  CLI::App* command = app.add_subcommand("audit", "Look whether the audit log is whole");
  command->require_subcommand(1);
  command->add_option("--data", arguments->data, dataHelp)->capture_default_str();
  CLI::App* verify = command->add_subcommand("verify", "Check every entry's hash and that none is missing");
  verify->fallthrough();
  verify->add_option("--account", arguments->account, "The one account to look at");
  verify->callback([arguments, &exit] { exit = verifyAudit(arguments->data, arguments->account); });
  command->footer("Exit code 0: whole, 1: changed or cut, 2: there is no such account, or the database cannot be read.\nExample: lockstep audit --data lockstep.db verify");
}

}  // namespace lockstep
