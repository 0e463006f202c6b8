// The entities that Cedar's policies of format 2 speak of.
#include <map>
#include <set>

#include "export/cedar2.h"
#include "lockstep/account/holder.h"
#include "lockstep/base/reader.h"

namespace lockstep {

namespace {

using Uid2 = std::pair<std::string, std::string>;  // type and id

Value uidValue(const Uid2& uid) {
  Value out = Value::object();
  out.add("type", uid.first);
  out.add("id", uid.second);
  return out;
}

Value timeValue(Time time) {
  Value out = Value::object();
  Value& call = out.add("__extn", Value::object());
  call.add("fn", "datetime");
  call.add("arg", formatTime(time));
  return out;
}

template <class Texts>
Value textsValue(const Texts& texts) {
  Value list = Value::array();
  for (const auto& text : texts) list.push(std::string_view(text));
  return list;
}

Value attributeValue(const AttributeValue& value) {
  switch (value.type) {
    case ValueType::boolean: return value.number != 0;
    case ValueType::integer: return value.number;
    case ValueType::time: return timeValue(value.number);
    case ValueType::string: return value.string;
    case ValueType::strings: break;
  }
  return textsValue(value.strings);
}

struct Entity2 {
  Value attributes = Value::object();
  std::set<Uid2> parents{};
};

class CedarEntities2 {
 public:
  explicit CedarEntities2(const Account& account) : account_(account), policy_(account.policy()) {}

  std::string text() {
    addActions();
    addPeople();
    addPlaces();
    std::string out;
    for (auto& [uid, entity] : entities_) {
      Value value = Value::object();
      value.add("uid", uidValue(uid));
      value.add("attrs", std::move(entity.attributes));
      Value& parents = value.add("parents", Value::array());
      for (const auto& parent : entity.parents) parents.push(uidValue(parent));
      out += (out.empty() ? "[\n" : ",\n") + toJson(value);
    }
    return out + "\n]\n";
  }

 private:
  Entity2& at(const std::string& type, const std::string& id) { return entities_[{type, id}]; }

  /// Who holds a level holds those that it includes: the group of a level is in those of the levels that include it.
  void addActions() {
    const std::size_t count = policy_.levels().size();
    for (std::size_t i = 0; i < count; ++i) {
      Entity2& group = at("Action", cedarLevel(i, policy_));
      for (std::size_t above = 0; above < count; ++above)
        if (above != i && policy_.levelAt(above).covers(policy_.levelAt(i)))
          group.parents.insert({"Action", cedarLevel(above, policy_)});
      at("Action", "holds " + policy_.levels()[i]).parents.insert({"Action", cedarLevel(i, policy_)});
    }
    at("Action", std::string(cedarWithoutLevel));
    for (const auto& asked : askedActions2(account_)) {
      Entity2& entity = at("Action", asked.name);
      if (!asked.level.any()) entity.parents.insert({"Action", std::string(cedarWithoutLevel)});
      for (std::size_t level : maximalLevels(policy_, asked.level))
        entity.parents.insert({"Action", cedarLevel(level, policy_)});
    }
  }

  Value profileOf(const Attributes& attributes) const {
    Value profile = Value::object();
    for (const auto& [id, value] : attributes) profile.add(policy_.attributes()[id], attributeValue(value));
    return profile;
  }

  void addUser(const User& user) {
    Entity2& entity = at("User", user.id);
    const Holder holder(account_, user.id);
    std::vector<std::string> roles;
    for (const Role* role : holder.roles()) {
      roles.push_back(role->name);
      entity.parents.insert({"Role", role->name});
    }
    entity.attributes.add("id", user.id);
    entity.attributes.add("name", user.name);
    if (!user.email.empty()) entity.attributes.add("email", user.email);
    entity.attributes.add("roles", textsValue(roles));
    entity.attributes.add("groups", textsValue(holder.groups()));
    entity.attributes.add("profile", profileOf(user.attributes));
    for (const auto& group : account_.groupsOf(user.id)) entity.parents.insert({"UserGroup", group});
  }

  void addPeople() {
    at("Account", account_.id);
    at("Host", "system");
    eachRoleOf(account_, [&](const Role& role) { at("Role", role.name); });
    for (const auto& [id, group] : account_.groups()) {
      Entity2& entity = at("UserGroup", id);
      entity.attributes.add("name", group.name);
      for (const auto& above : account_.groupsAbove(id)) entity.parents.insert({"UserGroup", above});
    }
    for (const auto& [id, user] : account_.users()) addUser(user);
    for (const auto& [id, key] : account_.apiKeys()) {
      Entity2& entity = at("ApiKey", id);
      entity.attributes.add("id", id);
      if (key.endsAt) entity.attributes.add("endsAt", timeValue(*key.endsAt));
      entity.parents.insert({"KeyScope", std::string(key.scope())});
    }
  }

  template <class Item>
  Entity2& addItem(const Item& item) {
    Entity2& entity = at(cedarType(policy_, item.kind), item.id);
    entity.attributes.add("kind", policy_.kinds()[item.kind].name);
    Value& facts = entity.attributes.add("facts", profileOf(item.attributes));
    for (const auto& relation : policy_.kinds()[item.kind].relations) {
      const auto* users = item.relations.find(relation.id);
      facts.add(policy_.relations()[relation.id], users == nullptr ? Value::array() : textsValue(*users));
    }
    return entity;
  }

  void addPlaces() {
    at("Root", "/");
    // What is held on the root is held on collections too.
    for (const auto& [id, collection] : account_.collections()) addItem(collection).parents.insert({"Root", "/"});
    for (const auto& [id, asset] : account_.assets()) {
      Entity2& entity = addItem(asset);
      const Asset* above = placeAbove(account_, asset.path);
      entity.parents.insert(above == nullptr ? Uid2{"Root", "/"} : Uid2{cedarType(policy_, above->kind), above->id});
    }
  }

  const Account& account_;
  const Policy& policy_;
  std::map<Uid2, Entity2> entities_;
};

}  // namespace

std::string cedarEntities2(const Account& account) { return CedarEntities2(account).text(); }

}  // namespace lockstep
