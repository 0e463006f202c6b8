// Format 2: plans, levels, kinds, attributes, conditions and limits.
#include <initializer_list>

#include "policy/policy2_reader.h"

namespace lockstep {

namespace {

/// Names that mean something else where a kind, a relation or an attribute is named.
constexpr std::string_view reservedKinds[] = {"account", "self", "user", "group",  "role",       "key",      "link",
                                              "path",    "in",   "kind", "apiKey", "attributes", "relations"};
constexpr std::string_view builtIn[] = {"kind", "id", "email", "roles", "groups", "path", "inherit"};

template <std::size_t size>
bool isAmong(const std::string_view (&names)[size], std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

bool isVariableName(std::string_view name) {
  const auto isLetter = [](char c) { return (isLetterOrDigit(c) && !(c >= '0' && c <= '9')) || c == '_'; };
  return !name.empty() && name.size() <= 100 && isLetter(name[0]) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return isLetterOrDigit(c) || c == '_'; });
}

struct TypeName {
  std::string_view name;
  ValueType type;
};
constexpr TypeName typeNames[] = {{"bool", ValueType::boolean},
                                  {"int", ValueType::integer},
                                  {"string", ValueType::string},
                                  {"strings", ValueType::strings},
                                  {"time", ValueType::time}};

}  // namespace

/// A policy without plans has one without a name.
void PolicyReader2::readPlans(Reader& reader) {
  readNames(reader, "plans", tables_.plans.entries());
  if (tables_.plans.empty()) tables_.plans.add("");
}

void PolicyReader2::readLevels(Reader& reader) {
  const Value* value = reader.field("levels");
  if (value == nullptr) return;
  if (value->isArray())
    readLevelList(reader, *value);
  else
    readLevelMap(reader, *value);
}

/// A list is ascending: each level includes those before it.
void PolicyReader2::readLevelList(Reader& reader, const Value& /*value*/) {
  readNames(reader, "levels", tables_.levels);
  if (tables_.levels.size() > mostLevels) reader.report("value_invalid", "levels", "At most 16 levels.");
  const std::size_t count = tables_.levels.size();
  for (std::size_t i = 0; i < count; ++i)
    tables_.includes.push_back(LevelSet::of(static_cast<std::uint16_t>(i < mostLevels ? (2U << i) - 1 : 0)));
  tables_.levelFeatures.resize(count);
  tables_.levelKinds.resize(count);
}

void PolicyReader2::readLevelMap(Reader& reader, const Value& /*value*/) {
  const Place place{&reader.place(), "levels"};
  tables_.hasLevelMap = true;
  readEntries(reader, "levels", [&](std::string_view name, const Value&, const Place& at) {
    if (tables_.levels.size() == mostLevels) return report("value_invalid", at, "At most 16 levels.");
    tables_.levels.emplace_back(name);
  });
  const std::size_t count = tables_.levels.size();
  tables_.levelFeatures.resize(count);
  tables_.levelKinds.resize(count);
  std::vector<std::vector<std::size_t>> direct(count);
  for (const auto& [name, value] : reader.map("levels"))
    if (const auto level = placeNamed(tables_.levels, name)) readLevel2(value, Place{&place, name}, *level, direct);
  closeLevels(place, direct);
}

void PolicyReader2::readLevel2(const Value& value, const Place& at, std::size_t level,
                               std::vector<std::vector<std::size_t>>& direct) {
  const auto include = [&](std::string_view name, const Place& place) {
    if (const auto other = placeNamed(tables_.levels, name))
      direct[level].push_back(*other);
    else
      report("level_unknown", place, quote(name, " is not one of the levels."));
  };
  if (value.isArray()) return forEachText(value, at, include);
  Reader entry(value, at, problems_);
  if (const Value* includes = entry.field("includes")) forEachText(*includes, Place{&at, "includes"}, include);
  refuseEmpty(entry, {"on"});
  readKindList(entry, at, "on", tables_.levelKinds[level], nullptr);
  tables_.levelFeatures[level] = readFeature(entry, "feature");
  tables_.hasLevelFeatures |= tables_.levelFeatures[level].has_value();
  entry.finish();
}

/// Adds what the included levels include, until nothing is added.
void PolicyReader2::closeLevels(const Place& at, const std::vector<std::vector<std::size_t>>& direct) {
  const std::size_t count = direct.size();
  std::vector<LevelSet> sets(count);
  for (std::size_t i = 0; i < count; ++i)
    for (const std::size_t other : direct[i]) sets[i] |= LevelSet::of(static_cast<std::uint16_t>(1U << other));
  for (std::size_t round = 0; round < count; ++round)
    for (std::size_t i = 0; i < count; ++i)
      for (unsigned other = 0; other < count; ++other)
        if (sets[i].has(other)) sets[i] |= sets[other];
  for (std::size_t i = 0; i < count; ++i) {
    if (sets[i].has(static_cast<unsigned>(i)))
      report("level_cycle", Place{&at, tables_.levels[i]}, "The level includes itself. Remove one of the inclusions.");
    tables_.includes.push_back(sets[i] | LevelSet::of(static_cast<std::uint16_t>(1U << i)));
  }
}

void PolicyReader2::readKindNames(Reader& reader) {
  tables_.kinds.add({});
  readEntries(reader, "kinds", [&](std::string_view name, const Value&, const Place& at) {
    if (isAmong(reservedKinds, name))
      return report("value_invalid", at, quote(name, " has a meaning of its own in requests. Choose another name."));
    Kind kind;
    kind.name = name;
    tables_.kinds.add(std::move(kind));
  });
}

void PolicyReader2::readKinds(Reader& reader) {
  const Place place{&reader.place(), "kinds"};
  for (const auto& [name, value] : reader.map("kinds"))
    if (const auto kind = idOf(tables_.kinds, name); kind && *kind != anyKind)
      readKind(value, Place{&place, name}, *kind);
  checkCollected(place);
  tables_.leaves = IdSet<KindId>(tables_.kinds.size());
  for (KindId id : tables_.kinds.ids()) {
    const auto& kinds = tables_.kinds.entries();
    const bool contains = std::any_of(kinds.begin(), kinds.end(), [id](const Kind& kind) {
      return std::find(kind.in.begin(), kind.in.end(), id) != kind.in.end();
    });
    if (!contains && id != anyKind) tables_.leaves.add(id);
  }
}

/// A level is given on what is in the tree.
void PolicyReader2::checkCollected(const Place& place) {
  for (const Kind& kind : tables_.kinds)
    for (const KindId item : kind.collects)
      if (!tables_.kinds[item].isPlace()) {
        const Place at{&place, kind.name};
        report("combination_invalid", Place{&at, "collects"},
               quote(tables_.kinds[item].name, " is in no other, so that no level is given there."));
      }
}

void PolicyReader2::readKind(const Value& value, const Place& at, KindId id) {
  Reader entry(value, at, problems_);
  Kind kind;
  kind.name = tables_.kinds[id].name;
  readKindPlaces(entry, at, kind);
  kind.naming = readWord<Naming>(entry, "names", {{"title", Naming::title}, {"key", Naming::key}, {"id", Naming::id}},
                                 Naming::title);
  readRelations(entry, at, kind);
  readAttributes(entry, "attributes", kind.attributes);
  for (const Attribute& attribute : kind.attributes)
    for (const Relation& relation : kind.relations)
      if (tables_.attributes[attribute.id] == tables_.relations[relation.id])
        report("duplicate", at,
               quote(tables_.attributes[attribute.id], " is a relation and an attribute. Rename one."));
  entry.finish();
  tables_.kinds[id] = std::move(kind);
}

void PolicyReader2::readKindPlaces(Reader& entry, const Place& at, Kind& kind) {
  readKindList(entry, at, "in", kind.in, &kind.inRoot);
  readKindList(entry, at, "collects", kind.collects, nullptr);
  kind.gives = readLevel(entry, "gives");
  refuseEmpty(entry, {"collects"});
  if (kind.isCollection() && kind.isPlace())
    entry.report("combination_invalid", "collects", "A collection is no place in the tree. Leave out `in`.");
  if (kind.isCollection() && !kind.gives.any())
    entry.report("field_missing", "gives", "Say which level a collection gives on its items.");
  if (!kind.isCollection() && kind.gives.any())
    entry.report("combination_invalid", "gives", "Only a collection gives a level. Leave it out, or add `collects`.");
  for (KindId item : kind.collects)
    if (kind.gives.any() && !isGivenOn(entry.optionalText("gives").value_or(""), item))
      entry.report("level_place", "gives", "The level is not given on what the collection holds: see its `on`.");
}

/// Whether a level may be given on a kind: on those of its `on`, or on any.
bool PolicyReader2::isGivenOn(std::string_view level, KindId kind) const {
  const auto place = placeNamed(tables_.levels, level);
  if (!place) return true;
  const auto& kinds = tables_.levelKinds[*place];
  return kinds.empty() || std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

/// Reads names of kinds; `/` is the root where `root` is given.
void PolicyReader2::readKindList(Reader& entry, const Place& at, std::string_view key, std::vector<KindId>& kinds,
                                 bool* root) {
  const Value* value = entry.field(key);
  if (value == nullptr) return;
  forEachText(*value, Place{&at, key}, [&](std::string_view name, const Place& place) {
    const auto kind = idOf(tables_.kinds, name);
    if (name == "/" && root != nullptr)
      *root = true;
    else if (name.empty() || !kind)
      report("kind_unknown", place, quote(name, " is not one of the kinds."));
    else if (std::find(kinds.begin(), kinds.end(), *kind) != kinds.end())
      report("duplicate", place, "Is listed twice. List it once.");
    else
      kinds.push_back(*kind);
  });
}

void PolicyReader2::readRelations(Reader& entry, const Place& at, Kind& kind) {
  const Place list{&at, "relations"};
  for (const auto& [name, value] : entry.map("relations")) {
    const Place place{&list, name};
    if (!isVariableName(name) || isAmong(builtIn, name)) {
      report("value_invalid", place, "The name must be of letters, digits and _, and not that of a built-in variable.");
      continue;
    }
    const auto level = placeNamed(tables_.levels, value.string());
    if (!value.isString() || !level)
      report("level_unknown", place, quote(value.string(), " is not one of the levels."));
    else if (!isGivenOn(value.string(), *idOf(tables_.kinds, kind.name)))
      report("level_place", place, "The level is not given on this kind: see its `on`.");
    else
      kind.relations.push_back({relationNamed(name), tables_.includes[*level]});
  }
  if (!kind.relations.empty() && !kind.isPlace() && !kind.isCollection())
    entry.report("combination_invalid", "relations",
                 "A relation gives a level at a place. Say where the kind is with `in`, or leave out `relations`.");
}

void PolicyReader2::readAttributes(Reader& entry, std::string_view key, std::vector<Attribute>& attributes) {
  const Place list{&entry.place(), key};
  for (const auto& [name, value] : entry.map(key)) {
    const Place at{&list, name};
    Attribute attribute;
    if (!isVariableName(name) || isAmong(builtIn, name))
      report("value_invalid", at, "The name must be of letters, digits and _, and not that of a built-in variable.");
    else if (readType(value, at, attribute)) {
      attribute.id = attributeNamed(name);
      attributes.push_back(std::move(attribute));
    }
  }
}

bool PolicyReader2::readType(const Value& value, const Place& at, Attribute& attribute) {
  attribute.type = ValueType::string;
  if (value.isArray() && !value.items().empty()) {
    forEachText(value, at, [&](std::string_view word, const Place&) { attribute.words.emplace_back(word); });
    return true;
  }
  for (const TypeName& known : typeNames) {
    if (!value.isString() || known.name != value.string()) continue;
    attribute.type = known.type;
    return true;
  }
  report("value_invalid", at, "Must be `bool`, `int`, `string`, `strings`, `time` or a list of the allowed words.");
  return false;
}

AttributeId PolicyReader2::attributeNamed(std::string_view name) {
  const auto known = idOf(tables_.attributes, name);
  return known ? *known : tables_.attributes.add(std::string(name));
}

RelationId PolicyReader2::relationNamed(std::string_view name) {
  const auto known = idOf(tables_.relations, name);
  return known ? *known : tables_.relations.add(std::string(name));
}

void PolicyReader2::addVariable(Variable::Of of, std::string name, ValueType type, std::vector<std::string> words) {
  tables_.variables.push_back({of, std::move(name), type, std::move(words)});
}

void PolicyReader2::addVariables() {
  using Of = Variable::Of;
  std::vector<std::string> kinds, plans;
  for (const Kind& kind : tables_.kinds)
    if (!kind.name.empty()) kinds.push_back(kind.name);
  for (const auto& plan : tables_.plans)
    if (!plan.empty()) plans.push_back(plan);
  addVariable(Of::resource, "kind", ValueType::string, std::move(kinds));
  for (const Kind& kind : tables_.kinds) {
    for (const Attribute& attribute : kind.attributes)
      addVariable(Of::resource, tables_.attributes[attribute.id], attribute.type, attribute.words);
    for (const Relation& relation : kind.relations)
      addVariable(Of::resource, tables_.relations[relation.id], ValueType::strings);
  }
  for (const char* name : {"id", "email"}) addVariable(Of::principal, name, ValueType::string);
  for (const char* name : {"roles", "groups"}) addVariable(Of::principal, name, ValueType::strings);
  for (const Attribute& attribute : tables_.userAttributes)
    addVariable(Of::principal, tables_.attributes[attribute.id], attribute.type, attribute.words);
  for (const Attribute& field : tables_.contextFields)
    addVariable(Of::context, tables_.attributes[field.id], field.type, field.words);
  addVariable(Of::accountPlan, "", ValueType::string, std::move(plans));
  addVariable(Of::now, "", ValueType::time);
}

void PolicyReader2::readConditions(Reader& reader) {
  readEntries(reader, "conditions",
              [&](std::string_view name, const Value& value, const Place& at) { readCondition(name, value, at); });
}

void PolicyReader2::readCondition(std::string_view name, const Value& value, const Place& at) {
  Reader entry(value, at, problems_);
  Condition condition;
  condition.name = name;
  condition.message = entry.optionalText("message").value_or("");
  if (const auto show = entry.optionalText("show")) {
    if (*show != "hidden" && *show != "disabled")
      entry.report("value_invalid", "show", "Must be \"hidden\" or \"disabled\".");
    condition.show = *show == "hidden" ? Show::hidden : Show::disabled;
  }
  constexpr std::string_view key = "if";
  if (const auto source = entry.required(key)) {
    auto program = compileCondition(*source, ConditionScope{tables_.variables});
    if (program) {
      condition.program = std::move(*program);
      for (const auto read : condition.program.reads) {
        const Variable::Of of = tables_.variables[read].of;
        condition.readsRequest = condition.readsRequest || of == Variable::Of::context || of == Variable::Of::now;
      }
    } else {
      for (const auto& problem : program.problems()) entry.report(problem.code, key, problem.message);
    }
  }
  entry.finish();
  tables_.conditions.add(std::move(condition));
}

/// A list of nothing would be a field without effect.
void PolicyReader2::refuseEmpty(Reader& reader, std::initializer_list<std::string_view> keys) {
  for (const auto key : keys)
    if (const Value* list = reader.field(key); list != nullptr && list->isArray() && list->items().empty())
      reader.report("value_invalid", key, "Name at least one, or leave it out.");
}

std::vector<ConditionId> PolicyReader2::readConditionList(Reader& reader, const Place& at, std::string_view key) {
  std::vector<ConditionId> conditions;
  const Value* value = reader.field(key);
  if (value == nullptr) return conditions;
  forEachText(*value, Place{&at, key}, [&](std::string_view name, const Place& place) {
    if (const auto condition = idOf(tables_.conditions, name))
      conditions.push_back(*condition);
    else
      report("condition_unknown", place, quote(name, " is not one of the conditions."));
  });
  return conditions;
}

void PolicyReader2::readLimits(Reader& reader) {
  readEntries(reader, "limits",
              [&](std::string_view name, const Value& value, const Place& at) { readLimitEntry(name, value, at); });
}

void PolicyReader2::readLimitEntry(std::string_view name, const Value& value, const Place& at) {
  Reader entry(value, at, problems_);
  Limit limit;
  limit.name = name;
  readCount(entry, at, limit);
  limit.value = entry.number("value").value_or(Limit::unlimited);
  readPlanValues(entry, at, limit);
  if (limit.value == Limit::unlimited && limit.plans.empty())
    entry.report("field_missing", "value", "Give a `value`, or values for some `plans`.");
  if (const auto per = entry.optionalText("per")) {
    limit.perResource = *per == "resource";
    if (*per != "resource" && *per != "account")
      entry.report("value_invalid", "per", "Must be \"account\" or \"resource\".");
    const bool canBe = limit.counts == Counts::resources || limit.counts == Counts::links;
    if (limit.perResource && !canBe)
      entry.report("combination_invalid", "per", "Only links and kinds are counted on each resource.");
    if (limit.perResource && limit.counts == Counts::resources && !tables_.kinds[limit.kind].isPlace())
      entry.report("combination_invalid", "per", "This kind is in no other, so that it is on no resource.");
    if (limit.perResource && limit.counts == Counts::links) limit.counts = Counts::linksPerResource;
  }
  entry.finish();
  tables_.limits.add(std::move(limit));
}

void PolicyReader2::readCount(Reader& entry, const Place& at, Limit& limit) {
  const Value* count = entry.field("count");
  if (count == nullptr)
    return entry.report("field_missing", "count", "Say what counts: a kind, `user`, `link`, {\"role\": …} or `host`.");
  if (count->isObject()) {
    const Place place{&at, "count"};
    Reader role(*count, place, problems_);
    limit.counts = Counts::usersOfRole;
    limit.role = role.text("role");
    return role.finish();
  }
  struct Counted {
    std::string_view name;
    Counts counts;
  };
  for (const Counted& known : {Counted{"user", Counts::users},
                               {"group", Counts::groups},
                               {"link", Counts::links},
                               {"key", Counts::apiKeys},
                               {"role", Counts::roles},
                               {"host", Counts::host}})
    if (count->isString() && count->string() == known.name) {
      limit.counts = known.counts;
      return;
    }
  const auto kind = count->isString() && !count->string().empty() ? idOf(tables_.kinds, count->string()) : std::nullopt;
  if (!kind)
    return entry.report("value_invalid", "count",
                        "Must be a kind, `user`, `group`, `link`, `key`, `role`, {\"role\": …} or `host`.");
  limit.counts = Counts::resources;
  limit.kind = *kind;
}

void PolicyReader2::readPlanValues(Reader& entry, const Place& at, Limit& limit) {
  const Place list{&at, "plans"};
  for (const auto& [name, value] : entry.map("plans")) {
    const Place place{&list, name};
    const auto plan = name.empty() ? std::nullopt : idOf(tables_.plans, name);
    if (!plan)
      report("plan_unknown", place, quote(name, " is not one of the plans."));
    else if (!isCount(value))
      report("type_invalid", place, "Must be a whole number, not negative.");
    else
      limit.plans.push_back({*plan, value.integer()});
  }
}

void PolicyReader2::readMessages(Reader& reader) {
  const Place list{&reader.place(), "messages"};
  for (const auto& [code, value] : reader.map("messages")) {
    const Place at{&list, code};
    const bool isKnown = reasonNamed(code) || idOf(tables_.conditions, code) || code.starts_with("allowed") ||
                         code == "plan_switched_off" || code == "level_ends";
    if (!isKnown)
      report("reason_unknown", at, "There is no reason and no condition of that name.");
    else if (!value.isString())
      report("type_invalid", at, "Must be a string.");
    else
      tables_.messages[std::string(code)] = value.string();
  }
}

}  // namespace lockstep
