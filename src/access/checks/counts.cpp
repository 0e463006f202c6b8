// Step 7 of R-2: the limits.
#include <algorithm>

#include "access/checks/counts.h"
#include "access/evaluation.h"
#include "lockstep/account/path.h"

namespace lockstep {

namespace {

template <class List>
std::int64_t sizeOf(const List& list) {
  return static_cast<std::int64_t>(list.size());
}

/// Adds a link that has not ended; any where there is no clock.
void addLink(Count& count, const Link& link, std::optional<Time> now) {
  if (now && link.hasEnded(*now)) return;
  count.add(now && link.endsAt ? std::optional(*link.endsAt + 1) : std::nullopt);
}

/// Nothing where the request does not say what to count.
std::optional<Count> countOf(const Evaluation& e, LimitId limit) {
  const Account& facts = e.facts();
  if (const auto count = countIn(facts, limit, e.context.now)) return count;
  const std::string& path = e.action->assetLevel.any() ? e.assetPath : e.path;
  const Asset* asset = facts.assetAt(path);
  const Collection* collection = e.action->assetLevel.any() ? nullptr : e.collection;
  return countOn(facts, limit,
                 {collection != nullptr ? collection->id
                  : asset != nullptr    ? asset->id
                                        : std::string_view(),
                  path},
                 e.context.now);
}

/// Denies for a limit. The decision names the first limit that is reached.
void exceed(Evaluation& e, LimitId limit, std::int64_t count, std::int64_t maximum) {
  if (e.answer.reason != Reason::none) return;
  e.answer.limit = e.policy().limits()[limit].name;
  e.answer.count = count;
  e.answer.maximum = maximum;
  e.deny(Reason::limit_reached);
}

/// The same for one that helps when it is raised; each that is reached must be.
void exceedRaisable(Evaluation& e, LimitId limit, std::int64_t count, std::int64_t maximum) {
  exceed(e, limit, count, maximum);
  e.remedy(Remedy::Kind::raiseLimit).limit = e.policy().limits()[limit].name;
}

/// Whether the request adds one to what the limit counts.
bool adds(const Evaluation& e, LimitId limit) {
  // A sign-in of a user who is there updates; a key rolled at once takes its old one's place, unless that has
  // ended.
  if (e.action->does == Does::provisionUser)
    return !e.context.email || e.facts().userOfEmail(*e.context.email) == nullptr;
  if (e.action->does == Does::rollKey) return e.context.endsAt || (e.key != nullptr && e.key->hasEnded(e.context.now));
  if (e.policy().limits()[limit].counts == Counts::usersOfRole)
    return !e.context.role || *e.context.role == e.policy().limits()[limit].role;
  const bool byAsset = e.action->assetLevel.any(), byCollection = e.action->collectionLevel.any();
  const std::string* into = e.collection != nullptr ? &e.collection->id : nullptr;
  if (byCollection && e.context.collection) into = &*e.context.collection;
  if (into == nullptr || !(byAsset || byCollection)) return true;
  const Asset* asset = e.facts().assetAt(byAsset ? e.assetPath : e.path);
  return asset == nullptr || !e.facts().collectionsOf(asset->id).contains(*into);  // adding it again changes nothing
}

/// an account that has standard API keys keeps at least one.
bool checkKeysKept(Evaluation& e) {
  const auto& limits = e.policy().limits();
  const auto ids = limits.ids();
  const auto kept = std::find_if(ids.begin(), ids.end(),
                                 [&](LimitId id) { return limits[id].counts == Counts::standardApiKeysKept; });
  const bool demotes =
      e.action->does == Does::deleteKey || (e.action->does == Does::editKey && e.context.kind == "restricted");
  if (kept == ids.end() || e.key == nullptr || !e.key->standard || !demotes || e.key->hasEnded(e.context.now))
    return true;
  const auto others = std::count_if(e.facts().apiKeys().begin(), e.facts().apiKeys().end(), [&](const auto& entry) {
    return entry.second.standard && !entry.second.endsAt && entry.first != e.key->id;
  });
  const LimitId limit = *kept;
  if (others < e.facts().maximum(limit)) exceed(e, limit, others, e.facts().maximum(limit));
  return e.answer.reason == Reason::none;
}

}  // namespace

namespace {

/// Counts what only policies in format 2 count, in the whole account.
std::optional<Count> countSecond(const Account& facts, const Limit& limit) {
  if (facts.policy().format() == 1 || limit.perResource) return std::nullopt;
  Count count;
  if (limit.counts == Counts::resources) {
    for (const auto& [id, asset] : facts.assets()) count.size += asset.kind == limit.kind;
    for (const auto& [id, collection] : facts.collections()) count.size += collection.kind == limit.kind;
    return count;
  }
  if (limit.counts == Counts::roles) return Count{static_cast<std::int64_t>(facts.roles().size())};
  if (limit.counts == Counts::usersOfRole) {
    for (const auto& [id, user] : facts.users())
      facts.eachRole(user, [&](const Role& role) { count.size += role.name == limit.role; });
    return count;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Count> countIn(const Account& facts, LimitId limit, std::optional<Time> now) {
  const Counts counts = facts.policy().limits()[limit].counts;
  const auto known = facts.knownCounts.find(limit);
  if (known != nullptr && counts != Counts::links) return Count{*known};
  if (counts == Counts::users) return Count{sizeOf(facts.users())};
  if (counts == Counts::groups) return Count{sizeOf(facts.groups())};
  if (const auto count = countSecond(facts, facts.policy().limits()[limit])) return count;
  Count count;
  if (counts == Counts::links) {
    for (const auto& [id, link] : facts.links()) addLink(count, link, now);
    // A slice does not know which of the links have ended that it does not hold.
    const std::int64_t others = known != nullptr ? *known - sizeOf(facts.links()) : 0;
    count.size += others;
    count.isInDoubt = others > 0;
  } else if (counts == Counts::apiKeys) {
    for (const auto& [id, key] : facts.apiKeys())
      if (!key.hasEnded(now)) count.add(key.endsAt);
  } else {
    return std::nullopt;
  }
  return count;
}

std::optional<Count> countOn(const Account& facts, LimitId limit, const CountedOn& on, std::optional<Time> now) {
  const Limit& known = facts.policy().limits()[limit];
  const Counts counts = known.counts;
  if (facts.policy().format() == 2 && counts == Counts::resources && known.perResource) {
    Count count;
    // A slice lists what its user may see.
    count.isInDoubt = facts.isSlice;
    if (on.path.empty()) return count;
    for (const Asset* asset : facts.below(on.path))
      count.size += asset->kind == known.kind && parentPath(asset->path) == on.path;
    return count;
  }
  if (counts == Counts::collectionsPerAsset) return Count{sizeOf(facts.collectionsOf(on.item))};
  if (counts != Counts::linksPerResource) return std::nullopt;
  Count count;
  for (const auto& id : facts.linksOn(on.item)) addLink(count, *facts.link(id), now);
  return count;
}

namespace {

/// The host says how many there are.
void checkHostCount(Evaluation& e, LimitId limit) {
  const std::int64_t maximum = e.facts().maximum(limit);
  if (maximum == Limit::unlimited) return;
  if (!e.context.count)
    e.unverified("count");
  else if (*e.context.count >= maximum)
    exceedRaisable(e, limit, *e.context.count, maximum);
}

void checkLimit(Evaluation& e, LimitId limit) {
  if (!adds(e, limit)) return;
  const Account& facts = e.facts();
  const Counts counts = e.policy().limits()[limit].counts;
  if (counts == Counts::host) return checkHostCount(e, limit);
  const auto count = countOf(e, limit);
  if (count && count->isInDoubt && count->size < facts.maximum(limit) && e.policy().format() == 2)
    e.unverified(nameOf(Reason::limit_reached));
  if (count && count->size >= facts.maximum(limit)) {
    if (count->isInDoubt) e.unverified(nameOf(Reason::limit_reached));
    e.changesAt(count->endsAt);
    exceedRaisable(e, limit, count->size, facts.maximum(limit));
  } else if (facts.isSlice && e.access.isShared() && counts == Counts::collectionsPerAsset) {
    // A restricted user does not see every collection that holds an asset.
    e.unverified(nameOf(Reason::limit_reached));
  }
}

}  // namespace

bool checkCounts(Evaluation& e) {
  if (!hasExtras) return true;
  const Account& facts = e.facts();
  if (!checkKeysKept(e)) return false;
  if (e.action->batch && e.context.count && *e.context.count > facts.maximum(*e.action->batch))
    exceedRaisable(e, *e.action->batch, *e.context.count, facts.maximum(*e.action->batch));
  for (LimitId limit : e.action->limits) checkLimit(e, limit);
  if (e.policy().format() == 2 && e.action->does == Does::createRole && e.policy().customRoles().limit)
    checkLimit(e, *e.policy().customRoles().limit);
  return e.answer.reason == Reason::none;
}

}  // namespace lockstep
