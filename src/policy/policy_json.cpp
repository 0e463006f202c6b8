#include <algorithm>

#include "base/digest.h"
#include "base/reader.h"
#include "base/text.h"
#include "policy/action_rules.h"
#include "policy/bounds.h"
#include "policy/policy.h"

namespace lockstep {

namespace {

bool matches(std::string_view pattern, std::string_view name) {
  if (pattern == "*") return true;
  if (pattern.size() > 2 && pattern.ends_with(".*")) return name.starts_with(pattern.substr(0, pattern.size() - 1));
  return pattern == name;
}

bool isId(std::string_view text) {
  return !text.empty() && text.size() <= 100 &&
         std::all_of(text.begin(), text.end(), [](char c) { return isLetterOrDigit(c) || c == '_' || c == '.' || c == '-'; });
}

}  // namespace

/// Compiles a policy document. Each part may name what earlier parts defined, so they are read in this order.
class PolicyReader {
 public:
  Result<Policy> read(const Value& document) {
    const Place root;
    Reader reader(document, root, problems_);
    if (!document.isObject()) return problems_;
    reader.format("lockstep-policy/1");
    tables_.id = reader.text("id");
    tables_.version = reader.text("version");
    reader.optionalText("title");
    readNames(reader, "plans", tables_.plans);
    readNames(reader, "levels", tables_.levels);
    if (tables_.plans.empty()) reader.report("field_missing", "plans", "Give the plans in ascending order.");
    if (tables_.levels.empty()) reader.report("field_missing", "levels", "Give the levels in ascending order.");
    if (std::find(tables_.levels.begin(), tables_.levels.end(), "shared") != tables_.levels.end()) reader.report("value_invalid", "levels", "`shared` is what a role says whose level comes from shares. Give the level another name.");
    if (tables_.levels.size() > mostLevels) reader.report("value_invalid", "levels", "At most 15 levels.");
    readFeatures(reader);
    readLimits(reader);
    readSwitches(reader);
    const Value* areas = reader.field("areas");
    hasAreas_ = areas != nullptr && areas->isObject() && !areas->members().empty();
    readActions(reader);
    readRoles(reader);
    readScopes(reader);
    readAreas(reader);
    readShow(reader);
    const Place titles{&root, "titles"};
    for (const auto& [key, value] : reader.map("titles")) {
      if (value.isString()) tables_.titles.emplace_back(key, value.string());
      else report("type_invalid", Place{&titles, key}, "Must be a text.");
    }
    reader.finish();
    if (!problems_.empty()) return problems_;
    tables_.digest = sha256(canonicalJson(document));
    return Policy(std::make_shared<const Policy::Tables>(std::move(tables_)));
  }

 private:
  void report(std::string_view code, const Place& at, std::string_view message) { lockstep::report(problems_, code, at, message); }

  void readNames(Reader& reader, std::string_view key, std::vector<std::string>& names) {
    const Place place{&reader.place(), key};
    const auto list = reader.list(key);
    if (list.size() > mostNamed) return reader.report("value_invalid", key, "At most 2000 entries.");
    std::size_t index = 0;
    for (const auto& item : list) {
      const Place at{&place, {}, index++};
      if (!item.isString() || !isId(item.string())) report("value_invalid", at, "Must be an id.");
      else if (std::find(names.begin(), names.end(), item.string()) != names.end()) report("value_invalid", at, "Stands twice.");
      names.emplace_back(item.string());
    }
  }

  /// Calls `each` with every entry of a map whose keys are ids.
  template <class Each>
  void readEntries(Reader& reader, std::string_view key, Each each) {
    const Place place{&reader.place(), key};
    const auto members = reader.map(key);
    if (members.size() > mostNamed) return reader.report("value_invalid", key, "At most 2000 entries.");
    for (const auto& [name, value] : members) {
      const Place at{&place, name};
      if (!isId(name)) report("value_invalid", at, "The name must be of letters, digits, _, - and dots.");
      else each(name, value, at);
    }
  }

  void readFeatures(Reader& reader) {
    std::vector<std::pair<FeatureId, const Value*>> withs;
    readEntries(reader, "features", [&](std::string_view name, const Value& value, const Place& at) {
      std::string plan(value.string());
      if (value.isObject()) {
        Reader entry(value, at, problems_);
        plan = entry.text("plan");
        if (entry.field("with") != nullptr) withs.push_back({static_cast<FeatureId>(tables_.features.size()), value.find("with")});
        entry.finish();
      }
      const auto id = lookup(tables_.plans, plan);
      if (!id) report("plan_unknown", at, quoted(plan, " is not one of the plans."));
      tables_.features.push_back({std::string(name), id.value_or(0), {}});
    });
    // A feature may name one that stands after it.
    for (const auto& [feature, list] : withs) {
      const Place features{nullptr, "features"}, entry{&features, tables_.features[feature].name}, with{&entry, "with"};
      readFeatureList(*list, with, tables_.features[feature].with);
      // What comes with another comes at once: chains and cycles would say that it does not.
      const bool chained = std::any_of(withs.begin(), withs.end(), [&, of = feature](const auto& other) {
        const auto& brings = tables_.features[of].with;
        return std::find(brings.begin(), brings.end(), other.first) != brings.end();
      });
      if (chained) report("combination_invalid", with, "Names a feature that comes with others itself. Name those it comes with.");
    }
  }

  void readFeatureList(const Value& value, const Place& place, std::vector<FeatureId>& out) {
    forEachText(value, place, [&](std::string_view name, const Place& at) {
      if (const auto id = find(tables_.features, name)) out.push_back(*id);
      else report("feature_unknown", at, quoted(name, " is not one of the features."));
    });
  }

  void readLimits(Reader& reader) {
    readEntries(reader, "limits", [&](std::string_view name, const Value& value, const Place& at) {
      if (!isCount(value)) report("type_invalid", at, "Must be a whole number, not negative.");
      tables_.limits.push_back({std::string(name), value.integer(), countsOf(name)});
    });
  }

  void readSwitches(Reader& reader) {
    const Value* value = reader.field("switches");
    if (value == nullptr) return;
    const Place place{&reader.place(), "switches"};
    Reader switches(*value, place, problems_);
    if (const auto reshare = switches.optionalText("collectionReshare")) {
      tables_.switches.strictCollectionReshare = *reshare == "strict";
      if (*reshare != "strict" && *reshare != "stated") switches.report("value_invalid", "collectionReshare", "Must be \"stated\" or \"strict\".");
    }
    tables_.switches.limitedFolders = switches.flag("limitedFolders").value_or(false);
    switches.finish();
  }

  void readActions(Reader& reader) {
    readEntries(reader, "actions", [&](std::string_view name, const Value& value, const Place& at) {
      Action action;
      action.name = name;
      action.does = doesOf(name);
      readAction(value, at, action);
      const auto& names = tables_.actionsByName;
      const auto next = std::partition_point(names.begin(), names.end(), [&](ActionId each) { return tables_.actions[each].name < name; });
      tables_.actionsByName.insert(next, static_cast<ActionId>(tables_.actions.size()));
      tables_.actions.push_back(std::move(action));
    });
    if (tables_.actions.empty()) reader.report("field_missing", "actions", "Give at least one action.");
  }

  void readAction(const Value& value, const Place& at, Action& action) {
    Reader reader(value, at, problems_);
    action.title = reader.optionalText("title").value_or(action.name);
    if (const Value* on = reader.field("on"); on == nullptr) reader.report("field_missing", "on", "Say what the action is asked on.");
    else forEachText(*on, Place{&at, "on"}, [&](std::string_view name, const Place& place) {
      for (const auto& known : onNames)
        if (known.name == name) return action.on.push_back(known.on);
      report("value_invalid", place, "Must be account, library, self, asset, collection, link, user, group or apiKey.");
    });
    if (const Value* on = reader.field("on"); on != nullptr && on->isArray() && on->items().empty()) reader.report("value_invalid", "on", "Say what the action is asked on.");
    action.level = readLevel(reader, "level");
    action.toLevel = readLevel(reader, "to");
    action.assetLevel = readLevel(reader, "asset");
    action.collectionLevel = readLevel(reader, "collection");
    action.kind = readWord<AssetKind>(reader, "kind", {{"file", AssetKind::file}, {"folder", AssetKind::folder}}, AssetKind::any);
    action.root = readWord<RootRule>(reader, "root", {{"open", RootRule::open}, {"closed", RootRule::closed}}, RootRule::blanket);
    action.versions = readWord<Versions>(reader, "versions", {{"any", Versions::any}, {"noncurrent", Versions::noncurrent}}, Versions::current);
    action.ownComment = readWord<bool>(reader, "own", {{"comment", true}}, false);
    if (const Value* feature = reader.field("feature")) readFeatureList(*feature, Place{&at, "feature"}, action.features);
    if (const Value* limit = reader.field("limit"))
      forEachText(*limit, Place{&at, "limit"}, [&](std::string_view name, const Place& place) { readLimit(name, place, [&](LimitId id) { action.limits.push_back(id); }); });
    if (const auto batch = reader.optionalText("batch")) readLimit(*batch, Place{&at, "batch"}, [&](LimitId id) { action.batch = id; });
    action.host = reader.flag("host").value_or(false);
    action.isPublic = reader.flag("public").value_or(false);
    action.destructive = reader.flag("destructive").value_or(false);
    action.byArea = reader.flag("byArea").value_or(false);
    reader.finish();
    // What only folders or only files can be asked for, is asked of them alone.
    if (action.kind == AssetKind::any && action.isOn(On::asset)) action.kind = operationOf(action.does).kind;
    if (!action.on.empty()) checkAction(value, at, action, tables_.limits, hasAreas_, problems_);
  }

  template <class Use>
  void readLimit(std::string_view name, const Place& place, Use use) {
    if (const auto id = find(tables_.limits, name)) use(*id);
    else report("limit_unknown", place, quoted(name, " is not one of the limits."));
  }

  Level readLevel(Reader& reader, std::string_view key) {
    const auto name = reader.optionalText(key);
    if (!name) return 0;
    const auto place = lookup(tables_.levels, *name);
    if (!place) reader.report("level_unknown", key, quoted(*name, " is not one of the levels."));
    return place ? static_cast<Level>(*place + 1) : Level{0};
  }

  template <class T>
  T readWord(Reader& reader, std::string_view key, std::initializer_list<std::pair<std::string_view, T>> words, T absent) {
    const auto text = reader.optionalText(key);
    if (!text) return absent;
    std::string choices;
    for (const auto& [word, value] : words) {
      if (word == *text) return value;
      choices += choices.empty() ? "" : " or ";
      choices += "\"" + std::string(word) + "\"";
    }
    reader.report("value_invalid", key, "Must be " + choices + ", or be left out.");
    return absent;
  }

  void readRoles(Reader& reader) {
    readEntries(reader, "roles", [&](std::string_view name, const Value& value, const Place& at) {
      Role role;
      role.name = name;
      Reader entry(value, at, problems_);
      role.title = entry.optionalText("title").value_or(role.name);
      if (const Value* level = entry.field("level"); level != nullptr && level->isString() && level->string() == "shared") role.shared = true;
      else role.level = readLevel(entry, "level");
      if (const auto feature = entry.optionalText("feature")) {
        role.feature = find(tables_.features, *feature);
        if (!role.feature) entry.report("feature_unknown", "feature", quoted(*feature, " is not one of the features."));
      }
      const std::int64_t atLeast = entry.number("atLeast").value_or(0);
      if (atLeast > UINT32_MAX) entry.report("value_invalid", "atLeast", "At most 4294967295.");
      else role.atLeast = static_cast<std::uint32_t>(atLeast);
      role.allow = readPatterns(entry, at, "allow");
      // A level brings what it allows, in addition to what is listed. That of a role is the same at all places.
      for (std::size_t i = 0; i < tables_.actions.size(); ++i) {
        const Action& action = tables_.actions[i];
        if (action.level > 0 && (role.shared || mostNeeded(action) <= role.level)) role.allow.set(i);
      }
      const auto except = readPatterns(entry, at, "except", &role.allow);
      for (std::size_t i = 0; i < tables_.actions.size(); ++i)
        if (except.has(i)) role.allow.clear(i);
      role.own = readPatterns(entry, at, "own", &role.allow);
      entry.finish();
      tables_.roles.push_back(std::move(role));
    });
    if (tables_.roles.empty()) reader.report("field_missing", "roles", "Give at least one role.");
  }

  /// The highest level that an action needs at any of its places.
  Level mostNeeded(const Action& action) const {
    const bool collects = action.assetLevel > 0 || action.collectionLevel > 0;
    if (collects && tables_.switches.strictCollectionReshare) return static_cast<Level>(tables_.levels.size());  // H-1
    return std::max({action.level, action.toLevel, action.assetLevel, action.collectionLevel});
  }

  /// `had`: what the patterns take from; one that takes nothing is doubtful.
  Bitset readPatterns(Reader& reader, const Place& at, std::string_view key, const Bitset* had = nullptr) {
    const Value* value = reader.field(key);
    const auto fits = [&](std::size_t action) { return had == nullptr || had->has(action); };
    const auto unfit = [&](const Place& place) { doubt("pattern_needless", place, "The role has no such action anyway."); };
    return value == nullptr ? Bitset(tables_.actions.size()) : expand(*value, Place{&at, key}, fits, unfit);
  }

  /// The actions that the patterns name and that fit; calls `unfit` for a pattern of which no action fits.
  template <class Fits, class Unfit>
  Bitset expand(const Value& patterns, const Place& place, Fits fits, Unfit unfit) {
    Bitset set(tables_.actions.size());
    if (!patterns.isArray()) {
      report("type_invalid", place, "Must be a list of actions or patterns such as \"user.*\".");
      return set;
    }
    forEachText(patterns, place, [&](std::string_view pattern, const Place& at) {
      bool hit = false, fit = false;
      for (std::size_t i = 0; i < tables_.actions.size(); ++i) {
        if (!matches(pattern, tables_.actions[i].name)) continue;
        hit = true;
        if (fits(i)) set.set(i), fit = true;
      }
      if (!hit) doubt("pattern_empty", at, quoted(pattern, " matches no action."));
      else if (!fit) unfit(at);
    });
    return set;
  }
  void doubt(std::string_view code, const Place& at, std::string_view message) { lockstep::report(tables_.doubts, code, at, message); }

  void readScopes(Reader& reader) {
    readEntries(reader, "keys", [&](std::string_view name, const Value& value, const Place& at) {
      if (name != "none" && name != "read" && name != "write" && name != "standard") return report("value_invalid", at, "No API key has this scope: must be `none`, `read`, `write` or `standard`.");
      const auto fits = [&](std::size_t action) { return fitsKey(tables_.actions[action]); };
      const auto unfit = [&](const Place& place) { doubt("pattern_needless", place, "No API key has this: it is for the host alone, or on oneself."); };
      tables_.keyScopes.push_back({std::string(name), expand(value, at, fits, unfit)});
    });
    const Value* visitor = reader.field("visitor");
    const auto fits = [&](std::size_t action) { return fitsVisitor(tables_.actions[action]); };
    const auto unfit = [&](const Place& place) { doubt("pattern_needless", place, "No visitor has this: it must be on a link or an asset, change nothing and need nothing else."); };
    tables_.visitor = visitor == nullptr ? Bitset(tables_.actions.size()) : expand(*visitor, Place{&reader.place(), "visitor"}, fits, unfit);
  }

  void readAreas(Reader& reader) {
    readEntries(reader, "areas", [&](std::string_view name, const Value& value, const Place& at) {
      const auto action = tables_.action(value.string());
      if (!action) return report("action_unknown", at, "Must name one of the actions.");
      const Action& opens = tables_.actions[*action];
      if (opens.level > 0 || opens.host || opens.isPublic) report("combination_invalid", at, "An area is opened by an action that a role has or has not: one without `level`, `host` and `public`.");
      tables_.areas.push_back({std::string(name), *action});
    });
  }

  void readShow(Reader& reader) {
    tables_.show.assign(reasonNames.size(), Show::disabled);
    tables_.show[0] = Show::enabled;
    readEntries(reader, "show", [&](std::string_view name, const Value& value, const Place& at) {
      const auto reason = reasonNamed(name);
      if (!reason) report("reason_unknown", at, "There is no reason of that name.");
      else if (value.string() == "hidden") tables_.show[static_cast<std::size_t>(*reason)] = Show::hidden;
      else if (value.string() != "disabled") report("value_invalid", at, "Must be \"hidden\" or \"disabled\".");
    });
  }

  /// One text, or a list of texts.
  template <class Each>
  void forEachText(const Value& value, const Place& place, Each each) {
    if (value.isString()) return each(value.string(), place);
    if (!value.isArray()) return report("type_invalid", place, "Must be a text or a list of texts.");
    for (std::size_t i = 0; i < value.items().size(); ++i) {
      const Place at{&place, {}, i};
      if (value.items()[i].isString()) each(value.items()[i].string(), at);
      else report("type_invalid", at, "Must be a text.");
    }
  }

  static std::optional<std::uint16_t> lookup(const std::vector<std::string>& list, std::string_view name) {
    const auto at = std::find(list.begin(), list.end(), name);
    return at == list.end() ? std::nullopt : std::optional(static_cast<std::uint16_t>(at - list.begin()));
  }
  template <class List>
  static std::optional<std::uint16_t> find(const List& list, std::string_view name) {
    for (std::size_t i = 0; i < list.size(); ++i)
      if (list[i].name == name) return static_cast<std::uint16_t>(i);
    return std::nullopt;
  }

  Policy::Tables tables_;
  bool hasAreas_ = false;
  Problems problems_;
};

Result<Policy> Policy::parse(std::string_view json) {
  const auto document = parseJson(json);
  if (!document) return document.problems();
  return PolicyReader().read(*document);
}

}  // namespace lockstep
