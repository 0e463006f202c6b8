#pragma once

#include "account/account.h"

namespace lockstep {

/// Calls `each` with the id of what a restricted user holds at a time, the level there, and the share; nullptr: owning.
template <class Each>
void eachHeld(const Account& account, const std::string& user, Time now, Each each) {
  const auto addSharesWith = [&](const Subject& subject) {
    for (const auto& item : account.sharedWith(subject)) {
      const Share* const share = account.sharesOn(item).find(subject);
      if (share != nullptr && !share->hasEnded(now)) each(item, share->level, share);
    }
  };
  for (const auto& item : account.ownedBy(user)) each(item, account.policy().highest(), nullptr);
  addSharesWith({false, user});
  for (const auto& group : account.groupsOf(user)) addSharesWith({true, group});
}

inline bool isRoot(const Asset* asset) { return asset != nullptr && asset->path == "/"; }

}  // namespace lockstep
