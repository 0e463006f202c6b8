// Steps 2 to 4 of R-2: who asks, whether the role or key ever has the action, and whether the plan gives it.
#include <algorithm>

#include "access/question.h"

namespace lockstep {

namespace {

/// Denies for features that are closed: the first is the reason, and together the remedies open all of them.
bool denyFor(Question& q, const std::vector<FeatureId>& closed) {
  const Account& facts = q.facts();
  const auto& plans = q.policy().plans();
  Remedy* upgrade = nullptr;
  std::size_t highest = 0;
  q.answer.remedies.reserve(closed.size());
  for (const FeatureId id : closed) {
    const Feature& feature = q.policy().features()[id];
    std::size_t plan = facts.plan + 1u;
    while (plan < plans.size() && !facts.hasFeature(id, static_cast<PlanId>(plan))) ++plan;
    const bool isOff = plan == plans.size();
    if (q.answer.feature.empty()) {
      q.answer.feature = feature.name;
      q.answer.plan = plans[isOff ? feature.plan : plan];
      q.answer.switchedOff = isOff;
    }
    if (isOff) {
      q.remedy(Remedy::Kind::switchOn).feature = feature.name;
    } else if (plan > highest) {
      highest = plan;
      if (upgrade == nullptr) upgrade = &q.remedy(Remedy::Kind::upgrade);
      upgrade->feature = feature.name;
      upgrade->plan = plans[plan];
    }
  }
  return q.deny(Reason::plan_required);
}

/// An entry of the audit log is readable only by who may read its area.
bool mayReadArea(Question& q, const Bitset& allow) {
  if (!q.action->byArea) return true;
  if (!q.context.area) return q.unverified("area"), true;
  const auto area = q.policy().area(*q.context.area);
  return area && allow.has(*area);
}

bool checkUserRole(Question& q) {
  const Role& role = *q.access.role();
  if (q.action->isPublic) return true;
  if (!role.allow.has(q.actionId)) return q.deny(Reason::role_forbids);
  const bool onOther = q.action->isOn(On::self) && q.resource.kind == Resource::Kind::user && q.resource.id != q.access.user()->id;
  if (onOther) return q.deny(Reason::role_forbids);
  if (!mayReadArea(q, role.allow)) return q.deny(Reason::role_forbids);
  // For a shared role the chain is made of the grants that give the level.
  if (!role.shared || q.action->level == 0) q.because(Grant::Kind::role, role.name).level = role.level;
  return true;
}

}  // namespace

bool checkPrincipal(Question& q) {
  switch (q.asker()) {
    case Principal::Kind::system: return true;
    case Principal::Kind::visitor: return true;
    case Principal::Kind::apiKey: {
      const ApiKey* key = q.access.apiKey();
      // A rolled key ends at its time.
      if (key == nullptr && q.access.isIssuedAfter(q.context.now)) q.unverified(nameOf(Reason::unknown_principal));
      if (key == nullptr || key->hasEnded(q.context.now)) return q.deny(Reason::unknown_principal);
      q.changesAt(key->endsAt);
      return true;
    }
    case Principal::Kind::user:
      if (q.access.user() == nullptr) return q.deny(Reason::unknown_principal);
      return q.access.role() != nullptr ? true : q.deny(Reason::unknown_role);
  }
  return q.deny(Reason::unknown_principal);
}

bool checkRole(Question& q) {
  switch (q.asker()) {
    case Principal::Kind::system:
      q.because(Grant::Kind::system);
      return true;
    case Principal::Kind::visitor:
      return q.policy().visitor().has(q.actionId) && q.resource.kind == Resource::Kind::link ? true : q.deny(Reason::role_forbids);
    case Principal::Kind::apiKey: {
      const Scope* scope = q.policy().keyScope(q.access.apiKey()->scope());
      if (q.action->isPublic) return true;
      if (q.action->host || scope == nullptr || !scope->allow.has(q.actionId) || !mayReadArea(q, scope->allow)) return q.deny(Reason::key_scope);
      q.because(Grant::Kind::apiKey, q.access.apiKey()->id);
      return true;
    }
    case Principal::Kind::user:
      return q.action->host ? q.deny(Reason::role_forbids) : checkUserRole(q);
  }
  return q.deny(Reason::role_forbids);
}

bool checkGates(Question& q) {
  std::vector<FeatureId> closed;
  const auto require = [&](FeatureId feature) {
    if (!q.facts().hasFeature(feature) && std::find(closed.begin(), closed.end(), feature) == closed.end()) closed.push_back(feature);
  };
  // The role's own gate holds for everything but what one does to oneself.
  const Role* role = q.access.role();
  if (role != nullptr && role->feature && !q.action->isOn(On::self)) require(*role->feature);
  const bool isRoleOpen = closed.empty();
  for (FeatureId feature : q.action->features) require(feature);
  // Whatever a visitor does comes through a public link, and stops with the links.
  if (q.asker() == Principal::Kind::visitor)
    for (const Action& action : q.policy().actions())
      if (action.isPublic)
        for (FeatureId feature : action.features) require(feature);
  const bool isOpen = closed.empty();
  if (q.context.role) {
    // The role that is to be given has its gate too.
    const auto given = q.policy().role(*q.context.role);
    if (!given) return q.problem("role", Reason::unknown_role), false;
    if (q.policy().roles()[*given].feature) require(*q.policy().roles()[*given].feature);
    if (isOpen && !closed.empty()) q.problem("role", Reason::plan_required);
  }
  if (closed.empty()) return true;
  // Nothing is known of what a role would hold that the plan lacks. A slice does not hold what the plan closes.
  q.isBlind = !isRoleOpen || q.facts().isSlice;
  return denyFor(q, closed);
}

}  // namespace lockstep
