#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "account/facts_json.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "lockstep/access/access.h"
#include "lockstep/disclosure/decide.h"

namespace lockstep {

namespace {

struct CheckArguments {
  std::string account, snapshot, policy, as, action, resource, now, requests;
  ContextArguments context;
  bool json = false;
};

void print(const Decision& decision, const CheckArguments& arguments, const Policy& policy) {
  std::cout << (decision.allowed ? "ALLOW " : "DENY ") << arguments.action
            << (arguments.resource.empty() ? "" : " " + arguments.resource) << "\n";
  std::cout << "  " << decision.message << "\n";
  if (!decision.allowed)
    std::cout << "  reason   " << nameOf(decision.reason) << ", shown " << nameOf(decision.show) << "\n";
  if (!decision.condition.empty()) std::cout << "  condition " << decision.condition << "\n";
  for (const auto& [name, value] : decision.values) std::cout << "  read     " << name << ": " << value << "\n";
  for (const auto& grant : decision.because) std::cout << "  because  " << described(grant, policy) << "\n";
  for (const auto& problem : decision.problems)
    std::cout << "  problem  " << problem.field << ": " << problem.message << " (" << problem.code << ")\n";
  const Value value = toValue(decision, policy);
  for (const auto& remedy : value.find("remedies")->items()) {
    std::cout << "  remedy  ";
    for (const auto& [key, part] : remedy.members()) {
      std::cout << " " << (key == "kind" ? "" : std::string(key) + " ") << part.string();
      for (const auto& each : part.items()) std::cout << each.string() << " ";
    }
    std::cout << "\n";
  }
  for (const auto& what : decision.unverified) std::cout << "  unverified " << what << "\n";
}

/// Decides over the account, or over a snapshot that says itself whose it is.
std::optional<Decision> decideFor(const CheckArguments& arguments, const Policy& policy, const Resource& resource,
                                  const Context& context) {
  if (!arguments.snapshot.empty()) {
    const auto text = readFile(arguments.snapshot);
    if (!text) return std::nullopt;
    const auto access = Access::open(policy, *text);
    if (access) return access->decide(arguments.action, resource, context);
    printProblems(arguments.snapshot, access.problems());
    return std::nullopt;
  }
  const auto principal = readWho(arguments.as);
  if (!principal) return std::nullopt;
  const auto account = loadAccount(arguments.account, policy);
  if (!account) return std::nullopt;
  return decide(*account, {*principal, arguments.action, resource, context});
}

/// Every request of a file, decided over one account; each says itself who asks. Exits with 0 whatever was decided.
int checkAll(const CheckArguments& arguments) {
  if (arguments.account.empty() || !arguments.as.empty() || !arguments.action.empty()) {
    std::cerr << "check: with --requests FILE give --account FILE, and no ACTION and no --as: each request says who "
                 "asks for what\n";
    return exitInvalid;
  }
  const auto policy = loadPolicy(arguments.policy);
  const auto now = readNow(arguments.now);
  const auto text = readFile(arguments.requests);
  if (!policy || !now || !text) return exitInvalid;
  auto requests = parseRequests(*text);
  if (!requests) {
    printProblems(arguments.requests, requests.problems());
    return exitInvalid;
  }
  const auto account = loadAccount(arguments.account, *policy);
  if (!account) return exitInvalid;
  Value decisions = Value::array();
  for (auto& request : *requests) {
    if (!request.context.now && !request.context.noNow) request.context.now = *now;
    decisions.push(toValue(decide(*account, request), *policy));
  }
  std::cout << indentedJson(decisions) << "\n";
  return exitAllowed;
}

int check(const CheckArguments& arguments) {
  if (!arguments.requests.empty()) return checkAll(arguments);
  if (arguments.action.empty()) {
    std::cerr << "check: give ACTION, or --requests FILE\n";
    return exitInvalid;
  }
  if (arguments.account.empty() == arguments.snapshot.empty() || (!arguments.account.empty() && arguments.as.empty())) {
    std::cerr << "check: give --account FILE and --as WHO, or --snapshot FILE\n";
    return exitInvalid;
  }
  const auto policy = loadPolicy(arguments.policy);
  const auto now = readNow(arguments.now);
  const auto resource = readWhat(arguments.resource, policy);
  if (!policy || !now || !resource) return exitInvalid;
  if (!policy->action(arguments.action)) {
    std::cerr << "ACTION " << arguments.action << ": the policy has no such action\n";
    return exitInvalid;
  }
  const auto context = readContext(arguments.context, *policy, *now);
  if (!context) return exitInvalid;
  const auto decision = decideFor(arguments, *policy, *resource, *context);
  if (!decision) return exitInvalid;
  if (arguments.json)
    std::cout << indentedJson(toValue(*decision, *policy)) << "\n";
  else
    print(*decision, arguments, *policy);
  return decision->allowed ? exitAllowed : exitDenied;
}

}  // namespace

std::string described(const Grant& grant, const Policy& policy) {
  const Value value = toValue(grant, policy);
  std::string out(value.find("kind")->string());
  for (const auto& [key, part] : value.members()) {
    if (key == "kind") continue;
    if (key == "with")
      for (const auto& [kind, id] : part.members()) out.append(" with ").append(kind).append(" ").append(id.string());
    else
      out.append(key == "level" ? ": " : key == "on" ? " on " : " " + std::string(key) + " ").append(part.string());
  }
  return out;
}

void addContextOptions(CLI::App& command, ContextArguments& arguments, const std::shared_ptr<void>& owner) {
  for (const auto& [name, help] : contextFields())
    command
        .add_option_function<std::string>(
            "--" + name, [&arguments, owner, field = name](const std::string& text) { arguments.fields[field] = text; },
            help)
        ->type_name("TEXT")
        ->group("Context");
  command
      .add_option("--context", arguments.declared,
                  "Field of the context that the policy declares; again for another field, or another value of a list")
      ->type_name("NAME=VALUE")
      ->take_all()
      ->expected(1)
      ->group("Context");
}

void addCheck(CLI::App& app, int& exit) {
  auto arguments = std::make_shared<CheckArguments>();
  CLI::App* command = app.add_subcommand("check", "Decide a request; print ALLOW or DENY, the reason and the grants");
  command->add_option("--account", arguments->account, "Account file")->type_name("FILE");
  command->add_option("--snapshot", arguments->snapshot, "Snapshot file, instead of --account and --as")
      ->type_name("FILE");
  command->add_option("--as", arguments->as, "Principal: a user's id, key:ID, visitor or system")->type_name("WHO");
  command
      ->add_option("--requests", arguments->requests,
                   "File with a list of requests, instead of --as and ACTION; prints a list of decisions as JSON")
      ->type_name("FILE");
  command->add_option("ACTION", arguments->action, "For example asset.move");
  command->add_option("RESOURCE", arguments->resource,
                      "A path such as /a/b, or collection:ID, user:ID, group:ID, key:ID, link:ID[:/path], KIND:ID; "
                      "none for the account");
  command->add_option("--policy", arguments->policy, "Policy file, instead of the built-in one")->type_name("FILE");
  command->add_option("--now", arguments->now, "Time of the request; the clock's by default")->type_name("DATE");
  command->add_flag("--json", arguments->json, "Print the decision as JSON");
  addContextOptions(*command, arguments->context, arguments);
  command->footer(
      "Exit code 0: allowed, 1: denied, 2: not a valid request.\n"
      "Example: lockstep check --account acme.json --as rita asset.share /marketing --with group:g1 --level view");
  command->callback([arguments, &exit] { exit = check(*arguments); });
}

}  // namespace lockstep
