#include "disclosure/sight.h"

#include <algorithm>

#include "access/holdings.h"
#include "access/resource_conditions.h"
#include "lockstep/account/path.h"

namespace lockstep {

bool Sight::isShareable(const User& user) const {
  if (account_.policy().format() == 2) return visibility_.shareable;
  return visibility_.shareable && user.roleId && account_.policy().roles()[*user.roleId].shared;
}

bool Sight::isKnown(std::string_view id) const {
  if (isMe(id)) return true;
  const User* user = visibility_.users || visibility_.shareable ? account_.user(id) : nullptr;
  return user != nullptr && (visibility_.users || isShareable(*user));
}

bool Sight::isMine(const Group& group) const {
  const bool counts = visibility_.isShared || account_.policy().format() == 2;
  return counts && access_.levels().holder().groups().contains(group.id);
}

bool Sight::hasRole(const std::string& id) const {
  const User& user = *access_.user();
  return user.role == id || std::find(user.moreRoles.begin(), user.moreRoles.end(), id) != user.moreRoles.end();
}

LevelSet Sight::levelOn(const Asset& asset) const {
  return access_.isShared() ? access_.levels().at(asset.path, now_) : account_.policy().allLevels();
}

LevelSet Sight::levelOn(const Collection& collection) const {
  return access_.isShared() ? access_.levels().onCollection(collection.id, now_).level : account_.policy().allLevels();
}

bool Sight::holdsRoot() const {
  if (!visibility_.openKinds.empty()) return true;
  const ResourceConditions seen(access_, Resource::at("/"), now_, ResourceConditions::Open::isMet);
  return access_.levels().at("/", now_, &seen).any();
}

bool Sight::isOpenKind(KindId kind) const {
  return std::binary_search(visibility_.openKinds.begin(), visibility_.openKinds.end(), kind);
}

bool Sight::isSeen(const Asset& asset) const {
  if (isOpenKind(asset.kind)) return true;
  if (asset.path.empty()) return false;
  // A share with conditions counts where a context may meet them.
  const ResourceConditions seen(access_, Resource::at(asset.path), now_, ResourceConditions::Open::isMet);
  return access_.levels().at(asset.path, now_, &seen).any() ||
         (asset.isClosed() && access_.levels().at(parentPath(asset.path), now_, &seen).any());
}

bool Sight::isSeen(const Collection& collection) const {
  if (isOpenKind(collection.kind)) return true;
  const Resource resource{Resource::Kind::collection, collection.id, {}, anyKind};
  const ResourceConditions seen(access_, resource, now_, ResourceConditions::Open::isMet);
  return access_.levels().onCollection(collection.id, now_, &seen).level.any();
}

Group Sight::withoutOthers(const Group& group, bool isMine) const {
  Group known{group.id, group.name, {}};
  if (!isMine) return known;
  const auto& members = group.members;
  if (std::find(members.begin(), members.end(), access_.user()->id) != members.end())
    known.members.push_back(access_.user()->id);
  for (const auto& child : group.groups)
    if (access_.levels().holder().groups().contains(child)) known.groups.push_back(child);
  return known;
}

template <class Item>
Item Sight::withKnownFacts(const Item& item, bool seesAccess) const {
  Item shown = item;
  for (const auto& [attribute, value] : item.attributes)
    if (!reads_.attributes.has(attribute)) shown.attributes.erase(attribute);
  for (const auto& [relation, users] : item.relations) {
    auto& named = shown.relations[relation];
    if (!reads_.relations.has(relation))
      std::erase_if(named, [&](const std::string& user) { return !isMe(user) && !(seesAccess && isKnown(user)); });
    if (named.empty()) shown.relations.erase(relation);
  }
  return shown;
}

Asset Sight::known(const Asset& asset) const {
  return withKnownFacts(asset, visibility_.assetAccess.isMetBy(access_.levels().at(asset.path, now_)));
}

Collection Sight::known(const Collection& collection) const {
  const LevelSet level = access_.levels().onCollection(collection.id, now_).level;
  return withKnownFacts(collection, visibility_.collectionAccess.isMetBy(level));
}

}  // namespace lockstep
