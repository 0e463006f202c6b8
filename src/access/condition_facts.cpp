// The facts that the conditions of a policy read: of the resource, the principal, the context, the account and the
// time.
#include <algorithm>

#include "access/evaluation.h"
#include "lockstep/base/time.h"

namespace lockstep {

namespace {

using Of = Variable::Of;

}  // namespace

const Attribute* declaredAs(const Policy& policy, const std::vector<Attribute>& list, std::string_view name) {
  if (policy.format() != 2) return nullptr;
  const auto at = std::find_if(list.begin(), list.end(),
                               [&](const Attribute& each) { return policy.attributes()[each.id] == name; });
  return at == list.end() ? nullptr : &*at;
}

bool fitsDeclared(const AttributeValue& given, const Attribute& declared) {
  return hasFormat2 && factAs(given, declared).isKnown;
}

ConditionFacts::ConditionFacts(const Evaluation& e) : e_(e), policy_(e.policy()) {
  listed_ = e.asset();
  if (e.resource.kind == Resource::Kind::item) listed_ = e.facts().asset(e.resource.id);
  if (listed_ != nullptr && e.resource.kind == Resource::Kind::item && listed_->kind != e.resource.assetKind)
    listed_ = nullptr;
  kind_ = listed_ != nullptr            ? listed_->kind
          : e.path == "/"               ? anyKind
          : e.collection != nullptr     ? e.collection->kind
          : e.action->kinds.size() == 1 ? e.action->kinds.front()
                                        : statedKind(e);
}

std::optional<Fact> knownField(const Context& context, std::string_view name, const Attribute& declared) {
  const auto as = [&](ValueType type, auto make, const auto& given) -> std::optional<Fact> {
    if (!given) return std::nullopt;
    return type == declared.type ? make(*given) : Fact();
  };
  for (const ContextField& field : fieldsOfContext) {
    if (field.name != name || field.string == nullptr) continue;
    const auto& given = context.*field.string;
    const auto& words = declared.words;
    const bool isWord = words.empty() || (given && std::find(words.begin(), words.end(), *given) != words.end());
    if (given && !isWord) return Fact();
    return as(ValueType::string, Fact::ofString, given);
  }
  if (name == "value" && context.value) return factAs(*context.value, declared);
  if (name == "count") return as(ValueType::integer, Fact::ofInteger, context.count);
  if (name == "hasPassword") return as(ValueType::boolean, Fact::ofBoolean, context.hasPassword);
  if (name == "passwordVerified") return as(ValueType::boolean, Fact::ofBoolean, context.passwordVerified);
  if (name == "exposeUnpublished") return as(ValueType::boolean, Fact::ofBoolean, context.exposeUnpublished);
  if (name == "startsAt") return as(ValueType::time, Fact::ofTime, context.startsAt);
  if (name == "endsAt") return as(ValueType::time, Fact::ofTime, context.endsAt);
  return name == "until" ? as(ValueType::time, Fact::ofTime, context.until) : std::nullopt;
}

KindId statedKind(const Evaluation& e) {
  if (e.policy().format() == 1) return e.resource.assetKind;
  return e.policy().kind(e.resource.kindName).value_or(anyKind);
}

Fact ConditionFacts::given(const NamedValues& values, const std::vector<Attribute>& declared,
                           const Variable& read) const {
  const auto value =
      std::find_if(values.begin(), values.end(), [&](const NamedValue& each) { return each.name == read.name; });
  if (value == values.end()) return {};
  const Attribute* known = Policy::attributeIn(declared, read.attribute);
  return known != nullptr ? factAs(value->value, *known) : Fact();
}

Fact ConditionFacts::ofResource(const Variable& read) {
  if (read.name == "kind") return kind_ == anyKind ? Fact() : Fact::ofString(policy_.kinds()[kind_].name);
  const Attributes* attributes = listed_ != nullptr         ? &listed_->attributes
                                 : e_.collection != nullptr ? &e_.collection->attributes
                                                            : nullptr;
  const Relations* relations = listed_ != nullptr         ? &listed_->relations
                               : e_.collection != nullptr ? &e_.collection->relations
                                                          : nullptr;
  if (hasExtras && read.relation && isRelationOf(*read.relation)) {
    const auto* users = relations != nullptr ? relations->find(*read.relation) : nullptr;
    if (users != nullptr) return Fact::ofStrings(*users);
    for (const auto& [of, given] : e_.resource.relations)
      if (of == read.name) return Fact::ofStrings(given);
    // A resource that names no user in a relation has an empty set there.
    return kind_ != anyKind ? Fact::ofStrings(std::span<const std::string>()) : Fact();
  }
  if (attributes != nullptr) {
    for (const auto& [id, value] : *attributes)
      if (id == read.attribute) return value.fact();
  }
  return given(e_.resource.attributes, policy_.kinds()[kind_].attributes, read);
}

bool ConditionFacts::isRelationOf(RelationId relation) const {
  return kind_ == anyKind || policy_.levelOf(kind_, relation).any();
}

/// Fields that requests have in any policy have places of their own.
Fact ConditionFacts::ofContext(const Variable& read) const {
  const Attribute* declared = Policy::attributeIn(policy_.contextFields(), read.attribute);
  const auto known = declared != nullptr ? knownField(e_.context, read.name, *declared) : std::nullopt;
  return known ? *known : given(e_.context.fields, policy_.contextFields(), read);
}

Fact ConditionFacts::ofPrincipal(const Variable& read) {
  const std::string_view name = read.name;
  const User* user = e_.access.user();
  if (name == "id") return Fact::ofString(user != nullptr ? user->id : e_.access.principal().id);
  if (user == nullptr) return {};
  if (name == "email") return user->email.empty() ? Fact() : Fact::ofString(user->email);
  if (name == "roles") {
    for (const Role* role : e_.access.levels().holder().roles()) roles_.push_back(role->name);
    return Fact::ofStrings(std::span<const std::string_view>(roles_));
  }
  if (name == "groups") {
    for (const auto& group : e_.access.levels().holder().groups()) groups_.push_back(group);
    return Fact::ofStrings(std::span<const std::string_view>(groups_));
  }
  for (const auto& [id, value] : user->attributes)
    if (id == read.attribute) return value.fact();
  return given(e_.access.principal().attributes, policy_.userAttributes(), read);
}

const Fact& ConditionFacts::of(std::uint16_t variable) {
  if (isLookedUp_.empty()) {
    facts_.resize(policy_.variables().size());
    isLookedUp_.resize(facts_.size());
  }
  if (isLookedUp_[variable] == 0) {
    facts_[variable] = lookUp(policy_.variables()[variable]);
    isLookedUp_[variable] = 1;
  }
  return facts_[variable];
}

Fact ConditionFacts::lookUp(const Variable& read) {
  switch (read.of) {
    case Of::resource: return ofResource(read);
    case Of::principal: return ofPrincipal(read);
    case Of::context: return ofContext(read);
    case Of::accountPlan: {
      const auto& plan = policy_.plans()[e_.facts().plan];
      return plan.empty() ? Fact() : Fact::ofString(plan);
    }
    case Of::now: return e_.context.now ? Fact::ofTime(*e_.context.now) : Fact();
  }
  return {};
}

Verdict ConditionFacts::verdict(ConditionId id) {
  const Program& program = policy_.conditions()[id].program;
  for (const auto variable : program.reads)
    if (isLookedUp_.empty() || isLookedUp_[variable] == 0) (void)of(variable);
  return evaluateOver(program, facts_);
}

std::optional<Time> ConditionFacts::changesAt(ConditionId id) {
  const Condition& condition = policy_.conditions()[id];
  const Program& program = condition.program;
  const auto now = e_.context.now;
  if (!now || !condition.reads(Of::now)) return std::nullopt;
  std::optional<Time> first;
  // A time is compared by `<` or by `<=`.
  const auto consider = [&](Time time) {
    if (time >= *now) keepFirst(first, time > *now ? time : time + 1);
  };
  for (const auto variable : program.reads) {
    const Fact fact = of(variable);
    if (fact.isKnown && fact.type == ValueType::time && policy_.variables()[variable].of != Of::now)
      consider(fact.number);
  }
  for (const Program::Step& step : program.steps)
    if (step.code == Program::Code::number && step.type == ValueType::time) consider(program.numbers[step.argument]);
  return first;
}

bool ConditionFacts::isOpen(const Verdict& verdict) const {
  return std::all_of(verdict.absent.begin(), verdict.absent.end(), [this](std::uint16_t variable) {
    const Of of = policy_.variables()[variable].of;
    return of == Of::context || of == Of::now;
  });
}

}  // namespace lockstep
