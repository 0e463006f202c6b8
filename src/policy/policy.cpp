#include "lockstep/policy/policy.h"

#include <algorithm>
#include <array>

namespace lockstep {

namespace {

template <class Entry>
const std::string& nameIn(const Entry& entry) {
  return entry.name;
}
const std::string& nameIn(const std::string& name) { return name; }

/// Every id has the same width, so that a page has one search for all lists.
template <class Entry>
std::optional<std::uint16_t> placeNamed(const std::vector<Entry>& list, std::string_view name) {
  for (std::size_t i = 0; i < list.size(); ++i)
    if (nameIn(list[i]) == name) return static_cast<std::uint16_t>(i);
  return std::nullopt;
}

template <class Id, class Entry>
std::optional<Id> idNamed(const IdList<Id, Entry>& list, std::string_view name) {
  const auto at = placeNamed(list.entries(), name);
  return at ? std::optional(static_cast<Id>(*at)) : std::nullopt;
}

}  // namespace

bool Action::isOn(On what) const { return std::find(on.begin(), on.end(), what) != on.end(); }

Need Action::needs() const {
  Need needs = operationOf(does).needs | extraNeeds;
  if (toLevel.any()) needs = needs | Need::to;
  if (assetLevel.any()) needs = needs | Need::asset;
  if (collectionLevel.any()) needs = needs | Need::collection;
  if (ownComment) needs = needs | Need::comment;
  if (versions == Versions::noncurrent) needs = needs | Need::version;
  return needs;
}

std::optional<ActionId> Policy::Tables::action(std::string_view name) const {
  const auto at = std::partition_point(actionsByName.begin(), actionsByName.end(),
                                       [&](ActionId each) { return actions[each].name < name; });
  return at != actionsByName.end() && actions[*at].name == name ? std::optional(*at) : std::nullopt;
}

std::optional<ActionId> Policy::action(std::string_view name) const { return tables_->action(name); }

std::optional<RoleId> Policy::role(std::string_view name) const { return idNamed(tables_->roles, name); }
std::optional<FeatureId> Policy::feature(std::string_view name) const { return idNamed(tables_->features, name); }
std::optional<LimitId> Policy::limit(std::string_view name) const { return idNamed(tables_->limits, name); }
std::optional<PlanId> Policy::plan(std::string_view name) const { return idNamed(tables_->plans, name); }

std::optional<LevelSet> Policy::level(std::string_view name) const {
  if (format() == 2 && name.find('+') != std::string_view::npos) return levelsNamed(name);
  const auto at = placeNamed(tables_->levels, name);
  if (!at) return std::nullopt;
  return tables_->includes[*at];
}

std::optional<ActionId> Policy::area(std::string_view name) const {
  for (const auto& [area, action] : tables_->areas)
    if (area == name) return action;
  return std::nullopt;
}

const Scope* Policy::keyScope(std::string_view name) const {
  const auto at = placeNamed(tables_->keyScopes, name);
  return at ? &tables_->keyScopes[*at] : nullptr;
}

std::optional<LevelSet> Policy::levelsNamed(std::string_view names) const {
  LevelSet levels;
  for (std::string_view rest = names;; rest = rest.substr(rest.find('+') + 1)) {
    const auto at = placeNamed(tables_->levels, rest.substr(0, rest.find('+')));
    if (!at) return std::nullopt;
    levels |= tables_->includes[*at];
    if (rest.find('+') == std::string_view::npos) return levels;
  }
}

LevelSet Policy::bitsNamed(std::string_view names) const {
  LevelSet levels;
  for (std::string_view rest = names;; rest = rest.substr(rest.find('+') + 1)) {
    if (const auto at = placeNamed(tables_->levels, rest.substr(0, rest.find('+'))))
      levels |= LevelSet::of(static_cast<std::uint16_t>(1U << *at));
    if (rest.find('+') == std::string_view::npos) return levels;
  }
}

bool Policy::isIncluded(LevelSet levels, unsigned place) const {
  for (unsigned other = 0; other < tables_->levels.size(); ++other)
    if (other != place && levels.has(other) && tables_->includes[other].has(place)) return true;
  return false;
}

std::string Policy::levelName(LevelSet levels) const {
  std::string names;
  for (unsigned i = 0; i < tables_->levels.size(); ++i) {
    if (!levels.has(i) || isIncluded(levels, i)) continue;
    if (!names.empty()) names += '+';
    names += tables_->levels[i];
  }
  return names;
}

LevelSet Policy::levelOf(KindId kind, RelationId relation) const {
  for (const Relation& known : tables_->kinds[kind].relations)
    if (known.id == relation) return known.level;
  return {};
}

std::optional<ActionId> Policy::sharing(On on, KindId kind) const {
  for (ActionId id : tables_->actions.ids()) {
    const Action& action = tables_->actions[id];
    const bool shares = operationOf(action.does).needs & Need::level && operationOf(action.does).needs & Need::with;
    const bool isOnKind =
        action.kinds.empty() || std::find(action.kinds.begin(), action.kinds.end(), kind) != action.kinds.end();
    if (shares && action.isOn(on) && isOnKind) return id;
  }
  return std::nullopt;
}

std::optional<KindId> Policy::kind(std::string_view name) const {
  return name.empty() ? std::nullopt : idNamed(tables_->kinds, name);
}
std::optional<ConditionId> Policy::condition(std::string_view name) const { return idNamed(tables_->conditions, name); }
std::optional<RelationId> Policy::relation(std::string_view name) const { return idNamed(tables_->relations, name); }

const Attribute* Policy::attributeIn(const std::vector<Attribute>& declared, std::optional<AttributeId> id) {
  const auto at = std::find_if(declared.begin(), declared.end(), [&](const Attribute& each) { return each.id == id; });
  return at == declared.end() ? nullptr : &*at;
}
const Attribute* Policy::attributeOf(KindId kind, AttributeId attribute) const {
  return attributeIn(tables_->kinds[kind].attributes, attribute);
}

Fact factAs(const AttributeValue& given, const Attribute& declared) {
  const bool isWord = declared.words.empty() ||
                      std::find(declared.words.begin(), declared.words.end(), given.string) != declared.words.end();
  if (given.type == declared.type) return isWord ? given.fact() : Fact();
  const auto time =
      declared.type == ValueType::time && given.type == ValueType::string ? parseTime(given.string) : std::nullopt;
  return time ? Fact::ofTime(*time) : Fact();
}

std::optional<AttributeValue> valueAs(const AttributeValue& given, const Attribute& declared) {
  const Fact fact = factAs(given, declared);
  if (!fact.isKnown) return std::nullopt;
  if (given.type == declared.type) return given;
  AttributeValue value{fact.type};
  value.number = fact.number;
  return value;
}

Fact AttributeValue::fact() const {
  switch (type) {
    case ValueType::boolean: return Fact::ofBoolean(number != 0);
    case ValueType::integer: return Fact::ofInteger(number);
    case ValueType::time: return Fact::ofTime(number);
    case ValueType::string: return Fact::ofString(string);
    case ValueType::strings: return Fact::ofStrings(strings);
  }
  return {};
}

Reads Policy::reads() const {
  Reads reads{IdSet<AttributeId>(tables_->attributes.size()), IdSet<RelationId>(tables_->relations.size())};
  for (const Condition& condition : tables_->conditions)
    for (const auto read : condition.program.reads) {
      const Variable& variable = tables_->variables[read];
      if (variable.of != Variable::Of::resource) continue;
      if (variable.attribute) reads.attributes.add(*variable.attribute);
      if (variable.relation) reads.relations.add(*variable.relation);
    }
  return reads;
}

Policy::Policy(std::shared_ptr<Tables> tables) {
  if (hasFormat2) tables->derive();
  tables_ = std::move(tables);
}

void Policy::Tables::derive() {
  for (Variable& variable : variables) {
    variable.attribute = idNamed(attributes, variable.name);
    variable.relation = idNamed(relations, variable.name);
  }
  for (Condition& condition : conditions.entries())
    for (const auto read : condition.program.reads)
      condition.things |= static_cast<std::uint8_t>(1U << static_cast<unsigned>(variables[read].of));
}

LevelSet Policy::passed(LevelSet held, LevelSet named) const {
  LevelSet through;
  for (unsigned i = 0; i < tables_->levels.size(); ++i)
    if (named.has(i) && held.has(i)) through |= tables_->includes[i];
  return through;
}

std::string_view Policy::title(std::string_view id) const {
  for (const auto& [of, title] : tables_->titles)
    if (of == id) return title;
  return id;
}

std::string_view nameOf(Show show) {
  constexpr std::array<std::string_view, 3> names = {"enabled", "disabled", "hidden"};
  return names[static_cast<std::size_t>(show)];
}

}  // namespace lockstep
