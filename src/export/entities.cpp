// The entities that Cedar's policies speak of: actions in their groups, people, and places in their folders.
#include <algorithm>
#include <map>
#include <set>

#include "export/groups.h"
#include "lockstep/account/path.h"
#include "lockstep/base/reader.h"

namespace lockstep {

namespace {

using Uid = std::pair<std::string, std::string>;  // type and id

Value toValue(const Uid& uid) {
  Value out = Value::object();
  out.add("type", uid.first);
  out.add("id", uid.second);
  return out;
}

Value reference(const Uid& uid) {
  Value out = Value::object();
  out.add("__entity", toValue(uid));
  return out;
}

Value moment(Time time) {
  Value out = Value::object();
  Value& call = out.add("__extn", Value::object());
  call.add("fn", "datetime");
  call.add("arg", formatTime(time));
  return out;
}

struct Entity {
  Value attributes = Value::object();
  std::set<Uid> parents;
};

class CedarEntities {
 public:
  explicit CedarEntities(const Account& account) : account_(account), policy_(account.policy()) {}

  std::string text() {
    addActions();
    addPeople();
    addPlaces();
    addLinks();
    std::string out;
    for (auto& [uid, entity] : entities_) {
      Value value = Value::object();
      value.add("uid", toValue(uid));
      value.add("attrs", std::move(entity.attributes));
      Value& parents = value.add("parents", Value::array());
      for (const auto& parent : entity.parents) parents.push(toValue(parent));
      out += (out.empty() ? "[\n" : ",\n") + toJson(value);
    }
    return out + "\n]\n";
  }

 private:
  Entity& at(const std::string& type, const std::string& id) { return entities_[{type, id}]; }

  /// Whether one level includes another, and no level between them does.
  bool isNext(std::size_t below, std::size_t above) const {
    const auto includes = [this](std::size_t a, std::size_t b) {
      return a != b && policy_.levelAt(a).covers(policy_.levelAt(b));
    };
    if (!includes(above, below)) return false;
    for (std::size_t i = 0; i < policy_.levels().size(); ++i)
      if (includes(above, i) && includes(i, below)) return false;
    return true;
  }
  /// Who may manage may contribute, who may contribute may view: the groups of the levels are nested.
  void addActions() {
    const std::size_t count = policy_.levels().size();
    for (std::size_t i = 0; i < count; ++i) {
      Entity& group = at("Action", levelGroup(policy_.levelAt(i), policy_));
      for (std::size_t above = 0; above < count; ++above)
        if (isNext(i, above)) group.parents.insert({"Action", levelGroup(policy_.levelAt(above), policy_)});
    }
    for (const auto& action : placedActions(policy_)) {
      Entity& entity = at("Action", action.name);
      for (const auto& group : groupsOf(action, policy_)) {
        entity.parents.insert({"Action", group});
        at("Action", group);
      }
    }
  }

  Entity& addHere(const std::string& type, const std::string& id) {
    Entity& entity = at(type, id);
    entity.attributes.add("account", reference({"Account", account_.id}));
    return entity;
  }

  void addPeople() {
    Value features = Value::array();
    for (FeatureId id : policy_.features().ids())
      if (account_.hasFeature(id)) features.push(policy_.features()[id].name);
    Value& terms = at("Account", account_.id).attributes;
    terms.add("plan", policy_.plans()[account_.plan]);
    terms.add("features", std::move(features));
    addHere("Host", "system");
    addHere("Visitor", "anyone");
    for (const auto& role : policy_.roles()) at("Role", role.name);
    for (const auto& [id, group] : account_.groups()) at("UserGroup", id).attributes.add("name", group.name);
    for (const auto& [id, user] : account_.users()) {
      Entity& entity = addHere("User", id);
      entity.attributes.add("name", user.name);
      entity.parents.insert({"Role", user.role});
      for (const auto& group : account_.groupsOf(id)) entity.parents.insert({"UserGroup", group});
    }
    for (const auto& [id, key] : account_.apiKeys()) {
      Entity& entity = addHere("ApiKey", id);
      if (key.endsAt) entity.attributes.add("endsAt", moment(*key.endsAt));
      entity.parents.insert({"KeyScope", std::string(key.scope())});
    }
  }

  /// An open kind is a file's, unless something lies in it.
  Uid placeOf(const Asset& asset) const {
    return {account_.kindAt(asset.path) == folderKind ? "Folder" : "File", asset.path};
  }
  Uid placeOf(const std::string& id) const {
    const Asset* asset = account_.asset(id);
    return asset != nullptr ? placeOf(*asset) : Uid{"Collection", id};
  }

  void addPlaces() {
    at("Folder", "/");
    for (const auto& [id, collection] : account_.collections())
      at("Collection", id).attributes.add("name", collection.name);
    for (const auto& [id, asset] : account_.assets()) {
      auto [type, path] = placeOf(asset);
      Entity& entity = at(type, path);
      // A folder's owner has it and all below; policies say that.
      if (type == "File" && !asset.owner.empty()) entity.attributes.add("owner", reference({"User", asset.owner}));
      if (!asset.published) entity.attributes.add("published", false);
      // The root gives no level.
      if (path != "/")
        for (const auto& collection : account_.collectionsOf(id)) entity.parents.insert({"Collection", collection});
      // The folders above need not be listed.
      while (path != "/") {
        const std::string parent(parentPath(path));
        at(type, path).parents.insert({"Folder", parent});
        type = "Folder";
        path = parent;
      }
    }
  }

  void addLinks() {
    for (const auto& [id, link] : account_.links()) {
      Value& attributes = at("Link", id).attributes;
      attributes.add("on", reference(placeOf(link.on)));
      if (link.startsAt) attributes.add("startsAt", moment(*link.startsAt));
      if (link.endsAt) attributes.add("endsAt", moment(*link.endsAt));
      attributes.add("hasPassword", link.hasPassword);
      attributes.add("exposeUnpublished", link.exposeUnpublished);
    }
    for (const auto& [id, comment] : account_.comments()) {
      Value& attributes = at("Comment", id).attributes;
      if (!comment.author.empty()) attributes.add("author", reference({"User", comment.author}));
      attributes.add("on", reference(placeOf(comment.on)));
    }
  }

  const Account& account_;
  const Policy& policy_;
  std::map<Uid, Entity> entities_;
};

std::string_view kindName(On on) {
  switch (on) {
    case On::account: return "account";
    case On::library: return "account";
    case On::self: return "user";
    case On::asset: return "asset";
    case On::collection: return "collection";
    case On::link: return "link";
    case On::user: return "user";
    case On::group: return "group";
    case On::apiKey: return "apiKey";
    case On::role: return "role";
  }
  return "";
}

}  // namespace

std::string levelGroup(LevelSet level, const Policy& policy) { return "can " + std::string(policy.levelName(level)); }
std::string gateGroup(FeatureId feature, const Policy& policy) { return "needs " + policy.features()[feature].name; }

std::set<std::string> placesOf(const PlacedAction& action) {
  std::set<std::string> kinds;
  for (On on : action.on) kinds.insert(std::string(kindName(on)));
  if (action.isOfAccount()) kinds.insert("account");
  // A request about a link is one about its target.
  if (kinds.erase("link") > 0) kinds.insert({"asset", "collection"});
  return kinds;
}

std::string placeGroup(const std::set<std::string>& kinds) {
  std::string name;
  for (const auto& kind : kinds) name += (name.empty() ? "on " : " or ") + kind;
  return name;
}

std::vector<std::string> groupsOf(const PlacedAction& placed, const Policy& policy) {
  const Action& action = policy.actions()[placed.action];
  std::vector<std::string> groups{placeGroup(placesOf(placed))};
  if (placed.level.any()) groups.push_back(levelGroup(placed.level, policy));
  for (FeatureId feature : action.features) groups.push_back(gateGroup(feature, policy));
  if (placed.kind == fileKind) groups.push_back("only files");
  if (placed.kind == folderKind) groups.push_back("only folders");
  if (placed.root == RootRule::closed) groups.push_back("not on the root");
  if (action.host) groups.push_back("of the host");
  if (placed.isOn(On::self)) groups.push_back("of oneself");
  if (action.isPublic) groups.push_back("public");
  if (placed.isSecond) return groups;
  if (placed.versions == Versions::any) groups.push_back("any version");
  if (placed.versions == Versions::noncurrent) groups.push_back("old version");
  if (action.ownComment) groups.push_back("own comment");
  if (action.byArea) groups.push_back("by area");
  const Need needs = action.needs();
  if (needs & Need::to) groups.push_back("into a folder");
  if (needs & Need::level && needs & Need::with) groups.push_back("shares");
  return groups;
}

std::string cedarEntities(const Account& account) { return CedarEntities(account).text(); }

}  // namespace lockstep
