// An account and its policy as Cedar: one readable policy for each role, gate, condition and level given.
#include <algorithm>
#include <set>

#include "export/cedar_policies.h"

namespace lockstep {

namespace {

const std::string onAsset = "resource is Folder || resource is File";

}  // namespace

CedarPolicies::CedarPolicies(const Account& account)
    : account_(account), policy_(account.policy()), actions_(placedActions(account.policy())) {
  for (const auto& role : policy_.roles()) {
    if (role.shared) shared_.push_back(cedarEntity("Role", role.name));
    all_.push_back(cedarEntity("Role", role.name));
  }
}

std::string CedarPolicies::text() {
  out_ = "// Policy " + policy_.id() + " " + policy_.version() + " over account " + account_.id + ", revision " +
         std::to_string(account_.revision) + ", by lockstep export.\n" +
         "// Levels, each including those before it: " + cedarJoined(policy_.levels(), ", ") +
         ".\n"
         "// Not carried: limits and other counts, names, e-mails, the last user of a role, the form of a request.\n";
  section("Roles");
  for (const auto& role : policy_.roles()) roleRules(role);
  section("Gates of plan and features");
  gateRules();
  section("Conditions, for every role");
  placeRules();
  conditionRules();
  auditRules();
  section("API keys and the host");
  keyRules();
  section("Public links");
  linkRules();
  section("Shares and owners");
  for (const auto& grant : levelGrants(account_)) grantRules(grant);
  rule(
      "owner, as the host says", "the owner of a file has the highest level on it", "permit",
      "principal, " + cedarInGroup(levelGroup(policy_.allLevels(), policy_)) + ", resource",
      "when { " + awake() + " && resource has owner && resource.owner == principal && resource != " + cedarRoot + " }");
  return std::move(out_);
}

void CedarPolicies::section(const std::string& title) { out_ += "\n// ---- " + title + " ----\n"; }

void CedarPolicies::rule(const std::string& id, const std::string& means, const std::string& effect,
                         const std::string& head, const std::string& condition) {
  out_ += "\n@id(" + cedarText(id) + ")\n" + (means.empty() ? "" : "@means(" + cedarText(means) + ")\n") + effect +
          " (" + head + ")" + (condition.empty() ? "" : "\n" + condition) + ";\n";
}

void CedarPolicies::forbid(const std::string& id, const std::string& actions, const std::string& condition) {
  rule(id, "", "forbid", "principal, " + actions + ", resource", condition);
}

std::string CedarPolicies::hasFeature(FeatureId feature) const {
  return "principal has account && principal.account.features.contains(" + cedarText(policy_.features()[feature].name) +
         ")";
}

std::string CedarPolicies::awake() const { return "principal in " + cedarList(shared_); }

void CedarPolicies::roleRules(const Role& role) {
  const std::string who = "principal in " + cedarEntity("Role", role.name);
  const LevelSet reach = role.shared ? policy_.allLevels() : role.level;
  const auto has = [&](const PlacedAction& action) {
    return role.allow.has(action.action) && !policy_.actions()[action.action].host;
  };
  const auto byLevel = [&](const PlacedAction& action) { return action.level.any() && reach.covers(action.level); };
  if (role.level.any())
    rule(role.name + ": its level", role.title + " may " + std::string(policy_.levelName(role.level)) + " everywhere",
         "permit", who + ", " + cedarInGroup(levelGroup(role.level, policy_)) + ", resource");
  if (const Names listedFor = names([&](const auto& action) { return has(action) && !byLevel(action); });
      !listedFor.empty())
    rule(role.name + ": listed actions", "what is listed for " + role.title, "permit",
         who + ", " + cedarAmong(listedFor) + ", resource");
  if (const Names except = names([&](const auto& action) { return byLevel(action) && !has(action); }); !except.empty())
    rule(role.name + ": except", role.title + " may not do this in spite of the level", "forbid",
         who + ", " + cedarAmong(except) + ", resource");
  if (!role.shared) return;
  if (const Names opened =
          names([&](const auto& action) { return has(action) && action.level.any() && action.root == RootRule::open; });
      !opened.empty())
    rule(role.name + ": opens the root", role.title + " may open the root, and nothing more there", "permit",
         who + ", " + cedarAmong(opened) + ", resource == " + cedarRoot);
  if (const Names lists =
          names([&](const auto& action) { return has(action) && action.level.any() && action.isOfAccount(); });
      !lists.empty())
    rule(role.name + ": lists", role.title + " may ask for the list of what they hold", "permit",
         who + ", " + cedarAmong(lists) + ", resource is Account");
  //
  if (const Names own = names([&](const auto& action) { return !action.isSecond && role.own.has(action.action); });
      !own.empty())
    rule(role.name + ": one's own", role.title + " may do this with their own alone", "forbid",
         who + ", " + cedarAmong(own) + ", resource", "when { context has owner && context.owner != principal }");
}

void CedarPolicies::gateRules() {
  for (FeatureId feature : policy_.features().ids()) {
    const bool asked = std::any_of(policy_.actions().begin(), policy_.actions().end(), [&](const Action& action) {
      return std::find(action.features.begin(), action.features.end(), feature) != action.features.end();
    });
    if (asked)
      forbid("needs " + policy_.features()[feature].name, cedarInGroup(gateGroup(feature, policy_)),
             "unless { " + hasFeature(feature) + " }");
  }
  for (const auto& role : policy_.roles()) {
    if (!role.feature) continue;
    const std::string name = cedarEntity("Role", role.name), feature = hasFeature(*role.feature);
    rule(role.name + " needs " + policy_.features()[*role.feature].name,
         "a role that the plan lacks does nothing but look after itself", "forbid",
         "principal in " + name + ", action, resource",
         "unless { (" + feature + ") || " + cedarInGroup("of oneself") + " }");
    forbid("giving " + role.name + " needs " + policy_.features()[*role.feature].name, "action",
           "when { context has role && context.role == " + name + " }\nunless { " + feature + " }");
  }
  forbid("only roles there are can be given", "action",
         "when { context has role }\nunless { context.role in " + cedarList(all_) + " }");
}

void CedarPolicies::placeRules() {
  std::set<std::set<std::string>> seen;
  for (const auto& action : actions_) {
    const auto kinds = placesOf(action);
    if (!seen.insert(kinds).second) continue;
    Names fits;
    for (const auto& kind : kinds) {
      if (kind == "account") fits.push_back("resource is Account");
      if (kind == "asset") fits.push_back(onAsset);
      if (kind == "collection") fits.push_back("(resource is Collection && resource has name)");
      if (kind == "user") fits.push_back("(resource is User && resource has name)");
      if (kind == "group") fits.push_back("(resource is UserGroup && resource has name)");
      if (kind == "apiKey") fits.push_back("(resource is ApiKey && resource has account)");
    }
    const std::string group = placeGroup(kinds);
    forbid("asked " + group + ", of one there is", cedarInGroup(group), "unless { " + cedarJoined(fits, " || ") + " }");
  }
  // A place that a complete account lacks has no entity.
  if (account_.complete)
    forbid("only places there are", "action", "when { " + onAsset + " }\nunless { resource in " + cedarRoot + " }");
  forbid("of oneself, and nobody else", cedarInGroup("of oneself"),
         "when { principal is User && resource is User && resource != principal }");
  forbid("only files", cedarInGroup("only files"), "when { resource is Folder }");
  forbid("only folders", cedarInGroup("only folders"), "when { resource is File }");
  forbid("not on the root", cedarInGroup("not on the root"), "when { resource == " + cedarRoot + " }");
  forbid("of the host alone", cedarInGroup("of the host"), "unless { principal is Host }");
}

void CedarPolicies::conditionRules() {
  endRules();
  forbid("not into itself or below itself", cedarInGroup("into a folder"),
         "when { context has to && context.to in resource }");
  forbid("a version is current or not", "action",
         "when { context has version }\nunless { [\"current\", \"noncurrent\"].contains(context.version) }");
  forbid("not of an old version", "action",
         "when { context has version && context.version == \"noncurrent\" }\nunless { " + cedarInGroup("any version") +
             " || " + cedarInGroup("old version") + " }");
  forbid("only of an old version", cedarInGroup("old version"),
         "when { context has version && context.version == \"current\" }");
  forbid("only one's own comment", cedarInGroup("own comment"),
         "when { principal is User && context has comment }\nunless { context.comment has author && "
         "context.comment.author == principal && context.comment.on == resource }");
  forbid("shares are for restricted users and for groups", cedarInGroup("shares"),
         "when { context has with }\nunless { context.with in " + cedarList(shared_) +
             " || (context.with is UserGroup && context.with has name) }");
  const auto known = [&](const Names& wanted) {
    return names(
        [&](const auto& action) { return std::find(wanted.begin(), wanted.end(), action.name) != wanted.end(); });
  };
  if (const Names adds = known({"group.add_member"}); !adds.empty())
    forbid("only restricted users join a group", cedarAmong(adds),
           "when { context has member }\nunless { context.member in " + cedarList(shared_) + " }");
  if (const Names changes = known({"user.set_role", "user.remove"}); !changes.empty())
    forbid("nobody changes their own role or removes themselves", cedarAmong(changes),
           "when { resource == principal }");
}

void CedarPolicies::endRules() {
  const auto does = [&](const PlacedAction& action) { return policy_.actions()[action.action].does; };
  if (const Names edits = names([&](const auto& action) { return does(action) == Does::editLink; }); !edits.empty())
    forbid("not of a link that has ended", cedarAmong(edits),
           "when { context has link && context.link has endsAt }\nunless { context has now && context.now <= "
           "context.link.endsAt }");
  if (const Names uses = names([&](const auto& action) {
        return does(action) == Does::editKey || does(action) == Does::rollKey ||
               policy_.actions()[action.action].onLive;
      });
      !uses.empty())
    forbid("not of a key that has ended", cedarAmong(uses),
           "when { resource is ApiKey && resource has endsAt }\nunless { context has now && context.now < "
           "resource.endsAt }");
}

void CedarPolicies::auditRules() {
  Names all;
  for (const auto& [area, action] : policy_.areas()) all.push_back(cedarText(area));
  const std::string logs = cedarInGroup("by area");
  forbid("only areas there are", logs,
         "when { principal is User && context has area }\nunless { " + cedarList(all) + ".contains(context.area) }");
  for (const auto& role : policy_.roles()) {
    Names closed;
    for (const auto& [area, action] : policy_.areas())
      if (!role.allow.has(action)) closed.push_back(cedarText(area));
    const bool reads = !names([&](const auto& action) {
                          return policy_.actions()[action.action].byArea && role.allow.has(action.action);
                        }).empty();
    if (reads && !closed.empty())
      rule(role.name + ": areas closed", role.title + " may not read these areas of the log", "forbid",
           "principal in " + cedarEntity("Role", role.name) + ", " + logs + ", resource",
           "when { context has area && " + cedarList(closed) + ".contains(context.area) }");
  }
}

void CedarPolicies::keyRules() {
  for (const auto& scope : policy_.keyScopes())
    if (const Names covered = names([&](const auto& action) { return scope.allow.has(action.action); });
        !covered.empty())
      rule("keys: " + scope.name, "an API key with the scope " + scope.name + " may do this", "permit",
           "principal in " + cedarEntity("KeyScope", scope.name) + ", " + cedarAmong(covered) + ", resource");
  forbid("a rolled key has ended", "action",
         "when { principal is ApiKey && principal has endsAt }\nunless { context has now && context.now < "
         "principal.endsAt }");
  rule("the host", "the host may do all that nothing forbids", "permit", "principal is Host, action, resource");
}

std::string cedarPolicies(const Account& account) { return CedarPolicies(account).text(); }

}  // namespace lockstep
