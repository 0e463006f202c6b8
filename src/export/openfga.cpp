// An account of format 2 for OpenFGA. Roles open actions on the account: `may_ACTION`. Levels are relations of places,
// which pass to what is in them. An action is both: `can_ACTION`.
#include "export/openfga.h"

#include <algorithm>
#include <map>
#include <set>

#include "export/openfga_words.h"
#include "lockstep/account/path.h"
#include "lockstep/base/json.h"

namespace lockstep {

namespace {

using Lines = std::vector<std::string>;

struct FgaTuple {
  std::string user, relation, object, condition{};
  std::optional<Time> until{};
};

class OpenFga {
 public:
  explicit OpenFga(const Account& account)
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

  std::string tuples() const {
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

  std::string model() {
    out_ = "# Policy " + policy_.id() + " " + policy_.version() + " over account " + account_.id + ", revision " +
           std::to_string(account_.revision) + ", by lockstep export.\n" +
           "# The account's plan and features are those of this moment; export again when they change.\n"
           "# Facts that conditions read come in the context of a question; `has_NAME` says whether a fact is there.\n"
           "# Not carried: limits and other counts, names, what may be given to others and for how long, keys, links.\n"
           "# A place with a closed place below it is not moved, copied or deleted.\n"
           "model\n  schema 1.1\n";
    type("user", {});
    type("group", {"member: [user, group#member]"});
    type("role", {"assignee: [user]"});
    accountType();
    placeType("root", std::nullopt);
    for (KindId kind : policy_.kinds().ids())
      if (policy_.kinds()[kind].isPlace() || policy_.kinds()[kind].isCollection()) placeType(words_.kind(kind), kind);
    return out_ + words_.conditions();
  }

 private:
  /// Different actions have different names, also where OpenFGA has fewer characters.
  void nameActions() {
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

  // ---- Tuples ----

  void add(FgaTuple tuple) {
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

  std::string accountObject() const { return "account:" + fgaId(account_.id); }
  std::string placeObject(const Asset* place) const {
    return place == nullptr ? "root:root" : words_.kind(place->kind) + ":" + fgaId(place->id);
  }

  void addPeople() {
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
  void addGates() {
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

  void addMet(FgaTuple tuple, const Formula& met) {
    if (met.op == Formula::Op::no) return;
    if (met.op != Formula::Op::yes || tuple.until) tuple.condition = words_.condition(met, tuple.until.has_value());
    add(std::move(tuple));
  }

  template <class Item>
  void addItem(const Item& item, const std::string& object) {
    add({accountObject(), "account", object});
    for (const auto& [relation, users] : item.relations)
      for (const auto& user : users) add({"user:" + fgaId(user), words_.relation(relation), object});
  }

  void addPlaces() {
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

  static std::string holderOf(const Subject& with) {
    switch (with.kind) {
      case Subject::Kind::user: return "user:" + fgaId(with.id);
      case Subject::Kind::group: return "group:" + fgaId(with.id) + "#member";
      case Subject::Kind::role: return "role:" + fgaId(with.id) + "#assignee";
      case Subject::Kind::everyone: break;
    }
    return "user:*";
  }

  void addSource(const Source2& source) {
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

  // ---- Model ----

  void type(const std::string& name, const Lines& relations) {
    out_ += "\ntype " + name + "\n" + (relations.empty() ? "" : "  relations\n");
    for (const auto& relation : relations) out_ += "    define " + relation + "\n";
  }

  /// The types that may be in a relation: those that its tuples have, and those that others may.
  std::string direct(const std::string& type, const std::string& relation, std::set<std::string> more) const {
    if (const auto known = restrictions_.find(type + "#" + relation); known != restrictions_.end())
      more.insert(known->second.begin(), known->second.end());
    std::string out;
    for (const auto& each : more) out += (out.empty() ? "[" : ", ") + each;
    return out + "]";
  }

  /// The relation of what is given at a place. Where some roles have no shares, it sleeps for their users.
  std::string given(std::size_t level) const { return (allShare_ ? "" : "given_") + words_.level(level); }

  void accountType() {
    Lines lines;
    for (std::size_t i = 0; i < asked_.size(); ++i)
      lines.push_back(gates_[i] + ": " + direct("account", gates_[i], {"role#assignee"}));
    if (!allShare_) {
      lines.push_back("awake: [user]");
      for (std::size_t i = 0; i < policy_.levels().size(); ++i)
        lines.push_back("everywhere_" + words_.level(i) + ": [role#assignee]");
    }
    for (std::size_t i = 0; i < asked_.size(); ++i) {
      const auto& on = asked_[i].on;
      const bool isOfAccount = std::any_of(on.begin(), on.end(), [](On each) {
        return each != On::asset && each != On::collection && each != On::link;
      });
      if (isOfAccount) lines.push_back(cans_[i] + ": " + gates_[i]);
    }
    type("account", lines);
  }

  std::set<std::string> parentsOf(std::optional<KindId> kind) const {
    std::set<std::string> parents;
    const Kind& of = policy_.kinds()[*kind];
    if (of.inRoot || of.isCollection()) parents.insert("root");
    for (KindId each : of.in) parents.insert(words_.kind(each));
    return parents;
  }

  void levelLines(const std::string& name, std::optional<KindId> kind, Lines& lines) const {
    const std::size_t count = policy_.levels().size();
    for (std::size_t i = 0; i < count; ++i) {
      std::string ways = direct(name, given(i), {"user", "user:*", "group#member", "role#assignee"});
      for (std::size_t above = 0; above < count; ++above)
        if (above != i && policy_.levelAt(above).covers(policy_.levelAt(i))) ways += " or " + given(above);
      if (kind) {
        for (const auto& relation : policy_.kinds()[*kind].relations)
          for (std::size_t level : maximalLevels(policy_, account_.enabled(relation.level)))
            if (level == i) ways += " or " + words_.relation(relation.id);
        ways += " or " + given(i) + " from parent";
        if (policy_.kinds()[*kind].isPlace() && through_.contains(static_cast<unsigned>(i)))
          ways += " or " + given(i) + " from through_" + words_.level(i);
        for (KindId collection : collectionsOf(*kind))
          if (policy_.kinds()[collection].gives == policy_.levelAt(i))
            ways += " or " + given(i) + " from in_" + words_.kind(collection);
      }
      lines.push_back(given(i) + ": " + ways);
      if (allShare_) continue;
      std::string held = "";
      for (std::size_t above = 0; above < count; ++above)
        if (policy_.levelAt(above).covers(policy_.levelAt(i)))
          held += " or everywhere_" + words_.level(above) + " from account";
      lines.push_back(words_.level(i) + ": (" + given(i) + " and awake from account)" + held);
    }
  }

  std::vector<KindId> collectionsOf(KindId kind) const {
    std::vector<KindId> found;
    for (KindId each : policy_.kinds().ids()) {
      const auto& collects = policy_.kinds()[each].collects;
      if (std::find(collects.begin(), collects.end(), kind) != collects.end()) found.push_back(each);
    }
    return found;
  }

  /// The root, where no kind is given.
  void placeType(const std::string& name, std::optional<KindId> kind) {
    Lines lines{"account: [account]"};
    if (kind) {
      lines.push_back("parent: " + direct(name, "parent", parentsOf(kind)));
      for (unsigned i : through_)
        if (policy_.kinds()[*kind].isPlace())
          lines.push_back("through_" + words_.level(i) + ": " +
                          direct(name, "through_" + words_.level(i), parentsOf(kind)));
      for (KindId collection : collectionsOf(*kind))
        lines.push_back("in_" + words_.kind(collection) + ": [" + words_.kind(collection) + "]");
      for (const auto& relation : policy_.kinds()[*kind].relations)
        lines.push_back(words_.relation(relation.id) + ": [user]");
    }
    lines.emplace_back("holds_closed: [user:*]");
    levelLines(name, kind, lines);
    for (std::size_t i = 0; i < asked_.size(); ++i) {
      const auto& kinds = asked_[i].kinds;
      const bool isHere = kind ? std::find(kinds.begin(), kinds.end(), *kind) != kinds.end() : asked_[i].onRoot;
      if (!isHere) continue;
      std::string rule = gates_[i] + " from account";
      for (std::size_t level : maximalLevels(policy_, asked_[i].level)) rule += " and " + words_.level(level);
      const bool isDeep = policy_.actions()[asked_[i].action].deep && !asked_[i].isSecond && asked_[i].level.any();
      lines.push_back(cans_[i] + ": " + (isDeep ? "(" + rule + ") but not holds_closed" : rule));
    }
    type(name, lines);
  }

  const Account& account_;
  const Policy& policy_;
  FgaWords words_;
  std::vector<Asked2> asked_;
  std::vector<std::string> gates_, cans_;  // of each asked action
  std::vector<Source2> sources_;
  bool allShare_;
  std::set<unsigned> through_;  // the levels that some closed place lets through
  std::vector<FgaTuple> tuples_;
  std::set<std::string> seen_;
  std::map<std::string, std::set<std::string>> restrictions_;  // by type and relation
  std::string out_;
};

}  // namespace

std::string openfgaModel(const Account& account) { return OpenFga(account).model(); }
std::string openfgaTuples(const Account& account) { return OpenFga(account).tuples(); }

}  // namespace lockstep
