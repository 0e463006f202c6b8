// Reads the lists of facts, and the terms of an account.
#include "account/facts_json.h"

#include <algorithm>

#include "account/account_role.h"
#include "account/facts2_json.h"
#include "base/text.h"
#include "lockstep/account/path.h"

namespace lockstep {

namespace {

bool isSecond(const Account& account) { return account.policy().format() == 2; }

/// Calls `read` with a reader for each object of a list, and reports unknown fields.
template <class Each>
void readEach(Reader& reader, std::string_view key, Problems& problems, Each read) {
  const Place list{&reader.place(), key};
  std::size_t index = 0;
  for (const auto& item : reader.list(key)) {
    if (areMany(problems)) return;
    const Place at{&list, {}, index++};
    Reader entry(item, at, problems);
    read(entry);
    entry.finish();
  }
}

void readId(Reader& entry, std::string& id) {
  entry.text("id", id);
  if (id.size() > 200 || (id.empty() && entry.field("id") != nullptr))
    entry.report("value_invalid", "id", "Must have 1 to 200 bytes.");
}

void reportTwice(Reader& entry, std::string_view key, std::string_view what) {
  entry.report("duplicate", key, joined({"There is another ", what, " of this ", key, "."}));
}

void readUsers(Reader& reader, Account& account, Problems& problems) {
  readEach(reader, "users", problems, [&](Reader& entry) {
    User user;
    readId(entry, user.id);
    entry.optionalText("name", user.name);
    entry.optionalText("email", user.email);
    if (isSecond(account)) {
      readRoles2(entry, account, user);
      readAttributes(entry, "attributes", account.policy(), account.policy().userAttributes(), user.attributes,
                     problems);
    } else {
      entry.text("role", user.role);
      user.roleId = account.policy().role(user.role);
    }
    if (account.user(user.id)) reportTwice(entry, "id", "user");
    if (!user.email.empty() && account.userOfEmail(user.email)) reportTwice(entry, "email", "user");
    account.put(std::move(user));
  });
}

void readGroups(Reader& reader, Account& account, Problems& problems) {
  readEach(reader, "groups", problems, [&](Reader& entry) {
    Group group;
    readId(entry, group.id);
    entry.text("name", group.name);
    if (isSecond(account))
      readMembers2(entry, group, problems);
    else
      entry.ids("members", group.members);
    if (account.group(group.id)) reportTwice(entry, "id", "group");
    if (account.groupNamed(group.name)) reportTwice(entry, "name", "group");
    account.put(std::move(group));
  });
}

void readAssets(Reader& reader, Account& account, Problems& problems) {
  if (isSecond(account))
    return readEach(reader, "resources", problems, [&](Reader& entry) { readResource2(entry, account, problems); });
  readEach(reader, "assets", problems, [&](Reader& entry) {
    Asset asset;
    readId(entry, asset.id);
    const auto kind = entry.optionalText("kind");
    asset.kind = !kind ? anyKind : *kind == "folder" ? folderKind : fileKind;
    if (kind && *kind != "file" && *kind != "folder")
      entry.report("value_invalid", "kind", "Must be \"file\" or \"folder\".");
    if (auto normal = normalPath(entry.text("path")))
      asset.path = std::move(*normal);
    else
      entry.report("path_invalid", "path",
                   "Must be a path such as /a/b, without . or .. segments, \\, % and control characters.");
    entry.optionalText("owner", asset.owner);
    entry.flag("published", asset.published);
    if (entry.flag("inherit") == false) asset.passes = {};
    if (asset.isClosed() && !account.policy().switches().limitedFolders)
      entry.report("value_invalid", "inherit", "The policy's switch limitedFolders is off.");
    if (account.asset(asset.id)) reportTwice(entry, "id", "asset");
    if (!account.put(std::move(asset))) reportTwice(entry, "path", "asset");
  });
}

void readCollections(Reader& reader, Account& account, Problems& problems) {
  readEach(reader, "collections", problems, [&](Reader& entry) {
    Collection collection;
    readId(entry, collection.id);
    entry.text("name", collection.name);
    if (isSecond(account))
      readCollection2(entry, account, collection, problems);
    else
      entry.optionalText("owner", collection.owner);
    entry.ids("items", collection.items);
    if (account.collection(collection.id)) reportTwice(entry, "id", "collection");
    if (account.asset(collection.id))
      entry.report("duplicate", "id", "There is an asset of this id; ids are unique across assets and collections.");
    if (account.collectionNamed(collection.name)) reportTwice(entry, "name", "collection");
    account.put(std::move(collection));
  });
}

void readLevel1(Reader& entry, const Account& account, Share& share) {
  const auto level = entry.text("level");
  if (const auto known = account.policy().level(level))
    share.level = *known;
  else
    entry.report("level_unknown", "level", quote(level, " is not one of the levels."));
}

void readShares(Reader& reader, Account& account, Problems& problems) {
  readEach(reader, "shares", problems, [&](Reader& entry) {
    Share share;
    entry.text("on", share.on);
    share.with = readSubject(entry, "with", problems, formOf(account.policy()));
    entry.time("until", share.until);
    if (isSecond(account))
      readShare2(entry, account, share, problems);
    else
      readLevel1(entry, account, share);
    if (!account.put(std::move(share)))
      entry.report("duplicate", "with", "There is another share of this item with the same user or group.");
  });
}

void readLinks(Reader& reader, Account& account, Problems& problems) {
  readEach(reader, "links", problems, [&](Reader& entry) {
    Link link;
    readId(entry, link.id);
    account.isSlice ? entry.optionalText("on", link.on) : entry.text("on", link.on);
    entry.time("startsAt", link.startsAt);
    entry.time("endsAt", link.endsAt);
    entry.flag("hasPassword", link.hasPassword);
    entry.flag("exposeUnpublished", link.exposeUnpublished);
    if (isSecond(account) && entry.field("level") != nullptr)
      link.level = readLevels(entry, "level", account.policy(), problems);
    if (account.link(link.id)) reportTwice(entry, "id", "link");
    account.put(std::move(link));
  });
}

void readApiKeys(Reader& reader, Account& account, Problems& problems) {
  readEach(reader, "apiKeys", problems, [&](Reader& entry) {
    ApiKey key;
    readId(entry, key.id);
    const auto kind = entry.required("kind");
    key.standard = kind == "standard";
    if (kind && *kind != "standard" && *kind != "restricted")
      entry.report("value_invalid", "kind", "Must be \"standard\" or \"restricted\".");
    entry.optionalText("media", key.media);
    if (key.media != "none" && key.media != "read" && key.media != "write")
      entry.report("value_invalid", "media", "Must be \"none\", \"read\" or \"write\".");
    entry.time("endsAt", key.endsAt);
    if (account.apiKey(key.id)) reportTwice(entry, "id", "API key");
    account.put(std::move(key));
  });
}

void readComments(Reader& reader, Account& account, Problems& problems) {
  readEach(reader, "comments", problems, [&](Reader& entry) {
    Comment comment;
    readId(entry, comment.id);
    entry.text("on", comment.on);
    entry.optionalText("author", comment.author);
    if (account.comment(comment.id)) reportTwice(entry, "id", "comment");
    account.put(std::move(comment));
  });
}

}  // namespace

std::string_view resourcesKey(const Policy& policy) { return policy.format() == 2 ? "resources" : "assets"; }

Subject readSubject(Reader& reader, std::string_view key, Problems& problems, SubjectForm form) {
  const Value* value = reader.field(key);
  if (value == nullptr) {
    reader.report("field_missing", key, "Give { \"user\": id } or { \"group\": id }.");
    return {};
  }
  const Place place{&reader.place(), key};
  Reader subject(*value, place, problems);
  const auto user = subject.optionalText("user");
  const auto group = subject.optionalText("group");
  const bool isAny = form != SubjectForm::first;
  const auto role = isAny ? subject.optionalText("role") : std::nullopt;
  const bool everyone = isAny && subject.flag("everyone").value_or(false);
  subject.finish();
  if (user.has_value() + group.has_value() + role.has_value() + everyone != 1)
    reader.report("value_invalid", key,
                  form == SubjectForm::second
                      ? "Give { \"user\": id }, { \"group\": id }, { \"role\": name } or { \"everyone\": true }."
                      : "Give { \"user\": id } or { \"group\": id }.");
  if (role) return Subject::role(std::string(*role));
  if (everyone) return Subject::everyone();
  return group ? Subject::group(std::string(*group)) : Subject::user(std::string(user.value_or("")));
}

void readFacts(Reader& reader, Account& account, Problems& problems) {
  if (hasExtras && isSecond(account)) readAccountRoles(reader, account, problems);
  readUsers(reader, account, problems);
  readGroups(reader, account, problems);
  readAssets(reader, account, problems);
  if (hasExtras) readCollections(reader, account, problems);
  if (!hasExtras) return;
  readShares(reader, account, problems);
  readLinks(reader, account, problems);
  readApiKeys(reader, account, problems);
  readComments(reader, account, problems);
}

void readTerms(Reader& reader, Account& account) {
  const Policy& policy = account.policy();
  const bool hasPlans = !policy.plans()[PlanId{}].empty();
  if (const auto plan = hasPlans ? reader.required("plan") : reader.optionalText("plan")) {
    if (const auto known = hasPlans ? policy.plan(*plan) : std::nullopt)
      account.plan = *known;
    else
      reader.report("plan_unknown", "plan", quote(*plan, " is not one of the plans."));
  }
  reader.flag("complete", account.complete);
  for (const auto& [name, value] : reader.map("features")) {
    const auto feature = policy.feature(name);
    if (!feature)
      reader.report("feature_unknown", "features", quote(name, " is not one of the policy's features."));
    else if (!value.isBoolean())
      reader.report("type_invalid", "features", quote(name, " must be true or false."));
    else
      account.featureOverrides[*feature] = value.boolean();
  }
  if (!hasExtras) return;
  for (const auto& [name, value] : reader.map("limits")) {
    const auto limit = policy.limit(name);
    if (!limit)
      reader.report("limit_unknown", "limits", quote(name, " is not one of the policy's limits."));
    else if (!isCount(value))
      reader.report("type_invalid", "limits", quote(name, " must be a whole number, not negative."));
    else
      account.limitOverrides[*limit] = value.integer();
  }
}

}  // namespace lockstep
