// The policy and an account in the words of other engines: what their renderings share, and the command.
#include "cli/export.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "account/path.h"
#include "cli/commands.h"
#include "cli/input.h"

namespace lockstep {

bool PlacedAction::isOn(On what) const { return std::find(on.begin(), on.end(), what) != on.end(); }

bool PlacedAction::isOfAccount() const {
  return isOn(On::account) || isOn(On::library) || isOn(On::self) || isOn(On::user) || isOn(On::group) || isOn(On::apiKey);
}

std::vector<PlacedAction> placedActions(const Policy& policy) {
  std::vector<PlacedAction> placed;
  const bool strict = policy.switches().strictCollectionReshare;
  for (std::size_t i = 0; i < policy.actions().size(); ++i) {
    const Action& action = policy.actions()[i];
    const auto id = static_cast<ActionId>(i);
    // H-1: what others will see through a collection may need the highest level.
    const auto collected = [&](Level level) { return strict ? policy.highest() : level; };
    placed.push_back({action.name, id, action.collectionLevel > 0 && action.isOn(On::asset) ? collected(action.level) : action.level, action.on, action.kind, action.root, action.versions, false});
    if (action.needs() & Need::to)
      placed.push_back({action.name + ".to", id, action.toLevel, {On::asset}, AssetKind::folder, RootRule::blanket, Versions::any, true});
    if (action.assetLevel > 0)
      placed.push_back({action.name + ".asset", id, collected(action.assetLevel), {On::asset}, AssetKind::any, RootRule::closed, Versions::any, true});
    if (action.collectionLevel > 0)
      placed.push_back({action.name + ".collection", id, action.collectionLevel, {On::collection}, AssetKind::any, RootRule::blanket, Versions::any, true});
  }
  return placed;
}

bool isOpen(const PlacedAction& action, const Account& account) {
  const auto& features = account.policy().actions()[action.action].features;
  return std::all_of(features.begin(), features.end(), [&](FeatureId feature) { return account.hasFeature(feature); });
}

namespace {

Extent extentOf(const Asset& asset, const Account& account) {
  Extent reach{asset.path, asset.kind, {}};
  if (account.policy().switches().limitedFolders)
    for (const Asset* below : account.below(asset.path))
      if (!below->inherit) reach.except.push_back(below->path);
  return reach;
}

/// Nothing where the level would be on the root, or on something that is not there.
std::optional<LevelGrant> grantOn(const Account& account, const std::string& on) {
  LevelGrant grant;
  if (const Asset* asset = account.asset(on)) {
    if (asset->path == "/") return std::nullopt;
    grant.reaches.push_back(extentOf(*asset, account));
    return grant;
  }
  const Collection* collection = account.collection(on);
  if (collection == nullptr) return std::nullopt;
  grant.collection = on;
  for (const auto& item : collection->items)
    if (const Asset* asset = account.asset(item); asset != nullptr && asset->path != "/") grant.reaches.push_back(extentOf(*asset, account));
  return grant;
}

}  // namespace

std::vector<LevelGrant> levelGrants(const Account& account) {
  std::vector<LevelGrant> grants;
  account.eachShare([&](const Share& share) {
    auto grant = grantOn(account, share.on);
    if (!grant) return;
    grant->with = share.with;
    grant->level = share.level;
    grant->until = share.until;
    grants.push_back(std::move(*grant));
  });
  const auto own = [&](const auto& table) {
    for (const auto& [id, thing] : table) {
      if (thing.owner.empty()) continue;
      auto grant = grantOn(account, id);
      if (!grant) continue;
      grant->with = {false, thing.owner};
      grant->level = account.policy().highest();
      grant->owns = true;
      grants.push_back(std::move(*grant));
    }
  };
  own(account.assets());
  own(account.collections());
  return grants;
}

// ---- The command ----

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
  if (error || !out) return refuse("--out " + folder + ": " + name + " cannot be written; give a folder that you may write to");
  std::cout << file << "\n";
  return exitAllowed;
}

int toCedar(const ExportArguments& arguments, const Account& account) {
  if (arguments.out.empty()) {
    std::cout << (arguments.entities ? cedarEntities(account) : cedarPolicies(account));
    return exitAllowed;
  }
  const int written = write(arguments.out, "policies.cedar", cedarPolicies(account));
  return written == exitAllowed ? write(arguments.out, "entities.json", cedarEntities(account)) : written;
}

int putCasl(const ExportArguments& arguments, const std::string& rules) {
  if (!arguments.out.empty()) return write(arguments.out, "rules.json", rules);
  std::cout << rules;
  return exitAllowed;
}

int toCasl(const ExportArguments& arguments, const Account& account) {
  const auto now = readNow(arguments.now);
  if (!now) return exitInvalid;
  if (arguments.as.empty()) return putCasl(arguments, caslRulesOfAll(account, now));
  const auto principal = readWho(arguments.as);
  if (!principal) return exitInvalid;
  if (principal->kind == Principal::Kind::visitor) return refuse("--as visitor: must be a user's id, key:ID or system; what a visitor sees hangs on a link's password, which CASL rules have no word for");
  if (principal->kind == Principal::Kind::user && account.user(principal->id) == nullptr) return refuse("--as " + arguments.as + ": the account has no such user");
  if (principal->kind == Principal::Kind::apiKey && account.apiKey(principal->id) == nullptr) return refuse("--as " + arguments.as + ": the account has no such API key");
  return putCasl(arguments, caslRules(account, *principal, now));
}

int exportAccount(const ExportArguments& arguments) {
  const bool casl = arguments.to == "casl";
  if (!casl && arguments.to != "cedar") return refuse("--to " + arguments.to + ": must be cedar or casl");
  if (casl && arguments.entities) return refuse("--entities: only with --to cedar; CASL rules have no entities");
  if (!casl && !arguments.as.empty()) return refuse("--as " + arguments.as + ": only with --to casl; Cedar policies are everyone's");
  if (!casl && !arguments.now.empty()) return refuse("--now " + arguments.now + ": only with --to casl; Cedar policies take the time from context.now");
  const auto policy = loadPolicy(arguments.policy);
  if (!policy) return exitInvalid;
  const auto account = loadAccount(arguments.account, *policy);
  if (!account) return exitInvalid;
  return casl ? toCasl(arguments, *account) : toCedar(arguments, *account);
}

constexpr auto footer =
    "What is carried: roles, levels, the gates of plan and features, shares and their ends, groups, owners, collections,\n"
    "the root, what is for files or for folders alone, keys, links that have ended, and that a complete account has no other\n"
    "places. Cedar also: versions, one's own comments, who may be shared with or put into a group, one's own role, roles to\n"
    "give, areas of the audit log, public links, keys that have ended.\n"
    "What is not: limits and other counts, names, e-mails, the last administrator, how long what is given may last, whether a\n"
    "request is well formed, and everything but yes or no: reasons, messages, remedies, what a control shows.\n"
    "What touches two places is two questions: asset.move of the asset, asset.move.to of the destination.\n"
    "Examples:\n"
    "  lockstep export --account acme.json --to cedar --out cedar\n"
    "  lockstep export --account acme.json --to casl --as rita > rita.rules.json";

}  // namespace

void addExport(CLI::App& app, int& exit) {
  auto arguments = std::make_shared<ExportArguments>();
  CLI::App* command = app.add_subcommand("export", "Print an account's permissions as Cedar policies or CASL rules");
  command->add_option("--account", arguments->account, "Account file")->required()->type_name("FILE");
  command->add_option("--to", arguments->to, "Whose words: cedar or casl")->required()->type_name("ENGINE");
  command->add_option("--as", arguments->as, "Whose rules, for casl: a user's id, key:ID or system; everybody's, by name, when it is left out")->type_name("WHO");
  command->add_option("--now", arguments->now, "When, for casl: what has ended by then is left out; the clock's time by default")->type_name("DATE");
  command->add_flag("--entities", arguments->entities, "For cedar: print the entities, as JSON, instead of the policies");
  command->add_option("--out", arguments->out, "Write policies.cedar and entities.json, or rules.json, into this folder")->type_name("DIR");
  command->add_option("--policy", arguments->policy, "Policy file, instead of the built-in one")->type_name("FILE");
  command->footer(footer);
  command->callback([arguments, &exit] { exit = exportAccount(*arguments); });
}

}  // namespace lockstep
