// A user gives no more than they have: the level of a share or a relation, and the role of a user.
#include <algorithm>

#include "access/evaluation.h"

namespace lockstep {

namespace {

/// What is given has no conditions. So a share with conditions counts only where they are met by what the account says,
/// there and below.
class CertainShares final : public ShareConditions {
 public:
  explicit CertainShares(const Evaluation& e) : e_(e), hasBelow_(!e.policy().isLeaf(kindOfResource(e))) {}
  bool areMet(const Share& share) const override {
    return std::all_of(share.when.begin(), share.when.end(), [this](ConditionId id) { return isCertain(id); }) &&
           e_.areMet(share);
  }

 private:
  bool isCertain(ConditionId id) const {
    const Condition& condition = e_.policy().conditions()[id];
    const bool readsResource = condition.reads(Variable::Of::resource);
    return !condition.readsRequest() && !(readsResource && hasBelow_);
  }

  const Evaluation& e_;
  bool hasBelow_;
};

/// What the asker holds at the place of the request, with or without conditions.
LevelSet heldThere(const Evaluation& e, std::optional<Time> now, const ShareConditions& conditions) {
  if (!e.access.isShared()) return e.access.role()->level;
  if (e.byOwner) return e.policy().allLevels();
  const Link* link = e.resource.kind == Resource::Kind::link ? e.link : nullptr;
  return e.path.empty()
             ? e.access.levels().onCollection(link != nullptr ? link->on : e.resource.id, now, &conditions).level
             : e.access.levels().at(e.path, now, &conditions) | namedLevel(e);
}

void requireHeld(Evaluation& e, std::string_view field, LevelSet held, LevelSet given) {
  if (e.action->givesAny || held.covers(given)) return;
  e.answer.have = held;
  e.answer.need = given;
  e.answer.at = e.path.empty() ? e.resource.id : e.path;
  e.problem(field, e.policy().format() == 2 ? Reason::gives_too_much : Reason::level_too_low);
}

/// The titles of the levels that may be given on a kind.
std::string levelsOn(const Policy& policy, KindId kind) {
  std::string titles;
  for (unsigned i = 0; i < policy.levels().size(); ++i) {
    const auto& kinds = policy.levelKinds(i);
    if (!kinds.empty() && !isAmongKinds(kinds, kind)) continue;
    titles += titles.empty() ? "" : ", ";
    titles += policy.title(policy.levels()[i]);
  }
  return titles.empty() ? "none" : titles;
}

/// A level may be given on the kinds that the policy names for it, while its feature is on.
void checkLevelFits(Evaluation& e, LevelSet given) {
  const Account& facts = e.facts();
  const KindId kind = kindOfResource(e);
  if ((kind != anyKind || e.path == "/") && !facts.mayGiveOn(given, kind)) {
    e.problem("level", Reason::gives_too_much);
    e.answer.need = given;
    e.answer.values.emplace_back(misplacedLevel, levelsOn(e.policy(), kind));
  }
  const auto& features = e.policy().levelFeatures();
  for (unsigned i = 0; i < features.size(); ++i)
    if (features[i] && given.has(i) && !e.policy().isIncluded(given, i) && !facts.hasFeature(*features[i]))
      e.problem("level", Reason::plan_required);
}

bool isOfLink(const Evaluation& e) {
  const Does does = e.action->does;
  return e.policy().format() == 2 && (does == Does::createLink || does == Does::editLink || does == Does::deleteLink);
}

void checkLevelGiven(Evaluation& e) {
  const LevelSet held = levelToGive(e, e.context.now);
  if (e.action->does == Does::relate)
    return requireHeld(e, "with", held, e.policy().levelOf(kindOfResource(e), e.action->relation));
  const bool gives = e.operation->needs & Need::level || isOfLink(e);
  if (!gives || !e.context.level) return;
  const LevelSet given = e.policy().level(*e.context.level).value_or(e.policy().allLevels());
  if (e.policy().format() == 2) checkLevelFits(e, given);
  requireHeld(e, "level", held, given);
}

/// Denies changing or ending a share or a link that gives more than the asker holds, except a share with the asker.
void checkLevelTaken(Evaluation& e) {
  const Account& facts = e.facts();
  const LevelSet held = heldThere(e, e.context.now, e);
  if (isOfLink(e) && e.action->does != Does::createLink) {
    if (const Link* link = namedLink(e)) requireHeld(e, "", held, facts.enabled(link->level));
    return;
  }
  const bool isOfShare = e.action->does == Does::shareResource || e.action->does == Does::unshareResource;
  if (!isOfShare || !e.context.with || e.context.with == Subject::user(e.access.user()->id)) return;
  const Asset* asset = e.asset();
  const Share* known = facts.sharesOn(asset != nullptr ? asset->id
                                      : e.path == "/"  ? e.path
                                                       : e.resource.id)
                           .find(*e.context.with);
  if (known != nullptr && !known->hasEnded(e.context.now.value_or(0)))
    requireHeld(e, "with", held, facts.enabled(known->level));
  // A slice lacks the shares of others.
  if (!e.action->givesAny) unlessKnown(e, Reason::gives_too_much);
}

/// Whether a role has an action wherever an entry of another role has it. `given` is null for an entry without
/// conditions.
bool hasWherever(const Role& own, ActionId id, const ConditionalActions* given) {
  if (own.certain.has(id)) return true;
  if (given == nullptr) return false;
  const auto isMet = [&](ConditionId when) {
    return std::find(given->when.begin(), given->when.end(), when) != given->when.end();
  };
  return std::any_of(own.conditional.begin(), own.conditional.end(), [&](const ConditionalActions& each) {
    return each.actions.has(id) && std::all_of(each.when.begin(), each.when.end(), isMet);
  });
}

/// Whether some roles together have an action wherever the given role has it.
bool mayDo(const std::vector<const Role*>& roles, ActionId id, const Role& given) {
  const auto isHeld = [&](const ConditionalActions* entry) {
    return std::any_of(roles.begin(), roles.end(), [&](const Role* own) {
      return own->allow.has(id) && (given.own.has(id) || !own->own.has(id)) && hasWherever(*own, id, entry);
    });
  };
  if (!hasFormat2 || given.certain.has(id)) return isHeld(nullptr);
  return std::all_of(given.conditional.begin(), given.conditional.end(),
                     [&](const ConditionalActions& entry) { return !entry.actions.has(id) || isHeld(&entry); });
}

/// Whether some roles together have all levels and actions of the given role.
bool containsRole(const Policy& policy, const std::vector<const Role*>& roles, const Role& given) {
  LevelSet level;
  for (const Role* own : roles) level |= own->level;
  if (!level.covers(given.level)) return false;
  for (ActionId id : policy.actions().ids()) {
    const Action& action = policy.actions()[id];
    if (!action.host && !action.isPublic && given.allow.has(id) && !mayDo(roles, id, given)) return false;
  }
  return true;
}

/// A role without `mayGive` gives those that are within its own actions and level. A role that the plan closes gives
/// nothing.
bool mayGiveRole(const Evaluation& e, const Role& given) {
  if (!hasFormat2 || e.policy().format() == 1) return containsRole(e.policy(), e.access.roles(), given);
  std::vector<const Role*> roles = e.access.roles();
  std::erase_if(roles, [&](const Role* own) { return own->feature && !e.facts().hasFeature(*own->feature); });
  bool isUnlisted = false;
  for (const Role* own : roles) {
    isUnlisted = isUnlisted || !own->mayGive;
    if (!own->mayGive) continue;
    const auto& names = *own->mayGive;
    const auto fits = [&](const std::string& name) { return name == "*" || name == given.name; };
    if (std::any_of(names.begin(), names.end(), fits)) return true;
  }
  return isUnlisted && containsRole(e.policy(), roles, given);
}

void checkRoleGiven(Evaluation& e) {
  if (!(e.operation->needs & Need::role) || e.action->givesAny) return;
  const Reason reason = e.policy().format() == 2 ? Reason::gives_too_much : Reason::role_forbids;
  const Role* given = e.context.role ? e.facts().roleNamed(*e.context.role) : nullptr;
  if (given != nullptr && !mayGiveRole(e, *given)) e.problem("role", reason);
  // Who may not give a role does not take it away either. A sign-in that keeps it takes nothing.
  if (e.policy().format() != 2) return;
  const bool signsIn = e.action->does == Does::provisionUser && e.context.email;
  const User* user = signsIn                           ? e.facts().userOfEmail(*e.context.email)
                     : e.action->does == Does::setRole ? e.user
                                                       : nullptr;
  if (user == nullptr || (signsIn && user->role == e.context.role)) return;
  e.facts().eachRole(*user, [&](const Role& role) {
    if (!mayGiveRole(e, role)) e.problem("role", reason);
  });
}

}  // namespace

LevelSet levelToGive(const Evaluation& e, std::optional<Time> now) {
  return e.policy().hasConditions() ? heldThere(e, now, CertainShares(e)) : heldThere(e, now, e);
}

const Link* namedLink(const Evaluation& e) {
  if (e.link != nullptr || e.resource.kind == Resource::Kind::link || !e.context.id) return e.link;
  return e.facts().link(*e.context.id);
}

LevelSet levelOfLink(const Evaluation& e) {
  if (e.context.level) return e.policy().level(*e.context.level).value_or(LevelSet());
  const Link* link = e.action->does == Does::createLink ? nullptr : namedLink(e);
  return link != nullptr ? e.facts().enabled(link->level) : LevelSet();
}

void checkGiving(Evaluation& e) {
  // Keys and the host hold no levels and no role.
  if (!hasExtras || e.access.role() == nullptr) return;
  checkLevelGiven(e);
  if (e.policy().format() == 2) checkLevelTaken(e);
  checkRoleGiven(e);
}

}  // namespace lockstep
