// Step 7 of R-2: the limits; and the one check that is about the snapshot and not about the request.
#include <algorithm>

#include "access/question.h"

namespace lockstep {

namespace {

/// How many there are of what a limit counts; nothing where the request does not say what to count.
std::optional<std::int64_t> countOf(const Question& q, LimitId limit) {
  const Account& facts = q.facts();
  if (const auto known = facts.knownCounts.find(limit); known != facts.knownCounts.end()) return known->second;
  const std::string& name = q.policy().limits()[limit].name;
  const auto size = [](const auto& list) { return static_cast<std::int64_t>(list.size()); };
  if (name == "users") return size(facts.users());
  if (name == "groups") return size(facts.groups());
  if (name == "links") return size(facts.links());
  if (name == "apiKeys")
    return std::count_if(facts.apiKeys().begin(), facts.apiKeys().end(), [&](const auto& entry) { return !entry.second.endsAt || !q.context.now || *q.context.now < *entry.second.endsAt; });
  if (name == "linksPerResource") {
    const Asset* asset = facts.assetAt(q.path);
    return q.collection != nullptr ? size(facts.linksOn(q.collection->id)) : asset != nullptr ? size(facts.linksOn(asset->id)) : 0;
  }
  if (name == "collectionsPerAsset") {
    const std::string& path = q.action->assetLevel > 0 ? q.assetPath : q.path;
    const Asset* asset = path.empty() ? nullptr : facts.assetAt(path);
    return asset != nullptr ? size(facts.collectionsOf(asset->id)) : 0;
  }
  return std::nullopt;
}

bool exceed(Question& q, LimitId limit, std::int64_t count, std::int64_t maximum) {
  q.answer.limit = q.policy().limits()[limit].name;
  q.answer.count = count;
  q.answer.maximum = maximum;
  return q.deny(Reason::limit_reached);
}

/// Whether the request adds one to what the limit counts.
bool adds(const Question& q) {
  // A sign-in of somebody who is there updates; a key rolled at once takes its old one's place.
  if (q.action->name == "user.provision") return !q.context.email || q.facts().userOfEmail(*q.context.email) == nullptr;
  if (q.action->name == "api_key.roll") return q.context.endsAt.has_value();
  const std::optional<std::string>& into = q.action->collectionLevel > 0 ? q.context.collection : std::nullopt;
  const std::string collection = into ? *into : q.collection != nullptr ? q.collection->id : "";
  const Asset* asset = q.action->assetLevel > 0 || q.action->collectionLevel > 0 ? q.facts().assetAt(q.action->assetLevel > 0 ? q.assetPath : q.path) : nullptr;
  if (asset != nullptr && !collection.empty()) {
    const auto& holders = q.facts().collectionsOf(asset->id);
    return !holders.contains(collection);  // adding it again changes nothing
  }
  return true;
}

/// an account that has standard API keys keeps at least one.
bool checkKeysKept(Question& q) {
  const auto limit = q.policy().limit("standardApiKeysKept");
  const ApiKey* key = q.resource.kind == Resource::Kind::apiKey ? q.facts().apiKey(q.resource.id) : nullptr;
  const bool demotes = q.action->name == "api_key.delete" || (q.action->name == "api_key.edit" && q.context.kind == "restricted");
  if (!limit || key == nullptr || !key->standard || !demotes) return true;
  const auto others = std::count_if(q.facts().apiKeys().begin(), q.facts().apiKeys().end(), [&](const auto& entry) { return entry.second.standard && !entry.second.endsAt && entry.first != key->id; });
  return others >= q.facts().maximum(*limit) ? true : exceed(q, *limit, others, q.facts().maximum(*limit));
}

}  // namespace

bool checkCounts(Question& q) {
  if (q.action->batch && q.context.count && *q.context.count > q.facts().maximum(*q.action->batch))
    return exceed(q, *q.action->batch, *q.context.count, q.facts().maximum(*q.action->batch));
  if (!checkKeysKept(q)) return false;
  if (!adds(q)) return true;
  for (LimitId limit : q.action->limits) {
    const auto count = countOf(q, limit);
    if (count && *count >= q.facts().maximum(limit)) return exceed(q, limit, *count, q.facts().maximum(limit));
    // A restricted user does not see every collection that holds an asset.
    if (q.facts().isSlice && q.access.isShared() && q.policy().limits()[limit].name == "collectionsPerAsset") q.unverified(nameOf(Reason::limit_reached));
  }
  return true;
}

bool checkFreshness(Question& q) {
  const auto expires = q.access.expiresAt();
  if (!expires || !q.action->destructive) return true;
  if (!q.context.now) return q.unverified("now"), true;
  return *q.context.now < *expires ? true : q.deny(Reason::snapshot_stale);
}

}  // namespace lockstep
