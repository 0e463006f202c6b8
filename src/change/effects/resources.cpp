// What makes, names and deletes resources of the kinds of a policy in format 2, and sets what they say.
#include <algorithm>

#include "access/set_value.h"
#include "account/names.h"
#include "change/edit.h"
#include "lockstep/account/path.h"

namespace lockstep::effects {

namespace {

void nameMaker(const Edit& edit, const Action& action, Relations& relations) {
  if (action.maker && !edit.maker().empty()) relations[*action.maker] = {edit.maker()};
}

/// Returns the item that the request is about, changed by `change`; lists it first if it is not listed.
template <class Change>
std::optional<Refusal> changeItem(Edit& edit, Change change) {
  if (edit.request.resource.kind == Resource::Kind::collection) {
    const Collection& known = *edit.facts.collection(edit.request.resource.id);
    Collection collection = known;
    change(collection.relations, collection.attributes);
    if (collection != known) edit.put(std::move(collection));
    return std::nullopt;
  }
  if (edit.request.resource.kind == Resource::Kind::path && edit.path() == "/") return Refusal{"", Reason::root_closed};
  const auto known = edit.listedResource();
  if (!known) return Refusal{"", Reason::path_invalid};
  Asset asset = *known;
  change(asset.relations, asset.attributes);
  if (asset != *known) edit.put(std::move(asset));
  return std::nullopt;
}

}  // namespace

std::optional<Refusal> createResource(Edit& edit) {
  const Action& action = edit.action();
  const Kind& kind = edit.facts.policy().kinds()[action.makes];
  if (kind.isCollection()) {
    Collection collection;
    collection.id = edit.newId("c");
    collection.kind = action.makes;
    collection.name = edit.context.name.value_or(collection.id);
    nameMaker(edit, action, collection.relations);
    edit.put(std::move(collection));
    return std::nullopt;
  }
  Asset asset;
  asset.id = edit.newId("r");
  asset.kind = action.makes;
  if (kind.isPlace()) {
    // A kind whose names are ids has the id as its name where none is given.
    if (!edit.context.name && !isValidName(kind.naming, asset.id)) return Refusal{"id", Reason::name_invalid};
    const std::string place = edit.request.resource.kind == Resource::Kind::path ? edit.path() : "/";
    const auto path = normalPath(joinPath(place, edit.context.name.value_or(asset.id)));
    if (!path) return Refusal{"name", Reason::path_invalid};
    if (edit.facts.assetAt(*path) != nullptr) return Refusal{"name", Reason::name_taken};
    asset.path = *path;
  }
  nameMaker(edit, action, asset.relations);
  edit.put(std::move(asset));
  return std::nullopt;
}

std::optional<Refusal> renameResource(Edit& edit) {
  if (edit.request.resource.kind == Resource::Kind::collection) return renameCollection(edit);
  return renameAsset(edit);
}

std::optional<Refusal> deleteResource(Edit& edit) {
  if (edit.request.resource.kind == Resource::Kind::collection) return deleteCollection(edit);
  if (edit.request.resource.kind == Resource::Kind::path) return deleteAsset(edit);
  if (edit.facts.asset(edit.request.resource.id) != nullptr) edit.removeAsset(edit.request.resource.id);
  return std::nullopt;
}

std::optional<Refusal> relate(Edit& edit) {
  const RelationId relation = edit.action().relation;
  if (edit.context.with->kind != Subject::Kind::user) return Refusal{"with", Reason::context_missing};
  return changeItem(edit, [&](Relations& relations, Attributes&) { relations[relation] = {edit.context.with->id}; });
}

std::optional<Refusal> setAttribute(Edit& edit) {
  const AttributeId id = edit.action().attribute;
  const Attribute* declared = edit.facts.policy().attributeOf(edit.kind(), id);
  const auto value = declared != nullptr ? valueAs(*edit.context.value, *declared) : std::nullopt;
  if (!value) return Refusal{"value", Reason::context_missing};
  return changeItem(edit, [&](Relations&, Attributes& attributes) { attributes[id] = *value; });
}

/// `true`, `false`, or the names of the levels that pass.
std::optional<Refusal> setInherit(Edit& edit) {
  const auto passes = passingLevels(*edit.context.value, edit.facts.policy());
  if (!passes) return Refusal{"value", Reason::context_missing};
  const auto known = edit.listedResource();
  if (!known) return Refusal{"", Reason::path_invalid};
  Asset asset = *known;
  asset.passes = *passes;
  if (asset != *known) edit.put(std::move(asset));
  return std::nullopt;
}

}  // namespace lockstep::effects
