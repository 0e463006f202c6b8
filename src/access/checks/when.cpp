// The conditions of the policy: of the action, and of the role's entries that have it.
#include <algorithm>

#include "access/evaluation.h"
#include "access/resolve.h"
#include "access/resource_conditions.h"
#include "base/text.h"
#include "lockstep/account/path.h"
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

void addAbsent(Evaluation& e, const std::vector<std::uint16_t>& variables) {
  for (const auto variable : variables) {
    const Variable& read = e.policy().variables()[variable];
    const std::string name = read.of == Of::context ? read.name : nameOf(read);
    auto& known = e.answer.unverified;
    if (std::find(known.begin(), known.end(), name) == known.end()) e.unverified(name);
  }
}

namespace {

void denyUnmet(Evaluation& e, ConditionId id) {
  const Condition& condition = e.policy().conditions()[id];
  e.answer.condition = condition.name;
  e.deny(Reason::condition_unmet);
}

std::string shown(const Fact& fact) {
  switch (fact.type) {
    case ValueType::boolean: return fact.number != 0 ? "true" : "false";
    case ValueType::integer: return decimal(fact.number);
    case ValueType::time: return formatTime(fact.number);
    case ValueType::string: return std::string(fact.text);
    case ValueType::strings: break;
  }
  std::string list;
  for (const auto& string : fact.strings) list += (list.empty() ? "" : ", ") + string;
  return list;
}

/// Keeps what the condition read, for its message.
void keepValues(Evaluation& e, ConditionFacts& facts, ConditionId id) {
  for (const auto read : e.policy().conditions()[id].program.reads) {
    const Fact fact = facts.of(read);
    if (fact.isKnown) e.answer.values.emplace_back(nameOf(e.policy().variables()[read]), shown(fact));
  }
}

/// Whether a condition has the wanted result. What the context does not say is skipped.
bool isMet(Evaluation& e, ConditionFacts& facts, ConditionId id, Truth wanted) {
  const Verdict verdict = facts.verdict(id);
  e.changesAt(facts.changesAt(id));
  if (verdict.truth == Truth::unknown) {
    addAbsent(e, verdict.absent);
    // What the context lacks is asked for when the request is carried out.
    if (facts.isOpen(verdict)) return true;
  }
  if (verdict.truth == wanted) return true;
  return false;
}

bool requireMet(Evaluation& e, ConditionFacts& facts, ConditionId id, Truth wanted) {
  if (isMet(e, facts, id, wanted)) return true;
  denyUnmet(e, id);
  keepValues(e, facts, id);
  return false;
}

/// The entries of the roles that have the action are alternatives.
bool checkEntries(Evaluation& e, ConditionFacts& facts) {
  std::optional<ConditionId> first;
  const auto unverified = e.answer.unverified;
  for (const Role* role : e.access.roles()) {
    // A role that the plan lacks lifts no condition of another.
    if (role != e.role && role->feature && !e.facts().hasFeature(*role->feature)) continue;
    if (role->certain.has(e.actionId)) return true;
    for (const ConditionalActions& entry : role->conditional) {
      if (!entry.actions.has(e.actionId)) continue;
      const auto failed = std::find_if(entry.when.begin(), entry.when.end(),
                                       [&](ConditionId id) { return !isMet(e, facts, id, Truth::yes); });
      if (failed == entry.when.end()) return true;
      if (!first) first = *failed;
    }
  }
  if (!first) return true;
  denyUnmet(e, *first);
  keepValues(e, facts, *first);
  return false;
}

}  // namespace

bool ResourceConditions::areMet(const Share& share) const {
  static const Action anyAction;
  const Resolved resolved(access_.facts(), resource_, context_);
  Evaluation e(access_, resolved.resource(), context_);
  e.action = &anyAction;
  if (e.resource.kind == Resource::Kind::path)
    e.path = e.resource.isUnlisted ? e.resource.id : normalPath(e.resource.id).value_or("");
  if (e.resource.kind == Resource::Kind::collection) e.collection = access_.facts().collection(e.resource.id);
  ConditionFacts known(e);
  return std::all_of(share.when.begin(), share.when.end(), [&](ConditionId id) {
    const Verdict verdict = known.verdict(id);
    if (changesAt_ != nullptr) keepFirst(*changesAt_, known.changesAt(id));
    const bool mayBeMet = open_ == Open::isMet && verdict.truth == Truth::unknown && known.isOpen(verdict);
    return verdict.truth == Truth::yes || mayBeMet;
  });
}

bool Evaluation::areMet(const Share& share) const {
  if (!hasExtras || !policy().hasConditions()) return true;
  ConditionFacts known(*this);
  return std::all_of(share.when.begin(), share.when.end(), [&](ConditionId id) {
    keepFirst(sharesChangeAt, known.changesAt(id));
    const Verdict verdict = known.verdict(id);
    if (verdict.truth == Truth::unknown && known.isOpen(verdict))
      sharesLack.insert(sharesLack.end(), verdict.absent.begin(), verdict.absent.end());
    return verdict.truth == Truth::yes;
  });
}

bool checkWhen(Evaluation& e) {
  if (!e.policy().hasConditions()) return true;
  // What does not exist has no facts that a condition could read.
  if (isMissing(e.facts(), e.path)) {
    if (!e.facts().isSlice) {
      e.problem("", Reason::resource_mismatch);
      return false;
    }
    unlessKnown(e, Reason::resource_mismatch);
  }
  ConditionFacts facts(e);
  if (e.asker() == Principal::Kind::user && !e.action->isPublic && !checkEntries(e, facts)) return false;
  for (ConditionId id : e.action->when)
    if (!requireMet(e, facts, id, Truth::yes)) return false;
  for (ConditionId id : e.action->unless)
    if (!requireMet(e, facts, id, Truth::no)) return false;
  return true;
}

}  // namespace lockstep
