// Which kinds of facts the role, the plan and the levels held let a principal know.
#include "lockstep/disclosure/visibility.h"

#include <algorithm>

#include "access/checks/counts.h"
#include "access/holdings.h"

namespace lockstep {

namespace {

/// Returns every level that the user has at some place.
LevelSet heldAnywhere(const Access& access, Time now) {
  LevelSet held = access.levels().everywhere();
  // In format 2 the root is no asset, and a level there counts.
  const bool isSecond = access.policy().format() == 2;
  eachHeld(access.facts(), access.levels().holder(), access.user()->id, now,
           [&](const std::string& item, LevelSet level, const Share*) {
             if (isSecond || !isRoot(access.facts().asset(item))) held |= level;
           });
  return held;
}

/// The limits on how much a visitor or key may do at once.
std::vector<LimitId> batchLimits(const Access& access, Time now) {
  const Policy& policy = access.policy();
  const bool isVisitor = access.principal().kind == Principal::Kind::visitor;
  const ApiKey* key = access.apiKey();
  const Scope* scope = key != nullptr && !key->hasEnded(now) ? policy.keyScope(key->scope()) : nullptr;
  std::vector<LimitId> limits;
  for (ActionId id : policy.actions().ids())
    if (const auto limit = policy.actions()[id].batch;
        limit && ((isVisitor && policy.visitor().has(id)) || (scope != nullptr && scope->allow.has(id))))
      limits.push_back(*limit);
  return limits;
}

bool hasAll(const Account& account, const Action& action) {
  return std::all_of(action.features.begin(), action.features.end(),
                     [&](FeatureId feature) { return account.hasFeature(feature); });
}

/// Whether one of the roles has the action, and the plan has the role.
bool isOpenTo(const Access& access, ActionId id) {
  const Action& action = access.policy().actions()[id];
  const auto& roles = access.roles();
  return std::any_of(roles.begin(), roles.end(), [&](const Role* role) {
    const bool isClosed = role->feature && !access.facts().hasFeature(*role->feature);
    return role->allow.has(id) && (!isClosed || action.isOn(On::self));
  });
}

/// The actions that the role has and the plan opens, each with its operation.
class OpenActions {
 public:
  OpenActions(const Access& access, Time now)
      : held_(access.isShared() ? heldAnywhere(access, now) : access.policy().allLevels()) {
    const auto& actions = access.policy().actions();
    for (ActionId id : actions.ids()) {
      const Action& action = actions[id];
      if (!hasAll(access.facts(), action) || !isOpenTo(access, id)) continue;
      open_.push_back(&action);
      readsOwner_ |= access.role()->own.has(id) && (action.isOn(On::asset) || action.isOn(On::link));
    }
  }

  /// Returns whether `test` is true of an action at a level that the principal has somewhere.
  template <class Test>
  bool any(Test test) const {
    return std::any_of(open_.begin(), open_.end(),
                       [&](const Action* action) { return held_.covers(action->level) && test(*action); });
  }
  bool anyOn(On what) const {
    return any([what](const Action& action) { return action.isOn(what) && !action.isPublic; });
  }
  bool anyNeeds(Need field) const {
    return any([field](const Action& action) { return action.needs() & field; });
  }
  /// Returns the kinds on which one needs no level.
  std::vector<KindId> kindsWithoutLevel() const {
    std::vector<KindId> kinds;
    for (const Action* action : open_) {
      if (action->level.any()) continue;
      for (const KindId kind : action->kinds)
        if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) kinds.push_back(kind);
    }
    std::sort(kinds.begin(), kinds.end());
    return kinds;
  }
  /// Whether one depends on who owns an asset.
  bool anyReadsOwner() const { return readsOwner_; }
  bool anyWithLevel() const {
    return std::any_of(open_.begin(), open_.end(), [](const Action* action) {
      return (action->level | action->toLevel | action->assetLevel | action->collectionLevel).any() ||
             (action->needs() & Need::level);
    });
  }
  /// Returns the levels of the actions for which `test` is true.
  template <class Test>
  AnyOf levelsOf(Test test) const {
    AnyOf levels;
    for (const Action* action : open_)
      if (test(*action)) levels.add(action->level);
    return levels;
  }

 private:
  const LevelSet held_;
  std::vector<const Action*> open_;
  bool readsOwner_ = false;
};

}  // namespace

void AnyOf::add(LevelSet level) {
  if (isMetBy(level)) return;
  std::erase_if(levels_, [level](LevelSet other) { return other.covers(level); });
  levels_.push_back(level);
}

bool AnyOf::isMetBy(LevelSet held) const {
  return std::any_of(levels_.begin(), levels_.end(), [held](LevelSet level) { return held.covers(level); });
}

Visibility visibilityOf(const Access& access, Time now) {
  Visibility visibility;
  visibility.hasRole = access.role() != nullptr || access.principal().kind == Principal::Kind::system;
  if (access.role() == nullptr) {
    const auto& actions = access.policy().actions();
    visibility.opensLinks = access.principal().kind == Principal::Kind::visitor &&
                            std::all_of(actions.begin(), actions.end(), [&](const Action& action) {
                              return !action.isPublic || hasAll(access.facts(), action);
                            });
    visibility.maxima = batchLimits(access, now);
    return visibility;
  }
  const OpenActions open(access, now);
  visibility.isShared = access.isShared() && open.anyWithLevel();
  visibility.users = open.anyOn(On::user) || open.anyNeeds(Need::email);
  visibility.groups = open.anyOn(On::group);
  const bool isSecond = access.policy().format() == 2;
  visibility.shareable =
      visibility.groups || open.anyNeeds(Need::level) || (isSecond && open.anyNeeds(Need::with | Need::member));
  if (isSecond) visibility.openKinds = open.kindsWithoutLevel();
  const auto reads = [&](Counts counts) {
    return [&, counts](const Action& action) {
      return std::any_of(action.limits.begin(), action.limits.end(),
                         [&](LimitId limit) { return access.policy().limits()[limit].counts == counts; });
    };
  };
  visibility.collections =
      open.anyOn(On::collection) || open.anyNeeds(Need::collection) || open.any(reads(Counts::collectionsPerAsset));
  visibility.apiKeys = open.anyOn(On::apiKey) || open.anyNeeds(Need::kind) || open.any(reads(Counts::apiKeys));
  visibility.ownAssets = !visibility.isShared && open.anyReadsOwner();
  visibility.ownComments = open.any([](const Action& action) { return action.ownComment; });
  const auto readsLinks = reads(Counts::linksPerResource);
  visibility.links = open.levelsOf(
      [&](const Action& action) { return (action.isOn(On::link) && !action.isPublic) || readsLinks(action); });
  const auto accessOn = [&](On what) {
    return open.levelsOf([what](const Action& action) { return action.isOn(what) && (action.needs() & Need::level); });
  };
  visibility.assetAccess = accessOn(On::asset);
  visibility.collectionAccess = accessOn(On::collection);
  for (LimitId id : access.policy().limits().ids()) {
    if (open.any([id](const Action& action) {
          return std::find(action.limits.begin(), action.limits.end(), id) != action.limits.end();
        }))
      visibility.counts.push_back(id);
  }
  return visibility;
}

Account termsFor(const Account& account, const Visibility& visibility) {
  Account slice(account.policy());
  slice.id = account.id;
  slice.epoch = account.epoch;
  slice.revision = account.revision;
  slice.plan = account.plan;
  slice.complete = account.complete;
  slice.featureOverrides = account.featureOverrides;
  slice.isSlice = true;
  for (const LimitId id : visibility.maxima)
    if (const auto given = account.limitOverrides.find(id)) slice.limitOverrides[id] = *given;
  if (!visibility.hasRole) return slice;
  slice.limitOverrides = account.limitOverrides;
  for (const LimitId id : visibility.counts) {
    const Counts counts = account.policy().limits()[id].counts;
    if (counts == Counts::users) slice.knownCounts[id] = static_cast<std::int64_t>(account.users().size());
    if (counts == Counts::groups) slice.knownCounts[id] = static_cast<std::int64_t>(account.groups().size());
    if (counts == Counts::links) slice.knownCounts[id] = static_cast<std::int64_t>(account.links().size());
    const bool isSecond = counts == Counts::resources || counts == Counts::usersOfRole || counts == Counts::roles;
    if (const auto count = isSecond ? countIn(account, id, std::nullopt) : std::nullopt)
      slice.knownCounts[id] = count->size;
  }
  return slice;
}

}  // namespace lockstep
