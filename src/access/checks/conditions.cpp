// Step 6 of R-2: the conditions of the action itself. All that fail are gathered; the first in R-2's order is the
// reason.
#include <algorithm>

#include "access/evaluation.h"
#include "access/role_fields.h"
#include "account/account_role.h"
#include "account/names.h"
#include "base/text.h"
#include "lockstep/account/path.h"

namespace lockstep {

namespace {

/// A principal who may act learns that the thing does not exist. A restricted user was denied before.
void checkExists(Evaluation& e) {
  const auto& resource = e.resource;
  const Account& facts = e.facts();
  const bool missing = (resource.kind == Resource::Kind::collection && e.collection == nullptr) ||
                       (resource.kind == Resource::Kind::user && e.user == nullptr) ||
                       (resource.kind == Resource::Kind::group && facts.group(resource.id) == nullptr) ||
                       (resource.kind == Resource::Kind::apiKey && e.key == nullptr);
  if (missing) e.problem("", Reason::resource_mismatch);
  // Where no level is asked for, a slice need not hold every collection that a restricted user may name.
  if (missing && e.access.isShared()) unlessKnown(e, Reason::resource_mismatch);
  if (resource.kind == Resource::Kind::link && e.link == nullptr) {
    e.problem("link", Reason::link_unknown);
    // The slice of a visitor or key holds no link but the one that its visitor came by; that of a user, those of now.
    if (e.asker() != Principal::Kind::user || e.access.isIssuedAfter(e.context.now))
      unlessKnown(e, Reason::link_unknown);
  }
  if (!hasExtras) return;
  const bool takesCollection = e.action->collectionLevel.any() || isCollecting(*e.action);
  if (e.context.collection && takesCollection && facts.collection(*e.context.collection) == nullptr)
    e.problem("collection", Reason::resource_mismatch);
  if (e.context.collection && isCollecting(*e.action)) unlessKnown(e, Reason::resource_mismatch);
}

void checkVersion(Evaluation& e) {
  if (!e.context.version || e.action->versions == Versions::any) return;
  if ((*e.context.version == "noncurrent") != (e.action->versions == Versions::noncurrent))
    e.problem("version", Reason::version_not_current);
}

/// Whether a user may be in groups and have shares.
bool isRestricted(const Evaluation& e, const std::string& id) {
  if (e.policy().format() == 2) return e.facts().user(id) != nullptr;
  const User* user = e.facts().user(id);
  return user != nullptr && user->roleId && e.policy().roles()[*user->roleId].shared;
}

bool fitsSubject(Evaluation& e, const Subject& with) {
  const bool isSecond = e.policy().format() == 2;
  switch (with.kind) {
    case Subject::Kind::user:
      // A slice lacks the e-mails of others.
      if (isSecond && e.facts().isSlice && with.id.find('@') != std::string::npos) {
        unlessKnown(e, Reason::not_restricted);
        return true;
      }
      return isRestricted(e, with.id);
    case Subject::Kind::group: return e.facts().group(with.id) != nullptr;
    case Subject::Kind::role: return isSecond && e.facts().roleNamed(with.id) != nullptr;
    case Subject::Kind::everyone: return isSecond;
  }
  return false;
}

/// Shares and memberships are for restricted users and for groups that are there; relations name users.
void checkSubjects(Evaluation& e) {
  const Context& c = e.context;
  const bool shares = e.operation->needs & Need::level && e.operation->needs & Need::with;
  const bool relates = e.policy().format() == 2 && e.action->does == Does::relate;
  if (relates && c.with && c.with->kind != Subject::Kind::user)
    e.problem("with", Reason::context_missing, "Give { \"user\": id }.");
  else if ((shares || relates) && c.with && !fitsSubject(e, *c.with))
    e.problem("with", Reason::not_restricted);
  const auto fitsMember = [&](const std::string& member) { return fitsSubject(e, Subject::user(member)); };
  if (e.action->does == Does::addMember && c.member && !fitsMember(*c.member))
    e.problem("member", Reason::not_restricted);
  for (const auto& member : c.members)
    if (!fitsMember(member)) e.problem("members", Reason::not_restricted);
}

/// Who would be left of a role that must not run out, if `user` had `newRole` or, without one, were gone.
void checkMinimumUsers(Evaluation& e, const User& user, const std::optional<std::string>& newRole) {
  const Account& facts = e.facts();
  facts.eachRole(user, [&](const Role& role) {
    if (role.atLeast == 0 || newRole == role.name) return;
    std::int64_t others = 0;
    for (const auto& [id, other] : facts.users())
      if (id != user.id) facts.eachRole(other, [&](const Role& each) { others += each.name == role.name; });
    if (others < static_cast<std::int64_t>(role.atLeast)) e.problem("role", Reason::last_administrator);
  });
}

void checkPeople(Evaluation& e) {
  const bool changesRole = e.action->does == Does::setRole, removes = e.action->does == Does::removeUser;
  const auto newRole =
      e.context.role && e.facts().roleNamed(*e.context.role) != nullptr ? e.context.role : std::nullopt;
  if ((changesRole || removes) && e.user != nullptr) {
    // no user changes their own role or removes themselves.
    if (e.access.user() != nullptr && e.user->id == e.access.user()->id) e.problem("", Reason::own_account);
    if (removes || newRole) checkMinimumUsers(e, *e.user, newRole);
  }
  if (e.action->does != Does::provisionUser || !e.context.email) return;
  const User* known = e.facts().userOfEmail(*e.context.email);
  if (known == nullptr) return;
  if (newRole) checkMinimumUsers(e, *known, newRole);
  // The e-mail says who signs in; the id of another user contradicts it.
  if (e.context.id && *e.context.id != known->id && e.facts().user(*e.context.id) != nullptr)
    e.problem("id", Reason::name_taken);
}

void checkFields(Evaluation& e) {
  const Context& c = e.context;
  const Naming naming = e.operation->naming;
  // a blank name from the identity provider counts as absent.
  const bool isProvided = e.action->does == Does::provisionUser;
  if (e.policy().format() == 2 && naming == Naming::ofKind) {
    if (c.name) checkName2(e, *c.name);
    return;
  }
  if (naming != Naming::none && c.name && !(isProvided && trimmed(*c.name).empty())) {
    if (!isValidName(naming, *c.name))
      e.problem("name", Reason::name_invalid);
    else
      checkNameTaken(e, *c.name);
  }
  if (naming != Naming::person || !c.email) return;
  if (!isValidEmail(*c.email)) return e.problem("email", Reason::email_invalid);
  const User* other = e.facts().userOfEmail(*c.email);
  const bool isUpdate = isProvided || (other != nullptr && other == e.user);
  if (other != nullptr && !isUpdate) e.problem("email", Reason::email_taken);
}

/// Returns whether a path is in a folder, without a closed folder between them. In format 2 a closed one lets through
/// the levels of the link that it names.
bool reaches(const Evaluation& e, const std::string& folder, const std::string& path) {
  if (!isWithin(path, folder)) return false;
  LevelSet level = e.facts().enabled(e.link->level);
  const auto way = e.facts().wayTo(path);
  return std::all_of(way.begin(), way.end(), [&](const Asset* asset) {
    if (!asset->isClosed() || asset->path.size() <= folder.size()) return true;
    level = e.policy().passed(level, asset->passes);
    return level.any() && level.covers(e.action->level);
  });
}

/// Returns whether the opened path is below the link's target. The root is never shared, by a link neither.
bool isBelowTarget(const Evaluation& e) {
  const Account& facts = e.facts();
  if (e.path.empty()) return e.collection != nullptr;
  const auto holds = [&](std::string_view item) {
    const Asset* asset = facts.asset(item);
    return asset != nullptr && asset->path != "/" && reaches(e, asset->path, e.path);
  };
  if (e.collection == nullptr) return holds(e.link->on);
  return std::any_of(e.collection->items.begin(), e.collection->items.end(), holds);
}

/// Whether a public link opens for this visitor at this time, at this place.
void checkLink(Evaluation& e) {
  const Link& link = *e.link;
  const auto now = e.context.now;
  if ((link.startsAt || link.endsAt) && !now) return e.problem("now", Reason::context_missing);
  if (link.startsAt && *now < *link.startsAt) {
    e.changesAt(link.startsAt);
    return e.problem("", Reason::link_not_started);
  }
  if (link.endsAt && *now > *link.endsAt) return e.problem("", Reason::link_expired);
  if (link.endsAt) e.changesAt(*link.endsAt + 1);
  if (link.hasPassword && !e.context.passwordVerified.value_or(e.access.principal().passwordVerified))
    return e.problem("", Reason::link_password);
  if (link.on.empty()) {
    // The slice was made while the link did not open, and lacks its target.
    unlessKnown(e, Reason::outside_link);
    if (e.action->kind != anyKind) unlessKnown(e, Reason::resource_mismatch);
  } else if (!isBelowTarget(e) || holdsClosed(e)) {
    // A slice leaves the drafts out of a collection.
    if (e.collection != nullptr && !link.exposeUnpublished) unlessKnown(e, Reason::unpublished);
    e.problem("path", Reason::outside_link);
  }
  if (e.policy().switches().limitedFolders) unlessKnown(e, Reason::outside_link);
}

/// What is set fits the attribute of the kind of this very resource; `checkForm` has seen to the other kinds.
void checkValue(Evaluation& e) {
  if (e.action->does != Does::setAttribute || !e.context.value) return;
  const Attribute* declared = e.policy().attributeOf(kindOfResource(e), e.action->attribute);
  if (declared != nullptr && !fitsDeclared(*e.context.value, *declared))
    e.problem("value", Reason::context_missing, "The value is not of the type that the policy declares.");
}

/// What a public link shows of what lies below it.
void checkShown(Evaluation& e) {
  const Link& link = *e.link;
  if (e.context.version == "noncurrent") e.problem("version", Reason::version_not_current);
  const Asset* target = e.facts().asset(link.on);
  const bool onFile = target != nullptr && e.policy().isLeaf(target->kind);  // shown whatever its state
  if (const Asset* opened = e.facts().assetAt(e.path);
      opened != nullptr && !opened->published && !onFile && !link.exposeUnpublished)
    e.problem("path", Reason::unpublished);
  else if (opened == nullptr && !onFile && !link.exposeUnpublished)
    unlessKnown(e, Reason::unpublished);
  e.because(Grant::Kind::publicLink, link.id);
}

/// A role that a customer makes stays within the policy's bounds, and is not in use when it goes.
void checkOwnRole(Evaluation& e) {
  const Does does = e.action->does;
  if (e.resource.kind == Resource::Kind::role) {
    if (e.facts().roles().find(e.resource.id) == nullptr) return e.problem("", Reason::resource_mismatch);
    const auto& users = e.facts().users();
    const bool isUsed =
        does == Does::deleteRole && std::any_of(users.begin(), users.end(), [&](const auto& entry) {
          const auto& more = entry.second.moreRoles;
          return entry.second.role == e.resource.id || std::find(more.begin(), more.end(), e.resource.id) != more.end();
        });
    if (isUsed) e.problem("", Reason::role_in_use);
  }
  if (does != Does::createRole && does != Does::editRole) return;
  AccountRole role = does == Does::editRole && e.facts().roles().find(e.resource.id) != nullptr
                         ? *e.facts().roles().find(e.resource.id)
                         : AccountRole();
  takeRoleFields(role, e.context, e.policy());
  if (const auto field = fieldBeyond(role, e.policy()); !field.empty()) e.problem(field, Reason::gives_too_much);
  const auto id = e.context.id ? e.context.id : e.context.name;
  if (does != Does::createRole || !id) return;
  if (id->empty() || id->size() > 200) e.problem("name", Reason::name_invalid);
  if (e.facts().roleNamed(*id) != nullptr) e.problem("name", Reason::name_taken);
}

}  // namespace

void takeRoleFields(AccountRole& role, const Context& context, const Policy& policy) {
  if (context.name) role.title = *context.name;
  if (context.level) role.level = policy.level(*context.level).value_or(LevelSet());
  for (const NamedValue& field : context.fields) {
    const auto names = field.value.type == ValueType::string ? std::vector{field.value.string} : field.value.strings;
    if (field.name == "title") role.title = field.value.string;
    if (field.name == "except") role.except = names;
    if (field.name == "mayGive") role.mayGive = names;
    if (field.name != "allow") continue;
    role.allow.clear();
    for (const auto& name : names) role.allow.push_back({{name}, {}});
  }
}

/// Whether the asker comes through a public link.
static bool isThroughLink(const Evaluation& e) {
  const bool isThrough =
      e.policy().format() == 2 && e.resource.kind == Resource::Kind::link && !e.action->isOn(On::link);
  return e.action->isPublic || e.asker() == Principal::Kind::visitor || isThrough;
}

/// A principal for whom the link does not open learns nothing of the items below it.
bool checkOpens(Evaluation& e) {
  if (!isThroughLink(e)) return true;
  checkExists(e);
  if (e.link != nullptr) checkLink(e);
  return e.answer.reason == Reason::none;
}

bool checkConditions(Evaluation& e) {
  if (!isThroughLink(e))
    checkExists(e);
  else if (e.link != nullptr)
    checkShown(e);
  checkPlace(e);
  checkOwn(e);
  checkGiving(e);
  checkVersion(e);
  checkDestination(e);
  if (e.policy().format() == 2) checkCollected2(e);
  checkSubjects(e);
  checkPeople(e);
  checkFields(e);
  if (hasExtras && e.policy().format() == 2) {
    checkValue(e);
    checkOwnRole(e);
  }
  checkNewId(e);
  checkEnds(e);
  checkItemsLink(e);
  return e.answer.reason == Reason::none;
}

}  // namespace lockstep
