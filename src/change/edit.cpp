#include "change/edit.h"

#include <algorithm>

#include "access/resolve.h"
#include "account/facts2_json.h"
#include "base/digest.h"
#include "change/free_names.h"
#include "lockstep/account/path.h"

namespace lockstep {

void Edit::eraseById(const std::string& id, std::vector<std::string>& gone,
                     void (Account::*eraseIn)(std::string_view)) {
  gone.push_back(id);  // before the entry, to which it may belong, is gone
  (account_.*eraseIn)(gone.back());
  (delta.put.*eraseIn)(gone.back());
  changed = true;
}

void Edit::eraseShare(std::string on, Subject with) {
  const Share* const share = facts.sharesOn(on).find(with);
  if (share == nullptr) return;
  keep(share);
  account_.eraseShare(on, with);
  delta.put.eraseShare(on, with);
  delta.shares.emplace_back(std::move(on), std::move(with));
  changed = true;
}

void Edit::setPlan(PlanId plan) {
  changed |= plan != facts.plan;
  account_.plan = plan;
}

void Edit::overrideFeature(FeatureId feature, std::optional<bool> on) {
  const auto known = facts.featureOverrides.find(feature);
  changed |= on ? known == nullptr || (*known != 0) != *on : known != nullptr;
  if (on)
    account_.featureOverrides[feature] = *on;
  else
    account_.featureOverrides.erase(feature);
}

void Edit::overrideLimit(LimitId limit, std::int64_t value) {
  const auto known = facts.limitOverrides.find(limit);
  changed |= known == nullptr || *known != value;
  account_.limitOverrides[limit] = value;
}

std::string Edit::newId(std::string_view prefix) {
  if (made_ > 0 || !context.id) return freshId(prefix);
  ++made_;
  return *context.id;
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

std::string Edit::path() const {
  if (request.resource.isUnlisted) return request.resource.id;
  return normalPath(request.resource.id).value_or("");
}

KindId Edit::kind() const {
  if (request.resource.kind == Resource::Kind::collection) return facts.collection(request.resource.id)->kind;
  const Asset* listed =
      request.resource.kind == Resource::Kind::item ? facts.asset(request.resource.id) : facts.assetAt(path());
  if (listed != nullptr) return listed->kind;
  if (const auto named = facts.policy().kind(request.resource.kindName)) return *named;
  return action().kinds.size() == 1 ? action().kinds.front() : anyKind;
}

std::optional<Asset> Edit::listedResource() {
  const Resource& resource = request.resource;
  const bool isItem = resource.kind == Resource::Kind::item || resource.isUnlisted;
  const Asset* known = resource.kind == Resource::Kind::item ? facts.asset(resource.id) : facts.assetAt(path());
  if (known != nullptr) return *known;
  if (kind() == anyKind) return std::nullopt;
  Asset asset;
  asset.kind = kind();
  asset.id = isItem ? unlistedId(resource) : freshId("r");
  if (facts.has(asset.id)) return std::nullopt;
  if (facts.policy().kinds()[asset.kind].isPlace()) {
    const bool isSegment = asset.id.find('/') == std::string::npos;
    const auto place = !isItem     ? std::optional(path())
                       : isSegment ? normalPath(joinPath(parentPath(resource.id), asset.id))
                                   : std::nullopt;
    if (!place || facts.assetAt(*place) != nullptr) return std::nullopt;
    asset.path = *place;
    if (!fitsPlace(facts, asset)) return std::nullopt;
  }
  put(asset);
  return asset;
}

KindId Edit::said() const {
  const KindId byAction = facts.policy().actions()[*facts.policy().action(request.action)].kind;
  return byAction != anyKind ? byAction : request.resource.assetKind;
}

void Edit::settleKind() {
  const Asset* known = request.resource.kind == Resource::Kind::path ? facts.assetAt(path()) : nullptr;
  if (known == nullptr || known->kind != anyKind || said() == anyKind) return;
  Asset asset = *known;
  asset.kind = facts.kindAt(asset.path, said());
  put(std::move(asset));
}

bool Edit::isRestricted() const {
  if (facts.policy().format() == 2) return request.principal.kind == Principal::Kind::user;
  const User* user = request.principal.kind == Principal::Kind::user ? facts.user(request.principal.id) : nullptr;
  return user != nullptr && user->roleId && facts.policy().roles()[*user->roleId].shared;
}

std::string Edit::maker() const {
  if (request.principal.kind != Principal::Kind::user) return {};
  const User* user = facts.user(request.principal.id);
  if (user == nullptr && facts.policy().format() == 2) user = facts.userOfEmail(request.principal.id);
  return user != nullptr ? user->id : request.principal.id;
}

bool Edit::isHidden(const std::string& path) const {
  return isRestricted() && facts.kindAt(path) && !LevelIndex(facts, maker()).at(path, context.now).any();
}

std::string Edit::stepAside(const std::string& path) {
  if (!isHidden(path)) return path;
  if (renamed.empty()) warnings.push_back("renamed");
  return renamed.emplace_back(freePath(facts, path), path).first;
}

Asset Edit::listed(const std::string& path, KindId said) {
  if (const Asset* asset = facts.assetAt(path)) return *asset;
  Asset asset;
  // `context.id` is the id of the new thing, not of an existing one.
  asset.id = freshId("a");
  asset.path = path;
  asset.kind = facts.kindAt(path, said);
  put(asset);
  return asset;
}

std::string Edit::item() {
  if (facts.policy().format() == 2 && request.resource.kind == Resource::Kind::path) {
    if (path() == "/") return "/";
    const auto listed = listedResource();
    return listed ? listed->id : "";
  }
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
