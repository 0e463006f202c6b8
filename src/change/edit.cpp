#include "change/edit.h"

#include <algorithm>

#include "account/path.h"

namespace lockstep {

void Edit::erase(std::string id, std::vector<std::string>& gone, void (Account::*eraseIn)(std::string_view)) {
  (facts.*eraseIn)(id);
  (delta.put.*eraseIn)(id);
  gone.push_back(std::move(id));
  changed = true;
}

void Edit::eraseShare(std::string on, Subject with) {
  const auto& shares = facts.sharesOn(on);
  const auto share = shares.find(with);
  if (share == shares.end()) return;
  keep(&*share);
  facts.eraseShare(on, with);
  delta.put.eraseShare(on, with);
  delta.shares.emplace_back(std::move(on), std::move(with));
  changed = true;
}

std::string Edit::newId(std::string_view prefix) {
  if (made_ == 0 && context.id) return ++made_, *context.id;
  return freshId(prefix);
}

std::string Edit::freshId(std::string_view prefix) {
  std::string id(prefix);
  id += std::to_string(facts.revision + 1);
  if (made_++ > 0) id += "." + std::to_string(made_);
  // A host may have used such an id itself.
  while (facts.user(id) || facts.group(id) || facts.asset(id) || facts.collection(id) || facts.link(id) || facts.apiKey(id) || facts.comment(id)) id += "x";
  return id;
}

std::string Edit::path() const { return normalPath(request.resource.id).value_or(""); }

Asset Edit::listed(const std::string& path) {
  if (const Asset* asset = facts.assetAt(path)) return *asset;
  Asset asset;
  // `context.id` names what the request makes, not what it finds.
  asset.id = freshId("a");
  asset.path = path;
  // Only the names of files have dots.
  const bool dotted = lastSegment(path).find('.') != std::string_view::npos;
  const AssetKind told = request.resource.assetKind != AssetKind::any ? request.resource.assetKind : dotted ? AssetKind::file : AssetKind::folder;
  asset.kind = facts.kindAt(path).value_or(told);
  put(asset);
  return asset;
}

std::string Edit::item() {
  switch (request.resource.kind) {
    case Resource::Kind::collection: return request.resource.id;
    case Resource::Kind::path: return listed(path()).id;
    default: return "";
  }
}

void Edit::eraseSharesOn(const std::string& item) {
  const Shares shares = facts.sharesOn(item);
  for (const auto& share : shares) eraseShare(item, share.with);
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
