#include "access/class_facts.h"

#include <algorithm>

#include "access/checks/counts.h"
#include "access/evaluation.h"
#include "access/resource_conditions.h"

namespace lockstep {

namespace {

void addBits(std::string& out, std::uint32_t bits) {
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(bits >> shift);
}

/// Adds the facts of a place that is not listed: whether it exists, and the kinds that it may have.
void addUnlisted(std::string& out, const Account& facts, const ClassedPlace& place) {
  out += static_cast<char>(isMissing(facts, place.path));
  const auto kinds = kindsAt(facts.policy(), place.way, place.path);
  out += static_cast<char>(kinds.has_value());
  if (!kinds) return;
  for (KindId id : facts.policy().kinds().ids()) out += static_cast<char>(kinds->has(id));
}

/// The levels that are held on every closed place below what a collection has.
LevelSet lowestBelow(const Access& access, const Collection& collection, Time now, std::optional<Time>& changesAt) {
  LevelSet lowest = everyLevel;
  for (const auto& item : collection.items) {
    const Asset* asset = access.facts().asset(item);
    if (asset == nullptr) continue;
    for (const Asset* closed : access.facts().closedBelow(asset->path)) {
      const ResourceConditions there(access, Resource::at(closed->path), now, ResourceConditions::Open::isUnmet,
                                     &changesAt);
      lowest &= access.levels().at(closed->path, now, &there);
    }
  }
  return lowest;
}

}  // namespace

std::string classFacts(const Access& access, const Resource& resource, const ClassedPlace& place, Time now,
                       bool hasConditionalShares, std::optional<Time>& changesAt) {
  static const Action anyAction;
  const Account& facts = access.facts();
  const Policy& policy = access.policy();
  std::string out;
  out += static_cast<char>(resource.kind);
  out += static_cast<char>(resource.isUnlisted);
  out += static_cast<char>(place.asset != nullptr);
  addBits(out, static_cast<std::uint32_t>(policy.kind(resource.kindName).value_or(anyKind)));
  if (place.asset == nullptr && !place.path.empty()) addUnlisted(out, facts, place);
  const bool countsOnResource =
      std::any_of(policy.limits().begin(), policy.limits().end(), [](const Limit& limit) { return limit.perResource; });
  const bool isPlainPath = resource.kind == Resource::Kind::path && resource.attributes.empty() &&
                           resource.relations.empty() && !hasConditionalShares;
  if (isPlainPath && !countsOnResource && !policy.hasConditions()) return out;

  Context context;
  context.now = now;
  Evaluation e(access, resource, context);
  e.action = &anyAction;
  e.path = place.path;
  e.listed = place.asset;
  if (resource.kind == Resource::Kind::collection) e.collection = facts.collection(resource.id);
  addBits(out, static_cast<std::uint32_t>(kindOfResource(e)));
  addBits(out, namedLevel(e).bits());
  out += static_cast<char>(fitsDeclared(e));
  if (e.collection != nullptr) {
    addBits(out, access.levels().onCollection(e.resource.id, now, &e).level.bits());
    addBits(out, lowestBelow(access, *e.collection, now, changesAt).bits());
  }
  // What may be given is less than what is held where a share has conditions. A collection has no path, by which the
  // level without an end is found.
  if (hasExtras && (hasConditionalShares || e.collection != nullptr) && access.role() != nullptr)
    for (const Time moment : {now, forEver}) addBits(out, levelToGive(e, moment).bits());
  const std::string_view item = place.asset != nullptr    ? std::string_view(place.asset->id)
                                : e.collection != nullptr ? std::string_view(e.collection->id)
                                                          : std::string_view();
  if (hasExtras && countsOnResource)
    for (LimitId id : policy.limits().ids())
      if (const auto count = countOn(facts, id, {item, e.path}, now))
        addBits(out, static_cast<std::uint32_t>(count->size));
  if (!policy.hasConditions()) return out;
  ConditionFacts known(e);
  const auto& conditions = policy.conditions();
  for (ConditionId id : conditions.ids()) {
    keepFirst(changesAt, known.changesAt(id));
    // Any other is the same for all resources.
    if (!conditions[id].reads(Variable::Of::resource)) continue;
    const Verdict verdict = known.verdict(id);
    out += static_cast<char>(verdict.truth);
    out += static_cast<char>(verdict.truth == Truth::unknown && known.isOpen(verdict));
  }
  keepFirst(changesAt, e.sharesChangeAt);
  return out;
}

}  // namespace lockstep
