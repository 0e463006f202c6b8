// The command that prints an account in the words of another engine.
#include "export/export.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "cli/commands.h"
#include "cli/input.h"
#include "export/casl2.h"
#include "export/cedar2.h"
#include "export/openfga.h"

namespace lockstep {

namespace {

struct ExportArguments {
  std::string account, policy, to, as, now, out;
  bool entities = false;
};

int refuse(const std::string& sentence) {
  std::cerr << sentence << "\n";
  return exitInvalid;
}

int write(const std::string& folder, const std::string& name, const std::string& text) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  const std::string file = folder + "/" + name;
  std::ofstream out(file, std::ios::binary);
  out << text;
  out.close();
  if (error || !out)
    return refuse("--out " + folder + ": " + name + " cannot be written; give a folder that you may write to");
  std::cout << file << "\n";
  return exitAllowed;
}

/// The files of an export: the rules, and the facts that they are about.
struct TwoFiles {
  const char *rules, *facts;
  std::string (*writeRules)(const Account& account);
  std::string (*writeFacts)(const Account& account);
};

int putFiles(const ExportArguments& arguments, const Account& account, const TwoFiles& files) {
  if (arguments.out.empty()) {
    std::cout << (arguments.entities ? files.writeFacts(account) : files.writeRules(account));
    return exitAllowed;
  }
  const int written = write(arguments.out, files.rules, files.writeRules(account));
  return written == exitAllowed ? write(arguments.out, files.facts, files.writeFacts(account)) : written;
}

int toCedar(const ExportArguments& arguments, const Account& account) {
  if (account.policy().format() == 2)
    return putFiles(arguments, account, {"policies.cedar", "entities.json", cedarPolicies2, cedarEntities2});
  return putFiles(arguments, account, {"policies.cedar", "entities.json", cedarPolicies, cedarEntities});
}

int toOpenFga(const ExportArguments& arguments, const Account& account) {
  return putFiles(arguments, account, {"model.fga", "tuples.json", openfgaModel, openfgaTuples});
}

int putCasl(const ExportArguments& arguments, const std::string& rules) {
  if (!arguments.out.empty()) return write(arguments.out, "rules.json", rules);
  std::cout << rules;
  return exitAllowed;
}

int toCasl(const ExportArguments& arguments, const Account& account) {
  const auto now = readNow(arguments.now);
  if (!now) return exitInvalid;
  const bool isSecond = account.policy().format() == 2;
  if (arguments.as.empty()) return putCasl(arguments, (isSecond ? caslRulesOfAll2 : caslRulesOfAll)(account, now));
  const auto principal = readWho(arguments.as);
  if (!principal) return exitInvalid;
  if (principal->kind == Principal::Kind::visitor)
    return refuse(
        "--as visitor: must be a user's id, key:ID or system; what a visitor sees hangs on a link's password, which "
        "CASL rules have no word for");
  if (principal->kind == Principal::Kind::user && account.user(principal->id) == nullptr)
    return refuse("--as " + arguments.as + ": the account has no such user");
  if (principal->kind == Principal::Kind::apiKey && account.apiKey(principal->id) == nullptr)
    return refuse("--as " + arguments.as + ": the account has no such API key");
  return putCasl(arguments, (isSecond ? caslRules2 : caslRules)(account, *principal, now));
}

int exportAccount(const ExportArguments& arguments) {
  const bool casl = arguments.to == "casl", openfga = arguments.to == "openfga";
  if (!casl && !openfga && arguments.to != "cedar")
    return refuse("--to " + arguments.to + ": must be cedar, casl or openfga");
  if (casl && arguments.entities) return refuse("--entities: only with --to cedar or openfga; CASL has no entities");
  if (!casl && !arguments.as.empty())
    return refuse("--as " + arguments.as + ": only with --to casl; the others are everyone's");
  if (!casl && !arguments.now.empty())
    return refuse("--now " + arguments.now + ": only with --to casl; the others take the time from each question");
  const auto policy = loadPolicy(arguments.policy);
  if (!policy) return exitInvalid;
  if (openfga && policy->format() != 2)
    return refuse("--to openfga: the policy has format 1, which has no OpenFGA export; give one of format 2");
  const auto account = loadAccount(arguments.account, *policy);
  if (!account) return exitInvalid;
  if (openfga) return toOpenFga(arguments, *account);
  return casl ? toCasl(arguments, *account) : toCedar(arguments, *account);
}

constexpr auto footer =
    "Both export roles, levels, the gates of plan and features, shares with their ends, groups, owners, collections, "
    "the\n"
    "root, rules for files or folders alone, API keys, ended links, and that a complete account has no other places.\n"
    "Cedar also has versions, own comments, users to share with or to put into a group, the own role, roles to give,\n"
    "areas of the audit log, public links and ended keys.\n"
    "Neither has limits and other counts, names, e-mails, the last administrator, the longest end that a share may "
    "have,\n"
    "the form of a request, or anything but yes and no: reasons, messages, remedies, the look of a button.\n"
    "An action on two places is two questions: asset.move on the asset, asset.move.to on the destination.\n"
    "Of a policy in format 2, all export roles, several a person, groups in groups, sets of levels, shares with ends\n"
    "and conditions, relations, collections, closed places, and the conditions of actions and roles. What a target\n"
    "cannot express is denied:\n"
    "- Cedar: the order of strings. A fact that a question lacks denies, also one of its context.\n"
    "- CASL: conditions that read the context, or that compare two fields of a resource.\n"
    "- OpenFGA: a place with a closed place below it is not moved, copied or deleted; keys are not carried.\n"
    "None has limits, names, what may be given to others and for how long, or public links.\n"
    "Examples:\n"
    "  lockstep export --account acme.json --to cedar --out cedar\n"
    "  lockstep export --account acme.json --to casl --as rita > rita.rules.json";

}  // namespace

void addExport(CLI::App& app, int& exit) {
  auto arguments = std::make_shared<ExportArguments>();
  CLI::App* command = app.add_subcommand("export", "Print an account's permissions for Cedar, CASL or OpenFGA");
  command->add_option("--account", arguments->account, "Account file")->required()->type_name("FILE");
  command->add_option("--to", arguments->to, "Target engine: cedar, casl or openfga")->required()->type_name("ENGINE");
  command
      ->add_option("--as", arguments->as,
                   "Principal for casl: a user's id, key:ID or system; if absent, every principal by name")
      ->type_name("WHO");
  command
      ->add_option("--now", arguments->now,
                   "Time for casl: grants that have ended by then are left out; the clock's by default")
      ->type_name("DATE");
  command->add_flag("--entities", arguments->entities,
                    "For cedar and openfga: print the entities or tuples, as JSON, instead of the policies or model");
  command
      ->add_option("--out", arguments->out,
                   "Write policies.cedar and entities.json, model.fga and tuples.json, or rules.json, into this folder")
      ->type_name("DIR");
  command->add_option("--policy", arguments->policy, "Policy file, instead of the built-in one")->type_name("FILE");
  command->footer(footer);
  command->callback([arguments, &exit] { exit = exportAccount(*arguments); });
}

}  // namespace lockstep
