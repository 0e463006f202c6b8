// Steps 2 to 4 of R-2: who asks, what the plan gives, and whether the role ever has the action.
#include "access/question.h"

namespace lockstep {

namespace {

bool requireFeature(Question& q, FeatureId feature) {
  if (q.facts().hasFeature(feature)) return true;
  const Feature& needed = q.policy().features()[feature];
  q.answer.feature = needed.name;
  q.answer.plan = q.policy().plans()[needed.plan];
  q.answer.switchedOff = q.facts().plan >= needed.plan;
  return q.deny(Reason::plan_required);
}

void grantByRole(Question& q) {
  Grant grant;
  grant.kind = Grant::Kind::role;
  grant.name = q.access.role()->name;
  grant.level = q.access.role()->level;
  q.answer.because.push_back(std::move(grant));
}

bool checkUserRole(Question& q) {
  const Role& role = *q.access.role();
  if (q.action->isPublic) return true;
  if (!role.allow.has(q.actionId)) return q.deny(Reason::role_forbids);
  const bool onOther = q.action->isOn(On::self) && q.resource.kind == Resource::Kind::user && q.resource.id != q.access.user()->id;
  if (onOther) return q.deny(Reason::role_forbids);
  // An entry of the audit log is readable only by who may read its area.
  if (q.action->byArea && !q.context.area) q.unverified("area");
  if (q.action->byArea && q.context.area) {
    const auto area = q.policy().area(*q.context.area);
    if (!area || !role.allow.has(*area)) return q.deny(Reason::role_forbids);
  }
  // For a shared role the chain is made of the grants that give the level.
  if (!role.shared || q.action->level == 0) grantByRole(q);
  return true;
}

}  // namespace

bool checkPrincipal(Question& q) {
  switch (q.asker()) {
    case Principal::Kind::system: return true;
    case Principal::Kind::visitor: return true;
    case Principal::Kind::apiKey: {
      const ApiKey* key = q.access.apiKey();
      // A rolled key ends at its time; without a clock it has ended.
      const bool ended = key != nullptr && key->endsAt && (!q.context.now || *q.context.now >= *key->endsAt);
      if (key != nullptr && !ended) q.changesAt(key->endsAt);
      if (key == nullptr && q.access.isIssuedAfter(q.context.now)) q.unverified(nameOf(Reason::unknown_principal));
      return key != nullptr && !ended ? true : q.deny(Reason::unknown_principal);
    }
    case Principal::Kind::user:
      if (q.access.user() == nullptr) return q.deny(Reason::unknown_principal);
      return q.access.role() != nullptr ? true : q.deny(Reason::unknown_role);
  }
  return q.deny(Reason::unknown_principal);
}

bool checkGates(Question& q) {
  // The role's own gate holds for everything but what one does to oneself.
  const Role* role = q.access.role();
  if (role != nullptr && role->feature && !q.action->isOn(On::self) && !requireFeature(q, *role->feature)) return false;
  for (FeatureId feature : q.action->features)
    if (!requireFeature(q, feature)) return false;
  // Whatever a visitor does comes through a public link, and stops with the links.
  if (q.asker() == Principal::Kind::visitor)
    for (const Action& action : q.policy().actions())
      for (FeatureId feature : action.features)
        if (action.isPublic && !requireFeature(q, feature)) return false;
  if (!q.context.role) return true;
  // The role that is to be given has its gate too.
  const auto given = q.policy().role(*q.context.role);
  if (!given) return q.problem("role", Reason::unknown_role), false;
  const auto& feature = q.policy().roles()[*given].feature;
  if (feature && !requireFeature(q, *feature)) return q.problem("role", Reason::plan_required), false;
  return true;
}

bool checkRole(Question& q) {
  Grant grant;
  switch (q.asker()) {
    case Principal::Kind::system:
      grant.kind = Grant::Kind::system;
      q.answer.because.push_back(std::move(grant));
      return true;
    case Principal::Kind::visitor:
      return q.policy().visitor().has(q.actionId) && q.resource.kind == Resource::Kind::link ? true : q.deny(Reason::role_forbids);
    case Principal::Kind::apiKey: {
      const Scope* scope = q.policy().keyScope(q.access.apiKey()->scope());
      if (q.action->isPublic) return true;
      if (q.action->host || scope == nullptr || !scope->allow.has(q.actionId)) return q.deny(Reason::key_scope);
      grant.kind = Grant::Kind::apiKey;
      grant.name = q.access.apiKey()->id;
      q.answer.because.push_back(std::move(grant));
      return true;
    }
    case Principal::Kind::user:
      return q.action->host ? q.deny(Reason::role_forbids) : checkUserRole(q);
  }
  return q.deny(Reason::role_forbids);
}

}  // namespace lockstep
