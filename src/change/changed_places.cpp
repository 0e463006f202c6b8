// The places that a change touches: what is compared there is in preview.cpp.
#include "change/changed_places.h"

#include <algorithm>
#include <array>
#include <set>

#include "access/checks/counts.h"
#include "account/groups_above.h"

namespace lockstep {

namespace {

/// The assets and collections at which a user may have another level after the change. A folder's level applies to all
/// below it, and a collection's to its items.
class Touched {
 public:
  Touched(const Account& before, const Account& after, const Delta& change) : sides_{&before, &after} {
    addRows(change.put.assets(), change.assets);
    addRows(change.put.collections(), change.collections);
    change.put.eachShare([this](const Share& share) { items_.insert(share.on); });
    for (const auto& [on, with] : change.shares) items_.insert(on);
    for (const auto& [id, group] : change.put.groups()) groups_.insert(id);
    groups_.insert(change.groups.begin(), change.groups.end());
    addGroupsAbove(groups_, sides_);
    for (const auto& id : groups_)
      for (const Account* facts : sides_)
        for (const auto& item : facts->sharedWith(Subject::group(id))) items_.insert(item);
    for (const Account* facts : sides_) addSide(*facts);
  }

  std::set<std::string> assets, collections;

 private:
  template <class T>
  void addRows(const Table<T>& put, const std::vector<std::string>& gone) {
    for (const auto& [id, entry] : put) items_.insert(id);
    items_.insert(gone.begin(), gone.end());
  }
  /// Once over all assets, not once for each that is touched.
  void addSide(const Account& facts) {
    std::set<std::string_view> tops;
    for (const auto& id : items_) {
      if (facts.asset(id) != nullptr) tops.insert(id);
      const Collection* collection = facts.collection(id);
      if (collection == nullptr) continue;
      collections.insert(id);
      tops.insert(collection->items.begin(), collection->items.end());
    }
    // What is shared on the root is shared everywhere.
    const bool isEverywhere = items_.contains("/") && facts.policy().format() == 2;
    if (tops.empty() && !isEverywhere) return;
    const auto isTop = [&](const Asset& asset) { return tops.contains(asset.id); };
    for (const auto& [id, asset] : facts.assets())
      if (isEverywhere || tops.contains(id) || facts.isBelowAny(asset.path, isTop)) addAsset(facts, asset);
  }
  /// Who moves or deletes a place needs the level on every closed place below it.
  void addAsset(const Account& facts, const Asset& asset) {
    assets.insert(asset.id);
    if (!asset.isClosed() || facts.policy().format() == 1) return;
    for (const Asset* above : facts.wayTo(asset.path)) assets.insert(above->id);
  }

  const std::array<const Account*, 2> sides_;
  std::set<std::string> items_;
  std::set<std::string, std::less<>> groups_;
};

/// A resource that is in no other is named by its kind and id.
Resource resourceOf(const Account& account, const Asset& asset) {
  if (!asset.path.empty()) return Resource::at(asset.path);
  Resource item;
  item.kind = Resource::Kind::item;
  item.kindName = account.policy().kinds()[asset.kind].name;
  item.id = asset.id;
  return item;
}

const std::string& nameOf(const Asset& asset) { return asset.path.empty() ? asset.id : asset.path; }

PlacePair assetPlace(const Account& before, const Account& after, const std::string& id) {
  const Asset *was = before.asset(id), *is = after.asset(id);
  PlacePair place{{}, {}, nameOf(is != nullptr ? *is : *was), false, Concern::held};
  if (was != nullptr) place.before = resourceOf(before, *was);
  if (is != nullptr) place.after = resourceOf(after, *is);
  if (was == nullptr || is == nullptr || was->attributes != is->attributes)
    place.concern = Concern::comes;
  else if (was->path != is->path)
    place.concern = Concern::moves;
  return place;
}

PlacePair collectionPlace(const Account& before, const Account& after, const std::string& id) {
  const Resource resource{Resource::Kind::collection, id, {}, anyKind};
  PlacePair place{{}, {}, id, true, Concern::held};
  if (before.collection(id) != nullptr) place.before = resource;
  if (after.collection(id) != nullptr) place.after = resource;
  if (!place.before || !place.after) place.concern = Concern::comes;
  return place;
}

/// The limits that are reached on one side alone: by what the whole account has, or by what an item has.
class Filling {
 public:
  Filling(const Account& before, const Account& after, std::optional<Time> now)
      : before_(before), after_(after), now_(now) {
    for (const Action& action : before.policy().actions())
      for (const LimitId limit : action.limits) {
        const bool isHere = action.isOn(On::asset) || action.isOn(On::collection);
        const auto was = countIn(before, limit, now), is = countIn(after, limit, now);
        if (!was && isHere) byItem_.push_back(limit);
        if (!was || isReached(before, limit, was) == isReached(after, limit, is)) continue;
        onAccount = true;
        everywhere |= isHere;
      }
  }

  bool onAccount = false, everywhere = false;
  bool at(const std::string& item) const {
    return std::any_of(byItem_.begin(), byItem_.end(), [&](LimitId limit) {
      return isReached(before_, limit, countOn(before_, limit, on(before_, item), now_)) !=
             isReached(after_, limit, countOn(after_, limit, on(after_, item), now_));
    });
  }

 private:
  static CountedOn on(const Account& facts, const std::string& item) {
    const Asset* asset = facts.asset(item);
    return {item, asset != nullptr ? std::string_view(asset->path) : std::string_view()};
  }
  static bool isReached(const Account& facts, LimitId limit, const std::optional<Count>& count) {
    return (count ? count->size : 0) >= facts.maximum(limit);
  }

  const Account& before_;
  const Account& after_;
  std::optional<Time> now_;
  std::vector<LimitId> byItem_;
};

}  // namespace

std::vector<PlacePair> placesOf(const Account& before, const Account& after, const Delta& change,
                                std::optional<Time> now, bool all) {
  Touched touched(before, after, change);
  const Filling filling(before, after, now);
  std::vector<PlacePair> places;
  if (all || filling.onAccount)
    places.push_back({Resource{}, Resource{}, "", false, filling.onAccount ? Concern::comes : Concern::none});
  if (all && before.policy().format() == 2)
    places.push_back({Resource::at("/"), Resource::at("/"), "/", false, Concern::none});
  for (const auto& [id, asset] : before.assets())
    if (all || filling.everywhere || filling.at(id)) touched.assets.insert(id);
  for (const auto& [id, collection] : before.collections())
    if (all || filling.everywhere || filling.at(id)) touched.collections.insert(id);
  for (const auto& id : touched.assets) places.push_back(assetPlace(before, after, id));
  for (const auto& id : touched.collections) places.push_back(collectionPlace(before, after, id));
  for (auto& place : places) {
    const Asset* asset = place.isCollection || !place.before ? nullptr : before.assetAt(place.before->id);
    place.fills = asset != nullptr ? filling.at(asset->id) : place.isCollection && filling.at(place.name);
    if (place.fills || (filling.everywhere && !place.name.empty())) place.concern = Concern::comes;
  }
  return places;
}

}  // namespace lockstep
