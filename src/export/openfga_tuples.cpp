#include "export/openfga_tuples.h"

#include <utility>

#include "lockstep/account/path.h"
#include "lockstep/base/json.h"

namespace lockstep {

namespace {

std::string holderOf(const Subject& with) {
  switch (with.kind) {
    case Subject::Kind::user: return "user:" + fgaId(with.id);
    case Subject::Kind::group: return "group:" + fgaId(with.id) + "#member";
    case Subject::Kind::role: return "role:" + fgaId(with.id) + "#assignee";
    case Subject::Kind::everyone: break;
  }
  return "user:*";
}

}  // namespace

FgaTuples::FgaTuples(const Account& account)
    : account_(account),
      policy_(account.policy()),
      words_(account),
      asked_(askedActions2(account)),
      sources_(sources2(account)),
      allShare_(everyRoleShares(account)) {
  nameActions();
  for (const Asset* closed : account_.closedBelow("/"))
    for (unsigned i = 0; i < policy_.levels().size(); ++i)
      if (closed->passes.has(i)) through_.insert(i);
  addPeople();
  addGates();
  addPlaces();
  for (const auto& source : sources_) addSource(source);
}

/// Different actions have different names, also where OpenFGA has fewer characters.
void FgaTuples::nameActions() {
  constexpr std::size_t longest = 40;
  std::set<std::string> taken;
  for (const auto& asked : asked_) {
    const std::string plain = fgaName(asked.name).substr(0, longest);
    std::string name = plain;
    for (int i = 2; !taken.insert(name).second; ++i) name = plain + "_" + std::to_string(i);
    gates_.push_back("may_" + name);
    cans_.push_back("can_" + name);
  }
}

void FgaTuples::add(FgaTuple tuple) {
  if (!seen_.insert(tuple.user + " " + tuple.relation + " " + tuple.object).second) return;
  const std::string type = tuple.object.substr(0, tuple.object.find(':'));
  const auto hash = tuple.user.find('#'), colon = tuple.user.find(':');
  std::string holder = tuple.user.substr(0, colon);
  if (hash != std::string::npos) holder += tuple.user.substr(hash);
  if (tuple.user == "user:*") holder = tuple.user;
  restrictions_[type + "#" + tuple.relation].insert(holder +
                                                    (tuple.condition.empty() ? "" : " with " + tuple.condition));
  tuples_.push_back(std::move(tuple));
}

std::string FgaTuples::accountObject() const { return "account:" + fgaId(account_.id); }

std::string FgaTuples::placeObject(const Asset* place) const {
  return place == nullptr ? "root:root" : words_.kind(place->kind) + ":" + fgaId(place->id);
}

void FgaTuples::addPeople() {
  for (const auto& [id, user] : account_.users()) {
    const std::string name = "user:" + fgaId(id);
    account_.eachRole(user, [&](const Role& role) {
      add({name, "assignee", "role:" + fgaId(role.name)});
      if (role.shared && !allShare_) add({name, "awake", accountObject()});
    });
  }
  for (const auto& [id, group] : account_.groups()) {
    for (const auto& member : group.members) add({"user:" + fgaId(member), "member", "group:" + fgaId(id)});
    for (const auto& inner : group.groups) add({"group:" + fgaId(inner) + "#member", "member", "group:" + fgaId(id)});
  }
}

/// Conditions of the action, and of the entries of a role, are on the tuple that opens the action to the role.
void FgaTuples::addGates() {
  for (std::size_t i = 0; i < asked_.size(); ++i) {
    const Action& action = policy_.actions()[asked_[i].action];
    std::map<const Role*, std::vector<Formula>> byRole;
    for (const auto& opening : openings(account_, asked_[i]))
      byRole[opening.role].push_back(metBy(policy_, opening.when));
    for (auto& [role, ways] : byRole) {
      std::vector<Formula> all;
      all.push_back(anyOf(std::move(ways)));
      if (!asked_[i].isSecond) all.push_back(metBy(policy_, action.when, action.unless));
      addMet({"role:" + fgaId(role->name) + "#assignee", gates_[i], accountObject()}, allOf(std::move(all)));
    }
  }
}

void FgaTuples::addMet(FgaTuple tuple, const Formula& met) {
  if (met.op == Formula::Op::no) return;
  if (met.op != Formula::Op::yes || tuple.until) tuple.condition = words_.condition(met, tuple.until.has_value());
  add(std::move(tuple));
}

template <class Item>
void FgaTuples::addItem(const Item& item, const std::string& object) {
  add({accountObject(), "account", object});
  for (const auto& [relation, users] : item.relations)
    for (const auto& user : users) add({"user:" + fgaId(user), words_.relation(relation), object});
}

void FgaTuples::addPlaces() {
  add({accountObject(), "account", placeObject(nullptr)});
  for (const auto& [id, asset] : account_.assets()) {
    const std::string object = placeObject(&asset), above = placeObject(placeAbove(account_, asset.path));
    addItem(asset, object);
    if (!asset.isClosed()) add({above, "parent", object});
    for (unsigned i : through_)
      if (asset.isClosed() && asset.passes.has(i)) add({above, "through_" + words_.level(i), object});
  }
  for (const auto& [id, collection] : account_.collections()) {
    const std::string object = words_.kind(collection.kind) + ":" + fgaId(id);
    addItem(collection, object);
    add({placeObject(nullptr), "parent", object});
    for (const auto& item : collection.items)
      if (const Asset* asset = account_.asset(item))
        add({object, "in_" + words_.kind(collection.kind), placeObject(asset)});
  }
  for (const Asset* closed : account_.closedBelow("/"))
    for (std::string path = closed->path; path != "/";) {
      path = parentPath(path);
      const Asset* above = path == "/" ? nullptr : account_.assetAt(path);
      if (path == "/" || above != nullptr) add({"user:*", "holds_closed", placeObject(above)});
    }
}

void FgaTuples::addSource(const Source2& source) {
  if (source.from == Source2::From::relation) return;
  const std::string object = source.collection != nullptr
                                 ? words_.kind(source.collection->kind) + ":" + fgaId(source.collection->id)
                                 : placeObject(account_.asset(source.on));
  const Formula met = metBy(policy_, source.when);
  for (std::size_t level : maximalLevels(policy_, source.level)) {
    if (source.everywhere)
      add({holderOf(source.with), "everywhere_" + words_.level(level), accountObject()});
    else
      addMet({holderOf(source.with), given(level), object, {}, source.until}, met);
  }
}

std::set<std::string> FgaTuples::holdersIn(const std::string& type, const std::string& relation) const {
  const auto known = restrictions_.find(type + "#" + relation);
  return known != restrictions_.end() ? known->second : std::set<std::string>();
}

std::string FgaTuples::json() const {
  std::string out;
  for (const auto& tuple : tuples_) {
    Value value = Value::object();
    value.add("user", tuple.user);
    value.add("relation", tuple.relation);
    value.add("object", tuple.object);
    if (!tuple.condition.empty()) {
      Value& condition = value.add("condition", Value::object());
      condition.add("name", tuple.condition);
      if (tuple.until) condition.add("context", Value::object()).add("until", formatTime(*tuple.until));
    }
    out += (out.empty() ? "[\n" : ",\n") + toJson(value);
  }
  return out.empty() ? "[]\n" : out + "\n]\n";
}

}  // namespace lockstep
