// Step 6 of R-2: the conditions of the action itself. All that fail are gathered; the first in R-2's order is the reason.
#include <algorithm>

#include "access/names.h"
#include "access/question.h"
#include "account/path.h"

namespace lockstep {

namespace {

/// A slice cannot rule out what it does not hold.
void unlessKnown(Question& q, Reason reason) {
  const auto code = nameOf(reason);
  auto& known = q.answer.unverified;
  if (q.facts().isSlice && std::find(known.begin(), known.end(), code) == known.end()) q.unverified(code);
}

/// For who may act at all, a thing that is not there is told as such (a restricted user was answered before).
void checkThere(Question& q) {
  const auto& resource = q.resource;
  const Account& facts = q.facts();
  const bool missing = (resource.kind == Resource::Kind::collection && q.collection == nullptr) ||
                       (resource.kind == Resource::Kind::user && q.user == nullptr) ||
                       (resource.kind == Resource::Kind::group && facts.group(resource.id) == nullptr) ||
                       (resource.kind == Resource::Kind::apiKey && facts.apiKey(resource.id) == nullptr);
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

/// The account may know that the path is a file where the action is for folders, or the other way round; it is believed
/// before the request, which may say what is there too.
void checkKind(Question& q) {
  if (q.action->kind == AssetKind::any || q.path.empty()) return;
  if (q.path == "/") {
    if (q.action->kind == AssetKind::file) q.problem("", Reason::resource_mismatch);
  } else if (const Asset* asset = q.facts().assetAt(q.path)) {
    if (asset->kind != q.action->kind) q.problem("", Reason::resource_mismatch);
  } else {
    unlessKnown(q, Reason::resource_mismatch);
  }
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
  if (q.action->does == Does::provisionUser && q.context.email && newRole)
    if (const User* known = q.facts().userOfEmail(*q.context.email)) checkKept(q, *known, newRole);
}

void checkNameTaken(Question& q, const std::string& name) {
  const Account& facts = q.facts();
  const bool renames = q.operation->renames;
  switch (q.operation->naming) {
    case Naming::group:
      if (const Group* other = facts.groupNamed(name); other != nullptr && !(renames && other->id == q.resource.id)) q.problem("name", Reason::name_taken);
      return;
    case Naming::collection:
      if (const Collection* other = facts.collectionNamed(name)) {
        if (!(renames && other->id == q.resource.id)) q.problem("name", Reason::name_taken);
      } else if (q.access.isShared()) {
        unlessKnown(q, Reason::name_taken);
      }
      return;
    case Naming::file:
    case Naming::folder: {
      const bool wantsFolder = q.operation->naming == Naming::folder;
      const std::string path = joinPath(renames ? parentPath(q.path) : std::string_view(q.path), name);
      const auto there = facts.kindAt(path);
      if (!there) return unlessKnown(q, Reason::name_taken);
      // a rename onto another's name is refused. What is made anew may meet its own kind: a folder that is
      // there stays as it is, a file gets a new version.
      const bool itself = renames && path == q.path;
      const bool meets = !renames && (*there == AssetKind::folder) == wantsFolder;
      if (!itself && !meets) q.problem("name", Reason::name_taken);
      return;
    }
    default: return;
  }
}

void checkFields(Question& q) {
  const Context& c = q.context;
  const Naming naming = q.operation->naming;
  if (naming != Naming::none && c.name) {
    if (!isValidName(naming, *c.name)) q.problem("name", Reason::name_invalid);
    else checkNameTaken(q, *c.name);
  }
  if (naming != Naming::person || !c.email) return;
  if (!isValidEmail(*c.email)) return q.problem("email", Reason::email_invalid);
  const User* other = q.facts().userOfEmail(*c.email);
  const bool isUpdate = q.action->does == Does::provisionUser || (other != nullptr && other == q.user);
  if (other != nullptr && !isUpdate) q.problem("email", Reason::email_taken);
}

/// Whether a file stands at one of two paths and a folder at the other. Only beside a file is a folder looked for that is
/// not listed.
bool kindsDiffer(const Account& facts, std::string_view one, std::string_view other) {
  const auto isFile = [&](std::string_view path) {
    const Asset* asset = facts.assetAt(path);
    return asset != nullptr && asset->kind == AssetKind::file;
  };
  const bool here = isFile(one);
  return here != isFile(other) && facts.kindAt(here ? other : one) == AssetKind::folder;
}

/// The destination of a move or copy, for whoever asks: not the folder itself nor below it, and a folder; what
/// it meets there under its name must be of its kind.
void checkDestination(Question& q) {
  if (!(q.operation->needs & Need::to) || q.to.empty()) return;
  if (isWithin(q.to, q.path)) q.problem("to", Reason::inside_itself);
  const Account& facts = q.facts();
  const Asset* folder = facts.assetAt(q.to);
  if (folder != nullptr && folder->kind != AssetKind::folder) q.problem("to", Reason::resource_mismatch);
  if (folder == nullptr && q.to != "/") unlessKnown(q, Reason::resource_mismatch);
  const std::string there = joinPath(q.to, lastSegment(q.path));
  if (kindsDiffer(facts, q.path, there)) q.problem("to", Reason::name_taken);
  if (facts.assetAt(q.path) == nullptr || facts.assetAt(there) == nullptr) unlessKnown(q, Reason::name_taken);
}

/// A link that is named by its id on an item is one of that item's, whose level was asked for.
void checkItemsLink(Question& q) {
  if (!q.action->isOn(On::link) || q.resource.kind == Resource::Kind::link || !q.context.id) return;
  const Asset* asset = q.facts().assetAt(q.path);
  const std::string* item = asset != nullptr ? &asset->id : q.collection != nullptr ? &q.collection->id : nullptr;
  const Link* link = q.facts().link(*q.context.id);
  if (link == nullptr || item == nullptr || link->on != *item) q.problem("id", Reason::link_unknown);
}

/// Whether what is opened lies below what the link is on. The root is shared with nobody, by a link neither.
bool isBelowTarget(const Question& q) {
  const Account& facts = q.facts();
  if (q.path.empty()) return q.collection != nullptr;
  const auto holds = [&](std::string_view item) {
    const Asset* asset = facts.asset(item);
    return asset != nullptr && asset->path != "/" && isWithin(q.path, asset->path);
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
  } else if (!isBelowTarget(q)) {
    // A slice leaves the drafts out of a collection.
    if (q.collection != nullptr && !link.exposeUnpublished) unlessKnown(q, Reason::unpublished);
    q.problem("path", Reason::outside_link);
  }
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
  Grant grant;
  grant.kind = Grant::Kind::publicLink;
  grant.name = link.id;
  q.answer.because.push_back(std::move(grant));
}

}  // namespace

bool checkConditions(Question& q) {
  const bool opens = q.action->isPublic || q.asker() == Principal::Kind::visitor;
  checkThere(q);
  if (opens && q.link != nullptr) checkLink(q);
  // What lies below a link is told to no one for whom the link does not open.
  if (opens && q.answer.reason != Reason::none) return false;
  if (opens && q.link != nullptr) checkShown(q);
  checkKind(q);
  checkOwn(q);
  checkGiving(q);
  checkVersion(q);
  checkDestination(q);
  checkSubjects(q);
  checkPeople(q);
  checkFields(q);
  checkItemsLink(q);
  return q.answer.reason == Reason::none;
}

}  // namespace lockstep
