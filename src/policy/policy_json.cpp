#include <algorithm>

#include "policy/action_rules.h"
#include "policy/policy_reader.h"

namespace lockstep {

namespace {

bool matches(std::string_view pattern, std::string_view name) {
  if (pattern == "*") return true;
  if (pattern.size() > 2 && pattern.ends_with(".*")) return name.starts_with(pattern.substr(0, pattern.size() - 1));
  return pattern == name;
}

/// Compiles a policy document in format 1.
class PolicyReader1 : PolicyReader {
 public:
  PolicyReader1() { matches_ = matches; }

  Result<Policy> read(const Value& document) {
    const Place root;
    Reader reader(document, root, problems_);
    if (!document.isObject()) return problems_;
    reader.format("lockstep-policy/1");
    tables_.id = reader.text("id");
    tables_.version = reader.text("version");
    reader.optionalText("title");
    readNames(reader, "plans", tables_.plans.entries());
    readNames(reader, "levels", tables_.levels);
    if (tables_.plans.empty()) reader.report("field_missing", "plans", "Give the plans in ascending order.");
    if (tables_.levels.empty()) reader.report("field_missing", "levels", "Give the levels in ascending order.");
    if (std::find(tables_.levels.begin(), tables_.levels.end(), "shared") != tables_.levels.end())
      reader.report("value_invalid", "levels",
                    "`shared` is what a role says whose level comes from shares. Give the level another name.");
    if (tables_.levels.size() >= mostLevels) reader.report("value_invalid", "levels", "At most 15 levels.");
    for (std::size_t i = 0; i < tables_.levels.size(); ++i)
      tables_.includes.push_back(LevelSet::of(static_cast<std::uint16_t>(i < mostLevels - 1 ? (2U << i) - 1 : 0)));
    addKinds();
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
    readTitles(reader);
    reader.finish();
    return finish(document);
  }

 private:
  /// The kinds of every policy in format 1. A collection passes the lowest level on.
  void addKinds() {
    if (tables_.includes.empty()) return;
    tables_.kinds.add({});
    for (const char* name : {"file", "folder"}) {
      Kind kind;
      kind.name = name;
      kind.in = {folderKind};
      kind.inRoot = true;
      tables_.kinds.add(std::move(kind));
    }
    Kind collection;
    collection.name = "collection";
    collection.collects = {fileKind, folderKind};
    collection.gives = tables_.includes.front();
    tables_.kinds.add(std::move(collection));
    tables_.leaves = IdSet<KindId>(tables_.kinds.size());
    tables_.leaves.add(fileKind);
    tables_.levelFeatures.resize(tables_.levels.size());
    tables_.levelKinds.resize(tables_.levels.size());
  }

  void readLimits(Reader& reader) {
    readEntries(reader, "limits", [&](std::string_view name, const Value& value, const Place& at) {
      if (!isCount(value)) report("type_invalid", at, "Must be a whole number, not negative.");
      tables_.limits.add({std::string(name), value.integer(), countsOf(name)});
    });
  }

  void readSwitches(Reader& reader) {
    const Value* value = reader.field("switches");
    if (value == nullptr) return;
    const Place place{&reader.place(), "switches"};
    Reader switches(*value, place, problems_);
    if (const auto reshare = switches.optionalText("collectionReshare")) {
      tables_.switches.strictCollectionReshare = *reshare == "strict";
      if (*reshare != "strict" && *reshare != "stated")
        switches.report("value_invalid", "collectionReshare", "Must be \"stated\" or \"strict\".");
    }
    tables_.switches.limitedFolders = switches.flag("limitedFolders").value_or(false);
    switches.finish();
  }

  void readActions(Reader& reader) {
    readEntries(reader, "actions", [&](std::string_view name, const Value& value, const Place& at) {
      Action action;
      action.name = name;
      action.does = doesOf(name);
      action.deep = isDeep(name);
      action.onLive = name == "api_key.reveal";
      readAction(value, at, action);
      addAction(std::move(action));
    });
    if (tables_.actions.empty()) reader.report("field_missing", "actions", "Give at least one action.");
  }

  void readAction(const Value& value, const Place& at, Action& action) {
    Reader reader(value, at, problems_);
    action.title = reader.optionalText("title").value_or(action.name);
    if (const Value* on = reader.field("on"); on == nullptr)
      reader.report("field_missing", "on", "Say what the action is asked on.");
    else
      forEachText(*on, Place{&at, "on"}, [&](std::string_view name, const Place& place) {
        for (const auto& known : onNames)
          if (known.name == name) return action.on.push_back(known.on);
        report("value_invalid", place,
               "Must be account, library, self, asset, collection, link, user, group or apiKey.");
      });
    if (const Value* on = reader.field("on"); on != nullptr && on->isArray() && on->items().empty())
      reader.report("value_invalid", "on", "Say what the action is asked on.");
    action.level = readLevel(reader, "level");
    action.toLevel = readLevel(reader, "to");
    action.assetLevel = readLevel(reader, "asset");
    action.collectionLevel = readLevel(reader, "collection");
    action.kind = readWord<KindId>(reader, "kind", {{"file", fileKind}, {"folder", folderKind}}, anyKind);
    action.root =
        readWord<RootRule>(reader, "root", {{"open", RootRule::open}, {"closed", RootRule::closed}}, RootRule::blanket);
    action.versions = readWord<Versions>(
        reader, "versions", {{"any", Versions::any}, {"noncurrent", Versions::noncurrent}}, Versions::current);
    action.ownComment = readWord<bool>(reader, "own", {{"comment", true}}, false);
    if (const Value* feature = reader.field("feature"))
      readFeatureList(*feature, Place{&at, "feature"}, action.features);
    if (const Value* limit = reader.field("limit"))
      forEachText(*limit, Place{&at, "limit"}, [&](std::string_view name, const Place& place) {
        readLimit(name, place, [&](LimitId id) { action.limits.push_back(id); });
      });
    if (const auto batch = reader.optionalText("batch"))
      readLimit(*batch, Place{&at, "batch"}, [&](LimitId id) { action.batch = id; });
    action.host = reader.flag("host").value_or(false);
    action.isPublic = reader.flag("public").value_or(false);
    action.destructive = reader.flag("destructive").value_or(false);
    action.byArea = reader.flag("byArea").value_or(false);
    reader.finish();
    // What only folders or only files can be asked for, is asked of them alone.
    if (action.kind == anyKind && action.isOn(On::asset)) action.kind = operationOf(action.does).kind;
    if (!action.on.empty()) checkAction(value, at, action, tables_.limits, hasAreas_, problems_);
  }

  void readRoles(Reader& reader) {
    readEntries(reader, "roles", [&](std::string_view name, const Value& value, const Place& at) {
      Role role;
      role.name = name;
      Reader entry(value, at, problems_);
      role.title = entry.optionalText("title").value_or(role.name);
      if (const Value* level = entry.field("level");
          level != nullptr && level->isString() && level->string() == "shared")
        role.shared = true;
      else
        role.level = readLevel(entry, "level");
      role.feature = readFeature(entry, "feature");
      role.atLeast = readAtLeast(entry);
      role.blanket = !role.shared;
      role.allow = readPatterns(entry, at, "allow");
      // A level adds the actions that it allows to the listed ones. A role's level is the same at all places.
      for (ActionId id : tables_.actions.ids()) {
        const Action& action = tables_.actions[id];
        if (action.level.any() && (role.shared || role.level.covers(mostNeeded(action)))) role.allow.add(id);
      }
      const auto except = readPatterns(entry, at, "except", &role.allow);
      for (ActionId id : tables_.actions.ids())
        if (except.has(id)) role.allow.remove(id);
      role.own = readPatterns(entry, at, "own", &role.allow);
      role.certain = role.allow;
      entry.finish();
      tables_.roles.add(std::move(role));
    });
    if (tables_.roles.empty()) reader.report("field_missing", "roles", "Give at least one role.");
  }

  /// The highest level that an action needs at any of its places.
  LevelSet mostNeeded(const Action& action) const {
    const bool collects = action.assetLevel.any() || action.collectionLevel.any();
    if (collects && tables_.switches.strictCollectionReshare) return tables_.includes.back();  // H-1
    return action.level | action.toLevel | action.assetLevel | action.collectionLevel;
  }

  void readAreas(Reader& reader) {
    readEntries(reader, "areas", [&](std::string_view name, const Value& value, const Place& at) {
      const auto action = tables_.action(value.string());
      if (!action) return report("action_unknown", at, "Must name one of the actions.");
      const Action& opens = tables_.actions[*action];
      if (opens.level.any() || opens.host || opens.isPublic)
        report("combination_invalid", at,
               "An area is opened by an action that a role has or has not: one without `level`, `host` and `public`.");
      tables_.areas.push_back({std::string(name), *action});
    });
  }

  bool hasAreas_ = false;
};
}  // namespace

Result<Policy> readPolicy1(const Value& document) { return PolicyReader1().read(document); }

Result<Policy> Policy::parse(std::string_view json) {
  const auto document = parseJson(json);
  if (!document) return document.problems();
  const Value* format = document->root().find("format");
  const bool isSecond = format != nullptr && format->isString() && format->string() == "lockstep-policy/2";
  return isSecond ? readPolicy2(document->root()) : readPolicy1(document->root());
}

}  // namespace lockstep
