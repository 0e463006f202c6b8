// What has to be right before the server serves: its options, database, policy and keys.
#include "server/start.h"

#include <chrono>
#include <iostream>
#include <optional>

#include "server/api/list_permissions.h"
#include "server/live/policy_switch.h"
#include "server/store/database.h"
#include "server/store/database_file.h"
#include "server/wire/clock.h"
#include "server/wire/origins.h"
#include "server/wire/url.h"

namespace lockstep::server {

namespace {

bool isLoopback(const std::string& address) { return address.starts_with("127.") || address == "::1"; }

bool printed(const Problems& problems) {
  printProblems(problems);
  return false;
}

/// Adds the issuers that the options name.
Problems addIssuers(IssuerFiles& files, const ServeOptions& options) {
  const auto optional = [](const std::string& value) { return value.empty() ? std::nullopt : std::optional(value); };
  if (!options.tokenKeys.empty()) {
    Expectation expected{
        optional(options.issuer), optional(options.audience), {}, options.userClaim, options.accountClaim};
    if (options.tokenSeconds != 0) expected.longest = static_cast<Time>(options.tokenSeconds);
    files.add("--token-keys", std::move(expected), options.tokenKeys);
  }
  if (options.issuers.empty()) return {};
  Problems problems = files.addDocument(options.issuers);
  for (auto& problem : problems) problem.field = "--issuers: " + problem.field;
  return problems;
}

}  // namespace

void printProblems(const Problems& problems) {
  for (const auto& problem : problems)
    std::cerr << "serve: " << (problem.field.empty() ? "" : problem.field + ": ") << problem.message << "\n";
}

Problems checkOptions(const ServeOptions& options) {
  if (options.isDemo && !isLoopback(options.address))
    return {{"demo_address", "--demo",
             "The demonstration signs every caller in without a password: it is for 127.0.0.1 alone."}};
  if (options.staleSeconds <= options.pollSeconds)
    return {{"value_invalid", "--stale-after",
             "Must be more than --poll: an instance learns that much later of changes even where all is well."}};
  if (!options.listenData.empty() && options.listenData != "none" && !Database::isPostgresql(options.listenData))
    return {{"value_invalid", "--listen-data", "Must be postgresql://… or `none`."}};
  for (const auto& origin : options.origins)
    if (const auto fault = Origins::faultOf(origin)) return {{"origin_invalid", "--allow-origin", *fault}};
  if (!options.publicUrl.empty() && !isUrlPrefix(options.publicUrl))
    return {{"value_invalid", "--public-url",
             "`" + options.publicUrl +
                 "` is no such address; give scheme and host, as in `https://pdp.example.com`, without `/` at the "
                 "end, query or fragment."}};
  if (!isLoopback(options.address))
    std::cerr << "serve: " << options.address
              << " can be reached from other machines, and this server has no TLS: put a proxy with TLS before it\n";
  return {};
}

Result<std::unique_ptr<Store>> openStore(const ServeOptions& options) {
  auto store = Store::open(options.data, options.neverMigrates ? Schema::mustBeNewest : Schema::bringUp,
                           std::chrono::seconds(options.databaseSeconds));
  if (!store) return store;
  if ((*store)->database().dialect() == Dialect::sqlite) {
    auto file = DatabaseFile::hold(options.data);
    if (!file) return file.problems();
    (*store)->guard(std::move(*file));
  }
  if ((*store)->database().isOpenToOthers())
    std::cerr << "serve: other users of this machine can read " << options.data
              << ", which contains the key that signs snapshots: chmod 600\n";
  return store;
}

bool startWithPolicy(Store& store, Policies& policies, const std::string& document) {
  const auto start = settlePolicy(store, policies, document, clockNow());
  if (!start) return printed(start.problems());
  switch (start->kind) {
    case PolicyAtStart::Kind::inForce: break;
    case PolicyAtStart::Kind::older:
      std::cerr << "serve: the database has another policy since this one: it serves with the policy " << start->inForce
                << "\n";
      break;
    case PolicyAtStart::Kind::lost:
      std::cerr << "serve: accounts were written under the policy " << start->inForce
                << ", which the database does not have: add it with `lockstep policy add`\n";
      return false;
    case PolicyAtStart::Kind::breaks:
      for (const auto& [account, problems] : start->broken)
        for (const auto& problem : problems)
          std::cerr << "serve: account " << account << ": " << problem.field << ": " << problem.message << "\n";
      std::cerr << "serve: the policy would break these accounts: see `lockstep policy check`, and give `lockstep "
                   "policy set` a mapping\n";
      return false;
  }
  if (!start->switched.empty())
    std::cerr << "serve: the policy " << start->inForce << " is in force for " << start->switched.size()
              << " accounts\n";
  const auto policy = policies.find(start->inForce);
  if (!policy) return printed(policy.problems());
  // In format 2 no name of an action has a meaning, and most policies have none of these.
  if (policy->format() == 2) return true;
  for (const auto action : listPermissions::all)
    if (!policy->action(action))
      std::cerr << "serve: the policy has no action `" << action << "`: lists that it gates are empty for users\n";
  return true;
}

Result<std::unique_ptr<SigningKeys>> openSigningKeys(const ServeOptions& options, Store& store) {
  return options.signingKeys.empty() ? SigningKeys::ofStore(store) : SigningKeys::ofFiles(options.signingKeys);
}

Problems readIssuers(const ServeOptions& options, const Demo* demo, IssuerFiles& files, Issuers& issuers) {
  if (demo != nullptr) {
    const auto keys = KeySet::read(demo->keys());
    if (!keys) return keys.problems();
    issuers.push_back({{}, *keys, {}});
    return {};
  }
  if (Problems problems = addIssuers(files, options); !problems.empty()) return problems;
  Problems problems, notes;
  if (auto read = files.readIfChanged(problems, notes)) issuers = std::move(*read);
  printProblems(notes);
  return problems;
}

}  // namespace lockstep::server
