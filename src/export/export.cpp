// The policy and an account in the words of other engines: what their renderings share.
#include "export/export.h"

#include <algorithm>

#include "lockstep/account/path.h"

namespace lockstep {

bool PlacedAction::isOn(On what) const { return std::find(on.begin(), on.end(), what) != on.end(); }

bool PlacedAction::isOfAccount() const {
  return isOn(On::account) || isOn(On::library) || isOn(On::self) || isOn(On::user) || isOn(On::group) ||
         isOn(On::apiKey);
}

std::vector<PlacedAction> placedActions(const Policy& policy) {
  std::vector<PlacedAction> placed;
  const bool strict = policy.switches().strictCollectionReshare;
  for (ActionId id : policy.actions().ids()) {
    const Action& action = policy.actions()[id];
    // H-1: what others will see through a collection may need the highest level.
    const auto collected = [&](LevelSet level) { return strict ? policy.allLevels() : level; };
    placed.push_back({action.name, id,
                      action.collectionLevel.any() && action.isOn(On::asset) ? collected(action.level) : action.level,
                      action.on, action.kind, action.root, action.versions, false});
    if (action.needs() & Need::to)
      placed.push_back(
          {action.name + ".to", id, action.toLevel, {On::asset}, folderKind, RootRule::blanket, Versions::any, true});
    if (action.assetLevel.any())
      placed.push_back({action.name + ".asset",
                        id,
                        collected(action.assetLevel),
                        {On::asset},
                        anyKind,
                        RootRule::closed,
                        Versions::any,
                        true});
    if (action.collectionLevel.any())
      placed.push_back({action.name + ".collection",
                        id,
                        action.collectionLevel,
                        {On::collection},
                        anyKind,
                        RootRule::blanket,
                        Versions::any,
                        true});
  }
  return placed;
}

bool isOpen(const PlacedAction& action, const Account& account) {
  const auto& features = account.policy().actions()[action.action].features;
  return std::all_of(features.begin(), features.end(), [&](FeatureId feature) { return account.hasFeature(feature); });
}

namespace {

Extent extentOf(const Asset& asset, const Account& account) {
  Extent reach{asset.path, asset.kind, {}};
  if (account.policy().switches().limitedFolders)
    for (const Asset* below : account.below(asset.path))
      if (below->isClosed()) reach.except.push_back(below->path);
  return reach;
}

/// Nothing where the level would be on the root, or on something that is not there.
std::optional<LevelGrant> grantOn(const Account& account, const std::string& on) {
  LevelGrant grant;
  if (const Asset* asset = account.asset(on)) {
    if (asset->path == "/") return std::nullopt;
    grant.reaches.push_back(extentOf(*asset, account));
    return grant;
  }
  const Collection* collection = account.collection(on);
  if (collection == nullptr) return std::nullopt;
  grant.collection = on;
  for (const auto& item : collection->items)
    if (const Asset* asset = account.asset(item); asset != nullptr && asset->path != "/")
      grant.reaches.push_back(extentOf(*asset, account));
  return grant;
}

}  // namespace

std::vector<LevelGrant> levelGrants(const Account& account) {
  std::vector<LevelGrant> grants;
  account.eachShare([&](const Share& share) {
    auto grant = grantOn(account, share.on);
    if (!grant) return;
    grant->with = share.with;
    grant->level = share.level;
    grant->until = share.until;
    grants.push_back(std::move(*grant));
  });
  const auto own = [&](const auto& table) {
    for (const auto& [id, thing] : table) {
      if (thing.owner.empty()) continue;
      auto grant = grantOn(account, id);
      if (!grant) continue;
      grant->with = Subject::user(thing.owner);
      grant->level = account.policy().allLevels();
      grant->owns = true;
      grants.push_back(std::move(*grant));
    }
  };
  own(account.assets());
  own(account.collections());
  return grants;
}

}  // namespace lockstep
