// An account of format 2 as Cedar: a permit for each level given, and forbids for what actions need beside a level.
#include "export/cedar2.h"

#include <algorithm>
#include <map>

#include "lockstep/account/path.h"
#include "lockstep/base/reader.h"

namespace lockstep {

namespace {

using Texts = std::vector<std::string>;

class CedarPolicies2 {
 public:
  explicit CedarPolicies2(const Account& account)
      : account_(account), policy_(account.policy()), asked_(askedActions2(account)), sources_(sources2(account)) {}

  std::string text() {
    out_ = "// Policy " + policy_.id() + " " + policy_.version() + " over account " + account_.id + ", revision " +
           std::to_string(account_.revision) + ", by lockstep export.\n" +
           "// The account's plan and features are those of this moment; export again when they change.\n"
           "// Not carried: limits and other counts, names, what may be given to others and for how long, public "
           "links.\n"
           "// Who gives a level is asked for it too: `holds LEVEL` at the place.\n";
    section("Roles: who has which actions");
    openingRules();
    section("Conditions of actions");
    conditionRules();
    section("What actions are asked of");
    kindRules();
    section("API keys and the host");
    keyRules();
    section("Levels");
    levelRules();
    section("Closed places, which a deep action takes along");
    deepRules();
    return std::move(out_);
  }

 private:
  void section(const std::string& title) { out_ += "\n// ---- " + title + " ----\n"; }

  void rule(const std::string& id, const std::string& effect, const std::string& head,
            const std::string& condition = "") {
    out_ += "\n@id(" + cedarText(id) + ")\n" + effect + " (" + head + ")" +
            (condition.empty() ? "" : "\n" + condition) + ";\n";
  }

  bool isOfPlace(const Asked2& asked) const {
    return std::all_of(asked.on.begin(), asked.on.end(),
                       [](On on) { return on == On::asset || on == On::collection || on == On::link; });
  }

  /// Adds an entry to a list of its key; `order` keeps the keys in the order of their first.
  struct Grouped {
    std::map<std::string, Texts> names{};
    Texts order{};

    void add(const std::string& key, const std::string& name) {
      if (names[key].empty()) order.push_back(key);
      names[key].push_back(name);
    }
  };

  /// An action that no role lists is denied to every user.
  void openingRules() {
    Grouped byRoles;
    for (const auto& asked : asked_) {
      Texts ways;
      for (const auto& opening : openings(account_, asked)) {
        const std::string in = "principal in " + cedarEntity("Role", opening.role->name);
        const Formula met = metBy(policy_, opening.when);
        ways.push_back(met.op == Formula::Op::yes
                           ? in
                           : "(" + in + " && " + cedarCondition(met, account_, isOfPlace(asked)) + ")");
      }
      byRoles.add(ways.empty() ? "" : "unless { " + cedarJoined(ways, " ||\n  ") + " }", asked.name);
    }
    for (const auto& unless : byRoles.order)
      rule("roles for " + byRoles.names[unless].front(), "forbid",
           "principal is User, " + cedarAmong(byRoles.names[unless]) + ", resource", unless);
  }

  /// The conditions of an action hold for every principal.
  void conditionRules() {
    Grouped byConditions;
    for (const auto& asked : asked_) {
      const Action& action = policy_.actions()[asked.action];
      if (asked.isSecond || (action.when.empty() && action.unless.empty())) continue;
      const Formula met = metBy(policy_, action.when, action.unless);
      byConditions.add("unless { " + cedarCondition(met, account_, isOfPlace(asked)) + " }", asked.name);
    }
    for (const auto& unless : byConditions.order)
      rule("conditions of " + byConditions.names[unless].front(), "forbid",
           "principal, " + cedarAmong(byConditions.names[unless]) + ", resource", unless);
  }

  std::string placesOf2(const Asked2& asked) const {
    Texts fits;
    const auto isOn = [&](On on) { return std::find(asked.on.begin(), asked.on.end(), on) != asked.on.end(); };
    // A request about a link is one about what it is on.
    const bool isOnLink = isOn(On::link);
    for (KindId kind : policy_.kinds().ids()) {
      const Kind& each = policy_.kinds()[kind];
      const bool isAny = isOnLink && (each.isPlace() || each.isCollection());
      if (!isAny && std::find(asked.kinds.begin(), asked.kinds.end(), kind) == asked.kinds.end()) continue;
      const std::string is = "resource is " + cedarType(policy_, kind);
      fits.push_back(each.isCollection() ? "(" + is + " && resource has kind)" : is);
    }
    if (asked.onRoot || isOnLink) fits.emplace_back("resource is Root");
    if (isOn(On::user)) fits.emplace_back("(resource is User && resource has name)");
    if (isOn(On::self)) fits.emplace_back("resource == principal");
    if (isOn(On::group)) fits.emplace_back("(resource is UserGroup && resource has name)");
    if (isOn(On::role)) fits.emplace_back("resource is Role");
    if (isOn(On::apiKey)) fits.emplace_back("(resource is ApiKey && resource has id)");
    // Also one on a user, group, role or key that is not named yet.
    const bool isOfAccount = std::any_of(asked.on.begin(), asked.on.end(), [](On on) {
      return on != On::asset && on != On::collection && on != On::link;
    });
    if (isOfAccount) fits.emplace_back("resource is Account");
    return cedarJoined(fits, " || ");
  }

  void kindRules() {
    Grouped byPlaces;
    for (const auto& asked : asked_) byPlaces.add("unless { " + placesOf2(asked) + " }", asked.name);
    for (const auto& unless : byPlaces.order)
      rule("kinds for " + byPlaces.names[unless].front(), "forbid",
           "principal, " + cedarAmong(byPlaces.names[unless]) + ", resource", unless);
    if (!account_.complete) return;
    Texts places{"resource is Root"};
    for (KindId kind : policy_.kinds().ids())
      if (policy_.kinds()[kind].isPlace()) places.push_back("resource is " + cedarType(policy_, kind));
    rule("only places there are", "forbid", "principal, action, resource",
         "when { " + cedarJoined(places, " || ") + " }\nunless { resource in " + cedarPlace(policy_, nullptr) + " }");
  }

  /// A key has a scope and no levels.
  void keyRules() {
    for (const auto& scope : policy_.keyScopes()) {
      Texts covered;
      for (const auto& asked : asked_)
        if (scope.allow.has(asked.action) && !policy_.actions()[asked.action].host) covered.push_back(asked.name);
      if (!covered.empty())
        rule("keys: " + scope.name, "permit",
             "principal in " + cedarEntity("KeyScope", scope.name) + ", " + cedarAmong(covered) + ", resource");
    }
    rule("a key has ended", "forbid", "principal, action, resource",
         "when { principal is ApiKey && principal has endsAt }\nunless { context has now && context.now < "
         "principal.endsAt }");
    rule("the host", "permit", "principal is Host, action, resource");
    rule("without a level", "permit",
         "principal is User, action in " + cedarEntity("Action", cedarWithoutLevel) + ", resource");
  }

  // ---- Levels ----

  static std::string holderOf(const Subject& with) {
    switch (with.kind) {
      case Subject::Kind::user: return "principal == " + cedarEntity("User", with.id);
      case Subject::Kind::group: return "principal in " + cedarEntity("UserGroup", with.id);
      case Subject::Kind::role: return "principal in " + cedarEntity("Role", with.id);
      case Subject::Kind::everyone: break;
    }
    return "principal is User";
  }

  std::string levelsIn(LevelSet levels) const {
    Texts names;
    for (std::size_t level : maximalLevels(policy_, levels)) names.push_back(cedarLevel(level, policy_));
    return cedarAmong(names);
  }

  /// What must be true of the request for a source to count. Shares of who has only roles without them sleep.
  Texts testsOf(const Source2& source) const {
    Texts tests;
    if (source.from != Source2::From::role && !everyRoleShares(account_)) {
      Texts roles;
      eachRoleOf(account_, [&](const Role& role) {
        if (role.shared) roles.push_back(cedarEntity("Role", role.name));
      });
      tests.push_back("principal in " + cedarList(roles));
    }
    if (source.until)
      tests.push_back("context has now && context.now < datetime(" + cedarText(formatTime(*source.until)) + ")");
    if (!source.when.empty()) tests.push_back(cedarCondition(metBy(policy_, source.when), account_, true));
    return tests;
  }

  static std::string idOf(const Source2& source) {
    switch (source.from) {
      case Source2::From::role: return "level of " + source.name;
      case Source2::From::relation: return source.name + " of " + source.on + ": " + source.with.id;
      case Source2::From::share: break;
    }
    constexpr const char* kinds[] = {"user ", "group ", "role ", ""};
    return "share of " + source.on + " with " + kinds[static_cast<std::size_t>(source.with.kind)] + source.with.id;
  }

  std::string listPlaces(const std::vector<const Asset*>& places) const {
    Texts names;
    for (const Asset* place : places) names.push_back(cedarPlace(policy_, place));
    return cedarList(names);
  }

  /// Nothing is below what is named there, so that the rule for its kind is enough.
  bool isOfKind(const Source2& source) const {
    const Asset* asset = account_.asset(source.on);
    return source.from == Source2::From::relation && asset != nullptr && policy_.isLeaf(asset->kind);
  }

  void sourceRules(const Source2& source) {
    if (isOfKind(source)) return;
    const Texts tests = testsOf(source);
    const std::string when = tests.empty() ? "" : "when { " + cedarJoined(tests, " && ") + " }";
    const auto permit = [&](const std::string& id, LevelSet level, const std::string& where, const std::string& but) {
      rule(id, "permit", holderOf(source.with) + ", " + levelsIn(level) + ", " + where,
           when + (when.empty() || but.empty() ? "" : "\n") + but);
    };
    if (source.collection != nullptr)
      permit(idOf(source), source.level,
             "resource == " + cedarEntity(cedarType(policy_, source.collection->kind), source.collection->id), "");
    for (const auto& reach : source.reaches) {
      const std::string below = source.collection != nullptr || reach.level != source.level
                                    ? ", from " + (reach.place == nullptr ? "/" : reach.place->path)
                                    : "";
      permit(idOf(source) + below, reach.level,
             source.everywhere ? "resource" : "resource in " + cedarPlace(policy_, reach.place),
             reach.except.empty() ? "" : "unless { resource in " + listPlaces(reach.except) + " }");
    }
  }

  void levelRules() {
    for (const auto& source : sources_) sourceRules(source);
    // Of a place that the account does not list, the host says whom it names.
    for (KindId kind : policy_.kinds().ids())
      for (const auto& relation : policy_.kinds()[kind].relations) {
        const LevelSet level = account_.enabled(relation.level);
        if (!level.any() || !policy_.kinds()[kind].isPlace()) continue;
        const std::string name = cedarText(policy_.relations()[relation.id]);
        rule("any " + policy_.kinds()[kind].name + ", " + policy_.relations()[relation.id], "permit",
             "principal is User, " + levelsIn(level) + ", resource is " + cedarType(policy_, kind),
             "when { principal has id && resource has facts && resource.facts has " + name + " && resource.facts[" +
                 name + "].contains(principal.id)" + awake() + " }");
      }
  }

  std::string awake() const {
    const Texts tests = testsOf({Source2::From::relation, {}});
    return tests.empty() ? "" : " && " + tests.front();
  }

  /// What is true of a request whose principal holds a level at a listed place.
  std::string heldAt(const Asset& place, std::size_t level) const {
    Texts ways;
    for (const auto& source : sources_) {
      const bool reaches =
          source.everywhere || std::any_of(source.reaches.begin(), source.reaches.end(), [&](const Reach& reach) {
            const auto isAt = [&](const Asset* above) { return above == nullptr || isWithin(place.path, above->path); };
            return reach.level.has(static_cast<unsigned>(level)) && isAt(reach.place) &&
                   std::none_of(reach.except.begin(), reach.except.end(), isAt);
          });
      if (!reaches || !source.level.has(static_cast<unsigned>(level))) continue;
      Texts tests = testsOf(source);
      tests.insert(tests.begin(), holderOf(source.with));
      ways.push_back("(" + cedarJoined(tests, " && ") + ")");
    }
    return ways.empty() ? "" : cedarJoined(ways, " ||\n  ");
  }

  /// Who takes a place with all below it needs the level on each closed place below it too.
  void deepRules() {
    std::map<std::size_t, Texts> byLevel;
    for (const auto& asked : asked_) {
      const Action& action = policy_.actions()[asked.action];
      if (asked.isSecond || !action.deep || !asked.level.any()) continue;
      for (std::size_t level : maximalLevels(policy_, asked.level)) byLevel[level].push_back(asked.name);
    }
    for (const Asset* closed : account_.closedBelow("/"))
      for (const auto& [level, names] : byLevel) {
        const std::string place = cedarPlace(policy_, closed), held = heldAt(*closed, level);
        rule(policy_.levels()[level] + " on closed " + closed->path, "forbid",
             "principal is User, " + cedarAmong(names) + ", resource",
             "when { " + place + " in resource && resource != " + place + " }" +
                 (held.empty() ? "" : "\nunless { " + held + " }"));
      }
  }

  const Account& account_;
  const Policy& policy_;
  std::vector<Asked2> asked_;
  std::vector<Source2> sources_;
  std::string out_;
};

}  // namespace

std::string cedarPolicies2(const Account& account) { return CedarPolicies2(account).text(); }

}  // namespace lockstep
