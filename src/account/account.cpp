#include "account/account.h"

#include <algorithm>

#include "account/path.h"
#include "base/text.h"

namespace lockstep {

namespace {

/// Whoever says it last has it.
template <class Leads, class T>
void lead(Leads& leads, const std::string& text, const T& to) {
  leads.at(text).to = &to;
}
template <class Leads, class T>
void forget(Leads& leads, const std::string& text, const T& to) {
  if (const auto known = leads.find(text); known != nullptr && known->to == &to) leads.erase(text);
}

template <class Leads>
auto led(const Leads& leads, const std::string& text) {
  const auto known = leads.find(text);
  return known != nullptr ? known->to : nullptr;
}

constexpr auto less = static_cast<std::size_t>(-1);

/// Eight bytes that sort as the moments do.
std::string bytesOf(Time moment) {
  const std::uint64_t number = static_cast<std::uint64_t>(moment) ^ std::uint64_t{1} << 63;
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift);
  return bytes;
}

Time timeOf(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
  return static_cast<Time>(number ^ std::uint64_t{1} << 63);
}

}  // namespace

std::string foldedEmail(std::string_view email) { return lowerAscii(trimmed(email)); }
std::string foldedName(std::string_view name) { return lowerAscii(trimmed(name)); }
std::string foldedGroupName(std::string_view name) {
  std::string folded = foldedName(name);
  const auto isBlank = [](char c) { return c == ' ' || c == '\t'; };
  std::replace_if(folded.begin(), folded.end(), isBlank, ' ');
  folded.erase(std::unique(folded.begin(), folded.end(), [](char a, char b) { return a == ' ' && b == ' '; }), folded.end());
  return folded;
}

Account::Account(const Account& other)
    : id(other.id), revision(other.revision), plan(other.plan), featureOverrides(other.featureOverrides), limitOverrides(other.limitOverrides),
      knownCounts(other.knownCounts), isSlice(other.isSlice), complete(other.complete), policy_(other.policy_) {
  putAll(other);
  // Two may say the same path or name, after a delta that nobody should make: whom it leads to is copied too.
  assetByPath_ = PathIndex();
  for (const auto& [assetId, asset] : other.assets_)
    if (other.assetAt(asset.path) == &asset) assetByPath_.insert(*assets_.find(assetId));
  const auto copyLeads = [](auto& leads, const auto& from, const auto& table) {
    leads = {};
    for (const auto& [text, known] : from) leads.at(text).to = table.find(known.to->id);
  };
  copyLeads(userByEmail_, other.userByEmail_, users_);
  copyLeads(groupByName_, other.groupByName_, groups_);
  copyLeads(collectionByName_, other.collectionByName_, collections_);
}

void Account::putAll(const Account& other) {
  const auto putEach = [this](const auto& table) {
    for (const auto& [entryId, entry] : table) put(entry);
  };
  putEach(other.users_), putEach(other.groups_), putEach(other.assets_), putEach(other.collections_);
  putEach(other.links_), putEach(other.apiKeys_), putEach(other.comments_);
  other.eachShare([this](const Share& share) { put(share); });
}

bool Account::hasFeature(FeatureId feature, PlanId onPlan) const {
  if (const auto on = featureOverrides.find(feature)) return *on != 0;
  const Feature& known = policy_.features()[feature];
  if (onPlan >= known.plan) return true;
  return std::any_of(known.with.begin(), known.with.end(), [this, onPlan](FeatureId other) {
    const auto on = featureOverrides.find(other);
    return on != nullptr ? *on != 0 : onPlan >= policy_.features()[other].plan;
  });
}

std::int64_t Account::maximum(LimitId limit) const {
  const auto own = limitOverrides.find(limit);
  return own != nullptr ? *own : policy_.limits()[limit].value;
}

const User* Account::userOfEmail(std::string_view email) const { return led(userByEmail_, foldedEmail(email)); }
const Group* Account::groupNamed(std::string_view name) const { return led(groupByName_, foldedGroupName(name)); }
const Collection* Account::collectionNamed(std::string_view name) const { return led(collectionByName_, foldedName(name)); }

const Shares& Account::sharesOn(std::string_view item) const {
  static const Shares none;
  const auto known = shares_.find(item);
  return known == nullptr ? none : known->shares;
}

const Ids& Account::sharedWith(const Subject& subject) const {
  return indexed(subject.isGroup ? sharedWithGroup_ : sharedWithUser_, subject.id);
}

std::optional<Time> Account::nextShareEnd(Time now) const {
  const auto next = shareEnds_.after(bytesOf(now));
  return next == shareEnds_.end() ? std::nullopt : std::optional(timeOf(next->first));
}

std::optional<Time> Account::lastShareEnd(Time now) const {
  std::optional<Time> last;
  for (const auto& [moment, end] : shareEnds_) {
    if (timeOf(moment) > now) break;
    last = timeOf(moment);
  }
  return last;
}

/// Counts one more share that ends then, or one less.
void Account::countEnd(const Share& share, std::size_t more) {
  if (!share.until) return;
  const std::string moment = bytesOf(*share.until);
  End& end = shareEnds_.at(moment);
  end.count += more;
  if (end.count == 0) shareEnds_.erase(moment);
}

std::vector<const Asset*> Account::closedBelow(std::string_view folder) const {
  if (!policy_.switches().limitedFolders) return {};
  return closedByPath_.below(folder);
}

bool Account::isBelowFile(const PathIndex::Way& way, std::string_view path) {
  return std::any_of(way.begin(), way.end(), [&](const Asset* asset) { return asset->kind == AssetKind::file && asset->path.size() < path.size(); });
}

std::optional<AssetKind> Account::kindAt(std::string_view path, const Asset* listed) const {
  if (path == "/") return AssetKind::folder;
  std::optional<AssetKind> kind = listed != nullptr ? std::optional(listed->kind) : std::nullopt;
  if (isSlice || kind.value_or(AssetKind::any) != AssetKind::any) return kind;
  return assetByPath_.inOrder().below(path, 1).empty() ? kind : AssetKind::folder;
}

AssetKind Account::kindAt(std::string_view path, AssetKind said) const {
  const AssetKind known = kindAt(path).value_or(AssetKind::any);
  if (known != AssetKind::any) return known;
  if (said != AssetKind::any) return said;
  return lastSegment(path).find('.') != std::string_view::npos ? AssetKind::file : AssetKind::any;
}

bool Account::has(std::string_view anyId) const {
  return user(anyId) || group(anyId) || asset(anyId) || collection(anyId) || link(anyId) || apiKey(anyId) || comment(anyId);
}

const Ids& Account::indexed(const Index& index, std::string_view key) {
  static const Ids none;
  const auto known = index.find(key);
  return known == nullptr ? none : known->ids;
}

void Account::link(Index& index, std::string_view key, const std::string& id) {
  if (!key.empty()) index.at(key).ids.insert(id);
}

void Account::unlink(Index& index, std::string_view key, std::string_view id) {
  const auto known = index.find(key);
  if (known == nullptr) return;
  known->ids.erase(id);
  if (known->ids.empty()) index.erase(key);
}

void Account::put(User given) {
  eraseUser(given.id);
  const User& user = users_.insert(std::move(given));
  if (!user.email.empty()) lead(userByEmail_, foldedEmail(user.email), user);
}

void Account::eraseUser(std::string_view id) {
  const User* const user = users_.find(id);
  if (user == nullptr) return;
  forget(userByEmail_, foldedEmail(user->email), *user);
  users_.erase(id);
}

void Account::put(Group given) {
  eraseGroup(given.id);
  const Group& group = groups_.insert(std::move(given));
  lead(groupByName_, foldedGroupName(group.name), group);
  for (const auto& member : group.members) link(groupsOfUser_, member, group.id);
}

void Account::eraseGroup(std::string_view id) {
  const Group* const group = groups_.find(id);
  if (group == nullptr) return;
  forget(groupByName_, foldedGroupName(group->name), *group);
  for (const auto& member : group->members) unlink(groupsOfUser_, member, id);
  groups_.erase(id);
}

bool Account::put(Asset given) {
  eraseAsset(given.id);
  const Asset& asset = assets_.insert(std::move(given));
  link(owned_, asset.owner, asset.id);
  if (!asset.inherit) closedByPath_.insert(asset);
  return assetByPath_.insert(asset) == nullptr;
}

void Account::eraseAsset(std::string_view id) {
  const Asset* const asset = assets_.find(id);
  if (asset == nullptr) return;
  assetByPath_.erase(*asset);
  closedByPath_.erase(*asset);
  unlink(owned_, asset->owner, id);
  assets_.erase(id);
}

void Account::put(Collection given) {
  eraseCollection(given.id);
  const Collection& collection = collections_.insert(std::move(given));
  lead(collectionByName_, foldedName(collection.name), collection);
  link(owned_, collection.owner, collection.id);
  for (const auto& item : collection.items) link(collectionsOfAsset_, item, collection.id);
}

void Account::eraseCollection(std::string_view id) {
  const Collection* const collection = collections_.find(id);
  if (collection == nullptr) return;
  forget(collectionByName_, foldedName(collection->name), *collection);
  unlink(owned_, collection->owner, id);
  for (const auto& item : collection->items) unlink(collectionsOfAsset_, item, id);
  collections_.erase(id);
}

bool Account::put(Share share) {
  SharedItem& item = shares_.at(share.on);
  const Share* const known = item.shares.find(share.with);
  const bool isNew = known == nullptr;
  countEnd(share, 1);
  if (isNew) {
    link(share.with.isGroup ? sharedWithGroup_ : sharedWithUser_, share.with.id, item.id);
    ++shareCount_;
  } else {
    countEnd(*known, less);
    item.shares.erase(share.with);
  }
  item.shares.insert(std::move(share));
  return isNew;
}

void Account::eraseShare(std::string_view on, const Subject& with) {
  SharedItem* const item = shares_.find(on);
  if (item == nullptr) return;
  const Share* const known = item->shares.find(with);
  if (known == nullptr) return;
  unlink(with.isGroup ? sharedWithGroup_ : sharedWithUser_, with.id, on);
  countEnd(*known, less);
  item->shares.erase(with);
  --shareCount_;
  if (item->shares.empty()) shares_.erase(on);
}

void Account::put(Link given) {
  eraseLink(given.id);
  const Link& entry = links_.insert(std::move(given));
  link(linksOn_, entry.on, entry.id);
}

void Account::eraseLink(std::string_view id) {
  const Link* const entry = links_.find(id);
  if (entry == nullptr) return;
  unlink(linksOn_, entry->on, id);
  links_.erase(id);
}

void Account::put(ApiKey key) {
  apiKeys_.erase(key.id);
  apiKeys_.insert(std::move(key));
}

void Account::eraseApiKey(std::string_view id) { apiKeys_.erase(id); }

void Account::put(Comment given) {
  eraseComment(given.id);
  const Comment& comment = comments_.insert(std::move(given));
  link(commentsOn_, comment.on, comment.id);
}

void Account::eraseComment(std::string_view id) {
  const Comment* const comment = comments_.find(id);
  if (comment == nullptr) return;
  unlink(commentsOn_, comment->on, id);
  comments_.erase(id);
}

}  // namespace lockstep
