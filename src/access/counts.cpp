// Step 7 of R-2: the limits; and the one check that is about the snapshot and not about the request.
#include <algorithm>

#include "access/counts.h"
#include "access/question.h"

namespace lockstep {

namespace {

template <class List>
std::int64_t sizeOf(const List& list) { return static_cast<std::int64_t>(list.size()); }

/// Adds a link that has not ended; any where there is no clock.
void addLink(Count& count, const Link& link, std::optional<Time> now) {
  if (now && link.hasEnded(*now)) return;
  count.add(now && link.endsAt ? std::optional(*link.endsAt + 1) : std::nullopt);
}

/// Nothing where the request does not say what to count.
std::optional<Count> countOf(const Question& q, LimitId limit) {
  const Account& facts = q.facts();
  if (const auto count = countIn(facts, limit, q.context.now)) return count;
  const Asset* asset = facts.assetAt(q.action->assetLevel > 0 ? q.assetPath : q.path);
  const Collection* collection = q.action->assetLevel > 0 ? nullptr : q.collection;
  return countOn(facts, limit, collection != nullptr ? collection->id : asset != nullptr ? asset->id : std::string_view(), q.context.now);
}

/// Denies for a limit. The decision names the first limit that is reached.
void exceed(Question& q, LimitId limit, std::int64_t count, std::int64_t maximum) {
  if (q.answer.reason != Reason::none) return;
  q.answer.limit = q.policy().limits()[limit].name;
  q.answer.count = count;
  q.answer.maximum = maximum;
  q.deny(Reason::limit_reached);
}

/// The same for one that helps when it is raised; each that is reached must be.
void exceedRaisable(Question& q, LimitId limit, std::int64_t count, std::int64_t maximum) {
  exceed(q, limit, count, maximum);
  q.remedy(Remedy::Kind::raiseLimit).limit = q.policy().limits()[limit].name;
}

/// Whether the request adds one to what the limit counts.
bool adds(const Question& q) {
  // A sign-in of a user who is there updates; a key rolled at once takes its old one's place, unless that has ended.
  if (q.action->does == Does::provisionUser) return !q.context.email || q.facts().userOfEmail(*q.context.email) == nullptr;
  if (q.action->does == Does::rollKey) return q.context.endsAt || (q.key != nullptr && q.key->hasEnded(q.context.now));
  const bool byAsset = q.action->assetLevel > 0, byCollection = q.action->collectionLevel > 0;
  const std::string* into = q.collection != nullptr ? &q.collection->id : nullptr;
  if (byCollection && q.context.collection) into = &*q.context.collection;
  if (into == nullptr || !(byAsset || byCollection)) return true;
  const Asset* asset = q.facts().assetAt(byAsset ? q.assetPath : q.path);
  return asset == nullptr || !q.facts().collectionsOf(asset->id).contains(*into);  // adding it again changes nothing
}

/// an account that has standard API keys keeps at least one.
bool checkKeysKept(Question& q) {
  const auto& limits = q.policy().limits();
  const auto kept = std::find_if(limits.begin(), limits.end(), [](const Limit& limit) { return limit.counts == Counts::standardApiKeysKept; });
  const bool demotes = q.action->does == Does::deleteKey || (q.action->does == Does::editKey && q.context.kind == "restricted");
  if (kept == limits.end() || q.key == nullptr || !q.key->standard || !demotes || q.key->hasEnded(q.context.now)) return true;
  const auto others = std::count_if(q.facts().apiKeys().begin(), q.facts().apiKeys().end(), [&](const auto& entry) { return entry.second.standard && !entry.second.endsAt && entry.first != q.key->id; });
  const auto limit = static_cast<LimitId>(kept - limits.begin());
  if (others < q.facts().maximum(limit)) exceed(q, limit, others, q.facts().maximum(limit));
  return q.answer.reason == Reason::none;
}

}  // namespace

std::optional<Count> countIn(const Account& facts, LimitId limit, std::optional<Time> now) {
  const Counts counts = facts.policy().limits()[limit].counts;
  const auto known = facts.knownCounts.find(limit);
  if (known != nullptr && counts != Counts::links) return Count{*known};
  if (counts == Counts::users) return Count{sizeOf(facts.users())};
  if (counts == Counts::groups) return Count{sizeOf(facts.groups())};
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

std::optional<Count> countOn(const Account& facts, LimitId limit, std::string_view item, std::optional<Time> now) {
  const Counts counts = facts.policy().limits()[limit].counts;
  if (counts == Counts::collectionsPerAsset) return Count{sizeOf(facts.collectionsOf(item))};
  if (counts != Counts::linksPerResource) return std::nullopt;
  Count count;
  for (const auto& id : facts.linksOn(item)) addLink(count, *facts.link(id), now);
  return count;
}

bool checkCounts(Question& q) {
  const Account& facts = q.facts();
  if (!checkKeysKept(q)) return false;
  if (q.action->batch && q.context.count && *q.context.count > facts.maximum(*q.action->batch)) exceedRaisable(q, *q.action->batch, *q.context.count, facts.maximum(*q.action->batch));
  if (!adds(q)) return q.answer.reason == Reason::none;
  for (LimitId limit : q.action->limits) {
    const auto count = countOf(q, limit);
    if (count && count->size >= facts.maximum(limit)) {
      if (count->isInDoubt) q.unverified(nameOf(Reason::limit_reached));
      q.changesAt(count->endsAt);
      exceedRaisable(q, limit, count->size, facts.maximum(limit));
    } else if (facts.isSlice && q.access.isShared() && q.policy().limits()[limit].counts == Counts::collectionsPerAsset) {
      // A restricted user does not see every collection that holds an asset.
      q.unverified(nameOf(Reason::limit_reached));
    }
  }
  return q.answer.reason == Reason::none;
}

bool checkFreshness(Question& q) {
  const auto expires = q.access.expiresAt();
  if (!expires || !q.action->destructive) return true;
  if (!q.context.now) return q.unverified("now"), true;
  return *q.context.now < *expires ? true : q.deny(Reason::snapshot_stale);
}

}  // namespace lockstep
