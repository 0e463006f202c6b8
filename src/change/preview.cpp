#include "change/preview.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

#include "access/counts.h"
#include "access/reach.h"
#include "access/verdicts.h"
#include "account/path.h"

namespace lockstep {

namespace {

/// How a change concerns a place; each holds for those before it too. All users are compared where a place comes or goes
/// or a limit is reached on one side alone, restricted users where it moves, those who hold other things where they may hold another level, and those whose role,
/// plan or features change at every place there is.
enum class Concern : std::uint8_t { none, held, moves, comes };

/// A place before and after: the same asset may stand at another path, or be there on one side only.
struct PlacePair {
  std::optional<Resource> before, after;
  std::string name;
  bool isCollection = false;
  Concern concern = Concern::none;
  bool fills = false;  ///< a limit that counts by item is reached here on one side alone
};

/// The assets and collections at which somebody may hold another level afterwards. A folder's level holds for all below
/// it, and a collection's for its items.
class Touched {
 public:
  Touched(const Account& before, const Account& after, const Delta& change) : sides_{&before, &after} {
    addRows(change.put.assets(), change.assets), addRows(change.put.collections(), change.collections);
    change.put.eachShare([this](const Share& share) { items_.insert(share.on); });
    for (const auto& [on, with] : change.shares) items_.insert(on);
    for (const auto& [id, group] : change.put.groups()) addGroup(id);
    for (const auto& id : change.groups) addGroup(id);
    for (const Account* facts : sides_) addSide(*facts);
  }

  std::set<std::string> assets, collections;

 private:
  template <class T>
  void addRows(const Table<T>& put, const std::vector<std::string>& gone) {
    for (const auto& [id, entry] : put) items_.insert(id);
    items_.insert(gone.begin(), gone.end());
  }
  void addGroup(const std::string& id) {
    for (const Account* facts : sides_)
      for (const auto& item : facts->sharedWith({true, id})) items_.insert(item);
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
    if (tops.empty()) return;
    const auto isTop = [&](const Asset& asset) { return tops.contains(asset.id); };
    for (const auto& [id, asset] : facts.assets())
      if (facts.isBelowAny(asset.path, isTop)) assets.insert(id);
  }

  const std::array<const Account*, 2> sides_;
  std::set<std::string> items_;
};

PlacePair assetPlace(const Account& before, const Account& after, const std::string& id) {
  const Asset *was = before.asset(id), *is = after.asset(id);
  PlacePair place{{}, {}, is != nullptr ? is->path : was->path, false, Concern::held};
  if (was != nullptr) place.before = Resource::at(was->path);
  if (is != nullptr) place.after = Resource::at(is->path);
  if (was == nullptr || is == nullptr) place.concern = Concern::comes;
  else if (was->path != is->path) place.concern = Concern::moves;
  return place;
}

PlacePair collectionPlace(const Account& before, const Account& after, const std::string& id) {
  const Resource resource{Resource::Kind::collection, id, {}, AssetKind::any};
  PlacePair place{{}, {}, id, true, Concern::held};
  if (before.collection(id) != nullptr) place.before = resource;
  if (after.collection(id) != nullptr) place.after = resource;
  if (!place.before || !place.after) place.concern = Concern::comes;
  return place;
}

/// The limits that are reached on one side alone: by what the whole account has, or by what an item has.
class Filling {
 public:
  Filling(const Account& before, const Account& after, std::optional<Time> now) : before_(before), after_(after), now_(now) {
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
      return isReached(before_, limit, countOn(before_, limit, item, now_)) != isReached(after_, limit, countOn(after_, limit, item, now_));
    });
  }

 private:
  static bool isReached(const Account& facts, LimitId limit, const std::optional<Count>& count) { return (count ? count->size : 0) >= facts.maximum(limit); }

  const Account& before_;
  const Account& after_;
  std::optional<Time> now_;
  std::vector<LimitId> byItem_;
};

/// Those that the change touches; `all`: those that it leaves alone as well.
std::vector<PlacePair> placesOf(const Account& before, const Account& after, Touched touched, const Filling& filling, bool all) {
  std::vector<PlacePair> places;
  if (all || filling.onAccount) places.push_back({Resource{}, Resource{}, "", false, filling.onAccount ? Concern::comes : Concern::none});
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

/// The places at which some users are compared, folders before what is in them.
struct Round {
  struct Stop {
    const PlacePair* place;
    std::size_t above;  // the stop of the nearest folder above that is among them; its own where there is none
  };
  std::vector<Stop> stops;

  Round() = default;
  Round(const std::vector<PlacePair>& places, Concern least) {
    for (const auto& place : places)
      if (place.concern >= least) stops.push_back({&place, 0});
    std::sort(stops.begin(), stops.end(), [](const Stop& a, const Stop& b) { return std::tie(a.place->isCollection, a.place->name, a.place) < std::tie(b.place->isCollection, b.place->name, b.place); });
    std::map<std::string_view, std::size_t> byPath;
    for (std::size_t i = 0; i < stops.size(); ++i) {
      stops[i].above = i;
      const PlacePair& place = *stops[i].place;
      if (place.isCollection || place.name.empty()) continue;
      for (std::string_view path = place.name; path != "/" && stops[i].above == i;) {
        path = parentPath(path);
        if (const auto known = byPath.find(path); known != byPath.end()) stops[i].above = known->second;
      }
      byPath[place.name] = i;
    }
  }
};

/// One user before the change, or after it.
class Side {
 public:
  Side(const Account& account, const std::string& user, std::optional<Time> now) : access_(account, Principal::user(user)) { context_.now = now; }

  Level levelAt(const std::optional<Resource>& place) const {
    if (!place || access_.role() == nullptr || place->kind == Resource::Kind::account) return 0;
    if (!access_.isShared()) return access_.role()->level;
    return place->kind == Resource::Kind::collection ? access_.levels().onCollection(place->id, context_.now).level : access_.levels().at(place->id, context_.now);
  }

  const Policy& policy() const { return access_.policy(); }
  /// For each action of the policy, whether it is allowed.
  std::vector<bool> actionsAt(const std::optional<Resource>& place) {
    const auto& actions = access_.policy().actions();
    std::vector<bool> allowed(actions.size());
    if (!place) return allowed;
    const auto of = classOf(*place);
    for (std::size_t i = 0; i < actions.size(); ++i)
      allowed[i] = of != Verdicts::unclassed ? (verdicts_->ask(of, static_cast<ActionId>(i)) & Verdicts::allowed) != 0 : access_.can(actions[i].name, *place, context_);
    return allowed;
  }

 private:
  Verdicts::Class classOf(const Resource& place) {
    if (place.kind != Resource::Kind::path || !context_.now) return Verdicts::unclassed;
    if (!verdicts_) verdicts_.emplace(access_).begin(*context_.now);
    return verdicts_->classOf(place.id);
  }

  const Access access_;
  Context context_;
  std::optional<Verdicts> verdicts_;  // answers of the same kind are asked for once
};

/// What one user gains and loses on a round. What lies in a folder is told only where it fares otherwise than the folder.
std::vector<Difference> differencesOf(const std::string& user, Side& before, Side& after, const Round& round, bool everywhere) {
  using Levels = std::pair<Level, Level>;
  std::map<const PlacePair*, Difference> found;  // as the places stand
  std::vector<std::optional<Levels>> told(round.stops.size());  // there, or else on the nearest folder above
  for (std::size_t i = 0; i < round.stops.size(); ++i) {
    const auto& [place, above] = round.stops[i];
    told[i] = told[above];
    const Levels levels(before.levelAt(place->before), after.levelAt(place->after));
    // A name that is taken is no loss of access: only levels, terms and limits are compared.
    if (!everywhere && levels.first == levels.second && place->concern != Concern::comes) continue;
    if (told[i] == levels && !place->fills) continue;
    Difference difference{user, place->name, place->isCollection, levels.first, levels.second, {}, {}};
    const auto had = before.actionsAt(place->before), has = after.actionsAt(place->after);
    const auto& actions = before.policy().actions();
    for (std::size_t action = 0; action < actions.size(); ++action)
      if (had[action] != has[action]) (has[action] ? difference.gained : difference.lost).emplace_back(actions[action].name);
    if (levels.first == levels.second && difference.gained.empty() && difference.lost.empty()) continue;
    if (!place->isCollection && !place->name.empty()) told[i] = levels;
    found.emplace(place, std::move(difference));
  }
  std::vector<Difference> differences;
  for (auto& [place, difference] : found) differences.push_back(std::move(difference));
  return differences;
}

/// Whether the change is about the user as a whole (role, plan, features) and not only about places.
bool termsChanged(const Account& before, const Account& after, const std::string& id) {
  const User *was = before.user(id), *is = after.user(id);
  return was == nullptr || is == nullptr || was->role != is->role || before.plan != after.plan || before.featureOverrides != after.featureOverrides;
}

/// At which places somebody whose terms stay is compared.
Concern concernOf(const Account& before, const Reach& reach, const User& user) {
  if (!user.roleId || !before.policy().roles()[*user.roleId].shared) return Concern::comes;
  Standing standing;
  standing.hasRole = standing.isShared = true;
  // Whoever holds the same as before is told the same by a slice, and so holds the same level at the same path.
  return reach.partOf(before, Principal::user(user.id), standing) == Part::nothing ? Concern::moves : Concern::held;
}

/// The users who are compared, and where.
std::map<std::string, Concern> usersOf(const Account& before, const Account& after, const Delta& change, const Account* known) {
  std::map<std::string, Concern> users;
  const Reach reach(before, change);
  for (const Account* facts : {&before, &after})
    for (const auto& [id, user] : facts->users())
      if (known == nullptr || known->user(id) != nullptr) users.try_emplace(id, termsChanged(before, after, id) ? Concern::none : concernOf(before, reach, user));
  return users;
}

/// A name that was given because another one is hidden is not told before it is there: whoever asks would learn of the
/// other without a trace (H-8).
void hideNames(Preview& preview, const std::vector<std::pair<std::string, std::string>>& renamed) {
  std::erase(preview.decision.warnings, "renamed");
  for (auto& difference : preview.differences)
    for (auto name = renamed.rbegin(); name != renamed.rend(); ++name)
      if (!difference.isCollection && isWithin(difference.place, name->first)) difference.place.replace(0, name->first.size(), name->second);
}

}  // namespace

Preview preview(Account changed, const Request& request, const Messages& messages, const Account* known) {
  auto applied = apply(changed, request, messages);
  if (!applied) return {};
  Preview result{std::move(applied->decision), {}, 0};
  const Delta& change = applied->delta;
  if (change.to == change.from) return result;
  Account account = changed;
  applyDelta(applied->inverse, account);

  const auto users = usersOf(account, changed, change, known);
  const bool all = std::any_of(users.begin(), users.end(), [](const auto& user) { return user.second == Concern::none; });
  const auto places = placesOf(account, changed, Touched(account, changed, change), Filling(account, changed, request.context.now), all);
  std::array<Round, 4> rounds;
  for (const auto least : {Concern::none, Concern::held, Concern::moves, Concern::comes}) rounds[static_cast<std::size_t>(least)] = Round(places, least);
  for (const auto& [id, concern] : users) {
    const Round& round = rounds[static_cast<std::size_t>(concern)];
    if (round.stops.empty()) continue;
    result.compared += round.stops.size();
    Side before(account, id, request.context.now), after(changed, id, request.context.now);
    auto differences = differencesOf(id, before, after, round, concern == Concern::none);
    std::move(differences.begin(), differences.end(), std::back_inserter(result.differences));
  }
  hideNames(result, applied->renamed);
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
