// One principal's permissions as CASL rules. Subjects are `Asset` (path, kind, owner, and lineage: itself and the
// folders above it), `Collection` (id) and `Account` (all else). What a link is on has the link's id as `link`.
#include <algorithm>
#include <set>

#include "export/export.h"
#include "lockstep/account/path.h"

namespace lockstep {

namespace {

using Names = std::vector<std::string>;

Value listOf(const Names& names) {
  Value list = Value::array();
  for (const auto& name : names) list.push(name);
  return list;
}

/// `{ key: { word: [names] } }`
Value among(std::string_view key, std::string_view word, const Names& names) {
  Value condition = Value::object();
  condition.add(key, Value::object()).add(word, listOf(names));
  return condition;
}

Value equal(std::string_view key, const std::string& text) {
  Value condition = Value::object();
  condition.add(key, text);
  return condition;
}

class CaslRules {
 public:
  CaslRules(const Account& account, std::optional<Time> now)
      : account_(account), policy_(account.policy()), now_(now), grants_(levelGrants(account)) {
    // A public link needs its visitor's password, and its target depends on it.
    for (auto& action : placedActions(policy_))
      if (isOpen(action, account) && !policy_.actions()[action.action].isPublic) open_.push_back(std::move(action));
  }

  std::string of(const Principal& principal) {
    rules_.clear();
    reaches_.reset();
    if (principal.kind == Principal::Kind::system) everywhere([](const PlacedAction&) { return true; });
    if (principal.kind == Principal::Kind::apiKey) ofKey(principal.id);
    if (principal.kind == Principal::Kind::user) ofUser(principal.id);
    closedToAll();
    absentPlaces();
    endedLinks();
    return rules_.empty() ? "[]" : "[\n" + rules_ + "\n]";
  }

 private:
  void put(Value rule) { rules_ += (rules_.empty() ? "" : ",\n") + toJson(rule); }

  template <class Fits>
  void allow(std::string_view subject, Fits fits, std::optional<Value> conditions = std::nullopt) {
    const Names actions = namesOf(open_, fits);
    if (actions.empty()) return;
    Value rule = Value::object();
    rule.add("action", listOf(actions));
    rule.add("subject", subject);
    if (conditions) rule.add("conditions", std::move(*conditions));
    put(std::move(rule));
  }

  template <class Fits>
  void forbid(const std::string& reason, Fits fits, Value conditions, std::string_view subject = "Asset") {
    const Names actions = namesOf(open_, fits);
    if (actions.empty()) return;
    Value rule = Value::object();
    rule.add("inverted", true);
    rule.add("action", listOf(actions));
    rule.add("subject", subject);
    rule.add("conditions", std::move(conditions));
    rule.add("reason", reason);
    put(std::move(rule));
  }

  template <class Fits>
  void everywhere(Fits fits) {
    allow("Account", [&](const PlacedAction& action) { return action.isOfAccount() && fits(action); });
    allow("Asset", [&](const PlacedAction& action) { return action.isOn(On::asset) && fits(action); });
    // A collection that does not exist has no users.
    Names known;
    for (const auto& [id, collection] : account_.collections()) known.push_back(id);
    allow(
        "Collection", [&](const PlacedAction& action) { return action.isOn(On::collection) && fits(action); },
        among("id", "$in", known));
  }

  /// A key has a scope, no role and no levels, and ends where it was rolled.
  void ofKey(const std::string& id) {
    const ApiKey* key = account_.apiKey(id);
    const Scope* scope = key != nullptr ? policy_.keyScope(key->scope()) : nullptr;
    if (scope == nullptr || (key->endsAt && (!now_ || *now_ >= *key->endsAt))) return;
    everywhere([&](const PlacedAction& action) {
      return scope->allow.has(action.action) && !policy_.actions()[action.action].host;
    });
  }

  void ofUser(const std::string& id) {
    const User* user = account_.user(id);
    if (user == nullptr || !user->roleId) return;
    const Role& role = policy_.roles()[*user->roleId];
    // What one does to oneself stays when the plan lacks the role.
    const bool held = !role.feature || account_.hasFeature(*role.feature);
    const auto has = [&](const PlacedAction& action) {
      return role.allow.has(action.action) && !policy_.actions()[action.action].host && (held || action.isOn(On::self));
    };
    if (!role.shared) return everywhere(has);
    allow("Account", [&](const PlacedAction& action) { return action.isOfAccount() && has(action); });
    allow("Asset",
          [&](const PlacedAction& action) { return action.isOn(On::asset) && !action.level.any() && has(action); });
    allow("Collection", [&](const PlacedAction& action) {
      return action.isOn(On::collection) && !action.level.any() && has(action);
    });
    allow(
        "Asset", [&](const PlacedAction& action) { return action.root == RootRule::open && has(action); },
        equal("path", "/"));
    const auto& groups = account_.groupsOf(id);
    reaches_.emplace();
    for (const auto& grant : grants_) {
      const bool mine = grant.with.kind == Subject::Kind::group ? groups.contains(grant.with.id) : grant.with.id == id;
      if (mine && (!grant.until || (now_ && *now_ < *grant.until))) allowLevel(grant, has);
    }
    allow(
        "Asset",
        [&](const PlacedAction& action) { return action.level.any() && action.isOn(On::asset) && has(action); },
        ownedAndNotRoot(id));
  }

  /// As the host says of a file that the account need not list.
  static Value ownedAndNotRoot(const std::string& user) {
    Value condition = equal("owner", user);
    condition.add("path", Value::object()).add("$ne", "/");
    return condition;
  }

  template <class Has>
  void allowLevel(const LevelGrant& grant, Has has) {
    reaches_->insert(reaches_->end(), grant.reaches.begin(), grant.reaches.end());
    const auto upTo = [&](LevelSet level, On on) {
      return [&, level, on](const PlacedAction& action) {
        return action.level.any() && level.covers(action.level) && action.isOn(on) && has(action);
      };
    };
    if (!grant.collection.empty())
      allow("Collection", upTo(grant.level, On::collection), equal("id", grant.collection));
    const LevelSet level = grant.collection.empty() ? grant.level : policy_.levelAt(0);
    Names whole;
    for (const auto& reach : grant.reaches) {
      if (reach.except.empty()) {
        whole.push_back(reach.path);
        continue;
      }
      Value condition = Value::object();
      Value& lineage = condition.add("lineage", Value::object());
      lineage.add("$in", listOf({reach.path}));
      lineage.add("$nin", listOf(reach.except));
      allow("Asset", upTo(level, On::asset), std::move(condition));
    }
    if (!whole.empty()) allow("Asset", upTo(level, On::asset), among("lineage", "$in", whole));
  }

  /// Rules of the place, for every principal.
  void closedToAll() {
    forbid(
        "not on the root",
        [](const PlacedAction& action) { return action.root == RootRule::closed && action.isOn(On::asset); },
        equal("path", "/"));
    forbid(
        "only on files", [](const PlacedAction& action) { return action.kind == fileKind; }, equal("kind", "folder"));
    forbid(
        "only on folders", [](const PlacedAction& action) { return action.kind == folderKind; }, equal("kind", "file"));
  }

  /// Returns whether the principal may know the asset at a path.
  bool isReached(const std::string& path) const {
    const auto holds = [&](const std::string& folder) { return isWithin(path, folder); };
    const auto reaches = [&](const Extent& reach) {
      return holds(reach.path) && std::none_of(reach.except.begin(), reach.except.end(), holds);
    };
    return !reaches_ || std::any_of(reaches_->begin(), reaches_->end(), reaches);
  }

  /// If the account lists every place, no other exists. A restricted user's rules name only places that they
  /// reach.
  void absentPlaces() {
    if (!account_.complete) return;
    std::set<std::string> places{"/"};
    for (const auto& [id, asset] : account_.assets())
      for (std::string path = asset.path; path != "/"; path = parentPath(path))
        if (isReached(path)) places.insert(path);
    forbid(
        "only places there are", [](const PlacedAction& action) { return action.isOn(On::asset); },
        among("path", "$nin", Names(places.begin(), places.end())));
  }

  /// A link that has ended is not edited.
  void endedLinks() {
    Names ended;
    for (const auto& [id, link] : account_.links())
      if (now_ ? link.hasEnded(*now_) : link.endsAt.has_value()) ended.push_back(id);
    if (ended.empty()) return;
    const auto edits = [&](const PlacedAction& action) {
      return policy_.actions()[action.action].does == Does::editLink;
    };
    for (const char* subject : {"Asset", "Collection"})
      forbid("not of a link that has ended", edits, among("link", "$in", ended), subject);
  }

  const Account& account_;
  const Policy& policy_;
  std::optional<Time> now_;
  std::vector<LevelGrant> grants_;
  std::vector<PlacedAction> open_;
  std::optional<std::vector<Extent>> reaches_;  ///< of a restricted user
  std::string rules_;
};

}  // namespace

std::string caslRules(const Account& account, const Principal& principal, std::optional<Time> now) {
  return CaslRules(account, now).of(principal) + "\n";
}

std::string caslRulesOfAll(const Account& account, std::optional<Time> now) {
  CaslRules rules(account, now);
  std::string out = "{";
  const auto add = [&](const std::string& who, const Principal& principal) {
    out += (out.size() > 1 ? ",\n" : "\n") + toJson(Value(who)) + ": " + rules.of(principal);
  };
  for (const auto& [id, user] : account.users()) add("user:" + id, Principal::user(id));
  for (const auto& [id, key] : account.apiKeys()) add("key:" + id, Principal{Principal::Kind::apiKey, id});
  add("system", Principal::system());
  return out + "\n}\n";
}

}  // namespace lockstep
