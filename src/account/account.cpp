#include "account/account.h"

#include <algorithm>

#include "account/path.h"
#include "base/text.h"

namespace lockstep {

namespace {

/// Lists come in the order of their ids, ours always and others mostly: then each goes to the end without a search.
template <class Map>
bool isNext(const Map& map, std::string_view key) {
  return map.empty() || map.rbegin()->first < key;
}

template <class T>
void place(Table<T>& table, T entry) {
  std::string key = entry.id;
  if (isNext(table, key)) table.emplace_hint(table.end(), std::move(key), std::move(entry));
  else table.insert_or_assign(std::move(key), std::move(entry));
}

}  // namespace

std::string foldedEmail(std::string_view email) { return lowerAscii(trimmed(email)); }
std::string foldedName(std::string_view name) { return lowerAscii(trimmed(name)); }

bool Account::hasFeature(FeatureId feature) const {
  if (const auto at = featureOverrides.find(feature); at != featureOverrides.end()) return at->second;
  const Feature& known = policy_.features()[feature];
  if (plan >= known.plan) return true;
  return std::any_of(known.with.begin(), known.with.end(), [this](FeatureId other) {
    const auto at = featureOverrides.find(other);
    return at != featureOverrides.end() ? at->second : plan >= policy_.features()[other].plan;
  });
}

std::int64_t Account::maximum(LimitId limit) const {
  const auto at = limitOverrides.find(limit);
  return at != limitOverrides.end() ? at->second : policy_.limits()[limit].value;
}

const Asset* Account::assetAt(std::string_view path) const {
  const auto at = assetByPath_.find(path);
  return at == assetByPath_.end() ? nullptr : asset(at->second);
}

const User* Account::userOfEmail(std::string_view email) const {
  const auto at = userByEmail_.find(foldedEmail(email));
  return at == userByEmail_.end() ? nullptr : user(at->second);
}

const Group* Account::groupNamed(std::string_view name) const {
  const auto at = groupByName_.find(foldedName(name));
  return at == groupByName_.end() ? nullptr : group(at->second);
}

const Collection* Account::collectionNamed(std::string_view name) const {
  const auto at = collectionByName_.find(foldedName(name));
  return at == collectionByName_.end() ? nullptr : collection(at->second);
}

const Shares& Account::sharesOn(std::string_view id) const {
  static const Shares none;
  const auto at = shares_.find(id);
  return at == shares_.end() ? none : at->second;
}

const Account::Ids& Account::sharedWith(const Subject& subject) const {
  return indexed(subject.isGroup ? sharedWithGroup_ : sharedWithUser_, subject.id);
}

std::vector<const Asset*> Account::below(std::string_view folder) const {
  std::vector<const Asset*> found;
  // In byte order everything below "/a" stands from "/a/" up to "/a0": '0' is the byte after '/'.
  const std::string prefix = folder == "/" ? "/" : std::string(folder) + "/";
  std::string end = prefix;
  end.back() = '/' + 1;
  for (auto at = assetByPath_.lower_bound(prefix); at != assetByPath_.end() && at->first < end; ++at)
    if (at->first != folder) found.push_back(asset(at->second));
  return found;
}

const Account::Ids& Account::indexed(const Index& index, std::string_view key) {
  static const Ids none;
  const auto at = index.find(key);
  return at == index.end() ? none : at->second;
}

void Account::link(Index& index, std::string_view key, const std::string& id) {
  if (key.empty()) return;
  auto at = index.find(key);
  if (at == index.end()) at = index.emplace(std::string(key), Ids()).first;
  at->second.insert(at->second.end(), id);
}

void Account::unlink(Index& index, std::string_view key, std::string_view id) {
  const auto at = index.find(key);
  if (at == index.end()) return;
  if (const auto entry = at->second.find(id); entry != at->second.end()) at->second.erase(entry);
  if (at->second.empty()) index.erase(at);
}

void Account::put(User user) {
  if (!isNext(users_, user.id)) eraseUser(user.id);
  if (!user.email.empty()) userByEmail_[foldedEmail(user.email)] = user.id;
  place(users_, std::move(user));
}

void Account::eraseUser(std::string_view id) {
  const auto at = users_.find(id);
  if (at == users_.end()) return;
  if (const auto email = userByEmail_.find(foldedEmail(at->second.email)); email != userByEmail_.end() && email->second == id) userByEmail_.erase(email);
  users_.erase(at);
}

void Account::put(Group group) {
  if (!isNext(groups_, group.id)) eraseGroup(group.id);
  groupByName_[foldedName(group.name)] = group.id;
  for (const auto& member : group.members) link(groupsOfUser_, member, group.id);
  place(groups_, std::move(group));
}

void Account::eraseGroup(std::string_view id) {
  const auto at = groups_.find(id);
  if (at == groups_.end()) return;
  if (const auto name = groupByName_.find(foldedName(at->second.name)); name != groupByName_.end() && name->second == id) groupByName_.erase(name);
  for (const auto& member : at->second.members) unlink(groupsOfUser_, member, id);
  groups_.erase(at);
}

bool Account::put(Asset asset) {
  if (!isNext(assets_, asset.id)) eraseAsset(asset.id);
  const auto [at, isFree] = assetByPath_.try_emplace(asset.path, asset.id);
  if (!isFree) at->second = asset.id;
  link(owned_, asset.owner, asset.id);
  place(assets_, std::move(asset));
  return isFree;
}

void Account::eraseAsset(std::string_view id) {
  const auto at = assets_.find(id);
  if (at == assets_.end()) return;
  if (const auto path = assetByPath_.find(at->second.path); path != assetByPath_.end() && path->second == id) assetByPath_.erase(path);
  unlink(owned_, at->second.owner, id);
  assets_.erase(at);
}

void Account::put(Collection collection) {
  if (!isNext(collections_, collection.id)) eraseCollection(collection.id);
  collectionByName_[foldedName(collection.name)] = collection.id;
  link(owned_, collection.owner, collection.id);
  for (const auto& item : collection.items) link(collectionsOfAsset_, item, collection.id);
  place(collections_, std::move(collection));
}

void Account::eraseCollection(std::string_view id) {
  const auto at = collections_.find(id);
  if (at == collections_.end()) return;
  if (const auto name = collectionByName_.find(foldedName(at->second.name)); name != collectionByName_.end() && name->second == id) collectionByName_.erase(name);
  unlink(owned_, at->second.owner, id);
  for (const auto& item : at->second.items) unlink(collectionsOfAsset_, item, id);
  collections_.erase(at);
}

bool Account::put(Share share) {
  link(share.with.isGroup ? sharedWithGroup_ : sharedWithUser_, share.with.id, share.on);
  const auto at = isNext(shares_, share.on) ? shares_.emplace_hint(shares_.end(), share.on, Shares()) : shares_.try_emplace(share.on).first;
  const Subject with = share.with;
  const bool isNew = at->second.insert_or_assign(with, std::move(share)).second;
  if (isNew) ++shareCount_;
  return isNew;
}

void Account::eraseShare(std::string_view on, const Subject& with) {
  const auto at = shares_.find(on);
  if (at == shares_.end()) return;
  unlink(with.isGroup ? sharedWithGroup_ : sharedWithUser_, with.id, on);
  shareCount_ -= at->second.erase(with);
  if (at->second.empty()) shares_.erase(at);
}

void Account::put(Link entry) {
  if (!isNext(links_, entry.id)) eraseLink(entry.id);
  link(linksOn_, entry.on, entry.id);
  place(links_, std::move(entry));
}

void Account::eraseLink(std::string_view id) {
  const auto at = links_.find(id);
  if (at == links_.end()) return;
  unlink(linksOn_, at->second.on, id);
  links_.erase(at);
}

void Account::put(ApiKey key) {
  place(apiKeys_, std::move(key));
}

void Account::eraseApiKey(std::string_view id) {
  if (const auto at = apiKeys_.find(id); at != apiKeys_.end()) apiKeys_.erase(at);
}

void Account::put(Comment comment) {
  if (!isNext(comments_, comment.id)) eraseComment(comment.id);
  link(commentsOn_, comment.on, comment.id);
  place(comments_, std::move(comment));
}

void Account::eraseComment(std::string_view id) {
  const auto at = comments_.find(id);
  if (at == comments_.end()) return;
  unlink(commentsOn_, at->second.on, id);
  comments_.erase(at);
}

}  // namespace lockstep
