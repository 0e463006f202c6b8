// The part of a slice that a change may affect. Each fact that slice.cpp reads must be considered here.
#include "disclosure/change_impact.h"

#include <algorithm>
#include <array>
#include <utility>

#include "account/groups_above.h"
#include "lockstep/account/path.h"

namespace lockstep {

namespace {

/// Ids that a change puts or takes away.
template <class T>
void addChanged(const Table<T>& put, const std::vector<std::string>& gone, RowIds::Set& ids) {
  for (const auto& [id, entry] : put) ids.insert(id);
  ids.insert(gone.begin(), gone.end());
}

/// An entry as it was and as it is, where it was and is there.
template <class T, class Each>
void bothOf(const T* was, const T* is, Each each) {
  if (was != nullptr) each(*was);
  if (is != nullptr) each(*is);
}

/// Who holds what, before a change and after it: whatever is in an index afterwards was in it before or is in the
/// change.
class Holders {
 public:
  Holders(const Account& before, const Delta& change, RowIds::Set& users)
      : before_(before), put_(change.put), users_(users) {}

  void addSubject(const Subject& with) {
    if (with.kind == Subject::Kind::group)
      addGroup(with.id);
    else if (with.kind == Subject::Kind::user)
      users_.insert(with.id);
  }
  void addGroup(const std::string& id) {
    if (!groups_.insert(id).second) return;
    bothOf(before_.group(id), put_.group(id),
           [this](const Group& group) { users_.insert(group.members.begin(), group.members.end()); });
  }
  void addAsset(const std::string& id) {
    bothOf(before_.asset(id), put_.asset(id), [this](const Asset& asset) { addOwner(asset.owner); });
    addShares(id);
    for (const auto* facts : {&before_, &put_})
      for (const auto& collection : facts->collectionsOf(id)) addCollection(collection);
  }
  void addCollection(const std::string& id) {
    if (!collections_.insert(id).second) return;
    bothOf(before_.collection(id), put_.collection(id),
           [this](const Collection& collection) { addOwner(collection.owner); });
    addShares(id);
  }

 private:
  void addOwner(const std::string& owner) {
    if (!owner.empty()) users_.insert(owner);
  }
  void addShares(const std::string& item) {
    for (const auto* facts : {&before_, &put_})
      facts->sharesOn(item).each([&](const Share& share) { addSubject(share.with); });
  }

  const Account& before_;
  const Account& put_;
  RowIds::Set& users_;
  RowIds::Set groups_, collections_;  // looked at already
};

}  // namespace

ChangeImpact::ChangeImpact(const Account& before, const Delta& change) {
  addRows(before, change);
  if (before.policy().format() == 2) addReach(before, change);
  addLeads(before);
  addLeads(change.put);
  addHolders(before, change);
}

void ChangeImpact::addRows(const Account& before, const Delta& change) {
  const Account& put = change.put;
  addChanged(put.users(), change.users, rows_.users);
  addChanged(put.groups(), change.groups, rows_.groups);
  addChanged(put.assets(), change.assets, rows_.assets);
  addChanged(put.collections(), change.collections, rows_.collections);
  addChanged(put.links(), change.links, rows_.links);
  addChanged(put.apiKeys(), change.apiKeys, rows_.apiKeys);
  addChanged(put.comments(), change.comments, rows_.comments);
  selves_ = rows_.users;
  changedAssets_ = rows_.assets;
  changedCollections_ = rows_.collections;
  changedLinks_ = rows_.links;

  const auto addItem = [&](const std::string& id) {
    (before.asset(id) != nullptr || put.asset(id) != nullptr ? rows_.assets : rows_.collections).insert(id);
  };
  const auto addItems = [&](const std::string& collection) {
    bothOf(before.collection(collection), put.collection(collection),
           [this](const Collection& each) { rows_.assets.insert(each.items.begin(), each.items.end()); });
  };
  // An owner is named to those who know of the user.
  for (const auto& user : selves_)
    for (const auto* facts : {&before, &put})
      for (const auto& id : facts->ownedBy(user)) addItem(id);
  for (const auto& collection : changedCollections_) addItems(collection);
  for (const auto& id : rows_.links)
    bothOf(before.link(id), put.link(id), [&](const Link& link) {
      addItem(link.on);
      addItems(link.on);
    });
  for (const auto& id : rows_.comments)
    bothOf(before.comment(id), put.comment(id), [&](const Comment& comment) { rows_.assets.insert(comment.on); });
  for (const auto& id : changedAssets_)
    bothOf(before.asset(id), put.asset(id), [&](const Asset& asset) {
      movesBarrier_ = movesBarrier_ || (asset.isClosed() && before.policy().switches().limitedFolders);
    });
}

/// In format 2, adds the groups around those that change, and all that their shares and the changed ones reach.
void ChangeImpact::addReach(const Account& before, const Delta& change) {
  const Account& put = change.put;
  changesTerms_ = before.plan != put.plan || before.featureOverrides != put.featureOverrides;
  Set items = changedAssets_;
  items.insert(changedCollections_.begin(), changedCollections_.end());
  put.eachShare([&](const Share& share) { items.insert(share.on); });
  for (const auto& [on, with] : change.shares) items.insert(on);
  for (const auto& id : rows_.groups)
    bothOf(before.group(id), put.group(id),
           [this](const Group& group) { groupsAround_.insert(group.groups.begin(), group.groups.end()); });
  addGroupsAbove(rows_.groups, std::array{&before, &put});
  groupsAround_.insert(rows_.groups.begin(), rows_.groups.end());
  for (const auto& id : rows_.groups)
    for (const auto* facts : {&before, &put})
      for (const auto& item : facts->sharedWith(Subject::group(id))) items.insert(item);
  changesRoot_ = items.contains("/");
  for (const auto& id : items)
    for (const auto* facts : {&before, &put}) {
      if (const Collection* collection = facts->collection(id)) {
        rows_.collections.insert(id);
        for (const auto& item : collection->items) addPlace(item, before, put);
      }
    }
  for (const auto& id : items) addPlace(id, before, put);
}

/// Adds an asset, and all that is below it where levels change.
void ChangeImpact::addPlace(const std::string& id, const Account& before, const Account& put) {
  const Asset *was = before.asset(id), *is = put.asset(id);
  const bool keepsLevels = was != nullptr && is != nullptr && was->path == is->path && was->passes == is->passes &&
                           was->relations == is->relations && was->kind == is->kind;
  bothOf(was, is, [&](const Asset& place) {
    rows_.assets.insert(id);
    if (place.path.empty() || keepsLevels) return;
    for (const Asset* asset : before.below(place.path)) rows_.assets.insert(asset->id);
  });
}

/// What may be the reason that one knows an asset or a collection.
void ChangeImpact::addLeads(const Account& facts) {
  const auto addAll = [](const Ids& ids, Set& to) { to.insert(ids.begin(), ids.end()); };
  for (const auto& asset : rows_.assets) {
    addAll(facts.collectionsOf(asset), rows_.collections);
    addAll(facts.linksOn(asset), rows_.links);
    addAll(facts.commentsOn(asset), rows_.comments);
  }
  for (const auto& collection : rows_.collections) addAll(facts.linksOn(collection), rows_.links);
}

void ChangeImpact::addHolders(const Account& before, const Delta& change) {
  Holders holders(before, change, holders_);
  for (const auto& asset : changedAssets_) holders.addAsset(asset);
  for (const auto& collection : changedCollections_) holders.addCollection(collection);
  for (const auto& group : rows_.groups) holders.addGroup(group);
  change.put.eachShare([&](const Share& share) {
    holders.addSubject(share.with);
    subjects_.push_back(share.with);
  });
  for (const auto& [on, with] : change.shares) {
    holders.addSubject(with);
    subjects_.push_back(with);
  }
  changesRoles_ = !change.put.roles().empty() || !change.roles.empty();
  for (const auto& id : rows_.comments)
    bothOf(before.comment(id), change.put.comment(id),
           [this](const Comment& comment) { authors_.insert(comment.author); });
}

Part ChangeImpact::affectedPart(const Account& before, const Principal& principal, const Visibility& visibility) const {
  switch (principal.kind) {
    case Principal::Kind::system: return Part::whole;
    case Principal::Kind::visitor: return affectedPartOfVisitor(before, principal.id);
    case Principal::Kind::apiKey: return rows_.apiKeys.contains(principal.id) ? Part::whole : Part::nothing;
    case Principal::Kind::user: break;
  }
  if (selves_.contains(principal.id)) return Part::whole;
  if (!visibility.hasRole) return Part::nothing;
  if (before.policy().format() == 2) return affectedPart2(before, principal, visibility);
  if (visibility.isShared && (movesBarrier_ || holders_.contains(principal.id))) return Part::library;
  const bool touchesRows = ((visibility.users || visibility.shareable) && !rows_.users.empty()) ||
                           ((visibility.groups || visibility.shareable) && !rows_.groups.empty()) ||
                           (!visibility.isShared && visibility.collections && !rows_.collections.empty()) ||
                           (!visibility.links.empty() && !rows_.links.empty()) ||
                           (visibility.apiKeys && !rows_.apiKeys.empty()) ||
                           (visibility.ownComments && authors_.contains(principal.id)) ||
                           (visibility.ownAssets && holders_.contains(principal.id));
  return touchesRows ? Part::rows : Part::nothing;
}

/// In format 2 a role, a group or a relation of any sort may give levels.
Part ChangeImpact::affectedPart2(const Account& before, const Principal& principal,
                                 const Visibility& visibility) const {
  if (changesTerms_ || changesRoles_ || changesRoot_) return Part::whole;
  const Holder holder(before, principal.id);
  const bool isInGroup = std::any_of(groupsAround_.begin(), groupsAround_.end(),
                                     [&](const std::string& id) { return holder.groups().contains(id); });
  const bool changesGroups = isInGroup || (!rows_.groups.empty() && holders_.contains(principal.id));
  // A condition may read the groups of a principal, wherever its share is.
  if (changesGroups && before.policy().hasConditions()) return Part::whole;
  if (!rows_.users.empty() && (visibility.users || visibility.shareable)) return Part::whole;
  const bool touchesRows = (!rows_.groups.empty() && (visibility.groups || visibility.shareable)) ||
                           (!visibility.links.empty() && !rows_.links.empty()) ||
                           (visibility.apiKeys && !rows_.apiKeys.empty());
  const bool touchesShares =
      std::any_of(subjects_.begin(), subjects_.end(), [&](const Subject& subject) { return holder.isIn(subject); });
  return touchesRows || changesGroups || touchesShares || !changedAssets_.empty() || !changedCollections_.empty()
             ? Part::rows
             : Part::nothing;
}

Part ChangeImpact::affectedPartOfVisitor(const Account& before, const std::string& id) const {
  if (changedLinks_.contains(id)) return Part::whole;
  const Link* link = before.link(id);
  if (link == nullptr) return Part::nothing;
  const auto isChanged = [this](const std::string& item) {
    return changedAssets_.contains(item) || changedCollections_.contains(item);
  };
  const Collection* collection = before.collection(link->on);
  const bool touches =
      isChanged(link->on) ||
      (collection != nullptr && std::any_of(collection->items.begin(), collection->items.end(), isChanged));
  return touches ? Part::whole : Part::nothing;
}

}  // namespace lockstep
