#include "policy/policy_reader.h"

#include "base/digest.h"
#include "policy/action_rules.h"

namespace lockstep {

bool PolicyReader::isId(std::string_view text) {
  return !text.empty() && text.size() <= 100 && std::all_of(text.begin(), text.end(), [](char c) {
    return isLetterOrDigit(c) || c == '_' || c == '.' || c == '-';
  });
}

void PolicyReader::readNames(Reader& reader, std::string_view key, std::vector<std::string>& names) {
  const Place place{&reader.place(), key};
  const auto list = reader.list(key);
  if (list.size() > mostNamed) return reader.report("value_invalid", key, "At most 2000 entries.");
  std::size_t index = 0;
  for (const auto& item : list) {
    const Place at{&place, {}, index++};
    if (!item.isString() || !isId(item.string()))
      report("value_invalid", at, "Must be an id.");
    else if (std::find(names.begin(), names.end(), item.string()) != names.end())
      report("value_invalid", at, "Duplicate.");
    names.emplace_back(item.string());
  }
}

void PolicyReader::readFeatures(Reader& reader) {
  std::vector<std::pair<FeatureId, const Value*>> withs;
  readEntries(reader, "features", [&](std::string_view name, const Value& value, const Place& at) {
    std::string plan(value.string());
    if (value.isObject()) {
      Reader entry(value, at, problems_);
      plan = entry.text("plan");
      if (entry.field("with") != nullptr) withs.push_back({tables_.features.next(), value.find("with")});
      entry.finish();
    }
    const auto id = idOf(tables_.plans, plan);
    if (!id) report("plan_unknown", at, quote(plan, " is not one of the plans."));
    tables_.features.add({std::string(name), id.value_or(PlanId{}), {}});
  });
  // A feature may name a later one.
  for (const auto& [feature, list] : withs) {
    const Place features{nullptr, "features"}, entry{&features, tables_.features[feature].name}, with{&entry, "with"};
    readFeatureList(*list, with, tables_.features[feature].with);
    // A feature is implied directly: chains and cycles are refused.
    const bool chained = std::any_of(withs.begin(), withs.end(), [&, of = feature](const auto& other) {
      const auto& brings = tables_.features[of].with;
      return std::find(brings.begin(), brings.end(), other.first) != brings.end();
    });
    if (chained)
      report("combination_invalid", with, "Names a feature that comes with others itself. Name those it comes with.");
  }
}

void PolicyReader::readFeatureList(const Value& value, const Place& place, std::vector<FeatureId>& out) {
  forEachText(value, place, [&](std::string_view name, const Place& at) {
    if (const auto id = idOf(tables_.features, name))
      out.push_back(*id);
    else
      report("feature_unknown", at, quote(name, " is not one of the features."));
  });
}

LevelSet PolicyReader::readLevel(Reader& reader, std::string_view key) {
  const auto name = reader.optionalText(key);
  if (!name) return {};
  const auto place = placeNamed(tables_.levels, *name);
  if (!place) reader.report("level_unknown", key, quote(*name, " is not one of the levels."));
  return place ? tables_.includes[*place] : LevelSet();
}

void PolicyReader::readScopes(Reader& reader) {
  readEntries(reader, "keys", [&](std::string_view name, const Value& value, const Place& at) {
    if (name != "none" && name != "read" && name != "write" && name != "standard")
      return report("value_invalid", at, "No API key has this scope: must be `none`, `read`, `write` or `standard`.");
    const auto fits = [&](ActionId action) { return fitsKey(tables_.actions[action]); };
    const auto unfit = [&](const Place& place) {
      doubt("pattern_needless", place, "No API key has this: it is for the host alone, or on oneself.");
    };
    tables_.keyScopes.push_back({std::string(name), expand(value, at, fits, unfit)});
  });
  const Value* visitor = reader.field("visitor");
  const auto fits = [&](ActionId action) { return fitsVisitor(tables_.actions[action]); };
  const auto unfit = [&](const Place& place) {
    doubt("pattern_needless", place,
          "No visitor has this: it must be on a link or an asset, change nothing and need nothing else.");
  };
  tables_.visitor = visitor == nullptr ? IdSet<ActionId>(tables_.actions.size())
                                       : expand(*visitor, Place{&reader.place(), "visitor"}, fits, unfit);
}

void PolicyReader::readShow(Reader& reader) {
  tables_.show.assign(reasonNames.size(), Show::disabled);
  tables_.show[0] = Show::enabled;
  readEntries(reader, "show", [&](std::string_view name, const Value& value, const Place& at) {
    const auto reason = reasonNamed(name);
    if (!reason)
      report("reason_unknown", at, "There is no reason of that name.");
    else if (value.string() == "hidden")
      tables_.show[static_cast<std::size_t>(*reason)] = Show::hidden;
    else if (value.string() != "disabled")
      report("value_invalid", at, "Must be \"hidden\" or \"disabled\".");
  });
}

void PolicyReader::readTitles(Reader& reader) {
  const Place titles{&reader.place(), "titles"};
  for (const auto& [key, value] : reader.map("titles")) {
    if (value.isString())
      tables_.titles.emplace_back(key, value.string());
    else
      report("type_invalid", Place{&titles, key}, "Must be a string.");
  }
}

std::optional<FeatureId> PolicyReader::readFeature(Reader& reader, std::string_view key) {
  const auto name = reader.optionalText(key);
  if (!name) return std::nullopt;
  const auto feature = idOf(tables_.features, *name);
  if (!feature) reader.report("feature_unknown", key, quote(*name, " is not one of the features."));
  return feature;
}

std::uint32_t PolicyReader::readAtLeast(Reader& entry) {
  const std::int64_t atLeast = entry.number("atLeast").value_or(0);
  if (atLeast <= UINT32_MAX) return static_cast<std::uint32_t>(atLeast);
  entry.report("value_invalid", "atLeast", "At most 4294967295.");
  return 0;
}

void PolicyReader::addAction(Action action) {
  const auto& names = tables_.actionsByName;
  const auto next = std::partition_point(names.begin(), names.end(),
                                         [&](ActionId each) { return tables_.actions[each].name < action.name; });
  tables_.actionsByName.insert(next, tables_.actions.next());
  tables_.actions.add(std::move(action));
}

Result<Policy> PolicyReader::finish(const Value& document) {
  if (!problems_.empty()) return problems_;
  tables_.digest = sha256(canonicalJson(document));
  return Policy(std::make_shared<Policy::Tables>(std::move(tables_)));
}

}  // namespace lockstep
