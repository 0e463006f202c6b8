#include "lockstep/cache/decision_cache.h"

#include <algorithm>
#include <limits>

#include "access/class_facts.h"
#include "access/resolve.h"
#include "access/resource_conditions.h"
#include "lockstep/account/path.h"

namespace lockstep {

namespace {

constexpr Time beforeAll = std::numeric_limits<Time>::min();

/// The path of a resolved resource in normal form, if it is at one.
std::optional<std::string> pathOf(const Resource& resource) {
  if (resource.kind != Resource::Kind::path) return std::nullopt;
  return resource.isUnlisted ? std::optional(resource.id) : normalPath(resource.id);
}

}  // namespace

DecisionCache::DecisionCache(const Access& access)
    : access_(access), actions_(access.policy().actions().size()), table_(mostClasses * actions_, unasked) {
  begin(0);
}

void DecisionCache::begin(Time now) {
  std::fill(table_.begin(), table_.begin() + static_cast<std::ptrdiff_t>(examples_.size() * actions_), unasked);
  classes_.clear();
  classes_.push_back(PathFacts());
  examples_.clear();
  examples_.push_back(Resource());
  ++generation_;
  now_ = now;
  // Expired grants count too, because the clock may be set back.
  hasTimedGrants_ = hasExtras && access_.levels().nextChange(beforeAll).has_value();
  allTimed_ = hasTimedGrants_;
  if (hasExtras)
    for (const auto& [id, key] : access_.facts().apiKeys()) allTimed_ |= key.endsAt.has_value();
  conditionsChangeAt_.reset();
  hasConditionalShares_ = readsTime_ = false;
  if (access_.policy().hasConditions()) {
    if (hasExtras)
      access_.facts().eachShare(
          [&](const Share& share) { hasConditionalShares_ = hasConditionalShares_ || !share.when.empty(); });
    for (const Condition& condition : access_.policy().conditions())
      readsTime_ = readsTime_ || condition.reads(Variable::Of::now);
  }
  hasTimedLinks_ = false;
  if (hasExtras)
    for (const auto& [id, link] : access_.facts().links()) hasTimedLinks_ |= link.endsAt.has_value();
}

Time DecisionCache::validUntil() const {
  Time until = hasExtras ? access_.levels().nextChange(now_).value_or(forEver) : forEver;
  const auto change = [&](std::optional<Time> at, Time after = 0) {
    if (at && now_ < *at + after) until = std::min(until, *at + after);
  };
  change(access_.expiresAt());
  change(conditionsChangeAt_);
  if (!hasExtras) return until;
  for (const auto& [id, key] : access_.facts().apiKeys()) change(key.endsAt);
  for (const auto& [id, link] : access_.facts().links()) {
    change(link.startsAt);
    change(link.endsAt, 1);  // it still opens at its last second
  }
  return until;
}

/// `resource` is resolved.
DecisionCache::PathFacts DecisionCache::factsOf(const Resource& resource) {
  PathFacts found;
  using Open = ResourceConditions::Open;
  const std::optional<std::string> normal = pathOf(resource);
  const Account& facts = access_.facts();
  const auto way = facts.wayTo(normal.value_or("/"));
  const bool isRoot = normal == "/";
  const Asset* asset = !normal ? nullptr : isRoot ? facts.assetAt("/") : way.to(*normal);
  if (access_.policy().format() == 2)
    found.more = classFacts(access_, resource, {normal.value_or(""), way, asset}, now_, hasConditionalShares_,
                            conditionsChangeAt_);
  if (!normal) return found;
  found.form = isRoot ? 3 : pathDepth(*normal) > deepestFolder ? 1 : 2;
  // The conditions of shares are those of now, also for a later moment.
  const auto levelAt = [&](const PathIndex::Way& to, const Resource& there, Time moment) {
    if (!hasExtras || !access_.policy().hasConditions() || !hasConditionalShares_)
      return access_.levels().at(to, moment);
    const ResourceConditions conditions(access_, there, now_, Open::isUnmet, &conditionsChangeAt_);
    return access_.levels().at(to, moment, &conditions);
  };
  found.level = levelAt(way, resource, now_);
  found.lowest = found.level;
  if (hasExtras)
    for (const Asset* closed : facts.closedBelow(*normal))
      found.lowest &= levelAt(facts.wayTo(closed->path), Resource::at(closed->path), now_);
  found.belowFile = facts.isBelowFile(way, *normal);
  found.kind = facts.kindAt(*normal, asset);
  found.lasting = hasTimedGrants_ ? levelAt(way, resource, forEver) : found.level;
  if (asset != nullptr) {
    found.own = access_.role() != nullptr && access_.role()->own.any() && asset->owner == access_.user()->id;
    if (!hasExtras) return found;
    for (const auto& id : facts.linksOn(asset->id)) found.links += !facts.link(id)->hasEnded(now_);
    found.collections = facts.collectionsOf(asset->id).size();
  }
  return found;
}

/// What is known of a user, a group, a link, a key or a role is in no class.
bool DecisionCache::hasClass(const Resource& resource) const {
  switch (resource.kind) {
    case Resource::Kind::account:
    case Resource::Kind::malformed:
    case Resource::Kind::path: return true;
    case Resource::Kind::collection:
    case Resource::Kind::item: return access_.policy().format() == 2;
    default: return false;
  }
}

DecisionCache::Class DecisionCache::equivalenceClass(Resource resource) {
  if (!hasClass(resource)) return unclassed;
  const Context none;
  Resolved resolved(access_.facts(), std::move(resource), none);
  PathFacts found = factsOf(resolved.resource());
  const auto known = std::find(classes_.begin() + 1, classes_.end(), found);
  if (known != classes_.end()) return static_cast<Class>(known - classes_.begin());
  if (classes_.size() == mostClasses) return unclassed;
  classes_.push_back(std::move(found));
  examples_.push_back(std::move(resolved).taken());
  return static_cast<Class>(classes_.size() - 1);
}

std::size_t DecisionCache::equivalenceClasses(std::string_view paths, char separator, std::vector<Class>& classes) {
  classes.clear();
  for (;;) {
    const auto end = paths.find(separator);
    classes.push_back(equivalenceClass(paths.substr(0, end)));
    if (end == std::string_view::npos) return classes.size();
    paths.remove_prefix(end + 1);
  }
}

std::uint8_t DecisionCache::decide(Class of, ActionId action) {
  std::uint8_t& kept = table_[of * actions_ + indexOf(action)];
  const Action& asked = access_.policy().actions()[action];
  Context context;
  context.now = now_;
  const Decision decision = access_.decideWithoutMessages(asked.name, examples_[of], context);
  std::uint8_t answer = static_cast<std::uint8_t>((decision.allowed ? allowed : 0) |
                                                  static_cast<std::uint8_t>(decision.show) << showShift);
  if (allTimed_ || (hasTimedLinks_ && !asked.limits.empty()) || (asked.destructive && access_.expiresAt()))
    answer |= timed;
  if (readsTime_) answer |= timed | readsTime;
  return kept = answer;
}

}  // namespace lockstep
