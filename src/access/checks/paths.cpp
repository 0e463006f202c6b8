// Step 6 of R-2, for paths, names and ids: the item at a place, and the item that would come to it.
#include <algorithm>

#include "access/evaluation.h"
#include "lockstep/account/path.h"

namespace lockstep {

void unlessKnown(Evaluation& e, Reason reason) {
  const auto code = nameOf(reason);
  auto& known = e.answer.unverified;
  if (e.facts().isSlice && std::find(known.begin(), known.end(), code) == known.end()) e.unverified(code);
}

namespace {

/// Whether a slice may lack a file above a path: it knows of a folder on the way only where it lists it.
bool mayLieBelowFile(const Account& facts, const std::string& path) {
  if (!facts.isSlice) return false;
  const auto way = facts.wayTo(path);
  return way.count + (way.to(path) != nullptr ? 0 : 1) < pathDepth(path);
}

/// No place lies below a file, and none that is not listed exists where the account lists everything.
void checkExists(Evaluation& e, const std::string& path, std::string_view field) {
  const Account& facts = e.facts();
  if (facts.isBelowFile(facts.wayTo(path), path)) return e.problem(field, Reason::resource_mismatch);
  const bool absent = facts.complete && !facts.kindAt(path);
  if (absent && !facts.isSlice) return e.problem(field, Reason::resource_mismatch);
  if (absent || mayLieBelowFile(facts, path)) unlessKnown(e, Reason::resource_mismatch);
}

/// The account is believed before the request. Of a kind that is still open, a file may be made; a folder only where
/// the request says that it is one.
void checkIs(Evaluation& e, const std::string& path, KindId wanted, KindId said, std::string_view field) {
  const auto there = e.facts().kindAt(path);
  if (there == wanted) return;
  const bool isOpen = there == anyKind && (e.facts().isSlice || wanted == fileKind || said == wanted);
  if (there && !isOpen) return e.problem(field, Reason::resource_mismatch);
  unlessKnown(e, Reason::resource_mismatch);
}

/// Returns whether the principal may know the item at a path (H-8).
bool isSeen(const Evaluation& e, std::string_view path) {
  return !e.access.isShared() || e.access.levels().at(path, e.context.now).any();
}

/// An asset may only meet its own kind at a path. A slice is sure only of listed assets with a known kind.
bool meetsOther(Evaluation& e, std::string_view path, KindId comes) {
  const Account& facts = e.facts();
  const auto known = facts.kindAt(path);
  if (!facts.isSlice) return known && (comes == anyKind || facts.kindAt(path, anyKind) != comes);
  const bool sure = known.value_or(anyKind) != anyKind && comes != anyKind;
  if (!sure) unlessKnown(e, Reason::name_taken);
  return sure && *known != comes;
}

/// Checks the contents of a folder that is moved or copied: none may be too deep, or meet an asset of another kind.
void checkContents(Evaluation& e, const std::string& to) {
  const Account& facts = e.facts();
  bool deep = false, clash = false;
  for (const Asset* asset : facts.below(e.path)) {
    const std::string path = to + asset->path.substr(e.path.size());
    deep |= pathDepth(path) > deepestFolder + (asset->kind == fileKind ? 1 : 0);
    clash |= !isWithin(path, e.path) && isSeen(e, path) && meetsOther(e, path, facts.kindAt(asset->path, anyKind));
  }
  if (deep) e.problem("to", Reason::path_invalid);
  if (clash) e.problem("to", Reason::name_taken);
  unlessKnown(e, Reason::name_taken);
  if (pathDepth(to) > pathDepth(e.path)) unlessKnown(e, Reason::path_invalid);
}

}  // namespace

void checkPlace(Evaluation& e) {
  if (e.policy().format() == 2) return checkPlace2(e);
  if (e.path.empty()) return;
  checkExists(e, e.path, "");
  if (e.action->kind != anyKind) checkIs(e, e.path, e.action->kind, e.resource.assetKind, "");
}

/// Names that the one who asks may not see are answered as if they were free; `apply` steps aside (H-8).
void checkNameTaken(Evaluation& e, const std::string& name) {
  const Account& facts = e.facts();
  const bool renames = e.operation->renames;
  switch (e.operation->naming) {
    case Naming::group:
      if (const Group* other = facts.groupNamed(name); other != nullptr && !(renames && other->id == e.resource.id))
        e.problem("name", Reason::name_taken);
      return;
    case Naming::collection: {
      const Collection* other = facts.collectionNamed(name);
      if (other == nullptr || (renames && other->id == e.resource.id)) return;
      if (!e.access.isShared() || e.access.levels().onCollection(other->id, e.context.now).level.any())
        e.problem("name", Reason::name_taken);
      return;
    }
    case Naming::file:
    case Naming::folder: {
      const KindId comes = e.operation->naming == Naming::folder ? folderKind : fileKind;
      const std::string path = joinPath(renames ? parentPath(e.path) : std::string_view(e.path), name);
      if ((renames && path == e.path) || !isSeen(e, path)) return;
      // a rename onto an existing name is refused. A new asset may meet its own kind: an existing folder stays
      // as it is, an existing file gets a new version, also one of an open kind.
      const auto there = facts.kindAt(path);
      const bool isOpen = there == anyKind && (comes == fileKind || facts.isSlice);
      const bool meets = !renames && (there == comes || isOpen);
      if (there && !meets) return e.problem("name", Reason::name_taken);
      if (there != comes) unlessKnown(e, Reason::name_taken);
      return;
    }
    default: return;
  }
}

/// Checks the destination of a move or copy: a folder, and not the asset itself or below it. An asset of the
/// same name there must be of the same kind.
void checkDestination(Evaluation& e) {
  if (e.policy().format() == 2) return checkDestination2(e);
  if (!(e.operation->needs & Need::to) || e.to.empty()) return;
  if (isWithin(e.to, e.path)) e.problem("to", Reason::inside_itself);
  checkExists(e, e.to, "to");
  checkIs(e, e.to, folderKind, anyKind, "to");
  const std::string there = joinPath(e.to, lastSegment(e.path));
  if (there == e.path) return;
  const Account& facts = e.facts();
  const KindId kind =
      facts.isSlice ? facts.kindAt(e.path).value_or(anyKind) : facts.kindAt(e.path, e.resource.assetKind);
  if (isSeen(e, there) && meetsOther(e, there, kind)) e.problem("to", Reason::name_taken);
  if (kind == folderKind && pathDepth(there) > deepestFolder) e.problem("to", Reason::path_invalid);
  if (kind != fileKind) checkContents(e, there);
}

/// Checks that the id of a new thing is new among all kinds.
void checkNewId(Evaluation& e) {
  const Context& c = e.context;
  if (!e.operation->creates || !c.id) return;
  // Who is signed in again is not made again.
  if (e.action->does == Does::provisionUser && c.email && e.facts().userOfEmail(*c.email) != nullptr) return;
  if (c.id->empty() || c.id->size() > 200) return e.problem("id", Reason::name_invalid);
  if (e.facts().has(*c.id)) return e.problem("id", Reason::name_taken);
  unlessKnown(e, Reason::name_taken);
}

/// A link that is named by its id on an item is one of that item's, whose level was asked for. Its dates stay
/// in their order where only one of them changes.
void checkItemsLink(Evaluation& e) {
  const Context& c = e.context;
  if (!e.action->isOn(On::link) || e.action->isPublic) return;
  const Link* link = e.link;
  if (e.resource.kind != Resource::Kind::link && c.id) {
    const Asset* asset = e.facts().assetAt(e.path);
    const std::string* item = asset != nullptr ? &asset->id : e.collection != nullptr ? &e.collection->id : nullptr;
    link = e.facts().link(*c.id);
    if (link == nullptr || item == nullptr || link->on != *item) return e.problem("id", Reason::link_unknown);
  }
  if (link == nullptr || !(c.startsAt || c.endsAt)) return;
  const auto starts = c.startsAt || c.noStart ? c.startsAt : link->startsAt;
  const auto ends = c.endsAt || c.noEnd ? c.endsAt : link->endsAt;
  if (starts && ends && *ends < *starts) e.problem("endsAt", Reason::context_missing);
}

}  // namespace lockstep
