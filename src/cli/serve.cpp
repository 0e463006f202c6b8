// The command `serve`.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "cli/commands.h"
#include "cli/input.h"
#include "cli/settings.h"
#include "lockstep/version.h"
#include "server/serve.h"

namespace lockstep {

namespace {

int serveWith([[maybe_unused]] const server::ServeOptions& options, [[maybe_unused]] const std::string& policyFile) {
#ifdef LOCKSTEP_HAS_SERVER
  const auto policy = readPolicy(policyFile);
  return policy ? server::serve(options, *policy) : exitInvalid;
#else
  return sayNoServer();
#endif
}

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

}  // namespace lockstep
