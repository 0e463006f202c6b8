// Steps 2 to 4 of R-2: who asks, whether the role or key ever has the action, and whether the plan gives it.
#include <algorithm>

#include "access/evaluation.h"

namespace lockstep {

namespace {

/// Denies for features that are closed: the first is the reason, and together the remedies open all of them.
bool denyFor(Evaluation& e, const std::vector<FeatureId>& closed) {
  const Account& facts = e.facts();
  const auto& plans = e.policy().plans();
  Remedy* upgrade = nullptr;
  PlanId highest{};
  e.answer.remedies.reserve(closed.size());
  for (const FeatureId id : closed) {
    const Feature& feature = e.policy().features()[id];
    PlanId plan = next(facts.plan);
    while (plan < plans.next() && !facts.hasFeature(id, plan)) plan = next(plan);
    const bool isOff = plan == plans.next();
    if (e.answer.feature.empty()) {
      e.answer.feature = feature.name;
      e.answer.plan = plans[isOff ? feature.plan : plan];
      e.answer.switchedOff = isOff;
    }
    if (isOff) {
      e.remedy(Remedy::Kind::switchOn).feature = feature.name;
    } else if (plan > highest) {
      highest = plan;
      if (upgrade == nullptr) upgrade = &e.remedy(Remedy::Kind::upgrade);
      upgrade->feature = feature.name;
      upgrade->plan = plans[plan];
    }
  }
  return e.deny(Reason::plan_required);
}

/// An entry of the audit log is readable only by who may read its area.
bool mayReadArea(Evaluation& e, const IdSet<ActionId>& allow) {
  if (!hasExtras || !e.action->byArea) return true;
  if (!e.context.area) {
    e.unverified("area");
    return true;
  }
  const auto area = e.policy().area(*e.context.area);
  return area && allow.has(*area);
}

/// Returns the role that has the action: one whose feature is on, if there is one.
const Role* roleWith(const Evaluation& e) {
  const Role* found = nullptr;
  for (const Role* role : e.access.roles()) {
    if (!role->allow.has(e.actionId)) continue;
    if (!role->feature || e.facts().hasFeature(*role->feature)) return role;
    if (found == nullptr) found = role;
  }
  return found;
}

bool checkUserRole(Evaluation& e) {
  e.role = e.access.role();
  if (hasExtras && e.action->isPublic) return true;
  const Role* has = roleWith(e);
  if (has == nullptr) return e.deny(Reason::role_forbids);
  e.role = has;
  const Role& role = *has;
  const bool onOther =
      e.action->isOn(On::self) && e.resource.kind == Resource::Kind::user && e.resource.id != e.access.user()->id;
  if (onOther) return e.deny(Reason::role_forbids);
  if (!mayReadArea(e, role.allow)) return e.deny(Reason::role_forbids);
  // For a shared role the chain is made of the grants that give the level.
  if (role.blanket || !e.action->level.any()) e.because(Grant::Kind::role, role.name).level = role.level;
  return true;
}

}  // namespace

bool checkPrincipal(Evaluation& e) {
  switch (e.asker()) {
    case Principal::Kind::system: return true;
    case Principal::Kind::visitor: return true;
    case Principal::Kind::apiKey: {
      const ApiKey* key = e.access.apiKey();
      // A rolled key ends at its time.
      if (key == nullptr && e.access.isIssuedAfter(e.context.now)) e.unverified(nameOf(Reason::unknown_principal));
      if (key == nullptr || key->hasEnded(e.context.now)) return e.deny(Reason::unknown_principal);
      e.changesAt(key->endsAt);
      return true;
    }
    case Principal::Kind::user:
      if (e.access.user() == nullptr) return e.deny(Reason::unknown_principal);
      return e.access.role() != nullptr ? true : e.deny(Reason::unknown_role);
  }
  return e.deny(Reason::unknown_principal);
}

bool checkRole(Evaluation& e) {
  switch (e.asker()) {
    case Principal::Kind::system: e.because(Grant::Kind::system); return true;
    case Principal::Kind::visitor:
      return hasExtras && e.policy().visitor().has(e.actionId) && e.resource.kind == Resource::Kind::link
                 ? true
                 : e.deny(Reason::role_forbids);
    case Principal::Kind::apiKey: {
      if (!hasExtras) break;
      const Scope* scope = e.policy().keyScope(e.access.apiKey()->scope());
      if (e.action->isPublic) return true;
      if (e.action->host || scope == nullptr || !scope->allow.has(e.actionId) || !mayReadArea(e, scope->allow))
        return e.deny(Reason::key_scope);
      e.because(Grant::Kind::apiKey, e.access.apiKey()->id);
      return true;
    }
    case Principal::Kind::user: return e.action->host ? e.deny(Reason::role_forbids) : checkUserRole(e);
  }
  return e.deny(Reason::role_forbids);
}

bool checkGates(Evaluation& e) {
  std::vector<FeatureId> closed;
  const auto require = [&](FeatureId feature) {
    if (!e.facts().hasFeature(feature) && std::find(closed.begin(), closed.end(), feature) == closed.end())
      closed.push_back(feature);
  };
  // The role's own gate holds for everything but what one does to oneself.
  const Role* role = e.role;
  if (role != nullptr && role->feature && !e.action->isOn(On::self)) require(*role->feature);
  const bool isRoleOpen = closed.empty();
  if (hasExtras && e.policy().format() == 2) {
    const bool isOfRoles = e.action->does == Does::createRole || e.action->does == Does::editRole;
    if (isOfRoles && e.policy().customRoles().feature) require(*e.policy().customRoles().feature);
  }
  for (FeatureId feature : e.action->features) require(feature);
  // Whatever a visitor does comes through a public link, and stops with the links.
  if (hasExtras && e.asker() == Principal::Kind::visitor)
    for (const Action& action : e.policy().actions())
      if (action.isPublic)
        for (FeatureId feature : action.features) require(feature);
  const bool isOpen = closed.empty();
  if (e.context.role) {
    // The role that is to be given has its gate too.
    const Role* given = e.facts().roleNamed(*e.context.role);
    if (given == nullptr) {
      if (hasExtras && e.policy().format() == 2 && e.facts().isSlice && e.policy().customRoles().isOpen)
        e.unverified(nameOf(Reason::unknown_role));
      e.problem("role", Reason::unknown_role);
      return false;
    }
    if (given->feature) require(*given->feature);
    if (isOpen && !closed.empty()) e.problem("role", Reason::plan_required);
  }
  if (closed.empty()) return true;
  // Nothing is known of what a role would hold that the plan lacks. A slice does not hold what the plan closes.
  e.isBlind = !isRoleOpen || e.facts().isSlice;
  return denyFor(e, closed);
}

}  // namespace lockstep
