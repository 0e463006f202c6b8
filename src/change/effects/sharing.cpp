// Shares, collections and public links.
#include <algorithm>

#include "change/edit.h"
#include "change/free_names.h"
#include "lockstep/account/path.h"

namespace lockstep::effects {

namespace {

/// Whether the user has at least that level at the request's place.
bool holds(const Edit& edit, const std::string& user, LevelSet level) {
  const LevelIndex levels(edit.facts, user);
  const bool onPath = edit.request.resource.kind == Resource::Kind::path;
  const LevelSet held = onPath ? levels.at(edit.path(), edit.context.now)
                               : levels.onCollection(edit.request.resource.id, edit.context.now).level;
  return held.covers(level);
}

/// whether a share changes nothing for now, since its user, or each member of its group, has as much by other
/// ways. Of roles, of everyone and of groups in groups that is not found out: they may be the whole account.
bool hasNoEffect(const Edit& edit, const Subject& with, LevelSet level) {
  if (with.kind == Subject::Kind::user) return holds(edit, with.id, level);
  const Group* group = with.kind == Subject::Kind::group ? edit.facts.group(with.id) : nullptr;
  if (group == nullptr || !group->groups.empty()) return false;
  return std::all_of(group->members.begin(), group->members.end(),
                     [&](const std::string& member) { return holds(edit, member, level); });
}

Collection named(const Edit& edit, const std::string& id) { return *edit.facts.collection(id); }

/// The collection that something is put into or taken out of.
Collection collectionOf(const Edit& edit) {
  const bool byAsset = edit.request.resource.kind == Resource::Kind::path;
  return named(edit, byAsset ? *edit.context.collection : edit.request.resource.id);
}

/// The name that the request gives, or a free one where another collection has it, which the one who asks may not see:
/// one that they may was refused (H-8).
std::string freeName(Edit& edit, std::string_view own) {
  const Collection* other = edit.facts.collectionNamed(*edit.context.name);
  if (other == nullptr || other->id == own) return *edit.context.name;
  edit.warnings.push_back("renamed");
  return freeCollectionName(edit.facts, *edit.context.name);
}

/// The link the request is about: named as the resource, or by `id` on its item (which `decide` has seen to).
const Link* findLink(const Edit& edit) {
  if (edit.request.resource.kind == Resource::Kind::link) return edit.facts.link(edit.request.resource.id);
  return edit.context.id ? edit.facts.link(*edit.context.id) : nullptr;
}

void takeTerms(Link& link, const Context& context, const Policy& policy) {
  if (context.level && policy.format() == 2) link.level = policy.level(*context.level).value_or(LevelSet());
  if (context.startsAt || context.noStart) link.startsAt = context.startsAt;
  if (context.endsAt || context.noEnd) link.endsAt = context.endsAt;
  if (context.hasPassword) link.hasPassword = *context.hasPassword;
  if (context.exposeUnpublished) link.exposeUnpublished = *context.exposeUnpublished;
}

}  // namespace

std::optional<Refusal> share(Edit& edit) {
  Share share;
  share.with = *edit.context.with;
  share.level = *edit.facts.policy().level(*edit.context.level);
  if (edit.facts.policy().format() == 2) share.named = edit.facts.policy().bitsNamed(*edit.context.level);
  share.until = edit.context.until;
  share.on = edit.item();
  if (share.on.empty()) return Refusal{"", Reason::path_invalid};
  const Share* const at = edit.facts.sharesOn(share.on).find(share.with);
  const auto known = at != nullptr ? std::optional(*at) : std::nullopt;
  const LevelSet highest = share.level | (known ? known->level : LevelSet());
  // The level that the share itself gave is no other way to have it.
  const bool hasEffect =
      known != share && !edit.withoutShare(known, [&] { return hasNoEffect(edit, share.with, highest); });
  if (known != share) edit.put(std::move(share));
  if (!hasEffect) edit.warnings.emplace_back("no_effect");
  return std::nullopt;
}

/// Only a share on this very item can be revoked here.
std::optional<Refusal> unshare(Edit& edit) {
  std::string item = edit.request.resource.id;
  if (edit.request.resource.kind == Resource::Kind::path) {
    const Asset* asset = edit.facts.assetAt(edit.path());
    item = asset != nullptr ? asset->id : "";
  }
  edit.eraseShare(item, *edit.context.with);
  if (!edit.changed) edit.warnings.emplace_back("no_effect");
  return std::nullopt;
}

std::optional<Refusal> createCollection(Edit& edit) {
  edit.put(Collection{edit.newId("c"), freeName(edit, ""), edit.maker(), {}});
  return std::nullopt;
}

std::optional<Refusal> renameCollection(Edit& edit) {
  Collection collection = named(edit, edit.request.resource.id);
  if (collection.name == *edit.context.name) return std::nullopt;
  collection.name = freeName(edit, collection.id);
  edit.put(std::move(collection));
  return std::nullopt;
}

/// The assets stay; all access that came through the collection ends.
std::optional<Refusal> deleteCollection(Edit& edit) {
  const std::string id = edit.request.resource.id;
  edit.eraseSharesOn(id);
  edit.eraseLinksOn(id);
  edit.eraseCollection(id);
  return std::nullopt;
}

std::optional<Refusal> addToCollection(Edit& edit) {
  const bool byAsset = edit.request.resource.kind == Resource::Kind::path;
  Collection collection = collectionOf(edit);
  // What is not listed is of the only kind that the collection has; `decide` has seen to it.
  const auto& collects = edit.facts.policy().kinds()[collection.kind].collects;
  const KindId only = collects.size() == 1 ? collects.front() : anyKind;
  const std::string asset = byAsset ? edit.item() : edit.listed(normalPath(*edit.context.asset).value_or(""), only).id;
  if (asset.empty()) return Refusal{"", Reason::path_invalid};
  if (std::find(collection.items.begin(), collection.items.end(), asset) != collection.items.end()) return std::nullopt;
  collection.items.push_back(asset);
  edit.put(std::move(collection));
  return std::nullopt;
}

std::optional<Refusal> removeFromCollection(Edit& edit) {
  Collection collection = collectionOf(edit);
  const bool byAsset = edit.request.resource.kind == Resource::Kind::path;
  const Asset* asset = edit.facts.assetAt(byAsset ? edit.path() : normalPath(*edit.context.asset).value_or(""));
  if (asset != nullptr && std::erase(collection.items, asset->id) > 0)
    edit.put(std::move(collection));
  else
    edit.warnings.emplace_back("no_effect");
  return std::nullopt;
}

std::optional<Refusal> createLink(Edit& edit) {
  Link link;
  link.id = edit.newId("l");
  link.on = edit.item();
  if (link.on.empty()) return Refusal{"", Reason::path_invalid};
  takeTerms(link, edit.context, edit.facts.policy());
  edit.put(std::move(link));
  return std::nullopt;
}

std::optional<Refusal> editLink(Edit& edit) {
  const Link* known = findLink(edit);
  if (known == nullptr) return std::nullopt;
  Link link = *known;
  takeTerms(link, edit.context, edit.facts.policy());
  if (link != *known) edit.put(std::move(link));
  return std::nullopt;
}

std::optional<Refusal> deleteLink(Edit& edit) {
  const Link* known = findLink(edit);
  if (known != nullptr) edit.eraseLink(known->id);
  return std::nullopt;
}

}  // namespace lockstep::effects
