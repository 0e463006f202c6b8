// The rows of an account: each that comes or goes is put into the indexes or removed from them.
#include "account/account_role.h"
#include "account/names.h"
#include "lockstep/account/account.h"

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
