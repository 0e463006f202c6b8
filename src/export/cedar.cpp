// An account and its policy as Cedar: one readable policy for each role, gate, condition and level given.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "export/groups.h"
#include "lockstep/account/path.h"
#include "lockstep/base/reader.h"

namespace lockstep {

namespace {

using Names = std::vector<std::string>;

/// A Cedar string literal.
std::string quoted(std::string_view text) {
  constexpr char digits[] = "0123456789abcdef";
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (isControl(c)) {
      out += std::string("\\u{") + digits[(c >> 4) & 7] + digits[c & 15] + "}";
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string entity(std::string_view type, std::string_view id) { return std::string(type) + "::" + quoted(id); }

std::string joined(const Names& parts, std::string_view between) {
  std::string out;
  for (const auto& part : parts) out += (out.empty() ? "" : std::string(between)) + part;
  return out;
}

Names entities(std::string_view type, const Names& ids) {
  Names out;
  for (const auto& id : ids) out.push_back(entity(type, id));
  return out;
}

std::string listed(const Names& parts) { return "[" + joined(parts, ", ") + "]"; }

std::string inGroup(std::string_view group) { return "action in " + entity("Action", group); }

/// `action in […]`, four to a line where they are many.
std::string among(const Names& actions) {
  std::string out;
  for (std::size_t i = 0; i < actions.size(); ++i)
    out += (i == 0 ? "" : i % 4 == 0 ? ",\n    " : ", ") + entity("Action", actions[i]);
  return actions.size() > 4 ? "action in [\n    " + out + "\n  ]" : "action in [" + out + "]";
}

const std::string root = entity("Folder", "/");
const std::string onAsset = "resource is Folder || resource is File";

class CedarPolicies {
 public:
  explicit CedarPolicies(const Account& account)
      : account_(account), policy_(account.policy()), actions_(placedActions(account.policy())) {
    for (const auto& role : policy_.roles()) {
      if (role.shared) shared_.push_back(entity("Role", role.name));
      all_.push_back(entity("Role", role.name));
    }
  }

  std::string text() {
    out_ = "// Policy " + policy_.id() + " " + policy_.version() + " over account " + account_.id + ", revision " +
           std::to_string(account_.revision) + ", by lockstep export.\n" +
           "// Levels, each including those before it: " + joined(policy_.levels(), ", ") +
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
    rule("owner, as the host says", "whoever owns a file has the highest level on it", "permit",
         "principal, " + inGroup(levelGroup(policy_.allLevels(), policy_)) + ", resource",
         "when { " + awake() + " && resource has owner && resource.owner == principal && resource != " + root + " }");
    return std::move(out_);
  }

 private:
  void section(const std::string& title) { out_ += "\n// ---- " + title + " ----\n"; }

  void rule(const std::string& id, const std::string& means, const std::string& effect, const std::string& head,
            const std::string& condition = "") {
    out_ += "\n@id(" + quoted(id) + ")\n" + (means.empty() ? "" : "@means(" + quoted(means) + ")\n") + effect + " (" +
            head + ")" + (condition.empty() ? "" : "\n" + condition) + ";\n";
  }
  /// A policy for every principal; its id says its meaning.
  void forbid(const std::string& id, const std::string& actions, const std::string& condition) {
    rule(id, "", "forbid", "principal, " + actions + ", resource", condition);
  }

  template <class Fits>
  Names names(Fits fits) const {
    return namesOf(actions_, fits);
  }

  /// `has` first: a policy that errs is skipped, and a forbid that is skipped allows.
  std::string hasFeature(FeatureId feature) const {
    return "principal has account && principal.account.features.contains(" + quoted(policy_.features()[feature].name) +
           ")";
  }
  /// Shares and owning sleep while their holder has another role.
  std::string awake() const { return "principal in " + listed(shared_); }

  /// A level over the whole library, and the actions that are listed for the role.
  void roleRules(const Role& role) {
    const std::string who = "principal in " + entity("Role", role.name);
    const LevelSet reach = role.shared ? policy_.allLevels() : role.level;
    const auto has = [&](const PlacedAction& action) {
      return role.allow.has(action.action) && !policy_.actions()[action.action].host;
    };
    const auto byLevel = [&](const PlacedAction& action) { return action.level.any() && reach.covers(action.level); };
    if (role.level.any())
      rule(role.name + ": its level", role.title + " may " + std::string(policy_.levelName(role.level)) + " everywhere",
           "permit", who + ", " + inGroup(levelGroup(role.level, policy_)) + ", resource");
    if (const Names listedFor = names([&](const auto& action) { return has(action) && !byLevel(action); });
        !listedFor.empty())
      rule(role.name + ": listed actions", "what is listed for " + role.title, "permit",
           who + ", " + among(listedFor) + ", resource");
    if (const Names except = names([&](const auto& action) { return byLevel(action) && !has(action); });
        !except.empty())
      rule(role.name + ": except", role.title + " may not do this in spite of the level", "forbid",
           who + ", " + among(except) + ", resource");
    if (!role.shared) return;
    if (const Names opened = names(
            [&](const auto& action) { return has(action) && action.level.any() && action.root == RootRule::open; });
        !opened.empty())
      rule(role.name + ": opens the root", role.title + " may open the root, and nothing more there", "permit",
           who + ", " + among(opened) + ", resource == " + root);
    if (const Names lists =
            names([&](const auto& action) { return has(action) && action.level.any() && action.isOfAccount(); });
        !lists.empty())
      rule(role.name + ": lists", role.title + " may ask for the list of what they hold", "permit",
           who + ", " + among(lists) + ", resource is Account");
    //
    if (const Names own = names([&](const auto& action) { return !action.isSecond && role.own.has(action.action); });
        !own.empty())
      rule(role.name + ": one's own", role.title + " may do this with their own alone", "forbid",
           who + ", " + among(own) + ", resource", "when { context has owner && context.owner != principal }");
  }

  /// For every principal, the host included.
  void gateRules() {
    for (FeatureId feature : policy_.features().ids()) {
      const bool asked = std::any_of(policy_.actions().begin(), policy_.actions().end(), [&](const Action& action) {
        return std::find(action.features.begin(), action.features.end(), feature) != action.features.end();
      });
      if (asked)
        forbid("needs " + policy_.features()[feature].name, inGroup(gateGroup(feature, policy_)),
               "unless { " + hasFeature(feature) + " }");
    }
    for (const auto& role : policy_.roles()) {
      if (!role.feature) continue;
      const std::string name = entity("Role", role.name), feature = hasFeature(*role.feature);
      rule(role.name + " needs " + policy_.features()[*role.feature].name,
           "a role that the plan lacks does nothing but look after itself", "forbid",
           "principal in " + name + ", action, resource",
           "unless { (" + feature + ") || " + inGroup("of oneself") + " }");
      forbid("giving " + role.name + " needs " + policy_.features()[*role.feature].name, "action",
             "when { context has role && context.role == " + name + " }\nunless { " + feature + " }");
    }
    forbid("only roles there are can be given", "action",
           "when { context has role }\nunless { context.role in " + listed(all_) + " }");
  }

  /// What an action may be asked of, and what a place refuses.
  void placeRules() {
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
      forbid("asked " + group + ", of one there is", inGroup(group), "unless { " + joined(fits, " || ") + " }");
    }
    // A place that a complete account lacks has no entity.
    if (account_.complete)
      forbid("only places there are", "action", "when { " + onAsset + " }\nunless { resource in " + root + " }");
    forbid("of oneself, and nobody else", inGroup("of oneself"),
           "when { principal is User && resource is User && resource != principal }");
    forbid("only files", inGroup("only files"), "when { resource is Folder }");
    forbid("only folders", inGroup("only folders"), "when { resource is File }");
    forbid("not on the root", inGroup("not on the root"), "when { resource == " + root + " }");
    forbid("of the host alone", inGroup("of the host"), "unless { principal is Host }");
  }

  void conditionRules() {
    endRules();
    forbid("not into itself or below itself", inGroup("into a folder"),
           "when { context has to && context.to in resource }");
    forbid("a version is current or not", "action",
           "when { context has version }\nunless { [\"current\", \"noncurrent\"].contains(context.version) }");
    forbid("not of an old version", "action",
           "when { context has version && context.version == \"noncurrent\" }\nunless { " + inGroup("any version") +
               " || " + inGroup("old version") + " }");
    forbid("only of an old version", inGroup("old version"),
           "when { context has version && context.version == \"current\" }");
    forbid("only one's own comment", inGroup("own comment"),
           "when { principal is User && context has comment }\nunless { context.comment has author && "
           "context.comment.author == principal && context.comment.on == resource }");
    forbid("shares are for restricted users and for groups", inGroup("shares"),
           "when { context has with }\nunless { context.with in " + listed(shared_) +
               " || (context.with is UserGroup && context.with has name) }");
    const auto known = [&](const Names& wanted) {
      return names(
          [&](const auto& action) { return std::find(wanted.begin(), wanted.end(), action.name) != wanted.end(); });
    };
    if (const Names adds = known({"group.add_member"}); !adds.empty())
      forbid("only restricted users join a group", among(adds),
             "when { context has member }\nunless { context.member in " + listed(shared_) + " }");
    if (const Names changes = known({"user.set_role", "user.remove"}); !changes.empty())
      forbid("nobody changes their own role or removes themselves", among(changes),
             "when { resource == principal }");
  }

  /// Ended links and keys stay ended.
  void endRules() {
    const auto does = [&](const PlacedAction& action) { return policy_.actions()[action.action].does; };
    if (const Names edits = names([&](const auto& action) { return does(action) == Does::editLink; }); !edits.empty())
      forbid("not of a link that has ended", among(edits),
             "when { context has link && context.link has endsAt }\nunless { context has now && context.now <= "
             "context.link.endsAt }");
    if (const Names uses = names([&](const auto& action) {
          return does(action) == Does::editKey || does(action) == Does::rollKey ||
                 policy_.actions()[action.action].onLive;
        });
        !uses.empty())
      forbid("not of a key that has ended", among(uses),
             "when { resource is ApiKey && resource has endsAt }\nunless { context has now && context.now < "
             "resource.endsAt }");
  }

  /// An entry of the audit log is for who may read its area.
  void auditRules() {
    Names all;
    for (const auto& [area, action] : policy_.areas()) all.push_back(quoted(area));
    const std::string logs = inGroup("by area");
    forbid("only areas there are", logs,
           "when { principal is User && context has area }\nunless { " + listed(all) + ".contains(context.area) }");
    for (const auto& role : policy_.roles()) {
      Names closed;
      for (const auto& [area, action] : policy_.areas())
        if (!role.allow.has(action)) closed.push_back(quoted(area));
      const bool reads = !names([&](const auto& action) {
                            return policy_.actions()[action.action].byArea && role.allow.has(action.action);
                          }).empty();
      if (reads && !closed.empty())
        rule(role.name + ": areas closed", role.title + " may not read these areas of the log", "forbid",
             "principal in " + entity("Role", role.name) + ", " + logs + ", resource",
             "when { context has area && " + listed(closed) + ".contains(context.area) }");
    }
  }

  /// Keys know no users and no levels.
  void keyRules() {
    for (const auto& scope : policy_.keyScopes())
      if (const Names covered = names([&](const auto& action) { return scope.allow.has(action.action); });
          !covered.empty())
        rule("keys: " + scope.name, "an API key with the scope " + scope.name + " may do this", "permit",
             "principal in " + entity("KeyScope", scope.name) + ", " + among(covered) + ", resource");
    forbid("a rolled key has ended", "action",
           "when { principal is ApiKey && principal has endsAt }\nunless { context has now && context.now < "
           "principal.endsAt }");
    rule("the host", "the host may do all that nothing forbids", "permit", "principal is Host, action, resource");
  }

  /// Every visitor of a link sees its target and everything below it.
  void linkRules() {
    if (const Names visits = names([&](const auto& action) { return policy_.visitor().has(action.action); });
        !visits.empty())
      rule("visitors", "whoever has a link's address may do this with what the link shows", "permit",
           "principal is Visitor, " + among(visits) + ", resource");
    // Restricted users open the links of items that they manage; a Cedar policy cannot express the item of a link.
    Names running;
    for (const auto& role : policy_.roles())
      if (!role.shared && !names([&](const auto& action) {
                             const Action& each = policy_.actions()[action.action];
                             return each.isOn(On::link) && !each.isPublic && role.allow.has(action.action);
                           }).empty())
        running.push_back(entity("Role", role.name));
    if (!running.empty())
      rule("public actions", "users who run all links open one as a visitor does", "permit",
           "principal, " + inGroup("public") + ", resource", "when { principal in " + listed(running) + " }");
    const std::string link = "context.link";
    const Names conditions{
        "context has link && " + link + " has on && resource in " + link + ".on && " + link + ".on != " + root,
        "(!(" + link + " has startsAt) || (context has now && context.now >= " + link + ".startsAt))",
        "(!(" + link + " has endsAt) || (context has now && context.now <= " + link + ".endsAt))",
        "(!" + link + ".hasPassword || (context has passwordVerified && context.passwordVerified))",
        "(!(context has version) || context.version == \"current\")",
        "(!(resource has published) || resource.published || " + link + ".exposeUnpublished || " + link +
            ".on is File)",
    };
    forbid("what a link shows, and when", "action",
           "when { principal is Visitor || " + inGroup("public") + " }\nunless {\n  " + joined(conditions, " &&\n  ") +
               "\n}");
    closedRules();
    std::set<FeatureId> gates;
    for (const auto& action : policy_.actions())
      if (action.isPublic) gates.insert(action.features.begin(), action.features.end());
    for (FeatureId feature : gates)
      forbid("visitors need " + policy_.features()[feature].name, "action",
             "when { principal is Visitor }\nunless { " + hasFeature(feature) + " }");
  }

  /// A link shows nothing of a closed folder, unless its target is in there. An action on a folder with all its
  /// contents does not reach into a closed one.
  void closedRules() {
    const Names deep = names([&](const auto& action) { return isDeep(action.name); });
    for (const Asset* closed : account_.closedBelow("/")) {
      const std::string folder = entity("Folder", closed->path);
      Names shown{"context.link.on in " + folder};
      for (const auto& [id, collection] : account_.collections()) {
        Names items;
        for (const auto& item : collection.items)
          if (const Asset* asset = account_.asset(item); asset != nullptr && isWithin(asset->path, closed->path))
            items.push_back(entity(account_.kindAt(asset->path) == folderKind ? "Folder" : "File", asset->path));
        if (!items.empty())
          shown.push_back("(context.link.on == " + entity("Collection", id) + " && resource in " + listed(items) + ")");
      }
      const std::string visits =
          "when { (principal is Visitor || " + inGroup("public") + ") && context has link && context.link has on";
      forbid("links stop at " + closed->path, "action",
             visits + " && resource in " + folder + " }\nunless { " + joined(shown, " || ") + " }");
      if (!deep.empty())
        forbid("links take nothing from above " + closed->path, among(deep),
               visits + " && " + folder + " in resource && resource != " + folder + " }");
    }
  }

  std::string holder(const Subject& with) const {
    if (const Group* group = with.kind == Subject::Kind::group ? account_.group(with.id) : nullptr)
      return group->name + " (group " + with.id + ")";
    if (const User* user = with.kind == Subject::Kind::group ? nullptr : account_.user(with.id))
      return user->name + " (user " + with.id + ")";
    return with.id;
  }

  /// of a collection.
  void grantRules(const LevelGrant& grant) {
    const std::string place = grant.collection.empty() ? grant.reaches[0].path : "collection " + grant.collection;
    const std::string id =
        (grant.owns ? "owner of " : "share of ") + place +
        (grant.owns
             ? ""
             : std::string(" with ") + (grant.with.kind == Subject::Kind::group ? "group " : "user ") + grant.with.id);
    const std::string who = grant.with.kind == Subject::Kind::group
                                ? "principal in " + entity("UserGroup", grant.with.id)
                                : "principal == " + entity("User", grant.with.id);
    const std::string when =
        "when { " + awake() +
        (grant.until ? " && context has now && context.now < datetime(" + quoted(formatTime(*grant.until)) + ")" : "") +
        " }";
    const auto permit = [&](const std::string& name, LevelSet level, const std::string& where, const std::string& said,
                            const Names& except = {}) {
      rule(name, holder(grant.with) + " may " + std::string(policy_.levelName(level)) + " " + said, "permit",
           who + ", " + inGroup(levelGroup(level, policy_)) + ", resource " + where,
           when + (except.empty() ? "" : "\nunless { resource in " + listed(entities("Folder", except)) + " }"));
    };
    // The giver does not move their own end.
    if (grant.until && grant.with.kind != Subject::Kind::group)
      rule("the end of the " + id, "", "forbid",
           who + ", " + inGroup("shares") + ", resource == " +
               (grant.collection.empty() ? entity(grant.reaches[0].kind == folderKind ? "Folder" : "File", place)
                                         : entity("Collection", grant.collection)),
           "when { context has with && context.with == principal }\nunless { context has until && context.until <= "
           "datetime(" +
               quoted(formatTime(*grant.until)) + ") }");
    if (!grant.collection.empty()) {
      const std::string collection = entity("Collection", grant.collection);
      permit(id, grant.level, "== " + collection, place);
      const bool limited = std::any_of(grant.reaches.begin(), grant.reaches.end(),
                                       [](const Extent& reach) { return !reach.except.empty(); });
      if (!limited) return permit(id + ", its assets", policy_.levelAt(0), "in " + collection, "what is in " + place);
    }
    const LevelSet level = grant.collection.empty() ? grant.level : policy_.levelAt(0);
    for (const auto& reach : grant.reaches) {
      const bool folder = reach.kind == folderKind;
      // A file's owner is on the file itself.
      if (grant.owns && !folder && grant.collection.empty()) continue;
      permit(grant.collection.empty() ? id : id + ", its " + reach.path, level,
             (folder ? "in " + entity("Folder", reach.path) : "== " + entity("File", reach.path)),
             reach.path + (folder ? " and all below" : ""), reach.except);
    }
  }

  const Account& account_;
  const Policy& policy_;
  std::vector<PlacedAction> actions_;
  Names shared_, all_;  // roles
  std::string out_;
};

}  // namespace

std::string cedarPolicies(const Account& account) { return CedarPolicies(account).text(); }

}  // namespace lockstep
