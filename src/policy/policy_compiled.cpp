// A policy's tables as one flat list of strings and whole numbers (lockstep-compiled/6). A page reads it with a tenth
// of the code that reading and checking the rules takes.
//
// `PolicyTables::pass` defines the list, once for writing and reading.
#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "lockstep/base/json.h"
#include "lockstep/policy/policy.h"
#include "policy/bounds.h"
#include "policy/compiled_list.h"
#include "policy/condition_pass.h"

namespace lockstep {

namespace {

using compiled::any;
using compiled::ListReader;
using compiled::ListWriter;

/// Raise it whenever `pass` writes anything else than before.
constexpr std::string_view compiledFormat = "lockstep-compiled/6";

}  // namespace

class PolicyTables {
 public:
  using Tables = Policy::Tables;

  template <class Pass>
  static void pass(Pass& pass, Tables& tables) {
    passModule(pass, tables);
    pass.text(tables.id);
    pass.text(tables.version);
    pass.text(tables.digest);
    texts(pass, tables.plans.entries(), mostNamed);
    texts(pass, tables.levels, mostLevels);
    if constexpr (Pass::reads) tables.includes = std::vector<LevelSet>(tables.levels.size());
    for (LevelSet& level : tables.includes) levels(pass, level, tables.levels.size());
    passKinds(pass, tables);
    list(pass, tables.features.entries(), mostNamed, [&](Feature& feature) { pass.text(feature.name); });
    for (Feature& feature : tables.features.entries()) {
      place(pass, feature.plan, tables.plans.size());
      places(pass, feature.with, tables.features.size());
    }
    listOfExtras(pass, tables.limits.entries(), [&](Limit& limit) { passLimit(pass, limit, tables); });
    for (bool* each :
         {&tables.switches.strictCollectionReshare, &tables.switches.limitedFolders, &tables.hasLevelFeatures})
      flag(pass, *each);
    if (isSecond(tables)) passSecond(pass, tables);
    list(pass, tables.actions.entries(), mostNamed, [&](Action& action) { passAction(pass, action, tables); });
    places(pass, tables.actionsByName, tables.actions.size());
    list(pass, tables.roles.entries(), mostNamed, [&](Role& role) { passRole(pass, role, tables); });
    listOfExtras(pass, tables.keyScopes, [&](Scope& scope) {
      pass.text(scope.name);
      bits(pass, scope.allow, tables.actions.size());
    });
    bits(pass, tables.visitor, tables.actions.size());
    listOfExtras(pass, tables.areas, [&](auto& area) {
      pass.text(area.first);
      place(pass, area.second, tables.actions.size());
    });
    list(pass, tables.titles, any, [&](auto& title) {
      pass.text(title.first);
      pass.text(title.second);
    });
    passShow(pass, tables.show);
    if (isSecond(tables)) passMessages(pass, tables);
  }

  static Policy read(std::shared_ptr<Tables> tables) { return Policy(std::move(tables)); }

 private:
  static bool isSecond(const Tables& tables) { return hasFormat2 && (!hasFormat1 || tables.switches.rootHolds); }

  /// What a module must have comes first, since a page loads the smallest that has it: 1 is format 1, 2 is format 2,
  /// and 3 is format 2 without extras.
  template <class Pass>
  static void passModule(Pass& pass, Tables& tables) {
    int module = !tables.switches.rootHolds ? 1 : !Pass::reads && isPlain(tables) ? 3 : 2;
    number(pass, module, hasFormat2 ? 3 : 1);
    if (module == 0 || (!hasExtras && module != 3)) pass.refuse();
    tables.switches.rootHolds = module > 1;
  }

  /// Whether a policy in format 2 gives permissions by roles and conditions alone.
  static bool isPlain(const Tables& tables) {
    const auto& kinds = tables.kinds.entries();
    const auto& actions = tables.actions.entries();
    const bool hasParts = !tables.levels.empty() || !tables.relations.empty() || !tables.limits.empty() ||
                          !tables.keyScopes.empty() || !tables.areas.empty() || tables.visitor.any() ||
                          tables.customRoles.isOpen;
    return !hasParts &&
           std::none_of(kinds.begin(), kinds.end(), [](const Kind& kind) { return kind.isCollection(); }) &&
           std::none_of(actions.begin(), actions.end(), needsExtras);
  }

  static bool needsExtras(const Action& action) {
    constexpr On extras[] = {On::collection, On::link, On::apiKey, On::role};
    return action.does != Does::nothing || action.isPublic || action.ownComment || action.onLive || action.byArea ||
           action.deep ||
           std::find_first_of(action.on.begin(), action.on.end(), std::begin(extras), std::end(extras)) !=
               action.on.end();
  }

  template <class Pass>
  static void passKinds(Pass& pass, Tables& tables) {
    for (auto* names : {&tables.relations.entries(), &tables.attributes.entries()})
      listOfFormat2(pass, *names, [&](std::string& name) { pass.text(name); });
    list(pass, tables.kinds.entries(), mostNamed, [&](Kind& kind) { pass.text(kind.name); });
    bits(pass, tables.leaves, tables.kinds.size());
    for (Kind& kind : tables.kinds.entries()) {
      places(pass, kind.in, tables.kinds.size());
      flag(pass, kind.inRoot);
      number(pass, kind.naming, static_cast<std::int64_t>(Naming::ofKind));
      listOfFormat2(pass, kind.relations, [&](Relation& relation) {
        place(pass, relation.id, tables.relations.size());
        levels(pass, relation.level, tables.levels.size());
      });
      listOfFormat2(pass, kind.attributes, [&](Attribute& attribute) { passAttribute(pass, attribute, tables); });
      places(pass, kind.collects, tables.kinds.size());
      levels(pass, kind.gives, tables.levels.size());
    }
  }

  template <class Pass>
  static void passAttribute(Pass& pass, Attribute& attribute, const Tables& tables) {
    place(pass, attribute.id, tables.attributes.size());
    number(pass, attribute.type, static_cast<std::int64_t>(ValueType::time));
    texts(pass, attribute.words, mostNamed);
  }

  template <class Pass>
  static void passLimit(Pass& pass, Limit& limit, const Tables& tables) {
    pass.text(limit.name);
    number(pass, limit.value, any);
    number(pass, limit.counts, static_cast<std::int64_t>(lastCounts));
    place(pass, limit.kind, tables.kinds.size());
    pass.text(limit.role);
    flag(pass, limit.perResource);
    listOfFormat2(pass, limit.plans, [&](PlanValue& each) {
      place(pass, each.plan, tables.plans.size());
      number(pass, each.value, any);
    });
  }

  /// What only policies in format 2 have.
  template <class Pass>
  static void passSecond(Pass& pass, Tables& tables) {
    if constexpr (Pass::reads) {
      tables.levelFeatures = std::vector<std::optional<FeatureId>>(tables.levels.size());
      tables.levelKinds = std::vector<std::vector<KindId>>(tables.levels.size());
    }
    for (auto& feature : tables.levelFeatures) place(pass, feature, tables.features.size());
    for (auto& kinds : tables.levelKinds) places(pass, kinds, tables.kinds.size());
    list(pass, tables.variables, any, [&](Variable& variable) {
      number(pass, variable.of, static_cast<std::int64_t>(Variable::Of::now));
      pass.text(variable.name);
      number(pass, variable.type, static_cast<std::int64_t>(ValueType::time));
    });
    for (auto* attributes : {&tables.userAttributes, &tables.contextFields})
      list(pass, *attributes, mostNamed, [&](Attribute& each) { passAttribute(pass, each, tables); });
    list(pass, tables.conditions.entries(), mostNamed, [&](Condition& condition) {
      pass.text(condition.name);
      passProgram(pass, condition.program);
      pass.text(condition.message);
      int show = condition.show ? static_cast<int>(*condition.show) + 1 : 0;
      number(pass, show, 3);
      condition.show = show > 0 ? std::optional(static_cast<Show>(show - 1)) : std::nullopt;
      if (!isValid(condition.program, tables.variables.size())) pass.refuse();
    });
    flag(pass, tables.customRoles.isOpen);
    place(pass, tables.customRoles.feature, tables.features.size());
    place(pass, tables.customRoles.limit, tables.limits.size());
    levels(pass, tables.customRoles.levels, tables.levels.size());
  }

  template <class Pass>
  static void passMessages(Pass& pass, Tables& tables) {
    bits(pass, tables.customRoles.allow, tables.actions.size());
    std::vector<std::pair<std::string, std::string>> messages;
    if constexpr (!Pass::reads) messages.assign(tables.messages.begin(), tables.messages.end());
    list(pass, messages, any, [&](auto& each) {
      pass.text(each.first);
      pass.text(each.second);
    });
    for (auto& [code, message] : messages) tables.messages[code] = message;
  }

  template <class Pass>
  static void passAction(Pass& pass, Action& action, const Tables& tables) {
    pass.text(action.name);
    Does does = action.does;
    number(pass, does, countOfDoes - 1);
    action.does = does;
    list(pass, action.on, any, [&](On& on) { number(pass, on, static_cast<std::int64_t>(On::role)); });
    for (LevelSet* level : {&action.level, &action.toLevel, &action.assetLevel, &action.collectionLevel})
      levels(pass, *level, tables.levels.size());
    place(pass, action.kind, tables.kinds.size());
    number(pass, action.root, static_cast<std::int64_t>(RootRule::closed));
    number(pass, action.versions, static_cast<std::int64_t>(Versions::any));
    places(pass, action.features, tables.features.size());
    places(pass, action.limits, tables.limits.size());
    place(pass, action.batch, tables.limits.size());
    for (bool* each : {&action.host, &action.isPublic, &action.destructive, &action.ownComment, &action.byArea})
      flag(pass, *each);
    flag(pass, action.deep);
    flag(pass, action.onLive);
    if (!isSecond(tables)) return;
    for (bool* each : {&action.rootOnly, &action.givesAny}) flag(pass, *each);
    number(pass, action.extraNeeds, UINT32_MAX);
    places(pass, action.kinds, tables.kinds.size());
    place(pass, action.makes, tables.kinds.size());
    // An effect that needs one has one; elsewhere it is the first, also of an empty list.
    const auto last = [](std::size_t size) { return static_cast<std::int64_t>(size > 0 ? size - 1 : 0); };
    number(pass, action.relation, last(tables.relations.size()));
    number(pass, action.attribute, last(tables.attributes.size()));
    const bool lacksRelation = action.does == Does::relate && tables.relations.empty();
    if (lacksRelation || (action.does == Does::setAttribute && tables.attributes.empty())) pass.refuse();
    place(pass, action.maker, tables.relations.size());
    places(pass, action.when, tables.conditions.size());
    places(pass, action.unless, tables.conditions.size());
  }

  template <class Pass>
  static void passRole(Pass& pass, Role& role, const Tables& tables) {
    pass.text(role.name);
    levels(pass, role.level, tables.levels.size());
    flag(pass, role.shared);
    place(pass, role.feature, tables.features.size());
    bits(pass, role.allow, tables.actions.size());
    bits(pass, role.own, tables.actions.size());
    number(pass, role.atLeast, UINT32_MAX);
    flag(pass, role.blanket);
    if (!isSecond(tables)) {
      role.certain = role.allow;
      return;
    }
    bits(pass, role.certain, tables.actions.size());
    list(pass, role.conditional, mostNamed, [&](ConditionalActions& each) {
      bits(pass, each.actions, tables.actions.size());
      places(pass, each.when, tables.conditions.size());
    });
    bool isBounded = role.mayGive.has_value();
    flag(pass, isBounded);
    if (!isBounded) return;
    if (!role.mayGive) role.mayGive.emplace();
    texts(pass, *role.mayGive, mostNamed);
  }

  /// The names of the reasons that hide: their order may differ in another version of the engine.
  template <class Pass>
  static void passShow(Pass& pass, std::vector<Show>& show) {
    std::vector<std::string> hidden;
    for (std::size_t reason = 0; reason < show.size(); ++reason)
      if (show[reason] == Show::hidden) hidden.emplace_back(reasonNames[reason]);
    texts(pass, hidden, any);
    if constexpr (Pass::reads) {
      show = std::vector<Show>(reasonNames.size(), Show::disabled);
      show[0] = Show::enabled;
      for (const auto& name : hidden)
        if (const auto reason = reasonNamed(name)) show[static_cast<std::size_t>(*reason)] = Show::hidden;
    }
  }
};

std::string Policy::compiled() const {
  ListWriter writer;
  writer.text(std::string(compiledFormat));
  Tables tables = *tables_;
  PolicyTables::pass(writer, tables);
  return toJson(writer.out);
}

Result<Policy> Policy::open(std::string_view compiled) {
  const auto document = parseJson(compiled);
  if (!document) return document.problems();
  ListReader reader(document->root().items());
  std::string given;
  reader.text(given);
  if (given != compiledFormat)
    return Problem{"format_unknown", "/0",
                   joined({"Must be \"", compiledFormat, "\": compile the policy with this version of Lockstep."})};
  auto tables = std::make_shared<Tables>();
  PolicyTables::pass(reader, *tables);
  const std::size_t fewestKinds = tables->switches.rootHolds ? 1 : indexOf(collectionKind) + 1;
  const bool isWhole = reader.isGood() && !tables->plans.empty() && tables->kinds.size() >= fewestKinds &&
                       !tables->actions.empty() && !tables->roles.empty();
  if (!isWhole) return Problem{"value_invalid", "", "Is not what compiling a policy gives: compile it again."};
  return PolicyTables::read(std::move(tables));
}

}  // namespace lockstep
