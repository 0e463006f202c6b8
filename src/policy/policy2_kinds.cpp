// Format 2: kinds of resource, and where each may be.
#include "policy/policy2_reader.h"

namespace lockstep {

namespace {

/// Names that mean something else where a kind, a relation or an attribute is named.
constexpr std::string_view reservedKinds[] = {"account", "self", "user", "group",  "role",       "key",      "link",
                                              "path",    "in",   "kind", "apiKey", "attributes", "relations"};

}  // namespace

void PolicyReader2::readKindNames(Reader& reader) {
  tables_.kinds.add({});
  readEntries(reader, "kinds", [&](std::string_view name, const Value&, const Place& at) {
    if (isListed(reservedKinds, name))
      return report("value_invalid", at, quote(name, " has a meaning of its own in requests. Choose another name."));
    Kind kind;
    kind.name = name;
    tables_.kinds.add(std::move(kind));
  });
}

void PolicyReader2::readKinds(Reader& reader) {
  const Place place{&reader.place(), "kinds"};
  for (const auto& [name, value] : reader.map("kinds"))
    if (const auto kind = idOf(tables_.kinds, name); kind && *kind != anyKind)
      readKind(value, Place{&place, name}, *kind);
  checkCollected(place);
  tables_.leaves = IdSet<KindId>(tables_.kinds.size());
  for (KindId id : tables_.kinds.ids()) {
    const auto& kinds = tables_.kinds.entries();
    const bool contains = std::any_of(kinds.begin(), kinds.end(), [id](const Kind& kind) {
      return std::find(kind.in.begin(), kind.in.end(), id) != kind.in.end();
    });
    if (!contains && id != anyKind) tables_.leaves.add(id);
  }
}

/// A level is given on what is in the tree.
void PolicyReader2::checkCollected(const Place& place) {
  for (const Kind& kind : tables_.kinds)
    for (const KindId item : kind.collects)
      if (!tables_.kinds[item].isPlace()) {
        const Place at{&place, kind.name};
        report("combination_invalid", Place{&at, "collects"},
               quote(tables_.kinds[item].name, " is in no other, so that no level is given there."));
      }
}

void PolicyReader2::readKind(const Value& value, const Place& at, KindId id) {
  Reader entry(value, at, problems_);
  Kind kind;
  kind.name = tables_.kinds[id].name;
  readKindPlaces(entry, at, kind);
  kind.naming = readWord<Naming>(entry, "names", {{"title", Naming::title}, {"key", Naming::key}, {"id", Naming::id}},
                                 Naming::title);
  readRelations(entry, at, kind);
  readAttributes(entry, "attributes", kind.attributes);
  for (const Attribute& attribute : kind.attributes)
    for (const Relation& relation : kind.relations)
      if (tables_.attributes[attribute.id] == tables_.relations[relation.id])
        report("duplicate", at,
               quote(tables_.attributes[attribute.id], " is a relation and an attribute. Rename one."));
  entry.finish();
  tables_.kinds[id] = std::move(kind);
}

void PolicyReader2::readKindPlaces(Reader& entry, const Place& at, Kind& kind) {
  readKindList(entry, at, "in", kind.in, &kind.inRoot);
  readKindList(entry, at, "collects", kind.collects, nullptr);
  kind.gives = readLevel(entry, "gives");
  refuseEmpty(entry, {"collects"});
  if (kind.isCollection() && kind.isPlace())
    entry.report("combination_invalid", "collects", "A collection is no place in the tree. Leave out `in`.");
  if (kind.isCollection() && !kind.gives.any())
    entry.report("field_missing", "gives", "Say which level a collection gives on its items.");
  if (!kind.isCollection() && kind.gives.any())
    entry.report("combination_invalid", "gives", "Only a collection gives a level. Leave it out, or add `collects`.");
  for (KindId item : kind.collects)
    if (kind.gives.any() && !isGivenOn(entry.optionalText("gives").value_or(""), item))
      entry.report("level_place", "gives", "The level is not given on what the collection holds: see its `on`.");
}

void PolicyReader2::readKindList(Reader& entry, const Place& at, std::string_view key, std::vector<KindId>& kinds,
                                 bool* root) {
  const Value* value = entry.field(key);
  if (value == nullptr) return;
  forEachText(*value, Place{&at, key}, [&](std::string_view name, const Place& place) {
    const auto kind = idOf(tables_.kinds, name);
    if (name == "/" && root != nullptr)
      *root = true;
    else if (name.empty() || !kind)
      report("kind_unknown", place, quote(name, " is not one of the kinds."));
    else if (std::find(kinds.begin(), kinds.end(), *kind) != kinds.end())
      report("duplicate", place, "Is listed twice. List it once.");
    else
      kinds.push_back(*kind);
  });
}

}  // namespace lockstep
