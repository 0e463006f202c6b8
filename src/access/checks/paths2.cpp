// Step 6 of R-2 for the kinds of a policy in format 2: what may be where, and what it may be called.
#include <algorithm>

#include "access/evaluation.h"
#include "account/facts2_json.h"
#include "account/names.h"
#include "base/text.h"
#include "lockstep/account/path.h"

namespace lockstep {

bool isAmongKinds(const std::vector<KindId>& kinds, KindId kind) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

namespace {

/// Returns the kinds that may be directly in resources of some kinds.
IdSet<KindId> kindsIn(const Policy& policy, const IdSet<KindId>& above) {
  const auto& kinds = policy.kinds();
  IdSet<KindId> found(kinds.size());
  for (KindId id : kinds.ids())
    if (std::any_of(kinds[id].in.begin(), kinds[id].in.end(), [&](KindId in) { return above.has(in); })) found.add(id);
  return found;
}

}  // namespace

std::optional<IdSet<KindId>> kindsAt(const Policy& policy, const PathIndex::Way& way, std::string_view path) {
  if (way.count == 0) return std::nullopt;
  const Asset& last = *way.assets[way.count - 1];
  IdSet<KindId> found(policy.kinds().size());
  found.add(last.kind);
  for (std::size_t steps = pathDepth(path) - pathDepth(last.path); steps > 0; --steps) {
    IdSet<KindId> next = kindsIn(policy, found);
    if (next == found) break;
    found = std::move(next);
  }
  return found;
}

namespace {

/// Whether another resource directly in a place has the name; case is ignored.
bool isTaken(const Evaluation& e, std::string_view place, std::string_view name, std::string_view own) {
  const std::string folded = lowerAscii(name);
  for (const Asset* asset : e.facts().below(place))
    if (asset->path != own && parentPath(asset->path) == place && lowerAscii(lastSegment(asset->path)) == folded)
      return e.access.levels().at(asset->path, e.context.now, &e).any() || !e.access.isShared();
  return false;
}

/// Whether the resource may be where it is: of the kind that the request states, or of any that the action is on.
bool mayBeThere(const Evaluation& e) {
  if (e.resource.kind != Resource::Kind::path || e.resource.isUnlisted) return true;
  const auto there = kindsAt(e.policy(), e.facts().wayTo(e.path), e.path);
  const KindId stated = statedKind(e);
  if (!there) return true;
  if (stated != anyKind) return there->has(stated);
  return std::any_of(e.action->kinds.begin(), e.action->kinds.end(), [&](KindId kind) { return there->has(kind); });
}

/// Whether a place may contain the kind; a kind that is not known, any that the action is on.
bool fitsPlace(const Evaluation& e, KindId kind) {
  const auto there = kindsAt(e.policy(), e.facts().wayTo(e.to), e.to);
  const auto fits = [&](KindId id) {
    const Kind& each = e.policy().kinds()[id];
    if (e.to == "/" || !there) return e.to != "/" || each.inRoot;
    return std::any_of(each.in.begin(), each.in.end(), [&](KindId in) { return there->has(in); });
  };
  if (kind != anyKind) return fits(kind);
  return std::any_of(e.action->kinds.begin(), e.action->kinds.end(), fits);
}

}  // namespace

KindId kindOfResource(const Evaluation& e) {
  if (e.collection != nullptr) return e.collection->kind;
  if (e.path == "/" && e.policy().format() == 2) return anyKind;
  if (const Asset* asset = e.asset()) return asset->kind;
  const KindId stated = statedKind(e);
  return stated == anyKind && e.action->kinds.size() == 1 ? e.action->kinds.front() : stated;
}

void checkPlace2(Evaluation& e) {
  if (e.path.empty() || e.path == "/") return;
  const Account& facts = e.facts();
  const auto way = facts.wayTo(e.path);
  const Asset* listed = way.to(e.path);
  const bool isOnLink = e.resource.kind == Resource::Kind::link && e.action->isOn(On::link);
  const bool isBelowLeaf = std::any_of(
      way.begin(), way.end(), [&](const Asset* asset) { return asset != listed && e.policy().isLeaf(asset->kind); });
  if (isBelowLeaf || (listed == nullptr && !mayBeThere(e))) return e.problem("", Reason::resource_mismatch);
  if (listed != nullptr && !isAmongKinds(e.action->kinds, listed->kind) && !isOnLink)
    return e.problem("", Reason::resource_mismatch);
  if (isMissing(facts, e.path) && !facts.isSlice) e.problem("", Reason::resource_mismatch);
}

bool isMissing(const Account& facts, std::string_view path) {
  if (!facts.complete || path.empty() || path == "/") return false;
  return facts.assetAt(path) == nullptr && facts.below(path).empty();
}

/// A collection has what its kind collects. What the account does not list is of the only kind that it can be.
void checkCollected2(Evaluation& e) {
  if (!hasExtras || !isCollecting(*e.action)) return;
  const bool byCollection = e.resource.kind == Resource::Kind::collection;
  const Account& facts = e.facts();
  const Collection* into = e.context.collection ? facts.collection(*e.context.collection) : nullptr;
  if (byCollection) into = e.collection;
  if (into == nullptr || (byCollection && !e.context.asset)) return;
  const auto& collects = e.policy().kinds()[into->kind].collects;
  const Asset* item = byCollection ? facts.assetAt(e.assetPath) : nullptr;
  const KindId only = collects.size() == 1 && e.assetPath != "/" ? collects.front() : anyKind;
  const KindId kind = !byCollection ? kindOfResource(e) : item != nullptr ? item->kind : only;
  Asset unlisted;
  unlisted.kind = kind;
  unlisted.path = e.assetPath;
  const bool isElsewhere = byCollection && item == nullptr && !fitsPlace(facts, unlisted);
  if (isElsewhere || !isAmongKinds(collects, kind))
    e.problem(byCollection ? "asset" : "collection", Reason::resource_mismatch);
  if (byCollection && item == nullptr) unlessKnown(e, Reason::resource_mismatch);
}

void checkName2(Evaluation& e, const std::string& name) {
  const bool renames = e.operation->renames;
  const KindId kind = renames ? kindOfResource(e) : e.action->makes;
  if (!isValidName(e.policy().kinds()[kind].naming, name)) return e.problem("name", Reason::name_invalid);
  if (e.policy().kinds()[kind].isCollection()) {
    const Collection* other = e.facts().collectionNamed(name);
    if (other != nullptr && other != e.collection) e.problem("name", Reason::name_taken);
    return;
  }
  if (e.path.empty()) return;
  const std::string_view place = renames ? parentPath(e.path) : std::string_view(e.path);
  if (isTaken(e, place, name, renames ? std::string_view(e.path) : std::string_view()))
    e.problem("name", Reason::name_taken);
  unlessKnown(e, Reason::name_taken);
}

void checkDestination2(Evaluation& e) {
  if (!(e.operation->needs & Need::to) || e.to.empty()) return;
  if (isWithin(e.to, e.path)) return e.problem("to", Reason::inside_itself);
  const Asset* place = e.facts().assetAt(e.to);
  const bool isKnown = e.to == "/" || place != nullptr;
  if (!fitsPlace(e, kindOfResource(e))) return e.problem("to", Reason::resource_mismatch);
  if (!isKnown && e.facts().complete && !e.facts().isSlice) return e.problem("to", Reason::resource_mismatch);
  if (isTaken(e, e.to, lastSegment(e.path), e.path)) e.problem("to", Reason::name_taken);
  unlessKnown(e, Reason::name_taken);
}

}  // namespace lockstep
