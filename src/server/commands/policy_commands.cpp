// What an operator does with the policies of a database: look at them, check one, and bring it into force.
#include "server/commands/policy_commands.h"

#include <iostream>
#include <map>

#include "lockstep/base/reader.h"
#include "server/commands/command_failure.h"
#include "server/live/policy_check.h"
#include "server/wire/clock.h"

namespace lockstep::server {

namespace {

enum Exit : int { done = 0, breaks = 1, invalid = 2 };
constexpr const char* actor = "lockstep policy";
/// So many users are named in one line.
constexpr std::size_t mostNamed = 10;

std::string joined(const std::vector<std::string>& words, std::size_t most) {
  std::string out;
  for (std::size_t i = 0; i < words.size() && i < most; ++i) out += (i > 0 ? ", " : "") + words[i];
  return words.size() > most ? out + ", …" : out;
}

/// A database that there is, and what a command finds in it.
struct Opened {
  std::unique_ptr<Store> store;
  std::unique_ptr<Policies> policies;
};

Result<Opened> openStore(const std::string& data) {
  auto store = Store::openExisting(data);
  if (!store) return store.problems();
  Opened opened{std::move(*store), nullptr};
  opened.policies = std::make_unique<Policies>(*opened.store);
  return opened;
}

/// The document that the arguments name: one that was given, or one of the database.
Result<PolicyChangeRequest> changeRequestOf(Store& store, const PolicyArguments& arguments) {
  PolicyChangeRequest asked{arguments.document, arguments.mapping, arguments.account, actor};
  if (arguments.digest.empty()) return asked;
  const auto known = store.policies();
  if (!known) return known.problems();
  std::string digest;
  for (const auto& policy : *known)
    if (policy.digest.starts_with(arguments.digest)) {
      if (!digest.empty() && digest != policy.digest)
        return Problem{"policy_unknown", "",
                       "More than one policy begins with `" + arguments.digest + "`. Give more of its digest."};
      digest = policy.digest;
    }
  const auto document = store.policyDocument(digest);
  if (!document) return document.problems();
  if (!*document)
    return Problem{"policy_unknown", "",
                   "The database has no policy `" + arguments.digest + "`. See `lockstep policy list`."};
  asked.document = **document;
  return asked;
}

void printBroken(std::ostream& out, const std::string& account, const Problems& problems) {
  out << account << ": breaks\n";
  for (const auto& problem : problems) out << "  " << problem.field << ": " << problem.message << "\n";
}

/// Users who gain and lose the same are named together.
void printEffects(const AccountCheck& check) {
  std::map<std::pair<std::vector<std::string>, std::vector<std::string>>, std::vector<std::string>> groups;
  for (const auto& effect : check.effects) groups[{effect.gained, effect.lost}].push_back(effect.user);
  std::cout << check.account << ": " << (groups.empty() ? "fits; nobody gains or loses anything" : "fits") << "\n";
  for (const auto& [difference, users] : groups) {
    std::cout << "  " << users.size() << (users.size() == 1 ? " user" : " users") << " (" << joined(users, mostNamed)
              << ")\n";
    if (!difference.first.empty())
      std::cout << "    " << (users.size() == 1 ? "gains " : "gain ") << joined(difference.first, SIZE_MAX) << "\n";
    if (!difference.second.empty())
      std::cout << "    " << (users.size() == 1 ? "loses " : "lose ") << joined(difference.second, SIZE_MAX) << "\n";
  }
}

int printOutcome(const Result<PolicyOutcome>& outcome, const std::string& account) {
  if (!outcome) return failCommand("policy", outcome.problems());
  switch (outcome->kind) {
    case PolicyOutcome::Kind::noAccount:
      return failCommand("policy", {{"account_unknown", "", "There is no account `" + account + "`."}});
    case PolicyOutcome::Kind::breaks:
      for (const auto& [broken, problems] : outcome->broken) printBroken(std::cerr, broken, problems);
      std::cerr << "policy: nothing was switched. Give a --mapping of the old names to new ones, such as {\"plans\": "
                   "{\"pro\": \"business\"}}\n";
      return breaks;
    case PolicyOutcome::Kind::inForce: break;
  }
  std::cout << outcome->digest << " is in force; " << outcome->switched.size()
            << (outcome->switched.size() == 1 ? " account was" : " accounts were") << " switched\n";
  return done;
}

}  // namespace

int listPolicies(const PolicyArguments& arguments) {
  const auto opened = openStore(arguments.data);
  if (!opened) return failCommand("policy", opened.problems());
  const auto policies =
      opened->store->policies(arguments.account.empty() ? std::nullopt : std::optional(arguments.account));
  if (!policies) return failCommand("policy", policies.problems());
  for (const auto& policy : *policies)
    std::cout << (policy.isInForce ? "* " : "  ") << policy.digest << "  " << formatTime(policy.since) << "  "
              << (policy.account.empty() ? "every account" : policy.account) << "  " << policy.id << " "
              << policy.version << "\n";
  return done;
}

int showPolicy(const PolicyArguments& arguments) {
  const auto opened = openStore(arguments.data);
  if (!opened) return failCommand("policy", opened.problems());
  const auto asked = changeRequestOf(*opened->store, arguments);
  if (!asked) return failCommand("policy", asked.problems());
  std::cout << asked->document << "\n";
  return done;
}

int checkPolicy(const PolicyArguments& arguments) {
  const auto opened = openStore(arguments.data);
  if (!opened) return failCommand("policy", opened.problems());
  const auto asked = changeRequestOf(*opened->store, arguments);
  if (!asked) return failCommand("policy", asked.problems());
  const auto checks = checkPolicy(*opened->store, *opened->policies, *asked, clockNow());
  if (!checks) return failCommand("policy", checks.problems());
  if (checks->empty() && !arguments.account.empty())
    return failCommand("policy", {{"account_unknown", "", "There is no account `" + arguments.account + "`."}});
  std::size_t broken = 0;
  for (const auto& check : *checks) {
    if (check.problems.empty())
      printEffects(check);
    else
      ++broken, printBroken(std::cout, check.account, check.problems);
  }
  std::cout << checks->size() - broken << " of " << checks->size() << " accounts fit\n";
  return broken > 0 ? breaks : done;
}

int setPolicy(const PolicyArguments& arguments) {
  const auto opened = openStore(arguments.data);
  if (!opened) return failCommand("policy", opened.problems());
  const auto asked = changeRequestOf(*opened->store, arguments);
  if (!asked) return failCommand("policy", asked.problems());
  return printOutcome(switchPolicy(*opened->store, *opened->policies, *asked, clockNow()), arguments.account);
}

int dropPolicy(const PolicyArguments& arguments) {
  const auto opened = openStore(arguments.data);
  if (!opened) return failCommand("policy", opened.problems());
  return printOutcome(dropOwnPolicy(*opened->store, *opened->policies, arguments.account, actor, clockNow()),
                      arguments.account);
}

int addPolicy(const PolicyArguments& arguments) {
  const auto opened = openStore(arguments.data);
  if (!opened) return failCommand("policy", opened.problems());
  const auto digest = addPolicy(*opened->store, arguments.document, clockNow());
  if (!digest) return failCommand("policy", digest.problems());
  std::cout << *digest << "\n";
  return done;
}

}  // namespace lockstep::server
