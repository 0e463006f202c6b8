// Which kinds of facts the role, the plan and the levels held let a principal know.
#include "access/standing.h"

#include <algorithm>

#include "access/holdings.h"

namespace lockstep {

namespace {

Level highestHeld(const Access& access, Time now) {
  Level highest = 0;
  eachHeld(access.facts(), access.user()->id, now, [&](const std::string& item, Level level, const Share*) {
    if (!isRoot(access.facts().asset(item))) highest = std::max(highest, level);
  });
  return highest;
}

/// The limits on how much a visitor or key may do at once.
std::vector<LimitId> batchLimits(const Access& access, Time now) {
  const Policy& policy = access.policy();
  const bool isVisitor = access.principal().kind == Principal::Kind::visitor;
  const ApiKey* key = access.apiKey();
  const Scope* scope = key != nullptr && !key->hasEnded(now) ? policy.keyScope(key->scope()) : nullptr;
  std::vector<LimitId> limits;
  for (std::size_t i = 0; i < policy.actions().size(); ++i)
    if (const auto limit = policy.actions()[i].batch; limit && ((isVisitor && policy.visitor().has(i)) || (scope != nullptr && scope->allow.has(i)))) limits.push_back(*limit);
  return limits;
}

bool hasAll(const Account& account, const Action& action) {
  return std::all_of(action.features.begin(), action.features.end(), [&](FeatureId feature) { return account.hasFeature(feature); });
}

/// The actions that the role has and the plan opens, each with its operation.
class OpenActions {
 public:
  OpenActions(const Access& access, Time now) : highest_(access.isShared() ? highestHeld(access, now) : access.policy().highest()) {
    const Role& role = *access.role();
    const bool isClosed = role.feature && !access.facts().hasFeature(*role.feature);
    const auto& actions = access.policy().actions();
    for (std::size_t i = 0; i < actions.size(); ++i) {
      if (!role.allow.has(i) || (isClosed && !actions[i].isOn(On::self)) || !hasAll(access.facts(), actions[i])) continue;
      open_.push_back(&actions[i]);
      readsOwner_ |= role.own.has(i) && (actions[i].isOn(On::asset) || actions[i].isOn(On::link));
    }
  }

  /// Whether there is one of which `test` holds, at a level held somewhere.
  template <class Test>
  bool any(Test test) const {
    return std::any_of(open_.begin(), open_.end(), [&](const Action* action) { return action->level <= highest_ && test(*action); });
  }
  bool anyOn(On what) const {
    return any([what](const Action& action) { return action.isOn(what) && !action.isPublic; });
  }
  bool anyNeeds(Need field) const {
    return any([field](const Action& action) { return action.needs() & field; });
  }
  /// Whether one depends on who owns an asset.
  bool anyReadsOwner() const { return readsOwner_; }
  bool anyWithLevel() const {
    return std::any_of(open_.begin(), open_.end(), [](const Action* action) { return (action->level | action->toLevel | action->assetLevel | action->collectionLevel) > 0 || (action->needs() & Need::level); });
  }
  /// The lowest level of those of which `test` holds.
  template <class Test>
  Level lowest(Test test) const {
    Level lowest = Standing::never;
    for (const Action* action : open_)
      if (test(*action)) lowest = std::min(lowest, action->level);
    return lowest;
  }

 private:
  const Level highest_;
  std::vector<const Action*> open_;
  bool readsOwner_ = false;
};

}  // namespace

Standing standingOf(const Access& access, Time now) {
  Standing standing;
  standing.hasRole = access.role() != nullptr || access.principal().kind == Principal::Kind::system;
  if (access.role() == nullptr) {
    const auto& actions = access.policy().actions();
    standing.opensLinks = access.principal().kind == Principal::Kind::visitor &&
                          std::all_of(actions.begin(), actions.end(), [&](const Action& action) { return !action.isPublic || hasAll(access.facts(), action); });
    standing.maxima = batchLimits(access, now);
    return standing;
  }
  const OpenActions open(access, now);
  standing.isShared = access.isShared() && open.anyWithLevel();
  standing.users = open.anyOn(On::user) || open.anyNeeds(Need::email);
  standing.groups = open.anyOn(On::group);
  standing.shareable = standing.groups || open.anyNeeds(Need::level);
  const auto reads = [&](Counts counts) {
    return [&, counts](const Action& action) {
      return std::any_of(action.limits.begin(), action.limits.end(), [&](LimitId limit) { return access.policy().limits()[limit].counts == counts; });
    };
  };
  standing.collections = open.anyOn(On::collection) || open.anyNeeds(Need::collection) || open.any(reads(Counts::collectionsPerAsset));
  standing.apiKeys = open.anyOn(On::apiKey) || open.anyNeeds(Need::kind) || open.any(reads(Counts::apiKeys));
  standing.ownAssets = !standing.isShared && open.anyReadsOwner();
  standing.ownComments = open.any([](const Action& action) { return action.ownComment; });
  standing.links = std::min(open.lowest([](const Action& action) { return action.isOn(On::link) && !action.isPublic; }), open.lowest(reads(Counts::linksPerResource)));
  const auto accessOn = [&](On what) {
    return open.lowest([what](const Action& action) { return action.isOn(what) && (action.needs() & Need::level); });
  };
  standing.assetAccess = accessOn(On::asset);
  standing.collectionAccess = accessOn(On::collection);
  for (std::size_t i = 0; i < access.policy().limits().size(); ++i) {
    const auto id = static_cast<LimitId>(i);
    if (open.any([id](const Action& action) { return std::find(action.limits.begin(), action.limits.end(), id) != action.limits.end(); })) standing.counts.push_back(id);
  }
  return standing;
}

Account termsFor(const Account& account, const Standing& standing) {
  Account slice(account.policy());
  slice.id = account.id;
  slice.revision = account.revision;
  slice.plan = account.plan;
  slice.complete = account.complete;
  slice.featureOverrides = account.featureOverrides;
  slice.isSlice = true;
  for (const LimitId id : standing.maxima)
    if (const auto given = account.limitOverrides.find(id)) slice.limitOverrides[id] = *given;
  if (!standing.hasRole) return slice;
  slice.limitOverrides = account.limitOverrides;
  for (const LimitId id : standing.counts) {
    const Counts counts = account.policy().limits()[id].counts;
    if (counts == Counts::users) slice.knownCounts[id] = static_cast<std::int64_t>(account.users().size());
    if (counts == Counts::groups) slice.knownCounts[id] = static_cast<std::int64_t>(account.groups().size());
    if (counts == Counts::links) slice.knownCounts[id] = static_cast<std::int64_t>(account.links().size());
  }
  return slice;
}

}  // namespace lockstep
