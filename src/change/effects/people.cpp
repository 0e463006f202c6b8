// What changes users and groups.
#include <algorithm>

#include "base/text.h"
#include "change/edit.h"

namespace lockstep::effects {

namespace {

bool isShared(const Edit& edit, const std::optional<RoleId>& role) {
  return role && edit.facts.policy().roles()[*role].shared;
}

void leaveGroups(Edit& edit, const std::string& user) {
  const auto groups = edit.facts.groupsOf(user).texts();
  for (const auto& id : groups) {
    Group group = *edit.facts.group(id);
    std::erase(group.members, user);
    edit.put(std::move(group));
  }
}

/// Gives a role. A user who is no longer a restricted one leaves all groups; shares and owner marks stay, without
/// effect.
void giveRole(Edit& edit, User user, const std::string& role) {
  const bool was = isShared(edit, user.roleId);
  user.moreRoles.clear();
  user.role = role;
  user.roleId = edit.facts.policy().role(role);
  if (was && !isShared(edit, user.roleId) && edit.facts.policy().format() == 1) leaveGroups(edit, user.id);
  edit.put(std::move(user));
}

/// Takes a user out of all relations.
void removeNamed(Relations& relations, const std::string& user) {
  const Relations before = relations;
  for (const auto& [relation, users] : before) {
    auto& left = relations[relation];
    std::erase(left, user);
    if (left.empty()) relations.erase(relation);
  }
}

/// The name that is given, unless it is blank.
std::string nameOr(const Edit& edit, const std::string& other) {
  const std::string name(trimmed(edit.context.name.value_or("")));
  return name.empty() ? other : name;
}

User newUser(Edit& edit) {
  User user;
  user.id = edit.newId("u");
  user.email = trimmed(*edit.context.email);
  user.name = nameOr(edit, user.email);
  user.role = *edit.context.role;
  user.roleId = edit.facts.policy().role(user.role);
  return user;
}

}  // namespace

std::optional<Refusal> addUser(Edit& edit) {
  edit.put(newUser(edit));
  return std::nullopt;
}

std::optional<Refusal> editUser(Edit& edit) {
  User user = *edit.facts.user(edit.request.resource.id);
  const User before = user;
  if (edit.context.name) user.name = trimmed(*edit.context.name);
  if (edit.context.email) user.email = trimmed(*edit.context.email);
  if (user != before) edit.put(std::move(user));
  return std::nullopt;
}

std::optional<Refusal> setRole(Edit& edit) {
  const User& user = *edit.facts.user(edit.request.resource.id);
  if (user.role != *edit.context.role || !user.moreRoles.empty()) giveRole(edit, user, *edit.context.role);
  return std::nullopt;
}

std::optional<Refusal> removeUser(Edit& edit) {
  const std::string id = edit.request.resource.id;
  leaveGroups(edit, id);
  // Shares and owner marks are removed with the user; assets of theirs stay, without an owner.
  const auto shared = edit.facts.sharedWith(Subject::user(id)).texts();
  for (const auto& item : shared) edit.eraseShare(item, Subject::user(id));
  const auto owned = edit.facts.ownedBy(id).texts();
  for (const auto& item : owned) {
    if (const Asset* known = edit.facts.asset(item)) {
      Asset asset = *known;
      asset.owner.clear();
      removeNamed(asset.relations, id);
      edit.put(std::move(asset));
    } else if (const Collection* held = edit.facts.collection(item)) {
      Collection collection = *held;
      collection.owner.clear();
      removeNamed(collection.relations, id);
      edit.put(std::move(collection));
    }
  }
  std::vector<Comment> comments;
  for (const auto& [commentId, comment] : edit.facts.comments())
    if (comment.author == id) comments.push_back(comment);
  for (auto& comment : comments) {
    comment.author.clear();
    edit.put(std::move(comment));
  }
  edit.eraseUser(id);
  return std::nullopt;
}

/// Takes over the name and role that the identity provider sends at each sign-in.
std::optional<Refusal> provisionUser(Edit& edit) {
  const User* known = edit.facts.userOfEmail(*edit.context.email);
  if (known == nullptr) return addUser(edit);
  User user = *known;
  user.name = nameOr(edit, user.name);
  if (user != *known || user.role != *edit.context.role) giveRole(edit, std::move(user), *edit.context.role);
  return std::nullopt;
}

std::optional<Refusal> createGroup(Edit& edit) {
  Group group{edit.newId("g"), std::string(trimmed(*edit.context.name)), {}};
  for (const auto& member : edit.context.members)
    if (std::find(group.members.begin(), group.members.end(), member) == group.members.end())
      group.members.push_back(member);
  edit.put(std::move(group));
  return std::nullopt;
}

std::optional<Refusal> renameGroup(Edit& edit) {
  Group group = *edit.facts.group(edit.request.resource.id);
  group.name = trimmed(*edit.context.name);
  if (group != *edit.facts.group(group.id)) edit.put(std::move(group));
  return std::nullopt;
}

std::optional<Refusal> addMember(Edit& edit) {
  Group group = *edit.facts.group(edit.request.resource.id);
  if (std::find(group.members.begin(), group.members.end(), *edit.context.member) != group.members.end()) {
    edit.warnings.emplace_back("no_effect");
    return std::nullopt;
  }
  group.members.push_back(*edit.context.member);
  edit.put(std::move(group));
  return std::nullopt;
}

std::optional<Refusal> removeMember(Edit& edit) {
  Group group = *edit.facts.group(edit.request.resource.id);
  if (std::erase(group.members, *edit.context.member) > 0)
    edit.put(std::move(group));
  else
    edit.warnings.emplace_back("no_effect");
  return std::nullopt;
}

std::optional<Refusal> deleteGroup(Edit& edit) {
  const std::string id = edit.request.resource.id;
  // Access through the group ends; access by other ways stays.
  const auto shared = edit.facts.sharedWith(Subject::group(id)).texts();
  for (const auto& item : shared) edit.eraseShare(item, Subject::group(id));
  const auto above = edit.facts.groupsAbove(id).texts();
  for (const auto& parent : above) {
    Group group = *edit.facts.group(parent);
    std::erase(group.groups, id);
    edit.put(std::move(group));
  }
  edit.eraseGroup(id);
  return std::nullopt;
}

}  // namespace lockstep::effects
