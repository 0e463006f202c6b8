// The answers for administrators: who-can, matrix and preview.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>

#include "account/facts_json.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "lockstep/change/preview.h"
#include "lockstep/disclosure/who_can.h"

namespace lockstep {

namespace {

struct ReportArguments {
  std::string account, policy, as, action, resource, now;
  ContextArguments context;
  bool json = false;
};

/// What the arguments name, once all of it could be read.
struct Inputs {
  Policy policy;
  Account account;
  Time now;
  Resource resource;
  Context context;
};

std::optional<Inputs> read(const ReportArguments& arguments) {
  const auto policy = loadPolicy(arguments.policy);
  const auto now = readNow(arguments.now);
  const auto resource = readWhat(arguments.resource, policy);
  if (!policy || !now || !resource) return std::nullopt;
  if (!arguments.action.empty() && !policy->action(arguments.action)) {
    std::cerr << "ACTION " << arguments.action << ": the policy has no such action\n";
    return std::nullopt;
  }
  auto account = loadAccount(arguments.account, *policy);
  const auto context = readContext(arguments.context, *policy, *now);
  if (!account || !context) return std::nullopt;
  return Inputs{*policy, std::move(*account), *now, *resource, *context};
}

std::string chain(const std::vector<Grant>& because, const Policy& policy) {
  std::string out;
  for (const auto& grant : because) out += (out.empty() ? "" : "; ") + described(grant, policy);
  return out;
}

/// Pads to a column; counts bytes, which is right for ids and ASCII paths.
std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text + "  ";
}

int whoCanCommand(const ReportArguments& arguments) {
  const auto inputs = read(arguments);
  if (!inputs) return exitInvalid;
  const auto allowed = whoCan(inputs->account, arguments.action, inputs->resource, inputs->context);
  if (arguments.json) {
    Value list = Value::array();
    for (const auto& entry : allowed) list.push(toValue(entry, inputs->policy));
    std::cout << indentedJson(list) << "\n";
    return exitAllowed;
  }
  std::size_t width = 4;
  for (const auto& entry : allowed) width = std::max(width, entry.user.size());
  for (const auto& entry : allowed)
    std::cout << padded(entry.user, width) << chain(entry.decision.because, inputs->policy) << "\n";
  if (allowed.empty()) std::cout << "nobody\n";
  return exitAllowed;
}

int matrixCommand(const ReportArguments& arguments) {
  if (arguments.as.empty() == arguments.resource.empty()) {
    std::cerr << "matrix: give --user ID for one person's access everywhere, or RESOURCE for everyone's at one place\n";
    return exitInvalid;
  }
  const auto inputs = read(arguments);
  if (!inputs) return exitInvalid;
  using Kind = Resource::Kind;
  const Kind kind = inputs->resource.kind;
  if (arguments.as.empty() && kind != Kind::path && kind != Kind::collection && kind != Kind::item) {
    std::cerr << "RESOURCE " << arguments.resource
              << ": must be a place: a path, collection:ID, or KIND:ID with a kind of the policy\n";
    return exitInvalid;
  }
  if (!arguments.as.empty() && inputs->account.user(arguments.as) == nullptr) {
    std::cerr << "--user " << arguments.as << ": the account has no such user\n";
    return exitInvalid;
  }
  const auto cells = arguments.as.empty() ? matrixAt(inputs->account, inputs->resource, inputs->now)
                                          : matrixOf(inputs->account, arguments.as, inputs->now);
  if (arguments.json) {
    Value list = Value::array();
    for (const auto& cell : cells) list.push(toValue(cell, inputs->policy));
    std::cout << indentedJson(list) << "\n";
    return exitAllowed;
  }
  std::size_t users = 4, places = 5;
  for (const auto& cell : cells) {
    users = std::max(users, cell.user.size());
    places = std::max(places, cell.place.size());
  }
  std::cout << padded("user", users) << padded("place", places) << padded("level", 10) << padded("actions", 7)
            << "because\n";
  for (const auto& cell : cells)
    std::cout << padded(cell.user, users) << padded(cell.place, places)
              << padded(std::string(cell.level.any() ? inputs->policy.levelName(cell.level) : "-"), 10)
              << padded(std::to_string(cell.actions.size()), 7) << chain(cell.because, inputs->policy)
              << (cell.dormant ? " (has shares or owns things that sleep in this role)" : "") << "\n";
  return exitAllowed;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

int previewCommand(const ReportArguments& arguments) {
  const auto inputs = read(arguments);
  const auto principal = readWho(arguments.as);
  if (!inputs || !principal) return exitInvalid;
  const Preview result = preview(inputs->account, {*principal, arguments.action, inputs->resource, inputs->context});
  if (arguments.json) {
    std::cout << indentedJson(toValue(result, inputs->policy)) << "\n";
  } else if (!result.decision.allowed) {
    std::cout << "DENY " << arguments.action << ": " << result.decision.message << " ("
              << nameOf(result.decision.reason) << ")\n";
  } else {
    for (const auto& difference : result.differences) {
      const auto level = [&](LevelSet at) { return std::string(at.any() ? inputs->policy.levelName(at) : "nothing"); };
      std::cout << difference.user << (difference.place.empty() ? "" : " " + difference.place);
      if (difference.before != difference.after)
        std::cout << ": " << level(difference.before) << " -> " << level(difference.after);
      std::cout << "\n";
      if (!difference.gained.empty()) std::cout << "  gains " << joined(difference.gained) << "\n";
      if (!difference.lost.empty()) std::cout << "  loses " << joined(difference.lost) << "\n";
    }
    if (result.differences.empty()) std::cout << "nobody gains or loses anything\n";
  }
  return result.decision.allowed ? exitAllowed : exitDenied;
}

CLI::App* addReport(CLI::App& app, const std::string& name, const std::string& help,
                    const std::shared_ptr<ReportArguments>& arguments, int& exit, int (*run)(const ReportArguments&)) {
  CLI::App* command = app.add_subcommand(name, help);
  command->add_option("--account", arguments->account, "Account file")->required()->type_name("FILE");
  command->add_option("--policy", arguments->policy, "Policy file, instead of the built-in one")->type_name("FILE");
  command->add_option("--now", arguments->now, "Time of the request; the clock's by default")->type_name("DATE");
  command->add_flag("--json", arguments->json, "Print JSON");
  command->callback([arguments, &exit, run] { exit = run(*arguments); });
  return command;
}

}  // namespace

void addAccessReports(CLI::App& app, int& exit) {
  const auto who = std::make_shared<ReportArguments>();
  CLI::App* command = addReport(app, "who-can", "List the users who may do an action, each with the grants it rests on",
                                who, exit, whoCanCommand);
  command->add_option("ACTION", who->action, "For example asset.delete")->required();
  command->add_option("RESOURCE", who->resource, "A path, collection:ID and so on; none for the account");
  command->footer("Example: lockstep who-can --account acme.json asset.delete /marketing");

  const auto matrix = std::make_shared<ReportArguments>();
  command = addReport(app, "matrix", "Print the access of one user everywhere, or of every user at one place", matrix,
                      exit, matrixCommand);
  command->add_option("--user", matrix->as, "User whose access is printed")->type_name("ID");
  command->add_option("RESOURCE", matrix->resource, "Place: a path, collection:ID or KIND:ID");
  command->footer("Example: lockstep matrix --account acme.json /marketing");

  const auto change = std::make_shared<ReportArguments>();
  command = addReport(app, "preview", "Print what a change would give and take, without making it", change, exit,
                      previewCommand);
  command->add_option("--as", change->as, "Principal of the change: a user's id, key:ID, visitor or system")
      ->required()
      ->type_name("WHO");
  command->add_option("ACTION", change->action, "For example asset.move")->required();
  command->add_option("RESOURCE", change->resource, "A path, collection:ID and so on; none for the account");
  addContextOptions(*command, change->context, change);
  command->footer(
      "Exit code 0: the change is allowed, 1: denied, 2: not a valid request.\n"
      "Example: lockstep preview --account acme.json --as ada asset.move /campaigns --to /archive");
}

}  // namespace lockstep
