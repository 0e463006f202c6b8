// Step 5 of R-2: the level at the resource, then at the destination or the second resource; and what the request's
// ids turn out to be.
#include "access/question.h"
#include "account/path.h"

namespace lockstep {

namespace {

/// Takes what is held at a place as the answer's chain and compares it with what is needed.
bool hold(Question& q, Held held, Level need, std::string at) {
  q.changesAt(held.changesAt);
  const bool enough = held.level >= need;
  if (!enough) q.answer.because.clear();
  for (auto& grant : held.grants) q.answer.because.push_back(std::move(grant));
  if (enough) return true;
  q.answer.have = held.level;
  q.answer.need = need;
  q.answer.at = std::move(at);
  q.deny(held.level == 0 ? Reason::not_shared : Reason::level_too_low);
  if (q.access.isIssuedAfter(q.context.now)) q.unverified(nameOf(q.answer.reason));
  return false;
}

bool needOnPath(Question& q, const std::string& path, Level need) {
  if (path == "/") {
    if (q.action->root == RootRule::open && path == q.path) return true;
    q.answer.at = path;
    return q.deny(Reason::root_closed);
  }
  Held held = q.access.levels().explain(path, q.context.now);
  // The host's word on who owns the file it asks about; of a destination, or of where a link leads, it says nothing.
  const bool askedAbout = &path == &q.assetPath || (&path == &q.path && q.resource.kind == Resource::Kind::path);
  if (askedAbout && q.context.owner && q.access.user()->id == *q.context.owner && held.level < q.policy().highest()) {
    Grant owner;
    owner.kind = Grant::Kind::owner;
    owner.level = q.policy().highest();
    owner.on = path;
    held.level = owner.level;
    held.grants = {std::move(owner)};
    q.byOwner = true;
  }
  return hold(q, std::move(held), need, path);
}

bool needOnCollection(Question& q, const std::string& id, Level need) {
  return hold(q, q.access.levels().onCollection(id, q.context.now), need, id);
}

bool checkOwnPlace(Question& q) {
  const Action& action = *q.action;
  if (!q.path.empty()) {
    if (!needOnPath(q, q.path, action.level)) return false;
  } else if (q.resource.kind == Resource::Kind::collection) {
    if (!needOnCollection(q, q.resource.id, action.level)) return false;
  } else if (q.link != nullptr) {
    if (!needOnCollection(q, q.link->on, action.level)) return false;
  } else if (q.resource.kind == Resource::Kind::link) {
    // A slice leaves out the links that its principal may not see, also where the item itself is seen.
    if (q.facts().isSlice) q.unverified(nameOf(Reason::level_too_low));
    return q.answer.need = action.level, q.answer.at = q.resource.id, q.deny(Reason::not_shared);
  }
  return true;
}

/// Those that the context names: also where the role alone decides about the resource.
bool checkOtherPlaces(Question& q) {
  const Action& action = *q.action;
  const Policy& policy = q.policy();
  if (action.toLevel > 0 && q.context.to && !needOnPath(q, q.to, action.toLevel)) return false;
  // H-1: with `strict`, what others will see through a collection needs manage on the asset.
  const bool strict = policy.switches().strictCollectionReshare;
  if (action.collectionLevel > 0 && strict && !q.path.empty() && !needOnPath(q, q.path, policy.highest())) return false;
  if (action.collectionLevel > 0 && q.context.collection && !needOnCollection(q, *q.context.collection, action.collectionLevel)) return false;
  if (action.assetLevel > 0 && q.context.asset && !needOnPath(q, q.assetPath, strict ? policy.highest() : action.assetLevel)) return false;
  return true;
}

/// A root that is closed to everybody: not to be shared, moved, copied, renamed, deleted or collected.
bool checkClosedRoot(Question& q) {
  const bool collected = q.action->assetLevel > 0 && q.assetPath == "/";
  if ((q.action->root != RootRule::closed || q.path != "/") && !collected) return true;
  q.answer.at = "/";
  return q.deny(Reason::root_closed);
}

/// Finds what the request's ids name. What is not there is told only after the level check, and only to who may know.
void resolve(Question& q) {
  const Account& facts = q.facts();
  switch (q.resource.kind) {
    case Resource::Kind::collection: q.collection = facts.collection(q.resource.id); break;
    case Resource::Kind::user: q.user = facts.user(q.resource.id); break;
    case Resource::Kind::link: {
      const bool foreign = q.asker() == Principal::Kind::visitor && !q.access.principal().id.empty() && q.access.principal().id != q.resource.id;
      q.link = foreign ? nullptr : facts.link(q.resource.id);
      if (q.link == nullptr) break;
      q.collection = facts.collection(q.link->on);
      // Without a path the link's own target is meant.
      if (const Asset* target = facts.asset(q.link->on); target != nullptr && q.path.empty()) q.path = target->path;
      break;
    }
    default: break;
  }
}

/// A slice holds what goes with the levels that its user was seen to hold.
void doubtSlice(Question& q) {
  const auto doubt = [&](bool concerns, Reason reason) {
    if (concerns) q.unverified(nameOf(reason));
  };
  doubt(q.operation->needs & Need::with && q.operation->needs & Need::level, Reason::not_restricted);
  doubt(q.action->ownComment, Reason::not_author);
  doubt(q.action->isOn(On::link), Reason::link_unknown);
  doubt(!q.action->limits.empty(), Reason::limit_reached);
}

}  // namespace

bool checkLevels(Question& q) {
  resolve(q);
  const bool byShares = q.asker() == Principal::Kind::user && q.access.isShared(), byLevel = byShares && q.action->level > 0;
  if (checkClosedRoot(q) && (!byLevel || checkOwnPlace(q)) && (!byShares || checkOtherPlaces(q))) {
    if (q.byOwner && q.facts().isSlice) doubtSlice(q);
    return true;
  }
  // Where a link leads is not told to who may not see it (H-8).
  const bool unseen = q.answer.reason == Reason::not_shared || q.answer.reason == Reason::root_closed;
  if (byLevel && unseen && q.resource.kind == Resource::Kind::link) {
    q.answer.reason = Reason::not_shared;
    q.answer.need = q.action->level;
    q.answer.at = q.resource.id;
  }
  return false;
}

}  // namespace lockstep
