// The conditions of the policy: of the action, and of the role's entries that have it.
#include <algorithm>

#include "access/evaluation.h"
#include "access/resolve.h"
#include "access/resource_conditions.h"
#include "base/text.h"
#include "lockstep/account/path.h"
#include "lockstep/base/time.h"

namespace lockstep {

void addAbsent(Evaluation& e, const std::vector<std::uint16_t>& variables) {
  for (const auto variable : variables) {
    const Variable& read = e.policy().variables()[variable];
    const std::string name = read.of == Variable::Of::context ? read.name : nameOf(read);
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
