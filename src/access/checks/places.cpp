// Step 5 of R-2: the level at the resource, then at the destination or the second resource.
#include <algorithm>

#include "access/evaluation.h"
#include "access/resource_conditions.h"
#include "lockstep/account/path.h"

namespace lockstep {

/// No user can give a level while sharing is switched off.
void askFor(Evaluation& e, LevelSet need, const std::string& at, On on) {
  const Asset* asset = on == On::asset ? e.facts().assetAt(at) : nullptr;
  const Collection* collection = on == On::collection ? e.facts().collection(at) : nullptr;
  const KindId kind = asset != nullptr ? asset->kind : collection != nullptr ? collection->kind : kindOfResource(e);
  if (const auto action = e.policy().sharing(on, kind))
    for (FeatureId feature : e.policy().actions()[*action].features) e.isHopeless |= !e.facts().hasFeature(feature);
  Remedy& remedy = e.remedy(Remedy::Kind::ask);
  remedy.level = e.policy().levelName(need);
  remedy.on = at;
}

namespace {

/// Keeps the grants on which an allowance rests: those that give the needed level alone, or else a part of it.
void keepNeeded(std::vector<Grant>& grants, LevelSet need) {
  const bool isOneEnough =
      std::any_of(grants.begin(), grants.end(), [need](const Grant& grant) { return grant.level.covers(need); });
  std::erase_if(grants, [&](const Grant& grant) {
    return isOneEnough ? !grant.level.covers(need) : !(grant.level & need).any();
  });
}

/// Adds the level at a place to the answer's chain, and compares it with the needed one. The first place with too low
/// a level is the reason; each adds a remedy to ask for it.
bool requireLevel(Evaluation& e, Held held, LevelSet need, const std::string& at, On on) {
  Decision& answer = e.answer;
  const bool enough = held.level.covers(need);
  if (!enough) {
    askFor(e, need, at, on);
    e.isBlind |= !held.level.any();
  }
  if (answer.reason != Reason::none) return false;
  e.changesAt(held.changesAt);
  if (enough)
    keepNeeded(held.grants, need);
  else
    answer.because.clear();
  for (auto& grant : held.grants) answer.because.push_back(std::move(grant));
  if (enough) return true;
  answer.have = held.level;
  answer.need = need;
  answer.at = at;
  e.deny(!held.level.any() ? Reason::not_shared : Reason::level_too_low);
  if (e.access.isIssuedAfter(e.context.now)) e.unverified(nameOf(answer.reason));
  return false;
}

void addGrant(Held& held, Grant::Kind kind, std::string_view name, LevelSet level, std::string_view on) {
  if (held.level.covers(level)) return;
  held.level |= level;
  Grant& grant = held.grants.emplace_back();
  grant.kind = kind;
  grant.name = name;
  grant.level = level;
  grant.on = on;
}

/// Adds the levels of the relations in which the request names the asker, for something that the account does not list.
void addNamed(Evaluation& e, const std::string& path, Held& held) {
  if (!namedLevel(e).any()) return;
  const KindId kind = kindOfResource(e);
  for (const auto& [name, users] : e.resource.relations) {
    const auto relation = e.policy().relation(name);
    if (relation && std::find(users.begin(), users.end(), e.access.user()->id) != users.end())
      addGrant(held, Grant::Kind::relation, name, e.facts().enabled(e.policy().levelOf(kind, *relation)), path);
  }
}

}  // namespace

LevelSet namedLevel(const Evaluation& e) {
  LevelSet level;
  if (!hasExtras || e.resource.relations.empty() || e.policy().format() != 2 || e.access.user() == nullptr ||
      e.asset() != nullptr)
    return level;
  const KindId kind = kindOfResource(e);
  for (const auto& [name, users] : e.resource.relations) {
    const auto relation = e.policy().relation(name);
    if (relation && std::find(users.begin(), users.end(), e.access.user()->id) != users.end())
      level |= e.facts().enabled(e.policy().levelOf(kind, *relation));
  }
  return level;
}

namespace {

/// Adds the level of the public link by which the asker came. Who changes the link itself did not come by it.
void addLinkLevel(const Evaluation& e, Held& held) {
  const LevelSet level = e.facts().enabled(e.link->level);
  if (level.any() && !e.action->isOn(On::link)) addGrant(held, Grant::Kind::publicLink, e.link->id, level, e.path);
}

/// The levels at a path. Conditions of shares are about what is there.
Held heldAt(const Evaluation& e, const std::string& path) {
  if (path == e.path || !e.policy().hasConditions()) return e.access.levels().explain(path, e.context.now, &e);
  const ResourceConditions there(e.access, Resource::at(path), e.context, &e.sharesChangeAt);
  return e.access.levels().explain(path, e.context.now, &there);
}

Held heldOnCollection(const Evaluation& e, const std::string& id) {
  const bool isAsked = e.collection != nullptr && e.collection->id == id;
  if (isAsked || !e.policy().hasConditions()) return e.access.levels().onCollection(id, e.context.now, &e);
  const Resource resource{Resource::Kind::collection, id, {}, anyKind};
  const ResourceConditions there(e.access, resource, e.context, &e.sharesChangeAt);
  return e.access.levels().onCollection(id, e.context.now, &there);
}

bool needOnPath(Evaluation& e, const std::string& path, LevelSet need) {
  if (path == "/" && e.policy().format() == 1) {
    if (e.action->root == RootRule::open && path == e.path) return true;
    e.isHopeless = true;
    if (e.answer.reason != Reason::none) return false;
    e.answer.at = path;
    return e.deny(Reason::root_closed);
  }
  Held held = heldAt(e, path);
  if (e.policy().format() == 2 && &path == &e.path && !e.resource.relations.empty()) addNamed(e, path, held);
  if (e.policy().format() == 2 && &path == &e.path && e.link != nullptr) addLinkLevel(e, held);
  // The trusted field `owner` is about the resource; not about a destination or the target of a link.
  const bool askedAbout = e.policy().format() == 1 &&
                          (&path == &e.assetPath || (&path == &e.path && e.resource.kind == Resource::Kind::path));
  if (askedAbout && e.context.owner && e.facts().assetAt(path) == nullptr && e.access.user()->id == *e.context.owner &&
      held.level != e.policy().allLevels()) {
    const LevelSet below = held.level;
    held.level = e.policy().allLevels();
    held.grants.clear();
    Grant& owner = held.grants.emplace_back();
    owner.kind = Grant::Kind::owner;
    owner.level = held.level;
    owner.on = path;
    e.byOwner = true;
    // A slice may lack what the account lists, whose owner the account knows.
    if (e.facts().isSlice && !below.covers(need))
      e.unverified(nameOf(!below.any() ? Reason::not_shared : Reason::level_too_low));
  }
  return requireLevel(e, std::move(held), need, path, On::asset);
}

bool needOnCollection(Evaluation& e, const std::string& id, LevelSet need) {
  return requireLevel(e, heldOnCollection(e, id), need, id, On::collection);
}

/// Every folder at which levels from above stop, below the folders that a deep action takes with all that lies in them.
std::vector<const Asset*> closedBelow(const Evaluation& e) {
  if (!hasExtras || !e.action->deep) return {};
  const Account& facts = e.facts();
  if (!e.path.empty()) return facts.closedBelow(e.path);
  std::vector<const Asset*> all;
  // What a collection has stays where it is when the collection goes.
  if (e.collection == nullptr || e.action->does == Does::deleteResource) return all;
  for (const auto& item : e.collection->items)
    if (const Asset* asset = facts.asset(item))
      for (const Asset* closed : facts.closedBelow(asset->path)) all.push_back(closed);
  return all;
}

/// An action on a folder with all its contents needs the level on every closed folder below it too. If the principal
/// may not see the closed folder, the answer names the resource, at which no level would help.
void requireLevelBelow(Evaluation& e) {
  if (e.answer.reason == Reason::not_shared) return;
  const std::string* at = nullptr;
  Held lowest;
  lowest.level = e.action->level;
  for (const Asset* closed : closedBelow(e)) {
    Held held = heldAt(e, closed->path);
    if (e.answer.reason == Reason::none) e.changesAt(held.changesAt);
    if (held.level.covers(lowest.level)) continue;
    at = held.level.any() ? &closed->path : &e.resource.id;
    lowest.level = held.level & lowest.level;
    lowest.changesAt = held.changesAt;
  }
  if (at == nullptr) return;
  e.isHopeless |= !lowest.level.any();
  requireLevel(e, std::move(lowest), e.action->level, *at, On::asset);
}

/// A folder that arrives may merge into a closed one, and needs the level on it; a hidden one it passes by.
void requireLevelAtArrival(Evaluation& e) {
  // In format 2 nothing merges: a name that is taken is refused.
  if (e.policy().format() == 2) return;
  const std::string there = joinPath(e.to, lastSegment(e.path));
  for (const Asset* closed : e.facts().closedBelow(e.to)) {
    Held held = e.access.levels().explain(closed->path, e.context.now);
    if (!isWithin(closed->path, there) || !held.level.any()) continue;
    held.grants.clear();
    if (!requireLevel(e, std::move(held), e.action->toLevel, closed->path, On::asset)) return;
  }
}

/// Whether a role gives the level at every place, also where nothing is.
bool holdsEverywhere(const Evaluation& e, LevelSet need) {
  return e.access.levels().onCollection({}, e.context.now).level.covers(need);
}

void checkOwnPlace(Evaluation& e) {
  const LevelSet need = e.action->level;
  if (!e.path.empty()) {
    needOnPath(e, e.path, need);
    requireLevelBelow(e);
  } else if (e.resource.kind == Resource::Kind::collection) {
    needOnCollection(e, e.resource.id, need);
    requireLevelBelow(e);
  } else if (e.link != nullptr) {
    needOnCollection(e, e.link->on, need);
    requireLevelBelow(e);
  } else if (e.resource.kind == Resource::Kind::link && !holdsEverywhere(e, need)) {
    // A slice leaves out the links that its principal may not see, also where the item itself is seen.
    if (e.facts().isSlice) e.unverified(nameOf(Reason::level_too_low));
    e.deny(Reason::not_shared);
  }
}

/// Those that the context names: also where the role alone decides about the resource.
void checkOtherPlaces(Evaluation& e) {
  const Action& action = *e.action;
  const Policy& policy = e.policy();
  if (action.toLevel.any() && e.context.to && needOnPath(e, e.to, action.toLevel)) requireLevelAtArrival(e);
  // H-1: with `strict`, what others will see through a collection needs manage on the asset.
  const bool strict = policy.switches().strictCollectionReshare;
  if (action.collectionLevel.any() && strict && !e.path.empty()) needOnPath(e, e.path, policy.allLevels());
  if (action.collectionLevel.any() && e.context.collection)
    needOnCollection(e, *e.context.collection, action.collectionLevel);
  if (action.assetLevel.any() && e.context.asset)
    needOnPath(e, e.assetPath, strict ? policy.allLevels() : action.assetLevel);
}

/// A root that is closed to every role: it is not shared, moved, copied, renamed, deleted or collected. A link
/// that is on it all the same can be named and deleted.
bool checkClosedRoot(Evaluation& e, bool isClosed) {
  if (!isClosed) return true;
  e.answer.at = "/";
  return e.deny(Reason::root_closed);
}

/// A slice holds what goes with the levels that its user was seen to hold.
void doubtSlice(Evaluation& e) {
  const auto doubt = [&](bool concerns, Reason reason) {
    if (concerns) e.unverified(nameOf(reason));
  };
  doubt(e.operation->needs & Need::with && e.operation->needs & Need::level, Reason::not_restricted);
  doubt(e.action->ownComment, Reason::not_author);
  doubt(e.action->isOn(On::link), Reason::link_unknown);
  doubt(!e.action->limits.empty(), Reason::limit_reached);
}

}  // namespace

/// In format 2 a visitor holds the level of the link and no other.
static bool checkLinkLevel(Evaluation& e) {
  if (e.policy().format() != 2 || e.link == nullptr || !e.action->level.any()) return true;
  const LevelSet level = e.facts().enabled(e.link->level);
  if (level.covers(e.action->level)) return true;
  e.answer.have = level;
  e.answer.need = e.action->level;
  e.isHopeless = true;
  return e.deny(level.any() ? Reason::level_too_low : Reason::not_shared);
}

bool holdsClosed(const Evaluation& e) { return !closedBelow(e).empty(); }

bool checkLevels(Evaluation& e) {
  findEntries(e);
  const bool byShares = e.asker() == Principal::Kind::user && e.access.isShared(),
             byLevel = hasExtras && byShares && e.action->level.any();
  if (!checkClosedRoot(e,
                       e.action->root == RootRule::closed && e.resource.kind == Resource::Kind::path && e.path == "/"))
    return false;
  if (byLevel) checkOwnPlace(e);
  // The whole account may list it at another place.
  if (hasFormat2 && byShares && e.resource.isUnlisted) unlessKnown(e, Reason::not_shared);
  // Of a collection that is not there, or not seen, nothing is said of what would go into it.
  const bool isCollected = hasExtras && e.action->assetLevel.any() && e.assetPath == "/" && e.collection != nullptr;
  if (e.answer.reason == Reason::none && !checkClosedRoot(e, isCollected)) return false;
  if (hasExtras && byShares) checkOtherPlaces(e);
  if (hasExtras && e.asker() == Principal::Kind::visitor && !checkLinkLevel(e)) return false;
  Decision& answer = e.answer;
  if (answer.reason == Reason::none) {
    if (hasFormat1 && e.byOwner && e.facts().isSlice) doubtSlice(e);
    return true;
  }
  // The target of a link stays hidden from a principal who may not see it (H-8).
  const bool unseen = answer.reason == Reason::not_shared || answer.reason == Reason::root_closed;
  if (byLevel && unseen && e.resource.kind == Resource::Kind::link) {
    answer.reason = Reason::not_shared;
    answer.need = e.action->level;
    answer.at = e.resource.id;
    e.isHopeless = true;
  }
  return false;
}

}  // namespace lockstep
