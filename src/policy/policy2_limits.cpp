// Format 2: plans, and limits with their values on each.
#include "policy/policy2_reader.h"

namespace lockstep {

/// A policy without plans has one without a name.
void PolicyReader2::readPlans(Reader& reader) {
  readNames(reader, "plans", tables_.plans.entries());
  if (tables_.plans.empty()) tables_.plans.add("");
}

void PolicyReader2::readLimits(Reader& reader) {
  readEntries(reader, "limits",
              [&](std::string_view name, const Value& value, const Place& at) { readLimitEntry(name, value, at); });
}

void PolicyReader2::readLimitEntry(std::string_view name, const Value& value, const Place& at) {
  Reader entry(value, at, problems_);
  Limit limit;
  limit.name = name;
  readCount(entry, at, limit);
  limit.value = entry.number("value").value_or(Limit::unlimited);
  readPlanValues(entry, at, limit);
  if (limit.value == Limit::unlimited && limit.plans.empty())
    entry.report("field_missing", "value", "Give a `value`, or values for some `plans`.");
  if (const auto per = entry.optionalText("per")) {
    limit.perResource = *per == "resource";
    if (*per != "resource" && *per != "account")
      entry.report("value_invalid", "per", "Must be \"account\" or \"resource\".");
    const bool canBe = limit.counts == Counts::resources || limit.counts == Counts::links;
    if (limit.perResource && !canBe)
      entry.report("combination_invalid", "per", "Only links and kinds are counted on each resource.");
    if (limit.perResource && limit.counts == Counts::resources && !tables_.kinds[limit.kind].isPlace())
      entry.report("combination_invalid", "per", "This kind is in no other, so that it is on no resource.");
    if (limit.perResource && limit.counts == Counts::links) limit.counts = Counts::linksPerResource;
  }
  entry.finish();
  tables_.limits.add(std::move(limit));
}

void PolicyReader2::readCount(Reader& entry, const Place& at, Limit& limit) {
  const Value* count = entry.field("count");
  if (count == nullptr)
    return entry.report("field_missing", "count", "Say what counts: a kind, `user`, `link`, {\"role\": …} or `host`.");
  if (count->isObject()) {
    const Place place{&at, "count"};
    Reader role(*count, place, problems_);
    limit.counts = Counts::usersOfRole;
    limit.role = role.text("role");
    return role.finish();
  }
  struct Counted {
    std::string_view name;
    Counts counts;
  };
  for (const Counted& known : {Counted{"user", Counts::users},
                               {"group", Counts::groups},
                               {"link", Counts::links},
                               {"key", Counts::apiKeys},
                               {"role", Counts::roles},
                               {"host", Counts::host}})
    if (count->isString() && count->string() == known.name) {
      limit.counts = known.counts;
      return;
    }
  const auto kind = count->isString() && !count->string().empty() ? idOf(tables_.kinds, count->string()) : std::nullopt;
  if (!kind)
    return entry.report("value_invalid", "count",
                        "Must be a kind, `user`, `group`, `link`, `key`, `role`, {\"role\": …} or `host`.");
  limit.counts = Counts::resources;
  limit.kind = *kind;
}

void PolicyReader2::readPlanValues(Reader& entry, const Place& at, Limit& limit) {
  const Place list{&at, "plans"};
  for (const auto& [name, value] : entry.map("plans")) {
    const Place place{&list, name};
    const auto plan = name.empty() ? std::nullopt : idOf(tables_.plans, name);
    if (!plan)
      report("plan_unknown", place, quote(name, " is not one of the plans."));
    else if (!isCount(value))
      report("type_invalid", place, "Must be a whole number, not negative.");
    else
      limit.plans.push_back({*plan, value.integer()});
  }
}

}  // namespace lockstep
