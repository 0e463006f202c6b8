#include "lockstep/change/preview.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <tuple>

#include "change/changed_places.h"
#include "disclosure/change_impact.h"
#include "lockstep/account/path.h"
#include "lockstep/cache/decision_cache.h"

namespace lockstep {

namespace {

/// The places at which some users are compared, folders before their contents.
struct Round {
  struct Stop {
    const PlacePair* place;
    std::size_t above;  // the stop of the nearest folder above; its own if there is none
  };
  std::vector<Stop> stops;

  Round() = default;
  Round(const std::vector<PlacePair>& places, Concern least) {
    for (const auto& place : places)
      if (place.concern >= least) stops.push_back({&place, 0});
    std::sort(stops.begin(), stops.end(), [](const Stop& a, const Stop& b) {
      return std::tie(a.place->isCollection, a.place->name, a.place) <
             std::tie(b.place->isCollection, b.place->name, b.place);
    });
    std::map<std::string_view, std::size_t> byPath;
    for (std::size_t i = 0; i < stops.size(); ++i) {
      stops[i].above = i;
      const PlacePair& place = *stops[i].place;
      if (place.isCollection || !place.name.starts_with('/')) continue;
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
  Side(const Account& account, const std::string& user, std::optional<Time> now)
      : access_(account, Principal::user(user)) {
    context_.now = now;
  }

  LevelSet levelAt(const std::optional<Resource>& place) const {
    if (!place || access_.role() == nullptr || place->kind == Resource::Kind::account ||
        place->kind == Resource::Kind::item)
      return {};
    if (!access_.isShared()) return access_.role()->level;
    return place->kind == Resource::Kind::collection ? access_.levels().onCollection(place->id, context_.now).level
                                                     : access_.levels().at(place->id, context_.now);
  }

  const Policy& policy() const { return access_.policy(); }
  /// For each action of the policy, whether it is allowed.
  std::vector<bool> actionsAt(const std::optional<Resource>& place) {
    const auto& actions = access_.policy().actions();
    std::vector<bool> allowed(actions.size());
    if (!place) return allowed;
    const auto of = classOf(*place);
    for (ActionId id : actions.ids())
      allowed[indexOf(id)] = of != DecisionCache::unclassed ? (cache_->ask(of, id) & DecisionCache::allowed) != 0
                                                            : access_.can(actions[id].name, *place, context_);
    return allowed;
  }

 private:
  DecisionCache::Class classOf(const Resource& place) {
    if (place.kind != Resource::Kind::path || !context_.now) return DecisionCache::unclassed;
    if (!cache_) cache_.emplace(access_).begin(*context_.now);
    return cache_->equivalenceClass(place.id);
  }

  const Access access_;
  Context context_;
  std::optional<DecisionCache> cache_;  // answers of the same kind are asked for once
};

/// Returns a user's gains and losses on a round. Contents of a folder are listed only if they differ from the folder.
std::vector<Difference> differencesOf(const std::string& user, Side& before, Side& after, const Round& round,
                                      bool everywhere) {
  using Levels = std::pair<LevelSet, LevelSet>;
  struct Compared {
    Levels levels;
    std::vector<std::string> gained, lost;
    bool operator==(const Compared&) const = default;
  };
  std::map<const PlacePair*, Difference> found;                     // in the order of the places
  std::vector<std::optional<Compared>> listed(round.stops.size());  // there, or else on the nearest folder above
  for (std::size_t i = 0; i < round.stops.size(); ++i) {
    const auto& [place, above] = round.stops[i];
    listed[i] = listed[above];
    const Levels levels(before.levelAt(place->before), after.levelAt(place->after));
    // A name that is taken is no loss of access: only levels, terms and limits are compared.
    const bool isSecond = before.policy().format() == 2;
    if (!isSecond && !everywhere && levels.first == levels.second && place->concern != Concern::comes) continue;
    // In format 2 other kinds and other attributes have other actions, though the levels are the same.
    if (!isSecond && listed[i] && listed[i]->levels == levels && !place->fills) continue;
    Difference difference{user, place->name, place->isCollection, levels.first, levels.second, {}, {}};
    const auto had = before.actionsAt(place->before), has = after.actionsAt(place->after);
    const auto& actions = before.policy().actions();
    for (ActionId id : actions.ids())
      if (const std::size_t i = indexOf(id); had[i] != has[i])
        (has[i] ? difference.gained : difference.lost).emplace_back(actions[id].name);
    if (levels.first == levels.second && difference.gained.empty() && difference.lost.empty()) continue;
    const Compared here{levels, difference.gained, difference.lost};
    if (isSecond && listed[i] == here && !place->fills) continue;
    if (!place->isCollection && !place->name.empty()) listed[i] = here;
    found.emplace(place, std::move(difference));
  }
  std::vector<Difference> differences;
  for (auto& [place, difference] : found) differences.push_back(std::move(difference));
  return differences;
}

/// Whether the change is about the user as a whole (role, plan, features) and not only about places.
bool termsChanged(const Account& before, const Account& after, const std::string& id) {
  const User *was = before.user(id), *is = after.user(id);
  if (was == nullptr || is == nullptr || was->role != is->role || was->moreRoles != is->moreRoles ||
      was->attributes != is->attributes)
    return true;
  bool changes = before.plan != after.plan || before.featureOverrides != after.featureOverrides;
  const auto compareRole = [&](const std::string& name) {
    const AccountRole *old = before.roles().find(name), *fresh = after.roles().find(name);
    changes = changes || (old != nullptr) != (fresh != nullptr) || (old != nullptr && *old != *fresh);
  };
  compareRole(is->role);
  for (const auto& name : is->moreRoles) compareRole(name);
  return changes;
}

/// Returns the places at which a user whose terms stay is compared.
Concern concernOf(const Account& before, const ChangeImpact& impact, const User& user) {
  const bool isSecond = before.policy().format() == 2;
  if (!isSecond && (!user.roleId || !before.policy().roles()[*user.roleId].shared)) return Concern::comes;
  Visibility visibility;
  visibility.hasRole = visibility.isShared = true;
  // A user with the same grants has the same slice, and so the same level at the same path.
  return impact.affectedPart(before, Principal::user(user.id), visibility) == Part::nothing ? Concern::moves
                                                                                            : Concern::held;
}

/// The users who are compared, and where.
std::map<std::string, Concern> usersOf(const Account& before, const Account& after, const Delta& change,
                                       const Account* known) {
  std::map<std::string, Concern> users;
  const ChangeImpact impact(before, change);
  for (const Account* facts : {&before, &after})
    for (const auto& [id, user] : facts->users())
      if (known == nullptr || known->user(id) != nullptr)
        users.try_emplace(id, termsChanged(before, after, id) ? Concern::none : concernOf(before, impact, user));
  return users;
}

/// A name that was chosen because another one is hidden is left out of the preview: it would reveal the other
/// without a trace (H-8).
void hideNames(Preview& preview, const std::vector<std::pair<std::string, std::string>>& renamed) {
  std::erase(preview.decision.warnings, "renamed");
  for (auto& difference : preview.differences)
    for (auto name = renamed.rbegin(); name != renamed.rend(); ++name)
      if (!difference.isCollection && isWithin(difference.place, name->first))
        difference.place.replace(0, name->first.size(), name->second);
}

}  // namespace

Preview preview(Account changed, const Request& request, const Messages& messages, const Account* known) {
  auto applied = apply(changed, request, messages);
  Preview result{std::move(applied.decision), {}, 0};
  const Delta& change = applied.delta;
  if (change.to == change.from) return result;
  Account account = changed;
  applyDelta(applied.inverse, account);

  const auto users = usersOf(account, changed, change, known);
  const bool all =
      std::any_of(users.begin(), users.end(), [](const auto& user) { return user.second == Concern::none; });
  const auto places = placesOf(account, changed, change, request.context.now, all);
  std::array<Round, 4> rounds;
  for (const auto least : {Concern::none, Concern::held, Concern::moves, Concern::comes})
    rounds[static_cast<std::size_t>(least)] = Round(places, least);
  for (const auto& [id, concern] : users) {
    const Round& round = rounds[static_cast<std::size_t>(concern)];
    if (round.stops.empty()) continue;
    result.compared += round.stops.size();
    Side before(account, id, request.context.now), after(changed, id, request.context.now);
    auto differences = differencesOf(id, before, after, round, concern == Concern::none);
    std::move(differences.begin(), differences.end(), std::back_inserter(result.differences));
  }
  hideNames(result, applied.renamed);
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
    if (difference.before.any()) entry.add("before", policy.levelName(difference.before));
    if (difference.after.any()) entry.add("after", policy.levelName(difference.after));
    Value& gained = entry.add("gained", Value::array());
    for (const auto& action : difference.gained) gained.push(action);
    Value& lost = entry.add("lost", Value::array());
    for (const auto& action : difference.lost) lost.push(action);
  }
  return out;
}

}  // namespace lockstep
