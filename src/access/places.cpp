// Step 5 of R-2: the level at the resource, then at the destination or the second resource; and what the request's
// ids turn out to be.
#include "access/question.h"
#include "account/path.h"

namespace lockstep {

/// Nobody can give a level while sharing is closed.
void askFor(Question& q, Level need, const std::string& at, std::string_view sharing) {
  if (const auto action = q.policy().action(sharing))
    for (FeatureId feature : q.policy().actions()[*action].features) q.isHopeless |= !q.facts().hasFeature(feature);
  Remedy& remedy = q.remedy(Remedy::Kind::ask);
  remedy.level = q.policy().levelName(need);
  remedy.on = at;
}

namespace {

/// Takes what is held at a place as the answer's chain and compares it with what is needed. The first place that falls
/// short is the reason; the level is to be asked for at each.
bool hold(Question& q, Held held, Level need, const std::string& at, std::string_view sharing) {
  Decision& answer = q.answer;
  const bool enough = held.level >= need;
  if (!enough) {
    askFor(q, need, at, sharing);
    q.isBlind |= held.level == 0;
  }
  if (answer.reason != Reason::none) return false;
  q.changesAt(held.changesAt);
  if (!enough) answer.because.clear();
  for (auto& grant : held.grants) answer.because.push_back(std::move(grant));
  if (enough) return true;
  answer.have = held.level;
  answer.need = need;
  answer.at = at;
  q.deny(held.level == 0 ? Reason::not_shared : Reason::level_too_low);
  if (q.access.isIssuedAfter(q.context.now)) q.unverified(nameOf(answer.reason));
  return false;
}

bool needOnPath(Question& q, const std::string& path, Level need) {
  if (path == "/") {
    if (q.action->root == RootRule::open && path == q.path) return true;
    q.isHopeless = true;
    if (q.answer.reason != Reason::none) return false;
    q.answer.at = path;
    return q.deny(Reason::root_closed);
  }
  Held held = q.access.levels().explain(path, q.context.now);
  // The host's word on who owns the file it asks about; of a destination, or of where a link leads, it says nothing.
  const bool askedAbout = &path == &q.assetPath || (&path == &q.path && q.resource.kind == Resource::Kind::path);
  if (askedAbout && q.context.owner && q.facts().assetAt(path) == nullptr && q.access.user()->id == *q.context.owner && held.level < q.policy().highest()) {
    const Level below = held.level;
    held.level = q.policy().highest();
    held.grants.clear();
    Grant& owner = held.grants.emplace_back();
    owner.kind = Grant::Kind::owner;
    owner.level = held.level;
    owner.on = path;
    q.byOwner = true;
    // A slice may lack what the account lists, whose owner the account knows.
    if (q.facts().isSlice && below < need) q.unverified(nameOf(below == 0 ? Reason::not_shared : Reason::level_too_low));
  }
  return hold(q, std::move(held), need, path, "asset.share");
}

bool needOnCollection(Question& q, const std::string& id, Level need) {
  return hold(q, q.access.levels().onCollection(id, q.context.now), need, id, "collection.share");
}

/// Every folder at which levels from above stop, below the folders that a deep action takes with all that lies in them.
std::vector<const Asset*> closedBelow(const Question& q) {
  if (!isDeep(q.action->name)) return {};
  const Account& facts = q.facts();
  if (!q.path.empty()) return facts.closedBelow(q.path);
  std::vector<const Asset*> all;
  if (q.collection == nullptr) return all;
  for (const auto& item : q.collection->items)
    if (const Asset* asset = facts.asset(item))
      for (const Asset* closed : facts.closedBelow(asset->path)) all.push_back(closed);
  return all;
}

/// What is taken with all below it needs the level on every closed folder there too. Where the folder may not be seen,
/// the answer names the place that was asked about, at which no level would help.
void holdBelow(Question& q) {
  if (q.answer.reason == Reason::not_shared) return;
  const std::string* at = nullptr;
  Held lowest;
  lowest.level = q.action->level;
  for (const Asset* closed : closedBelow(q)) {
    Held held = q.access.levels().explain(closed->path, q.context.now);
    if (q.answer.reason == Reason::none) q.changesAt(held.changesAt);
    if (lowest.level <= held.level) continue;
    at = held.level > 0 ? &closed->path : &q.resource.id;
    lowest.level = held.level;
    lowest.changesAt = held.changesAt;
  }
  if (at == nullptr) return;
  q.isHopeless |= lowest.level == 0;
  hold(q, std::move(lowest), q.action->level, *at, "asset.share");
}

/// What comes to a folder may join a closed one there, and needs the level on it; one that may not be seen it passes by.
void holdAtArrival(Question& q) {
  const std::string there = joinPath(q.to, lastSegment(q.path));
  for (const Asset* closed : q.facts().closedBelow(q.to)) {
    Held held = q.access.levels().explain(closed->path, q.context.now);
    if (!isWithin(closed->path, there) || held.level == 0) continue;
    held.grants.clear();
    if (!hold(q, std::move(held), q.action->toLevel, closed->path, "asset.share")) return;
  }
}

void checkOwnPlace(Question& q) {
  const Level need = q.action->level;
  if (!q.path.empty()) {
    needOnPath(q, q.path, need);
    holdBelow(q);
  } else if (q.resource.kind == Resource::Kind::collection) {
    needOnCollection(q, q.resource.id, need);
    holdBelow(q);
  } else if (q.link != nullptr) {
    needOnCollection(q, q.link->on, need);
  } else if (q.resource.kind == Resource::Kind::link) {
    // A slice leaves out the links that its principal may not see, also where the item itself is seen.
    if (q.facts().isSlice) q.unverified(nameOf(Reason::level_too_low));
    q.deny(Reason::not_shared);
  }
}

/// Those that the context names: also where the role alone decides about the resource.
void checkOtherPlaces(Question& q) {
  const Action& action = *q.action;
  const Policy& policy = q.policy();
  if (action.toLevel > 0 && q.context.to && needOnPath(q, q.to, action.toLevel)) holdAtArrival(q);
  // H-1: with `strict`, what others will see through a collection needs manage on the asset.
  const bool strict = policy.switches().strictCollectionReshare;
  if (action.collectionLevel > 0 && strict && !q.path.empty()) needOnPath(q, q.path, policy.highest());
  if (action.collectionLevel > 0 && q.context.collection) needOnCollection(q, *q.context.collection, action.collectionLevel);
  if (action.assetLevel > 0 && q.context.asset) needOnPath(q, q.assetPath, strict ? policy.highest() : action.assetLevel);
}

/// A root that is closed to every role: it is not shared, moved, copied, renamed, deleted or collected. A link
/// that is on it all the same can be named and deleted.
bool checkClosedRoot(Question& q, bool isClosed) {
  if (!isClosed) return true;
  q.answer.at = "/";
  return q.deny(Reason::root_closed);
}

/// Whether the asker may know a link that they name: its id is random, so that a visitor or key has been given it. A user
/// must be one who may see or change it.
bool knowsLink(const Question& q, const Link& link) {
  if (q.asker() == Principal::Kind::visitor) return q.access.principal().id.empty() || q.access.principal().id == link.id;
  if (!q.action->isPublic || q.asker() != Principal::Kind::user) return true;
  const Role* role = q.access.role();
  if (role == nullptr) return false;
  const auto& levels = q.access.levels();
  const Asset* target = q.facts().asset(link.on);
  const Level shared = target != nullptr ? levels.at(target->path, q.context.now) : levels.onCollection(link.on, q.context.now).level;
  const auto& actions = q.policy().actions();
  for (std::size_t i = 0; i < actions.size(); ++i)
    if (actions[i].isOn(On::link) && !actions[i].isPublic && role->allow.has(i) && (!role->shared || actions[i].level <= shared)) return true;
  return false;
}

/// Finds what the request's ids name. What is not there is told only after the level check, and only to who may know.
void resolve(Question& q) {
  const Account& facts = q.facts();
  switch (q.resource.kind) {
    case Resource::Kind::collection: q.collection = facts.collection(q.resource.id); break;
    case Resource::Kind::user: q.user = facts.user(q.resource.id); break;
    case Resource::Kind::apiKey: q.key = facts.apiKey(q.resource.id); break;
    case Resource::Kind::link: {
      q.link = facts.link(q.resource.id);
      if (q.link != nullptr && !knowsLink(q, *q.link)) q.link = nullptr;
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

bool holdsClosed(const Question& q) { return !closedBelow(q).empty(); }

bool checkLevels(Question& q) {
  resolve(q);
  const bool byShares = q.asker() == Principal::Kind::user && q.access.isShared(), byLevel = byShares && q.action->level > 0;
  if (!checkClosedRoot(q, q.action->root == RootRule::closed && q.resource.kind == Resource::Kind::path && q.path == "/")) return false;
  if (byLevel) checkOwnPlace(q);
  // Of a collection that is not there, or not seen, nothing is said of what would go into it.
  const bool isCollected = q.action->assetLevel > 0 && q.assetPath == "/" && q.collection != nullptr;
  if (q.answer.reason == Reason::none && !checkClosedRoot(q, isCollected)) return false;
  if (byShares) checkOtherPlaces(q);
  Decision& answer = q.answer;
  if (answer.reason == Reason::none) {
    if (q.byOwner && q.facts().isSlice) doubtSlice(q);
    return true;
  }
  // Where a link leads is not told to who may not see it (H-8).
  const bool unseen = answer.reason == Reason::not_shared || answer.reason == Reason::root_closed;
  if (byLevel && unseen && q.resource.kind == Resource::Kind::link) {
    answer.reason = Reason::not_shared;
    answer.need = q.action->level;
    answer.at = q.resource.id;
    q.isHopeless = true;
  }
  return false;
}

}  // namespace lockstep
