// A user gives no more than they have: the level of a share or a relation, and the role of a user.
#include <algorithm>

#include "access/evaluation.h"

namespace lockstep {

namespace {

/// What the asker holds at the place of the request.
LevelSet heldThere(const Evaluation& e) {
  if (!e.access.isShared()) return e.access.role()->level;
  if (e.byOwner) return e.policy().allLevels();
  return e.path.empty() ? e.access.levels().onCollection(e.resource.id, e.context.now, &e).level
                        : e.access.levels().at(e.path, e.context.now, &e) | namedLevel(e);
}

void requireHeld(Evaluation& e, std::string_view field, LevelSet given) {
  const LevelSet held = heldThere(e);
  if (e.action->givesAny || held.covers(given)) return;
  e.answer.have = held;
  e.answer.need = given;
  e.answer.at = e.path.empty() ? e.resource.id : e.path;
  e.problem(field, e.policy().format() == 2 ? Reason::gives_too_much : Reason::level_too_low);
}

/// A level may be given on the kinds that the policy names for it, while its feature is on.
void checkLevelFits(Evaluation& e, LevelSet given) {
  const Account& facts = e.facts();
  const KindId kind = kindOfResource(e);
  if ((kind != anyKind || e.path == "/") && !facts.mayGiveOn(given, kind)) e.problem("level", Reason::gives_too_much);
  const auto& features = e.policy().levelFeatures();
  for (unsigned i = 0; i < features.size(); ++i)
    if (features[i] && given.has(i) && !e.policy().isIncluded(given, i) && !facts.hasFeature(*features[i]))
      e.problem("level", Reason::plan_required);
}

void checkLevelGiven(Evaluation& e) {
  if (e.action->does == Does::relate) {
    return requireHeld(e, "with", e.policy().levelOf(kindOfResource(e), e.action->relation));
  }
  if (!(e.operation->needs & Need::level) || !e.context.level) return;
  const LevelSet given = e.policy().level(*e.context.level).value_or(e.policy().allLevels());
  if (e.policy().format() == 2) checkLevelFits(e, given);
  requireHeld(e, "level", given);
}

/// Whether all that one role may ever do, the asker's roles may do too.
bool isWithin(const Evaluation& e, const Role& given) {
  LevelSet level;
  for (const Role* own : e.access.roles()) level |= own->level;
  if (!level.covers(given.level)) return false;
  for (ActionId id : e.policy().actions().ids()) {
    const Action& action = e.policy().actions()[id];
    if (action.host || action.isPublic || !given.allow.has(id)) continue;
    const auto& roles = e.access.roles();
    const bool isHeld = std::any_of(roles.begin(), roles.end(), [&](const Role* own) {
      const bool isLess = (own->own.has(id) && !given.own.has(id)) || (!own->certain.has(id) && given.certain.has(id));
      return own->allow.has(id) && !isLess;
    });
    if (!isHeld) return false;
  }
  return true;
}

/// A role without `mayGive` gives those that are within its own actions and level.
bool mayGiveRole(const Evaluation& e, const Role& given) {
  bool isUnlisted = false;
  for (const Role* own : e.access.roles()) {
    isUnlisted = isUnlisted || !own->mayGive;
    if (!own->mayGive) continue;
    const auto& names = *own->mayGive;
    const auto fits = [&](const std::string& name) { return name == "*" || name == given.name; };
    if (std::any_of(names.begin(), names.end(), fits)) return true;
  }
  return isUnlisted && isWithin(e, given);
}

void checkRoleGiven(Evaluation& e) {
  if (!(e.operation->needs & Need::role) || e.action->givesAny) return;
  const Reason reason = e.policy().format() == 2 ? Reason::gives_too_much : Reason::role_forbids;
  const Role* given = e.context.role ? e.facts().roleNamed(*e.context.role) : nullptr;
  if (given != nullptr && !mayGiveRole(e, *given)) e.problem("role", reason);
  // Who may not give a role does not take it away either.
  if (e.policy().format() != 2 || e.action->does != Does::setRole || e.user == nullptr) return;
  e.facts().eachRole(*e.user, [&](const Role& role) {
    if (!mayGiveRole(e, role)) e.problem("role", reason);
  });
}

}  // namespace

void checkGiving(Evaluation& e) {
  // Keys and the host hold no levels and no role.
  if (e.access.role() == nullptr) return;
  checkLevelGiven(e);
  checkRoleGiven(e);
}

}  // namespace lockstep
