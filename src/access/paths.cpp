// Step 6 of R-2, for paths, names and ids: the item at a place, and the item that would come to it.
#include <algorithm>

#include "access/question.h"
#include "account/path.h"

namespace lockstep {

void unlessKnown(Question& q, Reason reason) {
  const auto code = nameOf(reason);
  auto& known = q.answer.unverified;
  if (q.facts().isSlice && std::find(known.begin(), known.end(), code) == known.end()) q.unverified(code);
}

namespace {

/// Whether a slice may lack a file above a path: it knows of a folder on the way only where it lists it.
bool mayLieBelowFile(const Account& facts, const std::string& path) {
  if (!facts.isSlice) return false;
  const auto way = facts.wayTo(path);
  return way.count + (way.to(path) != nullptr ? 0 : 1) < pathDepth(path);
}

/// No place lies below a file, and none that is not listed exists where the account lists everything.
void checkExists(Question& q, const std::string& path, std::string_view field) {
  const Account& facts = q.facts();
  if (Account::isBelowFile(facts.wayTo(path), path)) return q.problem(field, Reason::resource_mismatch);
  const bool absent = facts.complete && !facts.kindAt(path);
  if (absent && !facts.isSlice) return q.problem(field, Reason::resource_mismatch);
  if (absent || mayLieBelowFile(facts, path)) unlessKnown(q, Reason::resource_mismatch);
}

/// The account is believed before the request. Of a kind that is still open, a file may be made; a folder only where the
/// request says that it is one.
void checkIs(Question& q, const std::string& path, AssetKind wanted, AssetKind said, std::string_view field) {
  const auto there = q.facts().kindAt(path);
  if (there == wanted) return;
  const bool isOpen = there == AssetKind::any && (q.facts().isSlice || wanted == AssetKind::file || said == wanted);
  if (there && !isOpen) return q.problem(field, Reason::resource_mismatch);
  unlessKnown(q, Reason::resource_mismatch);
}

/// Returns whether the principal may know the item at a path (H-8).
bool isSeen(const Question& q, std::string_view path) { return !q.access.isShared() || q.access.levels().at(path, q.context.now) > 0; }

/// What comes to a path meets only its own kind there. A slice knows for sure of two kinds that it lists.
bool meetsOther(Question& q, std::string_view path, AssetKind comes) {
  const Account& facts = q.facts();
  const auto known = facts.kindAt(path);
  if (!facts.isSlice) return known && (comes == AssetKind::any || facts.kindAt(path, AssetKind::any) != comes);
  const bool sure = known.value_or(AssetKind::any) != AssetKind::any && comes != AssetKind::any;
  if (!sure) unlessKnown(q, Reason::name_taken);
  return sure && *known != comes;
}

/// What lies in a folder that is moved or copied: nothing may come to lie too deep, nor meet what is of another kind.
void checkContents(Question& q, const std::string& to) {
  const Account& facts = q.facts();
  bool deep = false, clash = false;
  for (const Asset* asset : facts.below(q.path)) {
    const std::string path = to + asset->path.substr(q.path.size());
    deep |= pathDepth(path) > deepestFolder + (asset->kind == AssetKind::file ? 1 : 0);
    clash |= !isWithin(path, q.path) && isSeen(q, path) && meetsOther(q, path, facts.kindAt(asset->path, AssetKind::any));
  }
  if (deep) q.problem("to", Reason::path_invalid);
  if (clash) q.problem("to", Reason::name_taken);
  unlessKnown(q, Reason::name_taken);
  if (pathDepth(to) > pathDepth(q.path)) unlessKnown(q, Reason::path_invalid);
}

}  // namespace

void checkPlace(Question& q) {
  if (q.path.empty()) return;
  checkExists(q, q.path, "");
  if (q.action->kind != AssetKind::any) checkIs(q, q.path, q.action->kind, q.resource.assetKind, "");
}

/// Names that the one who asks may not see are answered as if they were free; `apply` steps aside (H-8).
void checkNameTaken(Question& q, const std::string& name) {
  const Account& facts = q.facts();
  const bool renames = q.operation->renames;
  switch (q.operation->naming) {
    case Naming::group:
      if (const Group* other = facts.groupNamed(name); other != nullptr && !(renames && other->id == q.resource.id)) q.problem("name", Reason::name_taken);
      return;
    case Naming::collection: {
      const Collection* other = facts.collectionNamed(name);
      if (other == nullptr || (renames && other->id == q.resource.id)) return;
      if (!q.access.isShared() || q.access.levels().onCollection(other->id, q.context.now).level > 0) q.problem("name", Reason::name_taken);
      return;
    }
    case Naming::file:
    case Naming::folder: {
      const AssetKind comes = q.operation->naming == Naming::folder ? AssetKind::folder : AssetKind::file;
      const std::string path = joinPath(renames ? parentPath(q.path) : std::string_view(q.path), name);
      if ((renames && path == q.path) || !isSeen(q, path)) return;
      // a rename onto another's name is refused. What is made may meet its own kind: a folder that is there stays
      // as it is, a file gets a new version, also one whose kind is open.
      const auto there = facts.kindAt(path);
      const bool isOpen = there == AssetKind::any && (comes == AssetKind::file || facts.isSlice);
      const bool meets = !renames && (there == comes || isOpen);
      if (there && !meets) return q.problem("name", Reason::name_taken);
      if (there != comes) unlessKnown(q, Reason::name_taken);
      return;
    }
    default: return;
  }
}

/// The destination of a move or copy, for whoever asks: not the folder itself nor below it, and a folder; what
/// it meets there under its name must be of its kind.
void checkDestination(Question& q) {
  if (!(q.operation->needs & Need::to) || q.to.empty()) return;
  if (isWithin(q.to, q.path)) q.problem("to", Reason::inside_itself);
  checkExists(q, q.to, "to");
  checkIs(q, q.to, AssetKind::folder, AssetKind::any, "to");
  const std::string there = joinPath(q.to, lastSegment(q.path));
  if (there == q.path) return;
  const Account& facts = q.facts();
  const AssetKind kind = facts.isSlice ? facts.kindAt(q.path).value_or(AssetKind::any) : facts.kindAt(q.path, q.resource.assetKind);
  if (isSeen(q, there) && meetsOther(q, there, kind)) q.problem("to", Reason::name_taken);
  if (kind == AssetKind::folder && pathDepth(there) > deepestFolder) q.problem("to", Reason::path_invalid);
  if (kind != AssetKind::file) checkContents(q, there);
}

/// The id of what is made must be new, whatever has it.
void checkNewId(Question& q) {
  const Context& c = q.context;
  if (!q.operation->makes || !c.id) return;
  // Who is signed in again is not made again.
  if (q.action->does == Does::provisionUser && c.email && q.facts().userOfEmail(*c.email) != nullptr) return;
  if (c.id->empty() || c.id->size() > 200) return q.problem("id", Reason::name_invalid);
  if (q.facts().has(*c.id)) return q.problem("id", Reason::name_taken);
  unlessKnown(q, Reason::name_taken);
}

/// A link that is named by its id on an item is one of that item's, whose level was asked for. Its dates stay in
/// their order where only one of them changes.
void checkItemsLink(Question& q) {
  const Context& c = q.context;
  if (!q.action->isOn(On::link) || q.action->isPublic) return;
  const Link* link = q.link;
  if (q.resource.kind != Resource::Kind::link && c.id) {
    const Asset* asset = q.facts().assetAt(q.path);
    const std::string* item = asset != nullptr ? &asset->id : q.collection != nullptr ? &q.collection->id : nullptr;
    link = q.facts().link(*c.id);
    if (link == nullptr || item == nullptr || link->on != *item) return q.problem("id", Reason::link_unknown);
  }
  if (link == nullptr || !(c.startsAt || c.endsAt)) return;
  const auto starts = c.startsAt || c.noStart ? c.startsAt : link->startsAt;
  const auto ends = c.endsAt || c.noEnd ? c.endsAt : link->endsAt;
  if (starts && ends && *ends < *starts) q.problem("endsAt", Reason::context_missing);
}

}  // namespace lockstep
