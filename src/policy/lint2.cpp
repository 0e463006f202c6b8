// Format 2: what a policy says and surely does not mean. Each remark says what to do.
#include "policy/lint2.h"

#include <algorithm>

namespace lockstep {

namespace {

class Lint2 {
 public:
  Lint2(const Policy& policy, Problems& found) : policy_(policy), found_(found) {
    for (const Action& action : policy.actions())
      for (const LevelSet need : {action.level, action.toLevel, action.assetLevel, action.collectionLevel})
        if (need.any() && std::find(needs_.begin(), needs_.end(), need) == needs_.end()) needs_.push_back(need);
  }

  void run() {
    levels();
    kinds();
    attributes(policy_.userAttributes(), Variable::Of::principal, "/users/attributes/");
    attributes(policy_.contextFields(), Variable::Of::context, "/context/");
    conditions();
    for (const Action& action : policy_.actions()) {
      places(action);
      makers(action);
      reach(action);
    }
  }

 private:
  void doubt(std::string_view code, std::string at, std::string message) {
    found_.push_back({std::string(code), std::move(at), std::move(message)});
  }

  /// Whether a set of levels is enough for any action.
  bool isWorth(LevelSet held) const {
    return std::any_of(needs_.begin(), needs_.end(), [held](LevelSet need) { return held.covers(need); });
  }

  /// Of a level that bundles others, the others are needed.
  void levels() {
    for (std::size_t i = 0; i < policy_.levels().size(); ++i)
      if (!isWorth(policy_.levelAt(i)))
        doubt("level_unused", "/levels/" + policy_.levelPointer(i),
              "No action needs `" + policy_.levels()[i] + "`. Name it as the `level` of an action, or remove it.");
  }

  bool reads(Variable::Of of, std::string_view name) const {
    const auto& all = policy_.conditions();
    return std::any_of(all.begin(), all.end(), [&](const Condition& condition) {
      const auto& places = condition.program.reads;
      return std::any_of(places.begin(), places.end(), [&](std::uint16_t place) {
        const Variable& variable = policy_.variables()[place];
        return variable.of == of && variable.name == name;
      });
    });
  }

  void kinds() {
    for (KindId id : policy_.kinds().ids()) {
      const Kind& kind = policy_.kinds()[id];
      if (kind.name.empty()) continue;
      const std::string at = "/kinds/" + kind.name;
      const auto holds = [id](const Kind& other) {
        return std::find(other.in.begin(), other.in.end(), id) != other.in.end() ||
               std::find(other.collects.begin(), other.collects.end(), id) != other.collects.end();
      };
      const auto asks = [id](const Action& action) {
        return action.makes == id || std::find(action.kinds.begin(), action.kinds.end(), id) != action.kinds.end();
      };
      const bool isUsefulCollection = kind.isCollection() && isWorth(kind.gives);
      if (!isUsefulCollection && std::none_of(policy_.actions().begin(), policy_.actions().end(), asks) &&
          std::none_of(policy_.kinds().begin(), policy_.kinds().end(), holds))
        doubt("kind_unused", at,
              "No action is asked on `" + kind.name + "`. Name it in the `on` of one, or remove it.");
      relations(kind, at);
      for (const Attribute& attribute : kind.attributes) {
        const auto sets = [&](const Action& action) {
          return action.does == Does::setAttribute && action.attribute == attribute.id;
        };
        const std::string& name = policy_.attributes()[attribute.id];
        if (!reads(Variable::Of::resource, name) &&
            std::none_of(policy_.actions().begin(), policy_.actions().end(), sets))
          doubt("attribute_unused", at + "/attributes/" + name,
                "No condition reads `" + name + "` and no action sets it. Remove it: accounts need not state it.");
      }
    }
  }

  void relations(const Kind& kind, const std::string& at) {
    for (const Relation& relation : kind.relations) {
      const std::string& name = policy_.relations()[relation.id];
      if (!isWorth(relation.level) && !reads(Variable::Of::resource, name))
        doubt("relation_unused", at + "/relations/" + name,
              "Its level opens no action, and no condition reads it. Give it a level that an action needs, or remove "
              "it.");
    }
  }

  void attributes(const std::vector<Attribute>& declared, Variable::Of of, const std::string& at) {
    for (const Attribute& attribute : declared)
      if (const auto& name = policy_.attributes()[attribute.id]; !reads(of, name))
        doubt("attribute_unused", at + name, "No condition reads `" + name + "`. Use it in a condition, or remove it.");
  }

  void conditions() {
    for (ConditionId id : policy_.conditions().ids()) {
      const auto names = [id](const std::vector<ConditionId>& list) {
        return std::find(list.begin(), list.end(), id) != list.end();
      };
      const bool byAction = std::any_of(policy_.actions().begin(), policy_.actions().end(), [&](const Action& action) {
        return names(action.when) || names(action.unless);
      });
      const bool byRole = std::any_of(policy_.roles().begin(), policy_.roles().end(), [&](const Role& role) {
        return std::any_of(role.conditional.begin(), role.conditional.end(),
                           [&](const ConditionalActions& entry) { return names(entry.when); });
      });
      if (!byAction && !byRole)
        doubt("condition_unused", "/conditions/" + policy_.conditions()[id].name,
              "No action and no role uses `" + policy_.conditions()[id].name +
                  "`. Name it in a `when` or `unless`. If no share of an account names it either, remove it.");
    }
  }

  /// Whether an action is on a resource at a place: what a level may be held on.
  bool isPlaced(const Action& action) const {
    return std::any_of(action.kinds.begin(), action.kinds.end(), [this](KindId id) {
      return policy_.kinds()[id].isPlace() || policy_.kinds()[id].isCollection();
    });
  }

  /// An action that needs no level is open to its roles at every place, also where nothing was shared with them.
  void places(const Action& action) {
    const std::string at = "/actions/" + action.name;
    const auto unguarded = [&](std::string_view field, LevelSet level, bool takes) {
      if (takes && !level.any() && action.level.any())
        doubt("place_unguarded", at,
              "It needs no level on the second resource. Give its level as `" + std::string(field) + "`.");
    };
    unguarded("to", action.toLevel, action.does == Does::moveResource || action.does == Does::copyResource);
    const bool collects = action.does == Does::collect;
    unguarded("item", action.isOn(On::collection) ? action.assetLevel : action.collectionLevel, collects);
    const bool isBound = action.level.any() || action.host || action.isPublic || !action.when.empty();
    if (isBound || policy_.levels().empty() || !isPlaced(action)) return;
    for (RoleId id : policy_.roles().ids()) {
      const Role& role = policy_.roles()[id];
      const auto own = policy_.action(action.name);
      if (!role.certain.has(*own) || role.level.any()) continue;
      doubt("place_open", at,
            "Users of the role `" + role.name +
                "` may do it everywhere, also where nothing was shared with them. Give it a `level`.");
      return;
    }
  }

  /// Whether an action names users in the resources of a kind.
  bool isNamedLater(KindId kind) const {
    return std::any_of(policy_.actions().begin(), policy_.actions().end(), [&](const Action& action) {
      const bool isOnKind = std::find(action.kinds.begin(), action.kinds.end(), kind) != action.kinds.end();
      return action.does == Does::relate && isOnKind;
    });
  }

  void makers(const Action& action) {
    if (action.does != Does::create || action.maker) return;
    const Kind& kind = policy_.kinds()[action.makes];
    if (kind.relations.empty() || isNamedLater(action.makes)) return;
    doubt("maker_missing", "/actions/" + action.name,
          "It names no user in the new `" + kind.name + "`. Give the relation of its maker as `maker`, such as `" +
              policy_.relations()[kind.relations.front().id] + "`.");
  }

  /// Whether users of a role can hold the level that an action needs.
  bool canReach(const Role& role, const Action& action) const { return role.shared || role.level.covers(action.level); }

  void reach(const Action& action) {
    if (!action.level.any()) return;
    const auto id = policy_.action(action.name);
    bool isOpened = false, isReached = false;
    for (const Role& role : policy_.roles()) {
      if (!role.allow.has(*id)) continue;
      isOpened = true;
      isReached = isReached || canReach(role, action);
    }
    if (isOpened && !isReached)
      doubt("level_unreachable", "/actions/" + action.name,
            "No role that opens it can hold `" + policy_.levelName(action.level) +
                "`. Give a role that `level`, or leave out `\"shares\": false`.");
  }

  const Policy& policy_;
  Problems& found_;
  std::vector<LevelSet> needs_;
};

}  // namespace

void lintFormat2(const Policy& policy, Problems& found) { Lint2(policy, found).run(); }

}  // namespace lockstep
