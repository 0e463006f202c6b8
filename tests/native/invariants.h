#pragma once

#include <map>
#include <set>
#include <string>

#include "account/names.h"
#include "given.h"
#include "lockstep/account/path.h"

namespace lockstep {

/// What holds of every account that was loaded whole and changed by `apply` alone; each breach in a few words. An
/// account may be loaded with a breach (a group member of another role): then look for the breaches that are new.
inline std::set<std::string> checkInvariants(const Account& account) {
  std::set<std::string> broken;
  const Policy& policy = account.policy();
  const auto say = [&](const std::string& what) { broken.insert(what); };
  const auto userThere = [&](const std::string& id, const std::string& where) {
    if (!id.empty() && account.user(id) == nullptr) say(where + " names the unknown user " + id);
  };

  std::set<std::string> emails, groupNames, collectionNames, paths;
  std::map<RoleId, std::uint32_t> held;
  for (const auto& [id, user] : account.users()) {
    if (id != user.id || id.empty()) say("user " + id + " stands under another id");
    if (!user.email.empty() && !emails.insert(foldedEmail(user.email)).second)
      say("two users of the e-mail " + user.email);
    if (!user.email.empty() && account.userOfEmail(user.email) != &user)
      say("the e-mail of " + id + " does not lead to it");
    if (user.roleId) ++held[*user.roleId];
  }
  for (RoleId role : policy.roles().ids())
    if (held[role] < policy.roles()[role].atLeast) say("too few of the role " + policy.roles()[role].name);

  for (const auto& [id, group] : account.groups()) {
    if (!groupNames.insert(foldedGroupName(group.name)).second) say("two groups of the name " + group.name);
    std::set<std::string> members;
    for (const auto& member : group.members) {
      userThere(member, "group " + id);
      if (!members.insert(member).second) say(member + " is twice in group " + id);
      const User* user = account.user(member);
      if (user != nullptr && (!user->roleId || !policy.roles()[*user->roleId].shared))
        say(member + " in group " + id + " is not restricted");
      if (account.groupsOf(member).count(id) == 0) say("the groups of " + member + " lack " + id);
    }
  }
  for (const auto& [id, asset] : account.assets()) {
    if (normalPath(asset.path) != asset.path) say("asset " + id + " has no normal path");
    if (asset.kind == folderKind && pathDepth(asset.path) > deepestFolder) say("folder " + id + " lies too deep");
    if (!paths.insert(asset.path).second) say("two assets at " + asset.path);
    if (account.assetAt(asset.path) != &asset) say("the path of " + id + " does not lead to it");
    if (account.collection(id) != nullptr) say("an asset and a collection of the id " + id);
    userThere(asset.owner, "asset " + id);
  }
  for (const auto& [id, collection] : account.collections()) {
    if (!collectionNames.insert(foldedName(collection.name)).second)
      say("two collections of the name " + collection.name);
    userThere(collection.owner, "collection " + id);
    std::set<std::string> items;
    for (const auto& item : collection.items) {
      if (account.asset(item) == nullptr) say("collection " + id + " holds the unknown asset " + item);
      if (!items.insert(item).second) say(item + " is twice in collection " + id);
    }
  }
  const auto itemThere = [&](const std::string& on, const std::string& where) {
    if (account.asset(on) == nullptr && account.collection(on) == nullptr) say(where + " is on the unknown item " + on);
  };
  account.eachShare([&](const Share& share) {
    itemThere(share.on, "a share");
    if (share.with.kind == Subject::Kind::group ? account.group(share.with.id) == nullptr
                                                : account.user(share.with.id) == nullptr)
      say("a share is with the unknown " + share.with.id);
    if (!share.level.any() || !policy.allLevels().covers(share.level))
      say("a share on " + share.on + " is of no level");
  });
  for (const auto& [id, link] : account.links()) itemThere(link.on, "link " + id);
  for (const auto& [id, comment] : account.comments()) {
    if (account.asset(comment.on) == nullptr) say("comment " + id + " is on the unknown asset " + comment.on);
    userThere(comment.author, "comment " + id);
  }

  // The text of it can be loaded again, and says the same.
  const std::string text = toJson(account.toValue());
  const auto again = Account::parse(text, policy);
  if (!again)
    say("it does not load again:\n" + given::listed(again.problems()));
  else if (toJson(again->toValue()) != text)
    say("loaded again it differs");
  return broken;
}

/// Limits that a change has exceeded, or exceeded further: a limit below the count is legal, growing then is
/// not.
inline std::set<std::string> newlyExceeded(const Account& before, const Account& after) {
  std::set<std::string> exceeded;
  const Policy& policy = after.policy();
  const auto compare = [&](std::string_view limit, std::size_t was, std::size_t is) {
    if (is > was && static_cast<std::int64_t>(is) > after.maximum(*policy.limit(limit)))
      exceeded.insert(std::string(limit));
  };
  compare("users", before.users().size(), after.users().size());
  compare("groups", before.groups().size(), after.groups().size());
  compare("links", before.links().size(), after.links().size());
  for (const auto& [id, link] : after.links())
    compare("linksPerResource", before.linksOn(link.on).size(), after.linksOn(link.on).size());
  return exceeded;
}

}  // namespace lockstep
