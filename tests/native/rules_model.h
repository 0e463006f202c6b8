#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "given.h"
#include "level_words.h"

namespace lockstep::model {

/// A policy in the words of its document, so that a test can write it and judge answers by it without the engine's
/// tables. An empty string or list is a field that is left out.
struct ActionWords {
  std::string name;
  std::vector<std::string> on;
  std::string level{}, to{}, asset{}, collection{}, kind{}, root{}, versions{}, own{}, batch{};
  std::vector<std::string> features{}, limits{};
  bool host = false, isPublic = false, destructive = false, byArea = false;
};
struct RoleWords {
  std::string name, level{}, feature{};
  std::vector<std::string> allow{}, except{}, own{};
  int atLeast = 0;
};
struct PolicyWords {
  std::vector<std::string> levels{"low", "mid", "high"};
  std::vector<std::pair<std::string, std::string>> features{{"paidOnly", "paid"}, {"basic", "free"}};
  std::vector<std::pair<std::string, int>> limits{
      {"users", 9}, {"groups", 2}, {"links", 3}, {"linksPerResource", 1}, {"apiKeys", 2}, {"collectionsPerAsset", 1},
      {"atOnce", 2}};
  std::vector<ActionWords> actions;
  std::vector<RoleWords> roles;
  std::vector<std::pair<std::string, std::vector<std::string>>> keys;
  std::vector<std::string> visitor;
  std::vector<std::pair<std::string, std::string>> areas;
  bool strict = false, limitedFolders = false;
};

// ---- Its document ----

inline Value listOf(const std::vector<std::string>& texts) {
  Value list = Value::array();
  for (const auto& text : texts) list.push(text);
  return list;
}

inline Value documentOf(const ActionWords& action) {
  Value out = Value::object();
  if (action.on.size() == 1)
    out.add("on", action.on[0]);
  else
    out.add("on", listOf(action.on));
  const std::pair<const char*, const std::string*> words[] = {
      {"level", &action.level},           {"to", &action.to},     {"asset", &action.asset},
      {"collection", &action.collection}, {"kind", &action.kind}, {"root", &action.root},
      {"versions", &action.versions},     {"own", &action.own},   {"batch", &action.batch}};
  for (const auto& [key, word] : words)
    if (!word->empty()) out.add(key, *word);
  if (!action.features.empty()) out.add("feature", listOf(action.features));
  if (!action.limits.empty()) out.add("limit", listOf(action.limits));
  const std::pair<const char*, bool> flags[] = {{"host", action.host},
                                                {"public", action.isPublic},
                                                {"destructive", action.destructive},
                                                {"byArea", action.byArea}};
  for (const auto& [key, flag] : flags)
    if (flag) out.add(key, true);
  return out;
}

inline Value documentOf(const RoleWords& role) {
  Value out = Value::object();
  if (!role.level.empty()) out.add("level", role.level);
  if (!role.feature.empty()) out.add("feature", role.feature);
  if (role.atLeast > 0) out.add("atLeast", static_cast<std::int64_t>(role.atLeast));
  const std::pair<const char*, const std::vector<std::string>*> lists[] = {
      {"allow", &role.allow}, {"except", &role.except}, {"own", &role.own}};
  for (const auto& [key, list] : lists)
    if (!list->empty()) out.add(key, listOf(*list));
  return out;
}

inline std::string textOf(const PolicyWords& policy) {
  Value out = Value::object();
  out.add("format", "lockstep-policy/1");
  out.add("id", "model");
  out.add("version", "1");
  out.add("plans", listOf({"free", "paid"}));
  out.add("levels", listOf(policy.levels));
  Value& features = out.add("features", Value::object());
  for (const auto& [name, plan] : policy.features) features.add(name, plan);
  Value& limits = out.add("limits", Value::object());
  for (const auto& [name, most] : policy.limits) limits.add(name, static_cast<std::int64_t>(most));
  Value& switches = out.add("switches", Value::object());
  switches.add("collectionReshare", policy.strict ? "strict" : "stated");
  switches.add("limitedFolders", policy.limitedFolders);
  Value& actions = out.add("actions", Value::object());
  for (const auto& action : policy.actions) actions.add(action.name, documentOf(action));
  Value& roles = out.add("roles", Value::object());
  for (const auto& role : policy.roles) roles.add(role.name, documentOf(role));
  Value& keys = out.add("keys", Value::object());
  for (const auto& [scope, allow] : policy.keys) keys.add(scope, listOf(allow));
  out.add("visitor", listOf(policy.visitor));
  Value& areas = out.add("areas", Value::object());
  for (const auto& [area, action] : policy.areas) areas.add(area, action);
  return toJson(out);
}

// ---- Who fails what it says ----

/// Judges allowances of a whole account: which restriction of the policy's words the asker fails, "" for none. It says
/// nothing of denials. Written apart from the engine and as plainly as can be.
class Judge {
 public:
  Judge(const PolicyWords& policy, const Account& account) : policy_(policy), account_(account) {}

  /// `applied`: the request was carried out, so nothing that the policy asks for may have been left open.
  std::string broken(const Request& request, bool applied) const {
    const auto action = std::find_if(policy_.actions.begin(), policy_.actions.end(),
                                     [&](const ActionWords& each) { return each.name == request.action; });
    if (action == policy_.actions.end()) return "an action that there is not";
    const Asked asked{*action, request, request.context, pathOf(request), whoOf(request.principal)};
    for (const auto check : {&Judge::resource, &Judge::who, &Judge::features, &Judge::places, &Judge::assets,
                             &Judge::whose, &Judge::counts, &Judge::gifts})
      if (const std::string why = (this->*check)(asked); !why.empty()) return why;
    return applied ? open(asked) : "";
  }

 private:
  struct Asked {
    const ActionWords& action;
    const Request& request;
    const Context& context;
    std::string path;       // of the asset, or of what the link is on; "" for none
    const RoleWords* role;  // of a user
    bool isOn(std::string_view on) const {
      return std::find(action.on.begin(), action.on.end(), on) != action.on.end();
    }
    bool byShares() const { return role != nullptr && role->level == "shared" && !action.isPublic; }
    const std::string& asker() const { return request.principal.id; }
  };

  static bool has(const std::vector<std::string>& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
  }
  static bool inPatterns(const std::vector<std::string>& patterns, const std::string& name) {
    return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
      return pattern == "*" || pattern == name ||
             (pattern.size() > 2 && pattern.ends_with(".*") && name.starts_with(pattern.substr(0, pattern.size() - 1)));
    });
  }
  std::size_t rank(const std::string& level) const {
    return level.empty() ? 0
                         : static_cast<std::size_t>(std::find(policy_.levels.begin(), policy_.levels.end(), level) -
                                                    policy_.levels.begin()) +
                               1;
  }
  std::size_t highest() const { return policy_.levels.size(); }

  const RoleWords* roleNamed(const std::string& name) const {
    for (const auto& role : policy_.roles)
      if (role.name == name) return &role;
    return nullptr;
  }
  const RoleWords* whoOf(const Principal& principal) const {
    const User* user = principal.kind == Principal::Kind::user ? account_.user(principal.id) : nullptr;
    return user != nullptr ? roleNamed(user->role) : nullptr;
  }
  std::string pathOf(const Request& request) const {
    if (request.resource.kind == Resource::Kind::path) return request.resource.id;
    if (request.resource.kind != Resource::Kind::link) return "";
    if (request.resource.path) return *request.resource.path;
    const Link* link = account_.link(request.resource.id);
    const Asset* target = link != nullptr ? account_.asset(link->on) : nullptr;
    return target != nullptr ? target->path : "";
  }
  const Asset* listed(const std::string& path) const {
    for (const auto& [id, asset] : account_.assets())
      if (asset.path == path) return &asset;
    return nullptr;
  }
  static bool within(const std::string& path, const std::string& folder) {
    return path == folder || folder == "/" || path.starts_with(folder + "/");
  }

  /// Whether the action is among what a role may do, at some place at least.
  bool mayEver(const RoleWords& role, const ActionWords& action) const {
    if (inPatterns(role.except, action.name)) return false;
    if (inPatterns(role.allow, action.name)) return true;
    if (action.level.empty()) return false;
    if (role.level == "shared") return true;
    std::size_t most = std::max({rank(action.level), rank(action.to), rank(action.asset), rank(action.collection)});
    if (policy_.strict && (!action.asset.empty() || !action.collection.empty())) most = highest();
    return rank(role.level) >= most;
  }

  std::size_t onItem(const std::string& user, const std::string& item, const std::string& owner) const {
    std::size_t level = owner == user ? highest() : 0;
    account_.eachShare([&](const Share& share) {
      if (share.on != item || (share.until && *share.until <= given::noon)) return;
      const Group* group = share.with.kind == Subject::Kind::group ? account_.group(share.with.id) : nullptr;
      if (share.with.kind == Subject::Kind::group ? group != nullptr && has(group->members, user)
                                                  : share.with.id == user)
        level = std::max(level, static_cast<std::size_t>(given::rankOf(share.level)));
    });
    return level;
  }
  std::size_t onCollection(const std::string& user, const std::string& id) const {
    const Collection* collection = account_.collection(id);
    return collection != nullptr ? onItem(user, id, collection->owner) : 0;
  }
  std::size_t atPath(const std::string& user, const std::string& path) const {
    std::vector<const Asset*> way;
    for (const auto& [id, asset] : account_.assets())
      if (asset.path != "/" && within(path, asset.path)) way.push_back(&asset);
    std::sort(way.begin(), way.end(), [](const Asset* a, const Asset* b) { return a->path.size() < b->path.size(); });
    std::size_t level = 0;
    for (const Asset* asset : way) {
      if (policy_.limitedFolders && asset->isClosed()) level = 0;
      level = std::max(level, onItem(user, asset->id, asset->owner));
      for (const auto& [id, collection] : account_.collections())
        if (has(collection.items, asset->id) && onCollection(user, id) > 0) level = std::max<std::size_t>(level, 1);
    }
    return level;
  }

  std::string resource(const Asked& q) const {
    const char* names[] = {"", "asset", "collection", "user", "group", "link", "apiKey", "nothing"};
    const auto kind = static_cast<std::size_t>(q.request.resource.kind);
    const bool visits = q.request.principal.kind == Principal::Kind::visitor;
    if (kind == 0) return q.isOn("asset") && q.action.on.size() == 1 ? "asked without a resource" : "";
    if (q.isOn(names[kind]) || (kind == 3 && q.isOn("self")) || (kind == 5 && visits && q.isOn("asset"))) return "";
    return "asked on what it is not on";
  }

  std::string who(const Asked& q) const {
    switch (q.request.principal.kind) {
      case Principal::Kind::system: return "";
      case Principal::Kind::visitor:
        return inPatterns(policy_.visitor, q.action.name) && q.request.resource.kind == Resource::Kind::link &&
                       !q.action.host
                   ? ""
                   : "visitor";
      case Principal::Kind::apiKey: {
        if (q.action.isPublic) return "";
        const ApiKey* key = account_.apiKey(q.asker());
        for (const auto& [scope, allow] : policy_.keys)
          if (key != nullptr && scope == key->scope() && inPatterns(allow, q.action.name))
            return q.action.host || q.isOn("self")
                       ? "a key that is not for it"
                       : area(q, [&patterns = allow](const std::string& name) { return inPatterns(patterns, name); });
        return "key scope";
      }
      case Principal::Kind::user: break;
    }
    if (q.role == nullptr) return "no role";
    if (q.action.isPublic) return "";
    if (q.action.host) return "host";
    if (!mayEver(*q.role, q.action)) return "role";
    if (q.isOn("self") && q.request.resource.kind == Resource::Kind::user && q.request.resource.id != q.asker())
      return "self";
    return area(q, [&](const std::string& name) {
      return std::any_of(policy_.actions.begin(), policy_.actions.end(),
                         [&](const ActionWords& each) { return each.name == name && mayEver(*q.role, each); });
    });
  }
  template <class May>
  std::string area(const Asked& q, May may) const {
    if (!q.action.byArea || !q.context.area) return "";
    for (const auto& [name, action] : policy_.areas)
      if (name == *q.context.area) return may(action) ? "" : "area";
    return "area";
  }

  bool hasFeature(const std::string& name) const {
    for (const auto& [feature, plan] : policy_.features)
      if (feature == name) return plan == "free" || account_.plan > PlanId{};
    return false;
  }
  std::string features(const Asked& q) const {
    for (const auto& feature : q.action.features)
      if (!hasFeature(feature)) return "feature";
    return q.role != nullptr && !q.role->feature.empty() && !q.isOn("self") && !hasFeature(q.role->feature)
               ? "the role's feature"
               : "";
  }

  bool holds(const Asked& q, const std::string& path, std::size_t need) const {
    if (path == "/") return q.action.root == "open" && q.path == "/";
    const bool ofHost = q.context.owner && *q.context.owner == q.asker() && listed(path) == nullptr;
    return std::max(atPath(q.asker(), path), ofHost ? highest() : 0) >= need;
  }
  std::string places(const Asked& q) const {
    if (q.path == "/" && q.action.root == "closed") return "closed root";
    if (!q.byShares()) return "";
    const bool isPlace = q.request.resource.kind == Resource::Kind::path ||
                         q.request.resource.kind == Resource::Kind::collection ||
                         q.request.resource.kind == Resource::Kind::link;
    if (!q.action.level.empty() && isPlace) {
      const Link* link =
          q.request.resource.kind == Resource::Kind::link ? account_.link(q.request.resource.id) : nullptr;
      const std::string& collection = link != nullptr ? link->on : q.request.resource.id;
      if (!q.path.empty() ? !holds(q, q.path, rank(q.action.level))
                          : onCollection(q.asker(), collection) < rank(q.action.level))
        return "level";
    }
    const bool strict = policy_.strict;
    if (!q.action.to.empty() && q.context.to && !holds(q, *q.context.to, rank(q.action.to))) return "level of to";
    if (!q.action.asset.empty() && q.context.asset &&
        (*q.context.asset == "/" || !holds(q, *q.context.asset, strict ? highest() : rank(q.action.asset))))
      return "level of asset";
    if (!q.action.collection.empty() && q.context.collection &&
        onCollection(q.asker(), *q.context.collection) < rank(q.action.collection))
      return "level of collection";
    if (!q.action.collection.empty() && strict && !q.path.empty() && !holds(q, q.path, highest()))
      return "level of what is collected";
    return "";
  }

  std::string assets(const Asked& q) const {
    const Asset* asset = q.path.empty() ? nullptr : listed(q.path);
    if (asset != nullptr && !q.action.kind.empty() && (asset->kind == fileKind) != (q.action.kind == "file"))
      return "kind";
    if (!q.context.version || q.action.versions == "any") return "";
    return (*q.context.version == "noncurrent") == (q.action.versions == "noncurrent") ? "" : "version";
  }

  std::string whose(const Asked& q) const {
    const bool isPerson = q.request.principal.kind == Principal::Kind::user;
    if (!q.action.own.empty() && q.context.comment && q.request.principal.kind != Principal::Kind::system) {
      const Comment* comment = account_.comment(*q.context.comment);
      const Asset* asset = comment != nullptr ? account_.asset(comment->on) : nullptr;
      if (!isPerson || asset == nullptr || comment->author != q.asker() || asset->path != q.path) return "own comment";
    }
    if (q.role == nullptr || !inPatterns(q.role->own, q.action.name)) return "";
    const std::string* owner = ownerOf(q);
    return owner != nullptr && *owner != q.asker() ? "own" : "";
  }
  const std::string* ownerOf(const Asked& q) const {
    if (const Asset* asset = q.path.empty() ? nullptr : listed(q.path)) return &asset->owner;
    const Link* link = q.request.resource.kind == Resource::Kind::link ? account_.link(q.request.resource.id) : nullptr;
    if (q.path.empty())
      if (const Collection* collection = account_.collection(link != nullptr ? link->on : q.request.resource.id))
        return &collection->owner;
    return q.context.owner ? &*q.context.owner : nullptr;
  }

  std::string counts(const Asked& q) const {
    const auto most = [&](const std::string& limit) {
      for (const auto& [name, value] : policy_.limits)
        if (name == limit) return static_cast<std::size_t>(value);
      return std::size_t{0};
    };
    if (!q.action.batch.empty() && q.context.count && static_cast<std::size_t>(*q.context.count) > most(q.action.batch))
      return "batch";
    // What is there already, and what takes the place of another, adds nothing.
    const bool addsNothing = q.action.name == "user.provision" || q.action.name == "api_key.roll" ||
                             !q.action.asset.empty() || !q.action.collection.empty();
    for (const auto& limit : addsNothing ? std::vector<std::string>() : q.action.limits)
      if (count(q, limit) >= most(limit)) return "limit " + limit;
    return "";
  }
  std::size_t count(const Asked& q, const std::string& limit) const {
    if (limit == "users") return account_.users().size();
    if (limit == "groups") return account_.groups().size();
    if (limit == "links") return account_.links().size();
    if (limit == "apiKeys") return account_.apiKeys().size();
    const Asset* asset = q.path.empty() ? nullptr : listed(q.path);
    const Link* named =
        q.request.resource.kind == Resource::Kind::link ? account_.link(q.request.resource.id) : nullptr;
    const std::string item = asset != nullptr ? asset->id : named != nullptr ? named->on : q.request.resource.id;
    std::size_t found = 0;
    if (limit == "linksPerResource")
      for (const auto& [id, link] : account_.links()) found += link.on == item;
    if (limit == "collectionsPerAsset" && asset != nullptr)
      for (const auto& [id, collection] : account_.collections()) found += has(collection.items, asset->id);
    return found;
  }

  std::string gifts(const Asked& q) const {
    if (q.role == nullptr) return "";
    const bool shares = q.action.name == "asset.share" || q.action.name == "collection.share";
    if (shares && q.context.level) {
      const bool ofHost = q.context.owner && *q.context.owner == q.asker() &&
                          q.request.resource.kind == Resource::Kind::path && listed(q.path) == nullptr;
      const std::size_t held = q.role->level != "shared" ? rank(q.role->level)
                               : q.path.empty()          ? onCollection(q.asker(), q.request.resource.id)
                                                         : std::max(atPath(q.asker(), q.path), ofHost ? highest() : 0);
      if (held < rank(*q.context.level)) return "gives a level that is not held";
    }
    const bool givesRole =
        q.action.name == "user.set_role" || q.action.name == "user.add" || q.action.name == "user.provision";
    const RoleWords* given = givesRole && q.context.role ? roleNamed(*q.context.role) : nullptr;
    if (given == nullptr) return "";
    const auto own = [](const RoleWords& role) { return role.level == "shared" ? std::string() : role.level; };
    if (rank(own(*given)) > rank(own(*q.role))) return "gives a role of a higher level";
    for (const auto& action : policy_.actions) {
      if (action.host || action.isPublic || !mayEver(*given, action)) continue;
      if (!mayEver(*q.role, action) || (inPatterns(q.role->own, action.name) && !inPatterns(given->own, action.name)))
        return "gives a role that may do more";
    }
    return "";
  }

  std::string open(const Asked& q) const {
    const Context& c = q.context;
    if (!q.action.to.empty() && !c.to) return "without to";
    if (!q.action.asset.empty() && !c.asset) return "without asset";
    if (!q.action.collection.empty() && !c.collection) return "without collection";
    if (!q.action.own.empty() && !c.comment) return "without comment";
    if (q.action.versions == "noncurrent" && !c.version) return "without version";
    if (q.action.byArea && !c.area && q.request.principal.kind != Principal::Kind::system) return "without area";
    if (q.role != nullptr && inPatterns(q.role->own, q.action.name) && ownerOf(q) == nullptr) return "without owner";
    return "";
  }

  const PolicyWords& policy_;
  const Account& account_;
};

}  // namespace lockstep::model
