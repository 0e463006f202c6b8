// Roles that customers make for themselves, within the bounds of the policy.
#include "account/account_role.h"

#include <algorithm>

#include "account/facts2_json.h"
#include "base/text.h"

namespace lockstep {

namespace {

bool isMatched(std::string_view pattern, std::string_view name) {
  if (pattern.ends_with('*')) return name.starts_with(pattern.substr(0, pattern.size() - 1));
  return pattern == name;
}

template <class Each>
void eachMatch(const Policy& policy, const std::vector<std::string>& patterns, Each each) {
  for (ActionId id : policy.actions().ids()) {
    const auto fits = [&](const std::string& pattern) { return isMatched(pattern, policy.actions()[id].name); };
    if (std::any_of(patterns.begin(), patterns.end(), fits)) each(id);
  }
}

ConditionalActions conditional(const AccountRole::Entry& entry, const Policy& policy) {
  ConditionalActions actions;
  actions.actions = IdSet<ActionId>(policy.actions().size());
  eachMatch(policy, entry.actions, [&](ActionId id) { actions.actions.add(id); });
  for (const auto& name : entry.when)
    if (const auto condition = policy.condition(name)) actions.when.push_back(*condition);
  return actions;
}

void readEntries(Reader& entry, const Policy& policy, AccountRole& role, Problems& problems) {
  const Place list{&entry.place(), "allow"};
  std::size_t index = 0;
  for (const Value& item : entry.list("allow")) {
    const Place at{&list, {}, index++};
    AccountRole::Entry& added = role.allow.emplace_back();
    if (item.isString()) {
      added.actions.emplace_back(item.string());
      continue;
    }
    Reader object(item, at, problems);
    object.ids("actions", added.actions);
    if (added.actions.empty()) object.report("field_missing", "actions", "Give the actions or patterns of this entry.");
    object.ids("when", added.when);
    if (added.when.empty())
      object.report("field_missing", "when", "Give the conditions, or list the actions without an object.");
    for (const auto& name : added.when)
      if (!policy.condition(name))
        object.report("condition_unknown", "when", quote(name, " is not one of the conditions."));
    object.finish();
  }
}

}  // namespace

void compileRole(AccountRole& role, const Policy& policy) {
  Role compiled;
  const CustomRoles& bounds = policy.customRoles();
  compiled.name = role.id;
  compiled.title = role.title.empty() ? role.id : role.title;
  compiled.level = role.level & bounds.levels;
  compiled.shared = true;
  compiled.feature = bounds.feature;
  compiled.mayGive = role.mayGive;
  compiled.allow = compiled.certain = compiled.own = IdSet<ActionId>(policy.actions().size());
  for (const auto& entry : role.allow) {
    if (entry.when.empty())
      eachMatch(policy, entry.actions, [&](ActionId id) { compiled.certain.add(id); });
    else
      compiled.conditional.push_back(conditional(entry, policy));
    eachMatch(policy, entry.actions, [&](ActionId id) { compiled.allow.add(id); });
  }
  const auto remove = [&](ActionId id) {
    compiled.allow.remove(id);
    compiled.certain.remove(id);
    for (auto& each : compiled.conditional) each.actions.remove(id);
  };
  eachMatch(policy, role.except, remove);
  for (ActionId id : policy.actions().ids())
    if (!bounds.allow.has(id)) remove(id);
  role.role = std::move(compiled);
}

std::string_view fieldBeyond(const AccountRole& role, const Policy& policy) {
  const CustomRoles& bounds = policy.customRoles();
  if (!bounds.levels.covers(role.level)) return "level";
  IdSet<ActionId> taken(policy.actions().size());
  eachMatch(policy, role.except, [&](ActionId id) { taken.add(id); });
  bool isBeyond = false;
  for (const auto& entry : role.allow)
    eachMatch(policy, entry.actions, [&](ActionId id) { isBeyond |= !bounds.allow.has(id) && !taken.has(id); });
  return isBeyond ? "allow" : "";
}

void readAccountRoles(Reader& reader, Account& account, Problems& problems) {
  const Policy& policy = account.policy();
  const Place list{&reader.place(), "roles"};
  std::size_t index = 0;
  for (const Value& item : reader.list("roles")) {
    const Place at{&list, {}, index++};
    Reader entry(item, at, problems);
    AccountRole role;
    entry.text("id", role.id);
    role.title = entry.optionalText("title").value_or("");
    if (entry.field("level") != nullptr) role.level = readLevels(entry, "level", policy, problems);
    readEntries(entry, policy, role, problems);
    entry.ids("except", role.except);
    if (entry.field("mayGive") != nullptr) entry.ids("mayGive", role.mayGive.emplace());
    entry.finish();
    if (role.id.empty() || role.id.size() > 200) entry.report("value_invalid", "id", "Must have 1 to 200 bytes.");
    if (!policy.customRoles().isOpen)
      report(problems, "combination_invalid", at, "The policy has no `customRoles`. Leave out the role.");
    if (account.roleNamed(role.id) != nullptr)
      entry.report("duplicate", "id", "There is another role of this name, in the policy or the account.");
    if (const auto field = fieldBeyond(role, policy); !field.empty())
      entry.report("role_exceeds", field, "The role goes beyond the policy's `customRoles`. Take the rest away.");
    account.put(std::move(role));
  }
}

Value toValue(const AccountRole& role, const Policy& policy) {
  Value out = Value::object();
  out.add("id", role.id);
  if (!role.title.empty()) out.add("title", role.title);
  if (role.level.any()) out.add("level", levelsToValue(role.level, policy));
  const auto add = [](Value& to, std::string_view key, const std::vector<std::string>& names) {
    Value& list = to.add(key, Value::array());
    for (const auto& name : names) list.push(name);
  };
  Value& allow = out.add("allow", Value::array());
  for (const auto& entry : role.allow) {
    if (entry.when.empty()) {
      for (const auto& action : entry.actions) allow.push(action);
      continue;
    }
    Value& object = allow.push(Value::object());
    add(object, "actions", entry.actions);
    add(object, "when", entry.when);
  }
  if (!role.except.empty()) add(out, "except", role.except);
  if (role.mayGive) add(out, "mayGive", *role.mayGive);
  return out;
}

}  // namespace lockstep
