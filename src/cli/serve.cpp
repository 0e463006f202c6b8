// The server's commands: serve, token, audit.
#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>
#include <memory>

#include "cli/commands.h"
#include "cli/input.h"
#include "cli/settings.h"
#include "lockstep/version.h"
#include "server/commands/audit_commands.h"
#include "server/commands/commands.h"
#include "server/serve.h"

namespace lockstep {

namespace {

#ifdef LOCKSTEP_HAS_SERVER

int serveWith(const server::ServeOptions& options, const std::string& policyFile) {
  const auto policy = readPolicy(policyFile);
  return policy ? server::serve(options, *policy) : exitInvalid;
}
constexpr auto createToken = server::createToken;
constexpr auto listTokens = server::listTokens;
constexpr auto revokeToken = server::revokeToken;
constexpr auto verifyAudit = server::verifyAudit;
constexpr auto anchorAudit = server::anchorAudit;
constexpr auto eraseAudit = server::eraseAudit;
constexpr auto rotateSigningKey = server::rotateSigningKey;
constexpr auto listSigningKeys = server::listSigningKeys;

#else

int serveWith(const server::ServeOptions&, const std::string&) { return sayNoServer(); }
int createToken(const std::string&, const std::string&, const std::string&, bool, bool) { return sayNoServer(); }
int listTokens(const std::string&) { return sayNoServer(); }
int revokeToken(const std::string&, const std::string&) { return sayNoServer(); }
int verifyAudit(const server::AuditOptions&) { return sayNoServer(); }
int anchorAudit(const server::AuditOptions&) { return sayNoServer(); }
int eraseAudit(const std::string&, const std::string&, const std::string&, std::vector<std::string>) {
  return sayNoServer();
}
int rotateSigningKey(const std::string&) { return sayNoServer(); }
int listSigningKeys(const std::string&) { return sayNoServer(); }

#endif

struct TokenArguments {
  DataArguments data;
  std::string name, account, id;
  bool readsMetricsAlone = false, mayMakeDatabase = false;

  /// Runs `work` with the address of the database; returns its exit code.
  int with(const std::function<int(const std::string&)>& work) const {
    const auto address = addressOf(data);
    return address ? work(*address) : exitInvalid;
  }
};

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

struct ServeArguments {
  server::ServeOptions options;
  DataArguments data;
  std::string policy, config;
  bool printsConfig = false;

  int run(const Settings& settings) {
    if (printsConfig) {
      std::cout << settings.text();
      return exitAllowed;
    }
    const auto address = addressOf(data);
    if (!address) return exitInvalid;
    options.data = *address;
    options.version = LOCKSTEP_VERSION;
    return serveWith(options, policy);
  }
};

}  // namespace

int sayNoServer() {
  std::cerr << "The server is a native program, which the npm package does not have. In a checkout of Lockstep, `npm "
               "run build` makes it: build/native/lockstep\n";
  return exitInvalid;
}

void addServe(CLI::App& app, int& exit) {
  auto arguments = std::make_shared<ServeArguments>();
  server::ServeOptions* options = &arguments->options;
  CLI::App* command = app.add_subcommand("serve", "Decide, apply and keep pages current over HTTP");
  addData(*command, arguments->data);
  command->add_option("--address", options->address, "Address to listen on")->capture_default_str();
  command->add_option("--port", options->port, "Port to listen on; 0: any that is free")->capture_default_str();
  command->add_option("--threads", options->threads, "Threads; 0: as many as the machine has, four at least")
      ->capture_default_str();
  command->add_option("--policy", arguments->policy, "Policy file, instead of the built-in one")->type_name("FILE");
  command
      ->add_option("--token-keys", options->tokenKeys,
                   "Public keys of users' tokens: a JWKS or a PEM file, read again when it changes and at SIGHUP")
      ->type_name("FILE");
  command->add_option("--issuer", options->issuer, "Issuer (iss) that users' tokens must have");
  command->add_option("--audience", options->audience, "Audience (aud) that users' tokens must have");
  command
      ->add_option("--user-claim", options->userClaim,
                   "Claim with the user's id: a name, or a JSON pointer such as /user/id")
      ->capture_default_str();
  command
      ->add_option("--account-claim", options->accountClaim, "Claim with the account's id: a name, or a JSON pointer")
      ->capture_default_str();
  command
      ->add_option("--issuers", options->issuers,
                   "JSON file with further issuers, each with its own keys, claims and accounts")
      ->type_name("FILE");
  command
      ->add_option("--token-time", options->tokenSeconds,
                   "Maximum lifetime of a user's token, in seconds from its iat, which is then required")
      ->check(CLI::Range(1, 1000000000));
  command
      ->add_option("--signing-key", options->signingKeys,
                   "Ed25519 key (PEM) that signs snapshots, instead of the database's own; repeat it to publish "
                   "further keys")
      ->type_name("FILE")
      ->take_all()
      ->expected(1);
  command
      ->add_option("--anchors", options->anchors,
                   "File to append signed anchors of the audit log to; keep it outside the database's machine")
      ->type_name("FILE");
  command->add_option("--anchor-every", options->anchorEvery, "Entries of an account between two of its anchors")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000000));
  command->add_option("--web", options->web, "Folder with a built page to serve")->type_name("FOLDER");
  command
      ->add_option("--allow-origin", options->origins,
                   "Other origin whose pages may call the server, such as https://app.example.com; may be repeated")
      ->type_name("URL")
      ->take_all()
      ->expected(1);
  command
      ->add_option("--public-url", options->publicUrl,
                   "Address of this server for its callers, such as https://pdp.example.com, for AuthZEN metadata")
      ->type_name("URL");
  command->add_option("--request-time", options->requestSeconds, "Seconds within which a request must arrive")
      ->capture_default_str()
      ->check(CLI::Range(1, 3600));
  command->add_option("--idle-time", options->idleSeconds, "Seconds that a connection may be idle")
      ->capture_default_str()
      ->check(CLI::Range(1, 3600));
  command->add_option("--database-time", options->databaseSeconds, "Seconds within which PostgreSQL must answer")
      ->capture_default_str()
      ->check(CLI::Range(1, 3600));
  command
      ->add_option("--stream-time", options->keyStreamSeconds,
                   "Seconds after which a service key's event stream ends and must sign in again")
      ->capture_default_str()
      ->check(CLI::Range(1, 86400));
  command
      ->add_option("--account-time", options->accountSeconds,
                   "Seconds that an account without requests and event streams stays in memory")
      ->capture_default_str()
      ->check(CLI::Range(1, 86400));
  command
      ->add_option("--drain-delay", options->drainSeconds,
                   "Seconds to keep serving after SIGTERM while /readyz answers 503")
      ->capture_default_str()
      ->check(CLI::Range(0, 3600));
  command
      ->add_option("--refusals", options->refusalsPerSecond,
                   "Refused changes a second that one user may cause, after a burst of six times as many; more are "
                   "answered 429. A service key may cause ten times as many. 0: no limit")
      ->capture_default_str()
      ->check(CLI::Range(0, 100000));
  command->add_option("--connections", options->mostConnections, "Maximum number of connections; more are answered 503")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000000));
  command
      ->add_option("--listen-data", options->listenData,
                   "Address of the same PostgreSQL without a pooler, to LISTEN on; `none`: only poll")
      ->type_name("URL");
  command
      ->add_option("--poll", options->pollSeconds, "Seconds between polls of PostgreSQL for changes by other instances")
      ->capture_default_str()
      ->check(CLI::Range(1, 3600));
  command
      ->add_option("--stale-after", options->staleSeconds,
                   "Seconds without an answer from PostgreSQL after which responses have Lockstep-Stale")
      ->capture_default_str()
      ->check(CLI::Range(2, 86400));
  command->add_flag("--refuse-stale", options->refusesStale, "Answer 503 instead of with Lockstep-Stale");
  command->add_flag("--no-migrate", options->neverMigrates,
                    "Never change the database's schema; refuse to start if it is not up to date");
  command->add_flag("--log", options->writesLog,
                    "Write a line of JSON for each answer to standard error: no tokens, no bodies");
  command->add_flag("--demo", options->isDemo,
                    "Make the demonstration account, and sign in as any of its users; on this machine alone");
  command->add_option("--config", arguments->config, "File with options, one a line, such as `port = 8080`")
      ->type_name("FILE");
  command
      ->add_flag("--print-config", arguments->printsConfig,
                 "Print the options that are in force, with the source of each and without passwords, and exit")
      ->configurable(false);
  command->footer(
      "Every option may also be an environment variable: --idle-time is LOCKSTEP_IDLE_TIME. The command line\n"
      "comes before the environment, and the environment before the file of --config.\n"
      "Prints its address once it listens. Shuts down gracefully on SIGINT or SIGTERM.\n"
      "Example: lockstep serve --data lockstep.db --token-keys jwks.json --port 8080");
  command->callback([arguments, settings = Settings::of(*command), &exit] { exit = arguments->run(*settings); });
}

namespace {

CLI::App* addKeyCommand(CLI::App& app, const char* name, int& exit) {
  auto arguments = std::make_shared<TokenArguments>();
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
  auto arguments = std::make_shared<TokenArguments>();
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
