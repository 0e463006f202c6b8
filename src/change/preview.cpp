#include "change/preview.h"

#include <algorithm>
#include <map>
#include <set>

#include "account/path.h"

namespace lockstep {

namespace {

/// A place before and after: the same asset may stand at another path, or be there on one side only.
struct PlacePair {
  std::optional<Resource> before, after;
  std::string name;
  bool isCollection = false;
};

std::vector<PlacePair> placesOf(const Account& before, const Account& after) {
  std::vector<PlacePair> places;
  places.push_back({Resource{}, Resource{}, "", false});
  auto path = [](const Asset* asset) { return asset != nullptr ? std::optional(Resource::at(asset->path)) : std::nullopt; };
  auto collection = [](const Collection* found) { return found != nullptr ? std::optional(Resource{Resource::Kind::collection, found->id, {}, AssetKind::any}) : std::nullopt; };
  std::set<std::string> assets, collections;
  for (const auto& [id, asset] : before.assets()) assets.insert(id);
  for (const auto& [id, asset] : after.assets()) assets.insert(id);
  for (const auto& [id, entry] : before.collections()) collections.insert(id);
  for (const auto& [id, entry] : after.collections()) collections.insert(id);
  for (const auto& id : assets) {
    const Asset* now = after.asset(id);
    places.push_back({path(before.asset(id)), path(now), now != nullptr ? now->path : before.asset(id)->path, false});
  }
  for (const auto& id : collections) places.push_back({collection(before.collection(id)), collection(after.collection(id)), id, true});
  return places;
}

Level levelAt(const Access& access, const std::optional<Resource>& place, std::optional<Time> now) {
  if (!place || access.role() == nullptr || place->kind == Resource::Kind::account) return 0;
  if (!access.isShared()) return access.role()->level;
  return place->kind == Resource::Kind::collection ? access.levels().onCollection(place->id, now).level : access.levels().at(place->id, now);
}

std::vector<std::string_view> actionsAt(const Access& access, const std::optional<Resource>& place, const Context& context) {
  return place ? access.actions(*place, context) : std::vector<std::string_view>();
}

/// Whether the change is about the user as a whole (role, plan, features) and not only about places.
bool termsChanged(const Account& before, const Account& after, const std::string& id) {
  const User *was = before.user(id), *is = after.user(id);
  return was == nullptr || is == nullptr || was->role != is->role || before.plan != after.plan || before.featureOverrides != after.featureOverrides;
}

/// A folder's level holds for all below it: what lies inside is told only where it fares otherwise.
void dropCascades(std::vector<Difference>& differences) {
  std::map<std::pair<std::string, std::string>, std::pair<Level, Level>> levels;
  for (const auto& difference : differences)
    if (!difference.isCollection) levels[{difference.user, difference.place}] = {difference.before, difference.after};
  std::erase_if(differences, [&](const Difference& difference) {
    if (difference.isCollection || difference.place.empty()) return false;
    for (std::string_view path = difference.place; path != "/";) {
      path = parentPath(path);
      const auto above = levels.find({difference.user, std::string(path)});
      if (above != levels.end()) return above->second == std::pair(difference.before, difference.after);
    }
    return false;
  });
}

}  // namespace

Preview preview(const Account& account, const Request& request, const Messages& messages) {
  Account changed = account;
  auto applied = apply(changed, request, messages);
  Preview result{std::move(applied->decision), {}};
  if (!result.decision.allowed) return result;

  Context context;
  context.now = request.context.now;
  const auto places = placesOf(account, changed);
  std::set<std::string> users;
  for (const auto& [id, user] : account.users()) users.insert(id);
  for (const auto& [id, user] : changed.users()) users.insert(id);
  for (const auto& id : users) {
    const Access before(account, Principal::user(id)), after(changed, Principal::user(id));
    const bool everywhere = termsChanged(account, changed, id);
    for (const auto& place : places) {
      // A limit that fills up, or a name that is taken, is no loss of access: only levels and terms are compared.
      const bool sameLevel = levelAt(before, place.before, context.now) == levelAt(after, place.after, context.now);
      if (!everywhere && sameLevel && place.before.has_value() == place.after.has_value()) continue;
      Difference difference{id, place.name, place.isCollection, levelAt(before, place.before, context.now), levelAt(after, place.after, context.now), {}, {}};
      const auto had = actionsAt(before, place.before, context), has = actionsAt(after, place.after, context);
      for (const auto action : has)
        if (std::find(had.begin(), had.end(), action) == had.end()) difference.gained.emplace_back(action);
      for (const auto action : had)
        if (std::find(has.begin(), has.end(), action) == has.end()) difference.lost.emplace_back(action);
      if (difference.before != difference.after || !difference.gained.empty() || !difference.lost.empty()) result.differences.push_back(std::move(difference));
    }
  }
  dropCascades(result.differences);
  return result;
}

Value toValue(const Preview& preview, const Policy& policy) {
  Value out = Value::object();
  out.add("decision", toValue(preview.decision, policy));
  Value& list = out.add("differences", Value::array());
  for (const auto& difference : preview.differences) {
    Value& entry = list.push(Value::object());
    entry.add("user", difference.user);
    if (!difference.place.empty()) entry.add(difference.isCollection ? "collection" : "path", difference.place);
    if (difference.before > 0) entry.add("before", policy.levelName(difference.before));
    if (difference.after > 0) entry.add("after", policy.levelName(difference.after));
    Value& gained = entry.add("gained", Value::array());
    for (const auto& action : difference.gained) gained.push(action);
    Value& lost = entry.add("lost", Value::array());
    for (const auto& action : difference.lost) lost.push(action);
  }
  return out;
}

}  // namespace lockstep
