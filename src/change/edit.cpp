#include "change/edit.h"

#include <algorithm>

#include "account/path.h"
#include "base/digest.h"
#include "change/free_names.h"

namespace lockstep {

void Edit::erase(std::string id, std::vector<std::string>& gone, void (Account::*eraseIn)(std::string_view)) {
  (facts.*eraseIn)(id);
  (delta.put.*eraseIn)(id);
  gone.push_back(std::move(id));
  changed = true;
}

void Edit::eraseShare(std::string on, Subject with) {
  const Share* const share = facts.sharesOn(on).find(with);
  if (share == nullptr) return;
  keep(share);
  facts.eraseShare(on, with);
  delta.put.eraseShare(on, with);
  delta.shares.emplace_back(std::move(on), std::move(with));
  changed = true;
}

std::string Edit::newId(std::string_view prefix) {
  if (made_ == 0 && context.id) return ++made_, *context.id;
  return freshId(prefix);
}

/// The digest of the request's random bytes and a count: as random as they are, however many ids a request makes.
std::string Edit::freshId(std::string_view prefix) {
  std::string from(chance_.begin(), chance_.end());
  const auto digest = sha256Bytes(from += std::to_string(made_++));
  std::string id(prefix);
  // 22 characters of six bits.
  for (unsigned bit = 0; bit < 132; bit += 6) {
    const unsigned two = digest[bit / 8] << 8 | digest[bit / 8 + 1];
    id += "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[two >> (10 - bit % 8) & 63];
  }
  return id;
}

std::string Edit::path() const { return normalPath(request.resource.id).value_or(""); }

AssetKind Edit::said() const {
  const AssetKind byAction = facts.policy().actions()[*facts.policy().action(request.action)].kind;
  return byAction != AssetKind::any ? byAction : request.resource.assetKind;
}

void Edit::settleKind() {
  const Asset* known = request.resource.kind == Resource::Kind::path ? facts.assetAt(path()) : nullptr;
  if (known == nullptr || known->kind != AssetKind::any || said() == AssetKind::any) return;
  Asset asset = *known;
  asset.kind = facts.kindAt(asset.path, said());
  put(std::move(asset));
}

bool Edit::isRestricted() const {
  const User* user = request.principal.kind == Principal::Kind::user ? facts.user(request.principal.id) : nullptr;
  return user != nullptr && user->roleId && facts.policy().roles()[*user->roleId].shared;
}

bool Edit::isHidden(const std::string& path) const {
  return isRestricted() && facts.kindAt(path) && LevelIndex(facts, request.principal.id).at(path, context.now) == 0;
}

std::string Edit::stepAside(const std::string& path) {
  if (!isHidden(path)) return path;
  if (renamed.empty()) warnings.push_back("renamed");
  return renamed.emplace_back(freePath(facts, path), path).first;
}

Asset Edit::listed(const std::string& path, AssetKind said) {
  if (const Asset* asset = facts.assetAt(path)) return *asset;
  Asset asset;
  // `context.id` names what the request makes, not what it finds.
  asset.id = freshId("a");
  asset.path = path;
  asset.kind = facts.kindAt(path, said);
  put(asset);
  return asset;
}

std::string Edit::item() {
  switch (request.resource.kind) {
    case Resource::Kind::collection: return request.resource.id;
    case Resource::Kind::path: return listed(path(), said()).id;
    default: return "";
  }
}

void Edit::eraseSharesOn(const std::string& item) {
  std::vector<Subject> holders;
  facts.sharesOn(item).each([&](const Share& share) { holders.push_back(share.with); });
  for (const auto& holder : holders) eraseShare(item, holder);
}

void Edit::eraseLinksOn(const std::string& item) {
  const auto links = facts.linksOn(item).texts();
  for (const auto& id : links) eraseLink(id);
}

void Edit::removeAsset(const std::string& id) {
  eraseSharesOn(id);
  eraseLinksOn(id);
  const auto comments = facts.commentsOn(id).texts();
  for (const auto& comment : comments) eraseComment(comment);
  const auto holders = facts.collectionsOf(id).texts();
  for (const auto& holder : holders) {
    Collection collection = *facts.collection(holder);
    std::erase(collection.items, id);
    put(std::move(collection));
  }
  eraseAsset(id);
}

}  // namespace lockstep
