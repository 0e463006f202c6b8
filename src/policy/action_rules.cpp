// Which fields of an action go together. A field without effect is refused, so that nothing is allowed by mistake.
#include "policy/action_rules.h"

#include <algorithm>
#include <initializer_list>

namespace lockstep {

namespace {

constexpr std::string_view code = "combination_invalid";

class ActionRules {
 public:
  ActionRules(const Value& value, const Place& at, const Action& action, Problems& problems)
      : value_(value), at_(at), action_(action), problems_(problems) {}

  void check(const IdList<LimitId, Limit>& limits, bool areas) {
    checkOn();
    checkPlaces();
    checkKind();
    checkWhoMay();
    checkLimits(limits);
    if (action_.ownComment && !onlyOn({On::asset}))
      refuse("own", "Comments are on assets. Leave out `own`, or ask the action on `asset` alone.");
    if (action_.byArea && !areas) refuse("byArea", "The policy has no `areas`. Leave out `byArea`, or list the areas.");
  }

 private:
  bool states(std::string_view field) const {
    const Value* value = value_.find(field);
    return value != nullptr && value->kind() != Value::Kind::null;
  }
  bool onlyOn(std::initializer_list<On> kinds) const {
    return std::all_of(action_.on.begin(), action_.on.end(),
                       [&](On on) { return std::find(kinds.begin(), kinds.end(), on) != kinds.end(); });
  }
  void refuse(std::string_view field, std::string_view message) {
    report(problems_, code, Place{&at_, field}, message);
  }
  void refuse(std::string_view field, std::size_t index, std::string_view message) {
    const Place list{&at_, field};
    const Value* value = value_.find(field);
    report(problems_, code, value != nullptr && value->isArray() ? Place{&list, {}, index} : list, message);
  }
  /// Refuses each of the fields that the action states.
  void refuseAll(std::initializer_list<std::string_view> fields, std::string_view message) {
    for (const auto field : fields)
      if (states(field)) refuse(field, message);
  }

  void checkOn() {
    for (std::size_t i = 0; i < action_.on.size(); ++i) {
      const On on = action_.on[i];
      if (std::find(action_.on.begin(), action_.on.begin() + static_cast<std::ptrdiff_t>(i), on) !=
          action_.on.begin() + static_cast<std::ptrdiff_t>(i))
        refuse("on", i, "Is listed twice. List it once.");
      if (on == On::self && action_.on.size() > 1)
        refuse("on", i, "What a person does to themselves is asked on nothing else. Make it two actions.");
      if (action_.does != Does::nothing && !has(operationOf(action_.does).takes, on))
        refuse("on", i, "This action changes something else: must be " + taken() + ".");
    }
  }

  std::string taken() const {
    std::string names;
    for (const auto& known : onNames)
      if (has(operationOf(action_.does).takes, known.on))
        names += (names.empty() ? "" : " or ") + std::string(known.name);
    return names;
  }

  /// A level is held at places. Without a resource, a level is what the list of them is asked with.
  void checkPlaces() {
    const bool atPlaces = onlyOn({On::asset, On::collection, On::link, On::library}) && !onlyOn({On::library});
    if (states("level") && !atPlaces)
      refuse("level",
             "A level is held on an asset or a collection. Leave it out, or ask the action on `asset`, `collection` or "
             "`link` alone (with `library` for the list of them).");
    const Need taken = operationOf(action_.does).needs;
    const auto unlessTaken = [&](std::string_view field, Need need) {
      if (states(field) && action_.does != Does::nothing && !(taken & need))
        refuse(field, "This action takes no " + std::string(field == "to" ? "destination" : field) + ". Leave it out.");
    };
    unlessTaken("to", Need::to);
    unlessTaken("asset", Need::asset);
    unlessTaken("collection", Need::collection);
  }

  void checkKind() {
    if (!action_.isOn(On::asset))
      return refuseAll({"kind", "root", "versions"},
                       "Only assets have it. Leave it out, or ask the action on `asset`.");
    const KindId kind = operationOf(action_.does).kind;
    if (kind != anyKind && action_.kind != kind)
      refuse("kind", kind == folderKind ? "This action is for folders: must be `folder`."
                                        : "This action is for files: must be `file`.");
    if (action_.kind == folderKind) refuseAll({"versions"}, "Folders have no versions. Leave it out.");
    if (action_.kind == fileKind) refuseAll({"root"}, "The root is no file. Leave it out.");
    if (action_.versions == Versions::noncurrent && action_.does != Does::nothing)
      refuse("versions", "This action changes the current version. Leave it out.");
  }

  void checkWhoMay() {
    if (action_.host)
      refuseAll({"level", "to", "asset", "collection", "own", "byArea"},
                "The host holds no levels and has nothing of its own. Leave it out, or leave out `host`.");
    if (!action_.isPublic) return;
    if (!onlyOn({On::link}))
      refuse("public",
             "Only a public link is opened without a role: ask the action on `link` alone, or leave out `public`.");
    if (action_.host)
      refuse("public", "An action is for the host alone or for every caller. Leave out `public` or `host`.");
    refuseAll({"level", "to", "asset", "collection", "own", "byArea", "limit"},
              "Nothing is asked of who opens a public link. Leave it out, or leave out `public`.");
  }

  void checkLimits(const IdList<LimitId, Limit>& limits) {
    for (std::size_t i = 0; i < action_.limits.size(); ++i) {
      const auto before = action_.limits.begin() + static_cast<std::ptrdiff_t>(i);
      if (std::find(action_.limits.begin(), before, action_.limits[i]) != before)
        refuse("limit", i, "Is listed twice. List it once.");
      switch (limits[action_.limits[i]].counts) {
        case Counts::nothing:
          refuse("limit", i, "Nothing is counted by this name: must be " + countedNames() + ".");
          break;
        case Counts::linksPerResource:
          if (!onlyOn({On::asset, On::collection, On::link}))
            refuse("limit", i, "Links are counted on one item. Ask the action on `asset` or `collection` alone.");
          break;
        case Counts::collectionsPerAsset:
          if (!action_.assetLevel.any() && !onlyOn({On::asset}))
            refuse("limit", i,
                   "Collections are counted of one asset. Ask the action on `asset` alone, or say which level it needs "
                   "on the `asset` it takes.");
          break;
        default: break;
      }
    }
    for (std::size_t i = 1; i < action_.features.size(); ++i)
      if (std::find(action_.features.begin(), action_.features.begin() + static_cast<std::ptrdiff_t>(i),
                    action_.features[i]) != action_.features.begin() + static_cast<std::ptrdiff_t>(i))
        refuse("feature", i, "Is listed twice. List it once.");
  }

  const Value& value_;
  const Place& at_;
  const Action& action_;
  Problems& problems_;
};

}  // namespace

void checkAction(const Value& value, const Place& at, const Action& action, const IdList<LimitId, Limit>& limits,
                 bool areas, Problems& problems) {
  ActionRules(value, at, action, problems).check(limits, areas);
}

bool fitsKey(const Action& action) { return !action.host && !action.isOn(On::self); }

bool fitsVisitor(const Action& action) {
  const bool asksMore = action.toLevel.any() || action.assetLevel.any() || action.collectionLevel.any() ||
                        action.ownComment || action.byArea;
  const bool isHarmless = action.does == Does::nothing || action.does == Does::create;
  return (action.isOn(On::link) || action.isOn(On::asset)) && isHarmless && !action.host && !asksMore;
}

}  // namespace lockstep
