// Format 2: actions. A field that would have no effect is refused, so that nothing is allowed by mistake.
#include <initializer_list>

#include "policy/policy2_reader.h"

namespace lockstep {

namespace {

bool isActionName(std::string_view name) {
  return !name.empty() && name.size() <= 100 && std::all_of(name.begin(), name.end(), [](char c) {
    return isLetterOrDigit(c) || c == '_' || c == '.' || c == '-' || c == ':';
  });
}

struct OnWord {
  std::string_view name;
  On on;
};
constexpr OnWord onWords[] = {{"account", On::account}, {"self", On::self},  {"user", On::user}, {"group", On::group},
                              {"role", On::role},       {"key", On::apiKey}, {"link", On::link}};

bool contains(const std::vector<On>& list, On on) { return std::find(list.begin(), list.end(), on) != list.end(); }

bool isOnly(const Action& action, On on) { return action.on.size() == 1 && action.on[0] == on; }

bool isAmong(Does does, std::initializer_list<Does> list) {
  return std::find(list.begin(), list.end(), does) != list.end();
}

}  // namespace

void PolicyReader2::readActions(Reader& reader) {
  const Place place{&reader.place(), "actions"};
  const auto members = reader.map("actions");
  if (members.size() > mostNamed) return reader.report("value_invalid", "actions", "At most 2000 entries.");
  for (const auto& [name, value] : members) {
    const Place at{&place, name};
    if (!isActionName(name)) {
      report("value_invalid", at, "The name must be of letters, digits, _, -, dots and colons.");
      continue;
    }
    Action action;
    action.name = name;
    readAction(value, at, action);
    addAction(std::move(action));
  }
  if (tables_.actions.empty()) reader.report("field_missing", "actions", "Give at least one action.");
}

void PolicyReader2::readAction(const Value& value, const Place& at, Action& action) {
  Reader reader(value, at, problems_);
  action.title = reader.optionalText("title").value_or(action.name);
  action.root = RootRule::closed;
  readOn(reader, at, action);
  readDoes(reader, at, action);
  action.level = readLevel(reader, "level");
  action.toLevel = readLevel(reader, "to");
  const LevelSet item = readLevel(reader, "item");
  (action.isOn(On::collection) ? action.assetLevel : action.collectionLevel) = item;
  readMaker(reader, action);
  if (const Value* feature = reader.field("feature")) readFeatureList(*feature, Place{&at, "feature"}, action.features);
  refuseEmpty(reader, {"feature", "limit", "when", "unless"});
  readLimitsOf(reader, at, action);
  action.when = readConditionList(reader, at, "when");
  action.unless = readConditionList(reader, at, "unless");
  action.host = reader.flag("host").value_or(false);
  action.isPublic = reader.flag("public").value_or(false);
  action.destructive = reader.flag("destructive").value_or(false);
  action.versions = Versions::any;
  checkFields(reader, at, action);
  reader.finish();
}

void PolicyReader2::readOn(Reader& reader, const Place& at, Action& action) {
  const Value* value = reader.field("on");
  if (value == nullptr) return reader.report("field_missing", "on", "Say what the action is asked on.");
  const auto add = [&](On on) {
    if (!contains(action.on, on)) action.on.push_back(on);
  };
  forEachText(*value, Place{&at, "on"}, [&](std::string_view name, const Place& place) {
    if (name == "/") {
      action.root = RootRule::blanket;
      return add(On::asset);
    }
    for (const OnWord& word : onWords)
      if (word.name == name) return add(word.on);
    const auto kind = name.empty() ? std::nullopt : idOf(tables_.kinds, name);
    if (!kind)
      return report("value_invalid", place,
                    quote(name, " must be a kind, /, account, self, user, group, role, key or link."));
    add(tables_.kinds[*kind].isCollection() ? On::collection : On::asset);
    action.kinds.push_back(*kind);
  });
  if (action.on.empty()) reader.report("value_invalid", "on", "Say what the action is asked on.");
  if (action.isOn(On::self) && action.on.size() > 1)
    reader.report("combination_invalid", "on", "What a person does to themselves is asked on nothing else.");
  // Only the root is meant, where no kind is named.
  if (action.isOn(On::asset) && action.kinds.empty()) action.rootOnly = true;
}

void PolicyReader2::readDoes(Reader& reader, const Place& at, Action& action) {
  const auto does = reader.optionalText("does");
  if (!does) return;
  const Place place{&at, "does"};
  const auto colon = does->find(':');
  const std::string_view name = does->substr(0, colon);
  action.does = effectOf(does->substr(0, colon == std::string_view::npos ? colon : colon + 1));
  if (*does == "set:inherit") action.does = Does::setInherit;
  if (action.does == Does::nothing)
    return report("value_invalid", place, quote(*does, " is no effect: must be ") + effectNames() + ".");
  if (colon != std::string_view::npos && action.does != Does::setInherit)
    readDoesWord(does->substr(colon + 1), place, action);
  const bool isTaken =
      std::all_of(action.on.begin(), action.on.end(), [&](On on) { return has(operationOf(action.does).takes, on); });
  if (!isTaken || !fitsPlaces(action))
    report("combination_invalid", Place{&at, "on"}, quote(name, " cannot be carried out on what the action is on."));
  action.deep = isAmong(action.does, {Does::copyResource, Does::moveResource, Does::deleteResource, Does::createLink,
                                      Does::editLink, Does::deleteLink});
}

/// Whether an effect has a meaning at each place that the action is on. The root has no name, level or attribute that a
/// request changes; what is in no other has no path, and gives nothing.
bool PolicyReader2::fitsPlaces(const Action& action) const {
  const bool isOnRoot = action.isOn(On::asset) && action.root == RootRule::blanket;
  const bool takesRoot = isAmong(action.does, {Does::create, Does::shareResource, Does::unshareResource});
  if (isOnRoot && !takesRoot) return false;
  const bool takesAny = isAmong(action.does, {Does::create, Does::deleteResource, Does::relate, Does::setAttribute});
  return takesAny || action.kinds.empty() || isPlaced(action);
}

/// Reads the kind, relation or attribute of an effect.
void PolicyReader2::readDoesWord(std::string_view word, const Place& at, Action& action) {
  if (action.does == Does::create) {
    const auto kind = word.empty() ? std::nullopt : idOf(tables_.kinds, word);
    if (!kind) return report("kind_unknown", at, quote(word, " is not one of the kinds."));
    action.makes = *kind;
    const Naming naming = tables_.kinds[*kind].naming;
    if (naming != Naming::id) action.extraNeeds = Need::name;
    return checkCreates(at, action);
  }
  const auto eachKindHas = [&](const auto& test) {
    return std::all_of(action.kinds.begin(), action.kinds.end(), test);
  };
  if (action.does == Does::relate) {
    const auto relation = idOf(tables_.relations, word);
    if (!relation || !eachKindHas([&](KindId kind) { return levelIn(kind, *relation).any(); }))
      return report("relation_unknown", at, quote(word, " must be a relation of each kind that the action is on."));
    action.relation = *relation;
  } else if (action.does == Does::setAttribute) {
    const auto attribute = idOf(tables_.attributes, word);
    if (!attribute || !eachKindHas([&](KindId kind) { return hasAttribute(kind, *attribute); }))
      return report("attribute_unknown", at, quote(word, " must be an attribute of each kind that the action is on."));
    action.attribute = *attribute;
  }
}

LevelSet PolicyReader2::levelIn(KindId kind, RelationId relation) const {
  for (const Relation& known : tables_.kinds[kind].relations)
    if (known.id == relation) return known.level;
  return {};
}

bool PolicyReader2::hasAttribute(KindId kind, AttributeId attribute) const {
  return Policy::attributeIn(tables_.kinds[kind].attributes, attribute) != nullptr;
}

/// A resource is made in what may contain it.
void PolicyReader2::checkCreates(const Place& at, const Action& action) {
  const Kind& kind = tables_.kinds[action.makes];
  if (!kind.isPlace()) {
    if (action.isOn(On::asset) || action.isOn(On::collection))
      report("combination_invalid", at, "This kind is in no other. Ask the action on `account`.");
    return;
  }
  if (!isOnly(action, On::asset))
    return report("combination_invalid", at, "Ask the action on the kinds that may contain it, or on `/`.");
  if (action.root == RootRule::blanket && !kind.inRoot)
    report("combination_invalid", at, "The root does not contain this kind. Leave `/` out of `on`.");
  for (KindId place : action.kinds)
    if (std::find(kind.in.begin(), kind.in.end(), place) == kind.in.end())
      report("combination_invalid", at, quote(tables_.kinds[place].name, " does not contain this kind."));
}

void PolicyReader2::readMaker(Reader& reader, Action& action) {
  const auto maker = reader.optionalText("maker");
  if (!maker) return;
  if (action.does != Does::create && action.does != Does::copyResource)
    return reader.report("combination_invalid", "maker", "Only a new resource has a maker. Leave it out.");
  action.maker = idOf(tables_.relations, *maker);
  const auto names = [&](KindId kind) { return action.maker && levelIn(kind, *action.maker).any(); };
  const bool isThere =
      action.does == Does::create ? names(action.makes) : std::all_of(action.kinds.begin(), action.kinds.end(), names);
  if (!isThere) reader.report("relation_unknown", "maker", quote(*maker, " is not a relation of that kind."));
}

void PolicyReader2::readLimitsOf(Reader& reader, const Place& at, Action& action) {
  if (const Value* limit = reader.field("limit"))
    forEachText(*limit, Place{&at, "limit"}, [&](std::string_view name, const Place& place) {
      readLimit(name, place, [&](LimitId id) {
        if (tables_.limits[id].perResource && !isPlaced(action))
          report("combination_invalid", place, "This is counted on a resource. Ask the action on a kind.");
        action.limits.push_back(id);
      });
    });
}

/// Whether each thing that the action is on is at a place: in the tree, a collection or a link on one.
bool PolicyReader2::isPlaced(const Action& action) const {
  const bool areKinds = std::all_of(action.kinds.begin(), action.kinds.end(), [this](KindId kind) {
    return tables_.kinds[kind].isPlace() || tables_.kinds[kind].isCollection();
  });
  return areKinds && std::all_of(action.on.begin(), action.on.end(),
                                 [](On on) { return on == On::asset || on == On::collection || on == On::link; });
}

void PolicyReader2::checkFields(Reader& reader, const Place& at, Action& action) {
  const auto refuse = [&](std::string_view field, std::string_view message) {
    report("combination_invalid", Place{&at, field}, message);
  };
  if (const auto gives = reader.optionalText("gives")) {
    action.givesAny = *gives == "any";
    if (*gives != "any") reader.report("value_invalid", "gives", "Must be \"any\", or be left out.");
    const Need needs = operationOf(action.does).needs;
    const bool takes =
        isAmong(action.does, {Does::relate, Does::unshareResource, Does::createLink, Does::editLink, Does::deleteLink});
    if (!(needs & (Need::level | Need::role)) && !takes)
      refuse("gives", "This action gives and takes no level and no role. Leave it out.");
  }
  if (action.level.any() && !isPlaced(action))
    refuse("level", "A level is held at a place. Ask the action on kinds with `in`, on collections or on `/` alone.");
  const bool takesTo = action.does == Does::nothing || operationOf(action.does).needs & Need::to;
  if (action.toLevel.any() && (!takesTo || !action.isOn(On::asset)))
    refuse("to", "This action takes no destination. Leave it out.");
  const bool collects = action.does == Does::collect || action.does == Does::uncollect;
  if ((action.assetLevel.any() || action.collectionLevel.any()) && !collects)
    refuse("item", "This action takes no second resource. Leave it out, or let it `collect`.");
  if (collects) action.extraNeeds = action.isOn(On::collection) ? Need::asset : Need::collection;
  if (collects && action.on.size() > 1)
    refuse("on", "Ask it either on collections or on what they have, whose second resource is another.");
  if (action.host && action.level.any())
    refuse("level", "The host holds no levels. Leave it out, or leave out `host`.");
  if (!action.isPublic) return;
  if (!isOnly(action, On::link))
    refuse("public", "Only a public link is opened without a role: ask it on `link` alone.");
  if (action.host || action.level.any()) refuse("public", "Nothing is asked of who opens a public link.");
}

}  // namespace lockstep
