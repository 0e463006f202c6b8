// Nobody gives more than they have: the level of a share, and the role of a user.
#include "access/question.h"

namespace lockstep {

namespace {

/// What the asker holds at the place of the request.
Level heldThere(const Question& q) {
  if (!q.access.isShared()) return q.access.role()->level;
  if (q.byOwner) return q.policy().highest();
  return q.path.empty() ? q.access.levels().onCollection(q.resource.id, q.context.now).level : q.access.levels().at(q.path, q.context.now);
}

void checkLevelGiven(Question& q) {
  if (!(q.operation->needs & Need::level) || !q.context.level) return;
  const Level given = q.policy().level(*q.context.level).value_or(q.policy().highest());
  const Level held = heldThere(q);
  if (given <= held) return;
  q.answer.have = held;
  q.answer.need = given;
  q.answer.at = q.path.empty() ? q.resource.id : q.path;
  q.problem("level", Reason::level_too_low);
}

/// Whether all that one role may ever do, the other may do too.
bool isWithin(const Policy& policy, const Role& given, const Role& own) {
  if (given.level > own.level) return false;
  for (std::size_t i = 0; i < policy.actions().size(); ++i) {
    const Action& action = policy.actions()[i];
    if (action.host || action.isPublic || !given.allow.has(i)) continue;
    if (!own.allow.has(i) || (own.own.has(i) && !given.own.has(i))) return false;
  }
  return true;
}

void checkRoleGiven(Question& q) {
  if (!(q.operation->needs & Need::role) || !q.context.role) return;
  const auto given = q.policy().role(*q.context.role);
  if (given && !isWithin(q.policy(), q.policy().roles()[*given], *q.access.role())) q.problem("role", Reason::role_forbids);
}

}  // namespace

void checkGiving(Question& q) {
  // Keys and the host hold no levels and no role.
  if (q.access.role() == nullptr) return;
  checkLevelGiven(q);
  checkRoleGiven(q);
}

}  // namespace lockstep
