#include "lockstep/account/account.h"

#include <algorithm>

#include "account/account_role.h"
#include "account/names.h"
#include "lockstep/account/path.h"

namespace lockstep {

namespace {

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

template <class Call>
void Account::eachEntry(Call call) const {
  if (hasExtras && policy_.format() == 2) roles_.each(call);
  users_.each(call);
  groups_.each(call);
  assets_.each(call);
  if (hasExtras) {
    collections_.each(call);
    links_.each(call);
    apiKeys_.each(call);
    comments_.each(call);
    shares_.each([&](const SharedItem& item) { item.shares.each(call); });
  }
}

Account::Account(const Account& other)
    : id(other.id),
      epoch(other.epoch),
      revision(other.revision),
      plan(other.plan),
      featureOverrides(other.featureOverrides),
      limitOverrides(other.limitOverrides),
      knownCounts(other.knownCounts),
      isSlice(other.isSlice),
      complete(other.complete),
      policy_(other.policy_) {
  other.eachEntry([this](const auto& entry) { put(entry); });
  // A malformed delta can leave two entries with one path or name: copy which of them the index points to.
  assetByPath_ = PathIndex();
  for (const auto& [assetId, asset] : other.assets_)
    if (other.assetAt(asset.path) == &asset) assetByPath_.insert(*assets_.find(assetId));
  userByEmail_.assign(other.userByEmail_, users_);
  groupByName_.assign(other.groupByName_, groups_);
  collectionByName_.assign(other.collectionByName_, collections_);
}

void Account::takeAll(Account&& other) {
  other.eachEntry([this](auto& entry) { put(std::move(entry)); });
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
  if (const auto own = limitOverrides.find(limit)) return *own;
  const Limit& known = policy_.limits()[limit];
  for (const auto& [onPlan, value] : known.plans)
    if (onPlan == plan) return value;
  return known.value;
}

LevelSet Account::enabled(LevelSet given) const {
  const auto& features = policy_.levelFeatures();
  if (!policy_.hasLevelFeatures()) return given;
  const auto isOff = [&](unsigned i) { return features[i] && !hasFeature(*features[i]); };
  LevelSet left;
  bool isWhole = true;
  for (unsigned i = 0; i < features.size(); ++i) {
    if (!given.has(i) || policy_.isIncluded(given, i)) continue;
    isWhole = isWhole && !isOff(i);
    if (!isOff(i)) left |= policy_.levelAt(i);
  }
  return isWhole ? given : left;
}

LevelSet Account::enabledOf(LevelSet named) const {
  const auto& features = policy_.levelFeatures();
  LevelSet levels;
  for (unsigned i = 0; i < features.size(); ++i)
    if (named.has(i) && (!features[i] || hasFeature(*features[i]))) levels |= policy_.levelAt(i);
  return levels;
}

bool Account::mayGive(LevelSet level, std::string_view item) const {
  const Asset* const known = asset(item);
  const Collection* const holder = known == nullptr ? collection(item) : nullptr;
  return mayGiveOn(level, known != nullptr ? known->kind : holder != nullptr ? holder->kind : anyKind);
}

bool Account::mayGiveOn(LevelSet level, KindId kind) const {
  for (unsigned i = 0; i < policy_.levels().size(); ++i) {
    const auto& kinds = policy_.levelKinds(i);
    const bool isGiven = level.has(i) && !policy_.isIncluded(level, i);
    if (isGiven && !kinds.empty() && std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) return false;
  }
  return true;
}

const User* Account::userOfEmail(std::string_view email) const { return userByEmail_.get(foldedEmail(email)); }
const Group* Account::groupNamed(std::string_view name) const { return groupByName_.get(foldedGroupName(name)); }
const Collection* Account::collectionNamed(std::string_view name) const {
  return hasExtras ? collectionByName_.get(foldedName(name)) : nullptr;
}

const Shares& Account::sharesOn(std::string_view item) const {
  static const Shares none;
  const auto known = hasExtras ? shares_.find(item) : nullptr;
  return known == nullptr ? none : known->shares;
}

std::optional<Time> Account::nextShareEnd(Time now) const {
  if (!hasExtras) return std::nullopt;
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
  if (!hasExtras || !policy_.switches().limitedFolders) return {};
  return closedByPath_.below(folder);
}

bool Account::isBelowFile(const PathIndex::Way& way, std::string_view path) const {
  return std::any_of(way.begin(), way.end(), [&](const Asset* asset) {
    return policy_.isLeaf(asset->kind) && asset->path.size() < path.size();
  });
}

std::optional<KindId> Account::kindAt(std::string_view path, const Asset* listed) const {
  if (policy_.format() == 2) return listed != nullptr ? std::optional(listed->kind) : std::nullopt;
  if (path == "/") return folderKind;
  std::optional<KindId> kind = listed != nullptr ? std::optional(listed->kind) : std::nullopt;
  if (isSlice || kind.value_or(anyKind) != anyKind) return kind;
  return assetByPath_.inOrder().below(path, 1).empty() ? kind : folderKind;
}

KindId Account::kindAt(std::string_view path, KindId said) const {
  const KindId known = kindAt(path).value_or(anyKind);
  if (known != anyKind) return known;
  if (said != anyKind || policy_.format() == 2) return said;
  return lastSegment(path).find('.') != std::string_view::npos ? fileKind : anyKind;
}

bool Account::has(std::string_view anyId) const {
  return (hasFormat2 && hasExtras && roles_.find(anyId) != nullptr) || user(anyId) || group(anyId) || asset(anyId) ||
         collection(anyId) || link(anyId) || apiKey(anyId) || comment(anyId);
}

void Account::put(User given) {
  eraseUser(given.id);
  const User& user = users_.insert(std::move(given));
  if (!user.email.empty()) userByEmail_.set(foldedEmail(user.email), user);
}

void Account::eraseUser(std::string_view id) {
  const User* const user = users_.find(id);
  if (user == nullptr) return;
  userByEmail_.remove(foldedEmail(user->email), *user);
  users_.erase(id);
}

void Account::put(Group given) {
  eraseGroup(given.id);
  const Group& group = groups_.insert(std::move(given));
  groupByName_.set(foldedGroupName(group.name), group);
  for (const auto& member : group.members) groupsOfUser_.add(member, group.id);
  if (!hasFormat2) return;
  for (const auto& child : group.groups) groupsOfGroup_.add(child, group.id);
  nestedGroups_ += !group.groups.empty();
}

void Account::eraseGroup(std::string_view id) {
  const Group* const group = groups_.find(id);
  if (group == nullptr) return;
  groupByName_.remove(foldedGroupName(group->name), *group);
  for (const auto& member : group->members) groupsOfUser_.remove(member, id);
  if (hasFormat2) {
    for (const auto& child : group->groups) groupsOfGroup_.remove(child, id);
    nestedGroups_ -= !group->groups.empty();
  }
  groups_.erase(id);
}

template <class Item>
void Account::addNamed(const Item& item) {
  owned_.add(item.owner, item.id);
  for (const auto& [relation, users] : item.relations)
    for (const auto& user : users) owned_.add(user, item.id);
}

template <class Item>
void Account::removeNamed(const Item& item) {
  owned_.remove(item.owner, item.id);
  for (const auto& [relation, users] : item.relations)
    for (const auto& user : users) owned_.remove(user, item.id);
}

bool Account::put(Asset given) {
  eraseAsset(given.id);
  const Asset& asset = assets_.insert(std::move(given));
  if (hasExtras) addNamed(asset);
  // A resource that is in no other has no path.
  if (asset.path.empty()) return true;
  if (hasExtras && asset.isClosed()) closedByPath_.insert(asset);
  return assetByPath_.insert(asset) == nullptr;
}

void Account::eraseAsset(std::string_view id) {
  const Asset* const asset = assets_.find(id);
  if (asset == nullptr) return;
  if (!asset->path.empty()) {
    assetByPath_.erase(*asset);
    if (hasExtras) closedByPath_.erase(*asset);
  }
  if (hasExtras) removeNamed(*asset);
  assets_.erase(id);
}

void Account::put(Collection given) {
  if (!hasExtras) return;
  eraseCollection(given.id);
  const Collection& collection = collections_.insert(std::move(given));
  collectionByName_.set(foldedName(collection.name), collection);
  addNamed(collection);
  for (const auto& item : collection.items) collectionsOfAsset_.add(item, collection.id);
}

void Account::eraseCollection(std::string_view id) {
  const Collection* const collection = this->collection(id);
  if (collection == nullptr) return;
  collectionByName_.remove(foldedName(collection->name), *collection);
  removeNamed(*collection);
  for (const auto& item : collection->items) collectionsOfAsset_.remove(item, id);
  collections_.erase(id);
}

bool Account::put(Share share) {
  if (!hasExtras) return false;
  SharedItem& item = shares_.at(share.on);
  const Share* const known = item.shares.find(share.with);
  const bool isNew = known == nullptr;
  countEnd(share, 1);
  if (isNew) {
    sharedWith_[static_cast<std::size_t>(share.with.kind)].add(share.with.id, item.id);
    ++shareCount_;
  } else {
    countEnd(*known, less);
    item.shares.erase(share.with);
  }
  item.shares.insert(std::move(share));
  return isNew;
}

void Account::eraseShare(std::string_view on, const Subject& with) {
  SharedItem* const item = hasExtras ? shares_.find(on) : nullptr;
  if (item == nullptr) return;
  const Share* const known = item->shares.find(with);
  if (known == nullptr) return;
  sharedWith_[static_cast<std::size_t>(with.kind)].remove(with.id, on);
  countEnd(*known, less);
  item->shares.erase(with);
  --shareCount_;
  if (item->shares.empty()) shares_.erase(on);
}

void Account::put(Link given) {
  if (!hasExtras) return;
  eraseLink(given.id);
  const Link& entry = links_.insert(std::move(given));
  linksOn_.add(entry.on, entry.id);
}

void Account::eraseLink(std::string_view id) {
  const Link* const entry = link(id);
  if (entry == nullptr) return;
  linksOn_.remove(entry->on, id);
  links_.erase(id);
}

void Account::put(AccountRole role) {
  if (!hasExtras) return;
  roles_.erase(role.id);
  compileRole(role, policy_);
  roles_.insert(std::move(role));
}

void Account::eraseRole(std::string_view id) {
  if (hasFormat2 && hasExtras) roles_.erase(id);
}

const Role* Account::roleNamed(std::string_view name) const {
  if (const auto role = policy_.role(name)) return &policy_.roles()[*role];
  const AccountRole* own = hasFormat2 && hasExtras ? roles_.find(name) : nullptr;
  return own != nullptr ? &own->role : nullptr;
}

void Account::put(ApiKey key) {
  if (!hasExtras) return;
  apiKeys_.erase(key.id);
  apiKeys_.insert(std::move(key));
}

void Account::eraseApiKey(std::string_view id) {
  if (hasExtras) apiKeys_.erase(id);
}

void Account::put(Comment given) {
  if (!hasExtras) return;
  eraseComment(given.id);
  const Comment& comment = comments_.insert(std::move(given));
  commentsOn_.add(comment.on, comment.id);
}

void Account::eraseComment(std::string_view id) {
  const Comment* const comment = this->comment(id);
  if (comment == nullptr) return;
  commentsOn_.remove(comment->on, id);
  comments_.erase(id);
}

}  // namespace lockstep
