// The authorization model of an account of format 2 for OpenFGA. Roles open actions on the account: `may_ACTION`.
// Levels are relations of places, which pass to what is in them. An action is both: `can_ACTION`.
#include "export/openfga.h"

#include <algorithm>
#include <set>

#include "export/openfga_tuples.h"

namespace lockstep {

namespace {

using Lines = std::vector<std::string>;

class FgaModel {
 public:
  explicit FgaModel(const FgaTuples& tuples)
      : tuples_(tuples), account_(tuples.account()), policy_(account_.policy()), words_(tuples.words()) {}

  std::string write() {
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
  void type(const std::string& name, const Lines& relations) {
    out_ += "\ntype " + name + "\n" + (relations.empty() ? "" : "  relations\n");
    for (const auto& relation : relations) out_ += "    define " + relation + "\n";
  }

  /// The types that may be in a relation: those that its tuples have, and those that others may.
  std::string direct(const std::string& type, const std::string& relation, std::set<std::string> more) const {
    more.merge(tuples_.holdersIn(type, relation));
    std::string out;
    for (const auto& each : more) out += (out.empty() ? "[" : ", ") + each;
    return out + "]";
  }

  void accountType() {
    Lines lines;
    for (std::size_t i = 0; i < tuples_.asked().size(); ++i)
      lines.push_back(tuples_.gate(i) + ": " + direct("account", tuples_.gate(i), {"role#assignee"}));
    if (!tuples_.allShare()) {
      lines.push_back("awake: [user]");
      for (std::size_t i = 0; i < policy_.levels().size(); ++i)
        lines.push_back("everywhere_" + words_.level(i) + ": [role#assignee]");
    }
    for (std::size_t i = 0; i < tuples_.asked().size(); ++i) {
      const auto& on = tuples_.asked()[i].on;
      const bool isOfAccount = std::any_of(on.begin(), on.end(), [](On each) {
        return each != On::asset && each != On::collection && each != On::link;
      });
      if (isOfAccount) lines.push_back(tuples_.can(i) + ": " + tuples_.gate(i));
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
      std::string ways = direct(name, tuples_.given(i), {"user", "user:*", "group#member", "role#assignee"});
      for (std::size_t above = 0; above < count; ++above)
        if (above != i && policy_.levelAt(above).covers(policy_.levelAt(i))) ways += " or " + tuples_.given(above);
      if (kind) {
        for (const auto& relation : policy_.kinds()[*kind].relations)
          for (std::size_t level : maximalLevels(policy_, account_.enabled(relation.level)))
            if (level == i) ways += " or " + words_.relation(relation.id);
        ways += " or " + tuples_.given(i) + " from parent";
        if (policy_.kinds()[*kind].isPlace() && tuples_.through().contains(static_cast<unsigned>(i)))
          ways += " or " + tuples_.given(i) + " from through_" + words_.level(i);
        for (KindId collection : collectionsOf(*kind))
          if (account_.givenOnItems(collection) == policy_.levelAt(i))
            ways += " or " + tuples_.given(i) + " from in_" + words_.kind(collection);
      }
      lines.push_back(tuples_.given(i) + ": " + ways);
      if (tuples_.allShare()) continue;
      std::string held = "";
      for (std::size_t above = 0; above < count; ++above)
        if (policy_.levelAt(above).covers(policy_.levelAt(i)))
          held += " or everywhere_" + words_.level(above) + " from account";
      lines.push_back(words_.level(i) + ": (" + tuples_.given(i) + " and awake from account)" + held);
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
      for (unsigned i : tuples_.through())
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
    for (std::size_t i = 0; i < tuples_.asked().size(); ++i) {
      const auto& kinds = tuples_.asked()[i].kinds;
      const bool isHere =
          kind ? std::find(kinds.begin(), kinds.end(), *kind) != kinds.end() : tuples_.asked()[i].onRoot;
      if (!isHere) continue;
      std::string rule = tuples_.gate(i) + " from account";
      for (std::size_t level : maximalLevels(policy_, tuples_.asked()[i].level)) rule += " and " + words_.level(level);
      const bool isDeep = policy_.actions()[tuples_.asked()[i].action].deep && !tuples_.asked()[i].isSecond &&
                          tuples_.asked()[i].level.any();
      lines.push_back(tuples_.can(i) + ": " + (isDeep ? "(" + rule + ") but not holds_closed" : rule));
    }
    type(name, lines);
  }

  const FgaTuples& tuples_;
  const Account& account_;
  const Policy& policy_;
  const FgaWords& words_;
  std::string out_;
};

}  // namespace

std::string openfgaModel(const Account& account) { return FgaModel(FgaTuples(account)).write(); }
std::string openfgaTuples(const Account& account) { return FgaTuples(account).json(); }

}  // namespace lockstep
