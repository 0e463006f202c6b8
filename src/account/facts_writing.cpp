// Writes the lists of facts, and the terms of an account.
#include "account/account_role.h"
#include "account/facts2_json.h"
#include "account/facts_json.h"

namespace lockstep {

namespace {

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

/// A list, also of one level.
Value passingToValue(LevelSet passes, const Policy& policy) {
  Value list = Value::array();
  for (unsigned i = 0; i < policy.levels().size(); ++i)
    if (passes.has(i)) list.push(policy.levels()[i]);
  return list;
}

}  // namespace

Value toValue(const User& user, const Policy& policy) {
  Value out = Value::object();
  out.add("id", user.id);
  if (!user.name.empty()) out.add("name", user.name);
  if (!user.email.empty()) out.add("email", user.email);
  if (user.moreRoles.empty()) {
    out.add("role", user.role);
  } else {
    Value& roles = out.add("roles", Value::array());
    roles.push(user.role);
    for (const auto& role : user.moreRoles) roles.push(role);
  }
  writeNamed(out, {}, user.attributes, policy);
  return out;
}

Value toValue(const Group& group) {
  Value out = Value::object();
  out.add("id", group.id);
  out.add("name", group.name);
  if (group.members.empty() && group.groups.empty()) return out;
  Value& members = out.add("members", toValue(group.members));
  for (const auto& id : group.groups) members.push(Value::object()).add("group", id);
  return out;
}

Value toValue(const Asset& asset, const Policy& policy) {
  Value out = Value::object();
  out.add("id", asset.id);
  if (asset.kind != anyKind) out.add("kind", policy.kinds()[asset.kind].name);
  if (!asset.path.empty()) out.add("path", asset.path);
  if (!asset.owner.empty()) out.add("owner", asset.owner);
  if (!asset.published) out.add("published", false);
  writeNamed(out, asset.relations, asset.attributes, policy);
  if (asset.isClosed() && asset.passes.any())
    out.add("inherit", passingToValue(asset.passes, policy));
  else if (asset.isClosed())
    out.add("inherit", false);
  return out;
}

Value toValue(const Collection& collection, const Policy& policy) {
  Value out = Value::object();
  out.add("id", collection.id);
  out.add("name", collection.name);
  if (!collection.owner.empty()) out.add("owner", collection.owner);
  if (policy.format() == 2) out.add("kind", policy.kinds()[collection.kind].name);
  writeNamed(out, collection.relations, collection.attributes, policy);
  if (!collection.items.empty()) out.add("items", toValue(collection.items));
  return out;
}

Value toValue(const Subject& subject) {
  Value out = Value::object();
  switch (subject.kind) {
    case Subject::Kind::user: out.add("user", subject.id); break;
    case Subject::Kind::group: out.add("group", subject.id); break;
    case Subject::Kind::role: out.add("role", subject.id); break;
    case Subject::Kind::everyone: out.add("everyone", true); break;
  }
  return out;
}

Value toValue(const Share& share, const Policy& policy) {
  Value out = Value::object();
  out.add("on", share.on);
  out.add("with", toValue(share.with));
  out.add("level", share.named.any() ? namesToValue(share.named, policy) : levelsToValue(share.level, policy));
  if (!share.when.empty()) {
    Value& when = out.add("when", Value::array());
    for (ConditionId condition : share.when) when.push(policy.conditions()[condition].name);
  }
  addTime(out, "until", share.until);
  return out;
}

Value toValue(const Link& link, const Policy& policy) {
  Value out = Value::object();
  out.add("id", link.id);
  if (!link.on.empty()) out.add("on", link.on);
  addTime(out, "startsAt", link.startsAt);
  addTime(out, "endsAt", link.endsAt);
  if (link.hasPassword) out.add("hasPassword", true);
  if (link.exposeUnpublished) out.add("exposeUnpublished", true);
  if (link.level.any()) out.add("level", levelsToValue(link.level, policy));
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
  if (const auto& plan = policy.plans()[account.plan]; !plan.empty()) out.add("plan", plan);
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
  const auto named = [&policy](const auto& entry) { return toValue(entry, policy); };
  writeTable(out, "roles", account.roles(), named);
  writeTable(out, "users", account.users(), named);
  writeTable(out, "groups", account.groups(), plain);
  writeTable(out, resourcesKey(policy), account.assets(), named);
  writeTable(out, "collections", account.collections(), named);
  if (account.shareCount() > 0) {
    Value& list = out.add("shares", Value::array());
    account.eachShare([&](const Share& share) { list.push(toValue(share, policy)); });
  }
  writeTable(out, "links", account.links(), named);
  writeTable(out, "apiKeys", account.apiKeys(), plain);
  writeTable(out, "comments", account.comments(), plain);
}

}  // namespace lockstep
