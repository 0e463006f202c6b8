// Step 6 of R-2: the conditions of the action itself. All that fail are gathered; the first in R-2's order is the reason.
#include <algorithm>

#include "access/names.h"
#include "access/question.h"
#include "account/path.h"
#include "base/text.h"

namespace lockstep {

namespace {

/// For who may act at all, a thing that is not there is told as such (a restricted user was answered before).
void checkThere(Question& q) {
  const auto& resource = q.resource;
  const Account& facts = q.facts();
  const bool missing = (resource.kind == Resource::Kind::collection && q.collection == nullptr) ||
                       (resource.kind == Resource::Kind::user && q.user == nullptr) ||
                       (resource.kind == Resource::Kind::group && facts.group(resource.id) == nullptr) ||
                       (resource.kind == Resource::Kind::apiKey && q.key == nullptr);
  if (missing) q.problem("", Reason::resource_mismatch);
  // Where no level is asked for, a slice need not hold every collection that a restricted user may name.
  if (missing && q.access.isShared()) unlessKnown(q, Reason::resource_mismatch);
  if (resource.kind == Resource::Kind::link && q.link == nullptr) {
    q.problem("link", Reason::link_unknown);
    // The slice of a visitor or key holds no link but the one that its visitor came by; that of a user, those of now.
    if (q.asker() != Principal::Kind::user || q.access.isIssuedAfter(q.context.now)) unlessKnown(q, Reason::link_unknown);
  }
  if (q.context.collection && q.action->collectionLevel > 0 && facts.collection(*q.context.collection) == nullptr) q.problem("collection", Reason::resource_mismatch);
}

void checkVersion(Question& q) {
  if (!q.context.version || q.action->versions == Versions::any) return;
  if ((*q.context.version == "noncurrent") != (q.action->versions == Versions::noncurrent)) q.problem("version", Reason::version_not_current);
}

bool isRestricted(const Question& q, const std::string& id) {
  const User* user = q.facts().user(id);
  return user != nullptr && user->roleId && q.policy().roles()[*user->roleId].shared;
}

/// Shares and memberships are for restricted users and for groups that are there.
void checkSubjects(Question& q) {
  const Context& c = q.context;
  const bool shares = q.operation->needs & Need::level && q.operation->needs & Need::with;
  if (shares && c.with) {
    const bool fits = c.with->isGroup ? q.facts().group(c.with->id) != nullptr : isRestricted(q, c.with->id);
    if (!fits) q.problem("with", Reason::not_restricted);
  }
  if (q.action->does == Does::addMember && c.member && !isRestricted(q, *c.member)) q.problem("member", Reason::not_restricted);
  for (const auto& member : c.members)
    if (!isRestricted(q, member)) q.problem("members", Reason::not_restricted);
}

/// Who would be left of a role that must not run out, if `user` had `newRole` or, without one, were gone.
void checkKept(Question& q, const User& user, std::optional<RoleId> newRole) {
  if (!user.roleId || newRole == user.roleId) return;
  const Role& role = q.policy().roles()[*user.roleId];
  if (role.atLeast == 0) return;
  const auto& users = q.facts().users();
  const auto others = std::count_if(users.begin(), users.end(), [&](const auto& entry) { return entry.second.roleId == user.roleId && entry.first != user.id; });
  if (others < static_cast<std::int64_t>(role.atLeast)) q.problem("role", Reason::last_administrator);
}

void checkPeople(Question& q) {
  const bool changesRole = q.action->does == Does::setRole, removes = q.action->does == Does::removeUser;
  const auto newRole = q.context.role ? q.policy().role(*q.context.role) : std::nullopt;
  if ((changesRole || removes) && q.user != nullptr) {
    // nobody changes their own role or deletes themselves.
    if (q.access.user() != nullptr && q.user->id == q.access.user()->id) q.problem("", Reason::own_account);
    if (removes || newRole) checkKept(q, *q.user, newRole);
  }
  if (q.action->does != Does::provisionUser || !q.context.email) return;
  const User* known = q.facts().userOfEmail(*q.context.email);
  if (known == nullptr) return;
  if (newRole) checkKept(q, *known, newRole);
  // The e-mail says who signs in; the id of another user contradicts it.
  if (q.context.id && *q.context.id != known->id && q.facts().user(*q.context.id) != nullptr) q.problem("id", Reason::name_taken);
}

void checkFields(Question& q) {
  const Context& c = q.context;
  const Naming naming = q.operation->naming;
  // a blank name from the identity provider is none.
  const bool isProvided = q.action->does == Does::provisionUser;
  if (naming != Naming::none && c.name && !(isProvided && trimmed(*c.name).empty())) {
    if (!isValidName(naming, *c.name)) q.problem("name", Reason::name_invalid);
    else checkNameTaken(q, *c.name);
  }
  if (naming != Naming::person || !c.email) return;
  if (!isValidEmail(*c.email)) return q.problem("email", Reason::email_invalid);
  const User* other = q.facts().userOfEmail(*c.email);
  const bool isUpdate = isProvided || (other != nullptr && other == q.user);
  if (other != nullptr && !isUpdate) q.problem("email", Reason::email_taken);
}

/// Whether a path lies in a folder, and in none below it at which what comes from above stops.
bool reaches(const Account& facts, const std::string& folder, const std::string& path) {
  if (!isWithin(path, folder)) return false;
  const auto way = facts.wayTo(path);
  return std::none_of(way.begin(), way.end(), [&](const Asset* asset) { return !asset->inherit && asset->path.size() > folder.size(); });
}

/// Whether what is opened lies below what the link is on. The root is shared with nobody, by a link neither.
bool isBelowTarget(const Question& q) {
  const Account& facts = q.facts();
  if (q.path.empty()) return q.collection != nullptr;
  const auto holds = [&](std::string_view item) {
    const Asset* asset = facts.asset(item);
    return asset != nullptr && asset->path != "/" && reaches(facts, asset->path, q.path);
  };
  if (q.collection == nullptr) return holds(q.link->on);
  return std::any_of(q.collection->items.begin(), q.collection->items.end(), holds);
}

/// Whether a public link opens for this visitor at this time, at this place.
void checkLink(Question& q) {
  const Link& link = *q.link;
  const auto now = q.context.now;
  if ((link.startsAt || link.endsAt) && !now) return q.problem("now", Reason::context_missing);
  if (link.startsAt && *now < *link.startsAt) {
    q.changesAt(link.startsAt);
    return q.problem("", Reason::link_not_started);
  }
  if (link.endsAt && *now > *link.endsAt) return q.problem("", Reason::link_expired);
  if (link.endsAt) q.changesAt(*link.endsAt + 1);
  if (link.hasPassword && !q.context.passwordVerified.value_or(q.access.principal().passwordVerified)) return q.problem("", Reason::link_password);
  if (link.on.empty()) {
    // The slice was made while the link did not open, and keeps what it is on.
    unlessKnown(q, Reason::outside_link);
    if (q.action->kind != AssetKind::any) unlessKnown(q, Reason::resource_mismatch);
  } else if (!isBelowTarget(q) || holdsClosed(q)) {
    // A slice leaves the drafts out of a collection.
    if (q.collection != nullptr && !link.exposeUnpublished) unlessKnown(q, Reason::unpublished);
    q.problem("path", Reason::outside_link);
  }
  if (q.policy().switches().limitedFolders) unlessKnown(q, Reason::outside_link);
}

/// What a public link shows of what lies below it.
void checkShown(Question& q) {
  const Link& link = *q.link;
  if (q.context.version == "noncurrent") q.problem("version", Reason::version_not_current);
  const Asset* target = q.facts().asset(link.on);
  const bool onFile = target != nullptr && target->kind == AssetKind::file;  // shown whatever its state
  if (const Asset* opened = q.facts().assetAt(q.path); opened != nullptr && !opened->published && !onFile && !link.exposeUnpublished)
    q.problem("path", Reason::unpublished);
  else if (opened == nullptr && !onFile && !link.exposeUnpublished)
    unlessKnown(q, Reason::unpublished);
  q.because(Grant::Kind::publicLink, link.id);
}

}  // namespace

bool checkConditions(Question& q) {
  const bool opens = q.action->isPublic || q.asker() == Principal::Kind::visitor;
  checkThere(q);
  if (opens && q.link != nullptr) checkLink(q);
  // A principal for whom the link does not open learns nothing of the items below it.
  if (opens && q.answer.reason != Reason::none) return false;
  if (opens && q.link != nullptr) checkShown(q);
  checkPlace(q);
  checkOwn(q);
  checkGiving(q);
  checkVersion(q);
  checkDestination(q);
  checkSubjects(q);
  checkPeople(q);
  checkFields(q);
  checkNewId(q);
  checkEnds(q);
  checkItemsLink(q);
  return q.answer.reason == Reason::none;
}

}  // namespace lockstep
