#pragma once

#include "lockstep/account/account.h"
#include "lockstep/account/holder.h"

namespace lockstep {

/// Returns the levels that the relations of an item, or owning it, give to a user there.
template <class Item>
LevelSet levelNamed(const Account& account, const Item& item, std::string_view user) {
  const Policy& policy = account.policy();
  LevelSet held;
  if (item.owner == user) held |= policy.allLevels();
  for (const auto& [relation, users] : item.relations)
    if (std::find(users.begin(), users.end(), user) != users.end()) held |= policy.levelOf(item.kind, relation);
  return held;
}

/// Calls `each` with the id of what a user holds at a time, the level there, and the share; nullptr: named by it.
template <class Each>
void eachHeld(const Account& account, const Holder& holder, const std::string& user, Time now, Each each) {
  for (const auto& item : account.ownedBy(user)) {
    if (const Asset* asset = account.asset(item)) each(item, levelNamed(account, *asset, user), nullptr);
    if (const Collection* collection = account.collection(item))
      each(item, levelNamed(account, *collection, user), nullptr);
  }
  holder.eachSubject([&](Subject::Kind kind, std::string_view id) {
    for (const auto& item : account.sharedWith(kind, id)) {
      const Share* const share = account.sharesOn(item).with(kind).find(id);
      if (share != nullptr && !share->hasEnded(now)) each(item, share->level, share);
    }
  });
}

inline bool isRoot(const Asset* asset) { return asset != nullptr && asset->path == "/"; }

}  // namespace lockstep
