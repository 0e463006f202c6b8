#include "account/facts_json.h"

#include <algorithm>

#include "account/path.h"
#include "base/text.h"

namespace lockstep {

namespace {

/// Calls `read` with a reader for each object of a list, and names the fields nobody asked for.
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
  if (id.size() > 200 || (id.empty() && entry.field("id") != nullptr)) entry.report("value_invalid", "id", "Must have 1 to 200 bytes.");
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
    entry.text("role", user.role);
    user.roleId = account.policy().role(user.role);
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
    entry.ids("members", group.members);
    if (account.group(group.id)) reportTwice(entry, "id", "group");
    if (account.groupNamed(group.name)) reportTwice(entry, "name", "group");
    account.put(std::move(group));
  });
}

void readAssets(Reader& reader, Account& account, Problems& problems) {
  readEach(reader, "assets", problems, [&](Reader& entry) {
    Asset asset;
    readId(entry, asset.id);
    const auto kind = entry.optionalText("kind");
    asset.kind = !kind ? AssetKind::any : *kind == "folder" ? AssetKind::folder : AssetKind::file;
    if (kind && *kind != "file" && *kind != "folder") entry.report("value_invalid", "kind", "Must be \"file\" or \"folder\".");
    if (auto normal = normalPath(entry.text("path"))) asset.path = std::move(*normal);
    else entry.report("path_invalid", "path", "Must be a path such as /a/b, without . or .. segments, \\, % and control characters.");
    entry.optionalText("owner", asset.owner);
    entry.flag("published", asset.published);
    entry.flag("inherit", asset.inherit);
    if (!asset.inherit && !account.policy().switches().limitedFolders) entry.report("value_invalid", "inherit", "The policy's switch limitedFolders is off.");
    if (account.asset(asset.id)) reportTwice(entry, "id", "asset");
    if (!account.put(std::move(asset))) reportTwice(entry, "path", "asset");
  });
}

void readCollections(Reader& reader, Account& account, Problems& problems) {
  readEach(reader, "collections", problems, [&](Reader& entry) {
    Collection collection;
    readId(entry, collection.id);
    entry.text("name", collection.name);
    entry.optionalText("owner", collection.owner);
    entry.ids("items", collection.items);
    if (account.collection(collection.id)) reportTwice(entry, "id", "collection");
    if (account.asset(collection.id)) entry.report("duplicate", "id", "There is an asset of this id; ids are unique across assets and collections.");
    if (account.collectionNamed(collection.name)) reportTwice(entry, "name", "collection");
    account.put(std::move(collection));
  });
}

void readShares(Reader& reader, Account& account, Problems& problems) {
  readEach(reader, "shares", problems, [&](Reader& entry) {
    Share share;
    entry.text("on", share.on);
    share.with = readSubject(entry, "with", problems);
    entry.time("until", share.until);
    const auto level = entry.text("level");
    if (const auto known = account.policy().level(level)) share.level = *known;
    else entry.report("level_unknown", "level", quoted(level, " is not one of the levels."));
    if (!account.put(std::move(share))) entry.report("duplicate", "with", "There is another share of this item with the same user or group.");
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
    if (account.link(link.id)) reportTwice(entry, "id", "link");
    account.put(std::move(link));
  });
}

void readApiKeys(Reader& reader, Account& account, Problems& problems) {
  readEach(reader, "apiKeys", problems, [&](Reader& entry) {
    ApiKey key;
    readId(entry, key.id);
    const auto kind = entry.needed("kind");
    key.standard = kind == "standard";
    if (kind && *kind != "standard" && *kind != "restricted") entry.report("value_invalid", "kind", "Must be \"standard\" or \"restricted\".");
    entry.optionalText("media", key.media);
    if (key.media != "none" && key.media != "read" && key.media != "write") entry.report("value_invalid", "media", "Must be \"none\", \"read\" or \"write\".");
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

void addTime(Value& out, std::string_view key, const std::optional<Time>& time) {
  if (time) out.add(key, formatTime(*time));
}

Value toValue(const std::vector<std::string>& ids) {
  Value out = Value::array();
  for (const auto& id : ids) out.push(id);
  return out;
}

template <class T, class Write>
void writeTable(Value& out, std::string_view key, const Table<T>& table, Write write) {
  if (table.empty()) return;
  Value& list = out.add(key, Value::array());
  for (const auto& [id, entry] : table) list.push(write(entry));
}

}  // namespace

Subject readSubject(Reader& reader, std::string_view key, Problems& problems) {
  const Value* value = reader.field(key);
  if (value == nullptr) {
    reader.report("field_missing", key, "Give { \"user\": id } or { \"group\": id }.");
    return {};
  }
  const Place place{&reader.place(), key};
  Reader subject(*value, place, problems);
  const auto user = subject.optionalText("user");
  const auto group = subject.optionalText("group");
  subject.finish();
  if (user.has_value() == group.has_value()) reader.report("value_invalid", key, "Give { \"user\": id } or { \"group\": id }.");
  return {group.has_value(), std::string(group ? *group : user.value_or(""))};
}

void readFacts(Reader& reader, Account& account, Problems& problems) {
  readUsers(reader, account, problems);
  readGroups(reader, account, problems);
  readAssets(reader, account, problems);
  readCollections(reader, account, problems);
  readShares(reader, account, problems);
  readLinks(reader, account, problems);
  readApiKeys(reader, account, problems);
  readComments(reader, account, problems);
}

void readTerms(Reader& reader, Account& account) {
  const Policy& policy = account.policy();
  if (const auto plan = reader.needed("plan")) {
    if (const auto known = policy.plan(*plan)) account.plan = *known;
    else reader.report("plan_unknown", "plan", quoted(*plan, " is not one of the plans."));
  }
  reader.flag("complete", account.complete);
  for (const auto& [name, value] : reader.map("features")) {
    const auto feature = policy.feature(name);
    if (!feature) reader.report("feature_unknown", "features", quoted(name, " is not one of the policy's features."));
    else if (!value.isBoolean()) reader.report("type_invalid", "features", quoted(name, " must be true or false."));
    else account.featureOverrides[*feature] = value.boolean();
  }
  for (const auto& [name, value] : reader.map("limits")) {
    const auto limit = policy.limit(name);
    if (!limit) reader.report("limit_unknown", "limits", quoted(name, " is not one of the policy's limits."));
    else if (!isCount(value)) reader.report("type_invalid", "limits", quoted(name, " must be a whole number, not negative."));
    else account.limitOverrides[*limit] = value.integer();
  }
}

Value toValue(const User& user) {
  Value out = Value::object();
  out.add("id", user.id);
  if (!user.name.empty()) out.add("name", user.name);
  if (!user.email.empty()) out.add("email", user.email);
  out.add("role", user.role);
  return out;
}

Value toValue(const Group& group) {
  Value out = Value::object();
  out.add("id", group.id);
  out.add("name", group.name);
  if (!group.members.empty()) out.add("members", toValue(group.members));
  return out;
}

Value toValue(const Asset& asset) {
  Value out = Value::object();
  out.add("id", asset.id);
  if (asset.kind != AssetKind::any) out.add("kind", asset.kind == AssetKind::folder ? "folder" : "file");
  out.add("path", asset.path);
  if (!asset.owner.empty()) out.add("owner", asset.owner);
  if (!asset.published) out.add("published", false);
  if (!asset.inherit) out.add("inherit", false);
  return out;
}

Value toValue(const Collection& collection) {
  Value out = Value::object();
  out.add("id", collection.id);
  out.add("name", collection.name);
  if (!collection.owner.empty()) out.add("owner", collection.owner);
  if (!collection.items.empty()) out.add("items", toValue(collection.items));
  return out;
}

Value toValue(const Subject& subject) {
  Value out = Value::object();
  out.add(subject.isGroup ? "group" : "user", subject.id);
  return out;
}

Value toValue(const Share& share, const Policy& policy) {
  Value out = Value::object();
  out.add("on", share.on);
  out.add("with", toValue(share.with));
  out.add("level", policy.levelName(share.level));
  addTime(out, "until", share.until);
  return out;
}

Value toValue(const Link& link) {
  Value out = Value::object();
  out.add("id", link.id);
  if (!link.on.empty()) out.add("on", link.on);
  addTime(out, "startsAt", link.startsAt);
  addTime(out, "endsAt", link.endsAt);
  if (link.hasPassword) out.add("hasPassword", true);
  if (link.exposeUnpublished) out.add("exposeUnpublished", true);
  return out;
}

Value toValue(const ApiKey& key) {
  Value out = Value::object();
  out.add("id", key.id);
  out.add("kind", key.standard ? "standard" : "restricted");
  if (!key.standard) out.add("media", key.media);
  addTime(out, "endsAt", key.endsAt);
  return out;
}

Value toValue(const Comment& comment) {
  Value out = Value::object();
  out.add("id", comment.id);
  out.add("on", comment.on);
  if (!comment.author.empty()) out.add("author", comment.author);
  return out;
}

void writeTerms(Value& out, const Account& account) {
  const Policy& policy = account.policy();
  out.add("plan", policy.plans()[account.plan]);
  if (account.complete) out.add("complete", true);
  if (!account.featureOverrides.empty()) {
    Value& features = out.add("features", Value::object());
    for (const auto& [feature, on] : account.featureOverrides) features.add(policy.features()[feature].name, on != 0);
  }
  if (!account.limitOverrides.empty()) {
    Value& limits = out.add("limits", Value::object());
    for (const auto& [limit, value] : account.limitOverrides) limits.add(policy.limits()[limit].name, value);
  }
}

void writeFacts(Value& out, const Account& account) {
  const Policy& policy = account.policy();
  const auto plain = [](const auto& entry) { return toValue(entry); };
  writeTable(out, "users", account.users(), plain);
  writeTable(out, "groups", account.groups(), plain);
  writeTable(out, "assets", account.assets(), plain);
  writeTable(out, "collections", account.collections(), plain);
  if (account.shareCount() > 0) {
    Value& list = out.add("shares", Value::array());
    account.eachShare([&](const Share& share) { list.push(toValue(share, policy)); });
  }
  writeTable(out, "links", account.links(), plain);
  writeTable(out, "apiKeys", account.apiKeys(), plain);
  writeTable(out, "comments", account.comments(), plain);
}

}  // namespace lockstep
