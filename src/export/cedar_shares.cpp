// Shares and owners in Cedar: a policy for each level that is given.
#include <algorithm>

#include "export/cedar_policies.h"
#include "lockstep/base/time.h"

namespace lockstep {

namespace {

std::vector<std::string> foldersOf(const std::vector<std::string>& paths) {
  std::vector<std::string> folders;
  for (const auto& path : paths) folders.push_back(cedarEntity("Folder", path));
  return folders;
}

}  // namespace

std::string CedarPolicies::holder(const Subject& with) const {
  if (const Group* group = with.kind == Subject::Kind::group ? account_.group(with.id) : nullptr)
    return group->name + " (group " + with.id + ")";
  if (const User* user = with.kind == Subject::Kind::group ? nullptr : account_.user(with.id))
    return user->name + " (user " + with.id + ")";
  return with.id;
}

void CedarPolicies::grantRules(const LevelGrant& grant) {
  const std::string place = grant.collection.empty() ? grant.reaches[0].path : "collection " + grant.collection;
  const std::string id =
      (grant.owns ? "owner of " : "share of ") + place +
      (grant.owns
           ? ""
           : std::string(" with ") + (grant.with.kind == Subject::Kind::group ? "group " : "user ") + grant.with.id);
  const std::string who = grant.with.kind == Subject::Kind::group
                              ? "principal in " + cedarEntity("UserGroup", grant.with.id)
                              : "principal == " + cedarEntity("User", grant.with.id);
  const std::string when =
      "when { " + awake() +
      (grant.until ? " && context has now && context.now < datetime(" + cedarText(formatTime(*grant.until)) + ")"
                   : "") +
      " }";
  const auto permit = [&](const std::string& name, LevelSet level, const std::string& where, const std::string& said,
                          const Names& except = {}) {
    rule(name, holder(grant.with) + " may " + std::string(policy_.levelName(level)) + " " + said, "permit",
         who + ", " + cedarInGroup(levelGroup(level, policy_)) + ", resource " + where,
         when + (except.empty() ? "" : "\nunless { resource in " + cedarList(foldersOf(except)) + " }"));
  };
  // The giver does not move their own end.
  if (grant.until && grant.with.kind != Subject::Kind::group)
    rule("the end of the " + id, "", "forbid",
         who + ", " + cedarInGroup("shares") + ", resource == " +
             (grant.collection.empty() ? cedarEntity(grant.reaches[0].kind == folderKind ? "Folder" : "File", place)
                                       : cedarEntity("Collection", grant.collection)),
         "when { context has with && context.with == principal }\nunless { context has until && context.until <= "
         "datetime(" +
             cedarText(formatTime(*grant.until)) + ") }");
  if (!grant.collection.empty()) {
    const std::string collection = cedarEntity("Collection", grant.collection);
    permit(id, grant.level, "== " + collection, place);
    const bool limited = std::any_of(grant.reaches.begin(), grant.reaches.end(),
                                     [](const Extent& reach) { return !reach.except.empty(); });
    if (!limited) return permit(id + ", its assets", policy_.levelAt(0), "in " + collection, "what is in " + place);
  }
  const LevelSet level = grant.collection.empty() ? grant.level : policy_.levelAt(0);
  for (const auto& reach : grant.reaches) {
    const bool folder = reach.kind == folderKind;
    // A file's owner is on the file itself.
    if (grant.owns && !folder && grant.collection.empty()) continue;
    permit(grant.collection.empty() ? id : id + ", its " + reach.path, level,
           (folder ? "in " + cedarEntity("Folder", reach.path) : "== " + cedarEntity("File", reach.path)),
           reach.path + (folder ? " and all below" : ""), reach.except);
  }
}

}  // namespace lockstep
