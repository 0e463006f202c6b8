// What a change may touch of what somebody knows. Whatever slice.cpp looks at must be looked at here.
#include "access/reach.h"

#include <algorithm>
#include <utility>

#include "account/path.h"

namespace lockstep {

namespace {

/// Ids that a change puts or takes away.
template <class T>
void addChanged(const Table<T>& put, const std::vector<std::string>& gone, Reach::Set& ids) {
  for (const auto& [id, entry] : put) ids.insert(id);
  ids.insert(gone.begin(), gone.end());
}

/// An entry as it was and as it is, where it was and is there.
template <class T, class Each>
void bothOf(const T* was, const T* is, Each each) {
  if (was != nullptr) each(*was);
  if (is != nullptr) each(*is);
}

/// Who holds what, before a change and after it: whatever is in an index afterwards was in it before or is in the change.
class Holders {
 public:
  Holders(const Account& before, const Delta& change, Reach::Set& users) : before_(before), put_(change.put), users_(users) {}

  void addSubject(const Subject& with) {
    if (with.isGroup) addGroup(with.id);
    else users_.insert(with.id);
  }
  void addGroup(const std::string& id) {
    if (!groups_.insert(id).second) return;
    bothOf(before_.group(id), put_.group(id), [this](const Group& group) { users_.insert(group.members.begin(), group.members.end()); });
  }
  void addAsset(const std::string& id) {
    bothOf(before_.asset(id), put_.asset(id), [this](const Asset& asset) { addOwner(asset.owner); });
    addShares(id);
    for (const auto* facts : {&before_, &put_})
      for (const auto& collection : facts->collectionsOf(id)) addCollection(collection);
  }
  void addCollection(const std::string& id) {
    if (!collections_.insert(id).second) return;
    bothOf(before_.collection(id), put_.collection(id), [this](const Collection& collection) { addOwner(collection.owner); });
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
  Reach::Set& users_;
  Reach::Set groups_, collections_;  // looked at already
};

}  // namespace

Reach::Reach(const Account& before, const Delta& change) {
  addRows(before, change);
  addLeads(before);
  addLeads(change.put);
  addHolders(before, change);
}

void Reach::addRows(const Account& before, const Delta& change) {
  const Account& put = change.put;
  addChanged(put.users(), change.users, users);
  addChanged(put.groups(), change.groups, groups);
  addChanged(put.assets(), change.assets, assets);
  addChanged(put.collections(), change.collections, collections);
  addChanged(put.links(), change.links, links);
  addChanged(put.apiKeys(), change.apiKeys, apiKeys);
  addChanged(put.comments(), change.comments, comments);
  selves_ = users, changedAssets_ = assets, changedCollections_ = collections, changedLinks_ = links;

  const auto addItem = [&](const std::string& id) { (before.asset(id) != nullptr || put.asset(id) != nullptr ? assets : collections).insert(id); };
  const auto addItems = [&](const std::string& collection) {
    bothOf(before.collection(collection), put.collection(collection), [this](const Collection& each) { assets.insert(each.items.begin(), each.items.end()); });
  };
  // An owner is named to those who know of the user.
  for (const auto& user : selves_)
    for (const auto* facts : {&before, &put})
      for (const auto& id : facts->ownedBy(user)) addItem(id);
  for (const auto& collection : changedCollections_) addItems(collection);
  for (const auto& id : links)
    bothOf(before.link(id), put.link(id), [&](const Link& link) { addItem(link.on), addItems(link.on); });
  for (const auto& id : comments)
    bothOf(before.comment(id), put.comment(id), [&](const Comment& comment) { assets.insert(comment.on); });
  for (const auto& id : changedAssets_)
    bothOf(before.asset(id), put.asset(id), [&](const Asset& asset) { movesBarrier_ = movesBarrier_ || (!asset.inherit && before.policy().switches().limitedFolders); });
}

/// What may be the reason that one knows an asset or a collection.
void Reach::addLeads(const Account& facts) {
  const auto addAll = [](const Ids& ids, Set& to) { to.insert(ids.begin(), ids.end()); };
  for (const auto& asset : assets) addAll(facts.collectionsOf(asset), collections), addAll(facts.linksOn(asset), links), addAll(facts.commentsOn(asset), comments);
  for (const auto& collection : collections) addAll(facts.linksOn(collection), links);
}

void Reach::addHolders(const Account& before, const Delta& change) {
  Holders holders(before, change, holders_);
  for (const auto& asset : changedAssets_) holders.addAsset(asset);
  for (const auto& collection : changedCollections_) holders.addCollection(collection);
  for (const auto& group : groups) holders.addGroup(group);
  change.put.eachShare([&](const Share& share) { holders.addSubject(share.with); });
  for (const auto& [on, with] : change.shares) holders.addSubject(with);
  for (const auto& id : comments)
    bothOf(before.comment(id), change.put.comment(id), [this](const Comment& comment) { authors_.insert(comment.author); });
}

Part Reach::partOf(const Account& before, const Principal& principal, const Standing& standing) const {
  switch (principal.kind) {
    case Principal::Kind::system: return Part::whole;
    case Principal::Kind::visitor: return partOfVisitor(before, principal.id);
    case Principal::Kind::apiKey: return apiKeys.contains(principal.id) ? Part::whole : Part::nothing;
    case Principal::Kind::user: break;
  }
  if (selves_.contains(principal.id)) return Part::whole;
  if (!standing.hasRole) return Part::nothing;
  if (standing.isShared && (movesBarrier_ || holders_.contains(principal.id))) return Part::library;
  const bool touchesRows = ((standing.users || standing.shareable) && !users.empty()) || ((standing.groups || standing.shareable) && !groups.empty()) ||
                           (!standing.isShared && standing.collections && !collections.empty()) || (standing.links != Standing::never && !links.empty()) ||
                           (standing.apiKeys && !apiKeys.empty()) || (standing.ownComments && authors_.contains(principal.id)) || (standing.ownAssets && holders_.contains(principal.id));
  return touchesRows ? Part::rows : Part::nothing;
}

Part Reach::partOfVisitor(const Account& before, const std::string& id) const {
  if (changedLinks_.contains(id)) return Part::whole;
  const Link* link = before.link(id);
  if (link == nullptr) return Part::nothing;
  const auto isChanged = [this](const std::string& item) { return changedAssets_.contains(item) || changedCollections_.contains(item); };
  const Collection* collection = before.collection(link->on);
  const bool touches = isChanged(link->on) || (collection != nullptr && std::any_of(collection->items.begin(), collection->items.end(), isChanged));
  return touches ? Part::whole : Part::nothing;
}

// ---- Following ----

Follower followerOf(const Account& account, Principal principal, Time now) {
  Standing standing = standingOf(Access(account, principal), now);
  return {std::move(principal), std::move(standing), now};
}

std::optional<Delta> elapse(const Account& account, Follower& follower, Time now) {
  if (now <= follower.at) return std::nullopt;
  const Time before = std::exchange(follower.at, now);
  if (!changesBetween(account, follower.principal, before, now)) return std::nullopt;
  follower.standing = standingOf(Access(account, follower.principal), now);
  return deltaBetween(sliceFor(account, follower.principal, before), sliceFor(account, follower.principal, now));
}

Delta quietDelta(const Account& account, const Standing& standing, std::int64_t from) {
  Delta delta(account.policy());
  delta.from = from;
  delta.to = account.revision;
  delta.put = termsFor(account, standing);
  return delta;
}

namespace {

/// A follower of whose slice something may be touched: that part of it, as it was.
struct Touched {
  std::size_t which;
  Part part;
  Account before;
};

/// Whether the change opens or closes something by itself, whatever it is on.
bool changesTerms(const Account& before, const Account& put) { return before.plan != put.plan || before.featureOverrides != put.featureOverrides; }

}  // namespace

std::vector<std::optional<Delta>> follow(Account& account, const Delta& change, const std::vector<Follower*>& followers) {
  std::vector<std::optional<Delta>> told(followers.size());
  const Reach reach(account, change);
  const bool newTerms = changesTerms(account, change.put);
  std::vector<Touched> touched;
  for (std::size_t i = 0; i < followers.size(); ++i) {
    const auto& [principal, standing, at] = *followers[i];
    if (principal.kind == Principal::Kind::system) continue;
    const Part part = reach.partOf(account, principal, standing);
    if (part != Part::nothing || newTerms) touched.push_back({i, part, part == Part::nothing ? Account(account.policy()) : sliceFor(account, principal, standing, at, reach, part)});
  }
  const Delta back = inverseOf(change, account);
  applyDelta(change, account);

  std::vector<std::size_t> standingChanged;  // followers whose standing changed: they get their whole slice
  for (const auto& [which, part, before] : touched) {
    auto& [principal, standing, at] = *followers[which];
    Standing now = part == Part::rows && !newTerms ? standing : standingOf(Access(account, principal), at);
    if (part != Part::whole && now != standing) standingChanged.push_back(which);
    else if (part != Part::nothing) told[which] = deltaBetween(before, sliceFor(account, principal, now, at, reach, part));
    standing = std::move(now);
  }
  // One after the other: two whole slices of each are never kept together.
  for (const auto which : standingChanged) {
    const auto& [principal, standing, at] = *followers[which];
    applyDelta(back, account);
    const Account before = sliceFor(account, principal, at);
    applyDelta(change, account);
    told[which] = deltaBetween(before, sliceFor(account, principal, at));
  }
  return told;
}

}  // namespace lockstep
