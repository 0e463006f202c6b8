// Format 2: roles, and the bounds of customers' own roles.
#include "policy/policy2_reader.h"

namespace lockstep {

void PolicyReader2::readRoles(Reader& reader) {
  readEntries(reader, "roles",
              [&](std::string_view name, const Value& value, const Place& at) { readRole(name, value, at); });
  if (tables_.roles.empty()) reader.report("field_missing", "roles", "Give at least one role.");
}

void PolicyReader2::readRole(std::string_view name, const Value& value, const Place& at) {
  Role role;
  role.name = name;
  Reader entry(value, at, problems_);
  role.title = entry.optionalText("title").value_or(role.name);
  role.level = readLevel(entry, "level");
  role.shared = entry.flag("shares").value_or(true);
  role.feature = readFeature(entry, "feature");
  role.atLeast = readAtLeast(entry);
  readAllow(entry, at, role);
  readMayGive(entry, at, role);
  entry.finish();
  tables_.roles.add(std::move(role));
}

/// An entry is a pattern, or an object with patterns and the conditions under which they are allowed.
void PolicyReader2::readAllow(Reader& entry, const Place& at, Role& role) {
  role.allow = role.certain = IdSet<ActionId>(tables_.actions.size());
  role.own = IdSet<ActionId>(tables_.actions.size());
  const Place list{&at, "allow"};
  const auto always = [](ActionId) { return true; };
  const auto never = [](const Place&) {};
  std::size_t index = 0;
  for (const Value& item : entry.list("allow")) {
    const Place place{&list, {}, index++};
    if (item.isString()) {
      Value one = Value::array();
      one.push(item.string());
      for (ActionId id : tables_.actions.ids())
        if (matches_(item.string(), tables_.actions[id].name)) role.certain.add(id);
      expand(one, list, always, never);
      continue;
    }
    Reader conditional(item, place, problems_);
    ConditionalActions actions;
    if (const Value* patterns = conditional.field("actions"))
      actions.actions = expand(*patterns, Place{&place, "actions"}, always, never);
    else
      conditional.report("field_missing", "actions", "Give the actions or patterns of this entry.");
    actions.when = readConditionList(conditional, place, "when");
    if (actions.when.empty())
      conditional.report("field_missing", "when", "Give the conditions, or list the actions without an object.");
    conditional.finish();
    role.conditional.push_back(std::move(actions));
  }
  for (ActionId id : tables_.actions.ids()) {
    const bool isListed =
        role.certain.has(id) || std::any_of(role.conditional.begin(), role.conditional.end(),
                                            [id](const ConditionalActions& each) { return each.actions.has(id); });
    if (isListed) role.allow.add(id);
  }
  const auto except = readPatterns(entry, at, "except", &role.allow);
  for (ActionId id : tables_.actions.ids()) {
    if (!except.has(id)) continue;
    role.allow.remove(id);
    role.certain.remove(id);
    for (auto& each : role.conditional) each.actions.remove(id);
  }
}

void PolicyReader2::readMayGive(Reader& entry, const Place& at, Role& role) {
  const Value* value = entry.field("mayGive");
  if (value == nullptr) return;
  role.mayGive.emplace();
  forEachText(*value, Place{&at, "mayGive"},
              [&](std::string_view name, const Place&) { role.mayGive->emplace_back(name); });
}

/// Roles and limits may name any role, also a later one.
void PolicyReader2::checkRoleNames(Reader& reader) {
  const Place roles{&reader.place(), "roles"}, limits{&reader.place(), "limits"};
  const auto isRole = [&](std::string_view name) { return idOf(tables_.roles, name).has_value(); };
  for (const Role& role : tables_.roles) {
    const Place place{&roles, role.name}, list{&place, "mayGive"};
    for (std::size_t i = 0; role.mayGive && i < role.mayGive->size(); ++i)
      if (const auto& name = (*role.mayGive)[i]; name != "*" && !isRole(name))
        report("role_unknown", Place{&list, {}, i}, quote(name, " is not one of the roles."));
  }
  for (const Limit& limit : tables_.limits) {
    const Place place{&limits, limit.name};
    if (limit.counts == Counts::usersOfRole && !isRole(limit.role))
      report("role_unknown", Place{&place, "count"}, quote(limit.role, " is not one of the roles."));
  }
}

void PolicyReader2::readCustomRoles(Reader& reader) {
  CustomRoles& bounds = tables_.customRoles;
  bounds.allow = IdSet<ActionId>(tables_.actions.size());
  const Value* value = reader.field("customRoles");
  if (value == nullptr) return;
  const Place at{&reader.place(), "customRoles"};
  Reader entry(*value, at, problems_);
  bounds.isOpen = true;
  bounds.feature = readFeature(entry, "feature");
  if (const auto limit = entry.optionalText("limit"))
    readLimit(*limit, Place{&at, "limit"}, [&](LimitId id) {
      bounds.limit = id;
      if (tables_.limits[id].counts != Counts::roles)
        entry.report("combination_invalid", "limit", "Must be a limit that counts `role`.");
    });
  bounds.allow = readPatterns(entry, at, "allow");
  if (const Value* levels = entry.field("levels"))
    forEachText(*levels, Place{&at, "levels"}, [&](std::string_view name, const Place& place) {
      if (const auto level = placeNamed(tables_.levels, name))
        bounds.levels |= tables_.includes[*level];
      else
        report("level_unknown", place, quote(name, " is not one of the levels."));
    });
  entry.finish();
}

}  // namespace lockstep
