#include "access/verdicts.h"

#include <algorithm>
#include <limits>

#include "account/path.h"

namespace lockstep {

namespace {

constexpr Time always = std::numeric_limits<Time>::max();
constexpr Time beforeAll = std::numeric_limits<Time>::min();

}  // namespace

Verdicts::Verdicts(const Access& access) : access_(access), actions_(access.policy().actions().size()), table_(mostClasses * actions_, unasked) {
  begin(0);
}

void Verdicts::begin(Time now) {
  std::fill(table_.begin(), table_.begin() + static_cast<std::ptrdiff_t>(examples_.size() * actions_), unasked);
  classes_.clear();
  classes_.push_back(Seen());
  examples_.clear();
  examples_.push_back(Resource());
  ++generation_;
  now_ = now;
  // A clock that is set back must wake what has ended, so what ends matters even when it has.
  hasTimedGrants_ = access_.levels().nextChange(beforeAll).has_value();
  allTimed_ = hasTimedGrants_;
  for (const auto& [id, key] : access_.facts().apiKeys()) allTimed_ |= key.endsAt.has_value();
  hasTimedLinks_ = false;
  for (const auto& [id, link] : access_.facts().links()) hasTimedLinks_ |= link.endsAt.has_value();
}

Time Verdicts::validUntil() const {
  Time until = access_.levels().nextChange(now_).value_or(always);
  const auto change = [&](std::optional<Time> at, Time after = 0) {
    if (at && now_ < *at + after) until = std::min(until, *at + after);
  };
  change(access_.expiresAt());
  for (const auto& [id, key] : access_.facts().apiKeys()) change(key.endsAt);
  for (const auto& [id, link] : access_.facts().links()) {
    change(link.startsAt);
    change(link.endsAt, 1);  // it still opens at its last second
  }
  return until;
}

Verdicts::Seen Verdicts::see(std::string_view path) const {
  Seen seen;
  const auto normal = normalPath(path);
  if (!normal) return seen;
  seen.form = *normal == "/" ? 3 : pathDepth(*normal) > deepestFolder ? 1 : 2;
  const Account& facts = access_.facts();
  const auto way = facts.wayTo(*normal);
  seen.level = access_.levels().at(way, now_);
  seen.lowest = seen.level;
  for (const Asset* closed : facts.closedBelow(*normal)) seen.lowest = std::min(seen.lowest, access_.levels().at(closed->path, now_));
  const Asset* asset = seen.form == 3 ? facts.assetAt("/") : way.to(*normal);
  seen.belowFile = Account::isBelowFile(way, *normal);
  seen.kind = facts.kindAt(*normal, asset);
  seen.lasting = hasTimedGrants_ ? access_.levels().at(way, always) : seen.level;
  if (asset != nullptr) {
    seen.own = access_.role() != nullptr && access_.role()->own.any() && asset->owner == access_.user()->id;
    for (const auto& id : facts.linksOn(asset->id)) seen.links += !facts.link(id)->hasEnded(now_);
    seen.collections = facts.collectionsOf(asset->id).size();
  }
  return seen;
}

Verdicts::Class Verdicts::classOf(std::string_view path) {
  Seen seen = see(path);
  const auto known = std::find(classes_.begin() + 1, classes_.end(), seen);
  if (known != classes_.end()) return static_cast<Class>(known - classes_.begin());
  if (classes_.size() == mostClasses) return unclassed;
  classes_.push_back(std::move(seen));
  examples_.push_back(Resource::at(path));
  return static_cast<Class>(classes_.size() - 1);
}

std::size_t Verdicts::classesOf(std::string_view paths, char separator, std::vector<Class>& classes) {
  classes.clear();
  for (;;) {
    const auto end = paths.find(separator);
    classes.push_back(classOf(paths.substr(0, end)));
    if (end == std::string_view::npos) return classes.size();
    paths.remove_prefix(end + 1);
  }
}

std::uint8_t Verdicts::decide(Class of, ActionId action) {
  std::uint8_t& kept = table_[of * actions_ + action];
  const Action& asked = access_.policy().actions()[action];
  Context context;
  context.now = now_;
  const Decision decision = access_.decide(asked.name, examples_[of], context);
  kept = static_cast<std::uint8_t>((decision.allowed ? allowed : 0) | static_cast<std::uint8_t>(decision.show) << 1);
  if (allTimed_ || (hasTimedLinks_ && !asked.limits.empty()) || (asked.destructive && access_.expiresAt())) kept |= timed;
  return kept;
}

}  // namespace lockstep
