// What a principal may know: the least that still decides everything they may ask.
#include "lockstep/disclosure/slice.h"

#include <algorithm>
#include <type_traits>

#include "access/holdings.h"
#include "access/resource_conditions.h"
#include "lockstep/account/path.h"

namespace lockstep {

namespace {

class Slicer {
 public:
  /// `people` and `library` are what of each is wanted; without them, all.
  Slicer(const Account& account, const Access& access, const Visibility& visibility, Time now, const RowIds* people,
         const RowIds* library)
      : account_(account),
        access_(access),
        visibility_(visibility),
        now_(now),
        people_(people),
        library_(library),
        reads_(account.policy().reads()),
        slice_(termsFor(account, visibility)) {}

  Account make() {
    switch (access_.principal().kind) {
      case Principal::Kind::system: return account_;
      case Principal::Kind::visitor: addOpenedLink(); break;
      case Principal::Kind::apiKey:
        if (const ApiKey* key = access_.apiKey(); key != nullptr && !key->hasEnded(now_)) slice_.put(*key);
        break;
      case Principal::Kind::user:
        if (access_.user() != nullptr) addUser();
        break;
    }
    return std::move(slice_);
  }

 private:
  /// Those of a table that are wanted.
  template <class T, class Each>
  static void each(const Table<T>& table, const RowIds::Set* wanted, Each each) {
    if (wanted == nullptr)
      for (const auto& [id, entry] : table) each(entry);
    else
      for (const auto& id : *wanted)
        if (const T* entry = table.find(id)) each(*entry);
  }

  void addUser() {
    if (people_ == nullptr) slice_.put(*access_.user());
    if (!visibility_.hasRole) return;
    addDirectory();
    if (account_.policy().format() == 2)
      addSecond();
    else if (visibility_.isShared)
      addHeld();
    else if (visibility_.collections)
      each(account_.collections(), library_ ? &library_->collections : nullptr,
           [this](const Collection& collection) { addCollection(collection); });
    if (visibility_.ownAssets) addOwnAssets();
    if (!visibility_.links.empty())
      each(account_.links(), library_ ? &library_->links : nullptr, [this](const Link& link) { addKnownLink(link); });
    if (visibility_.ownComments)
      each(account_.comments(), library_ ? &library_->comments : nullptr,
           [this](const Comment& comment) { addComment(comment); });
    if (visibility_.apiKeys)
      each(account_.apiKeys(), library_ ? &library_->apiKeys : nullptr, [this](const ApiKey& key) { slice_.put(key); });
  }

  void addOwnAssets() {
    for (const auto& id : account_.ownedBy(access_.user()->id))
      if (const Asset* asset = account_.asset(id)) addAsset(*asset);
  }

  bool isMe(std::string_view id) const { return access_.user() != nullptr && access_.user()->id == id; }
  bool isShareable(const User& user) const {
    if (account_.policy().format() == 2) return visibility_.shareable;
    return visibility_.shareable && user.roleId && account_.policy().roles()[*user.roleId].shared;
  }
  /// Whether the user is in the slice, wanted or not.
  bool isKnown(std::string_view id) const {
    if (isMe(id)) return true;
    const User* user = visibility_.users || visibility_.shareable ? account_.user(id) : nullptr;
    return user != nullptr && (visibility_.users || isShareable(*user));
  }

  /// Those who run users know them all; those who may share know whom they can share with, without e-mails.
  void addDirectory() {
    each(account_.users(), people_ ? &people_->users : nullptr, [this](const User& user) {
      if (visibility_.users)
        slice_.put(user);
      else if (isShareable(user) && !isMe(user.id))
        slice_.put(User{user.id, user.name, "", user.role, user.roleId, user.moreRoles});
    });
    each(account_.groups(), people_ ? &people_->groups : nullptr, [this](const Group& group) {
      if (visibility_.groups)
        slice_.put(group);
      else if (const bool mine = isMine(group); mine || visibility_.shareable)
        slice_.put(withoutOthers(group, mine));
    });
  }
  /// The group with its own user and with the groups that contain the user, and no other member.
  Group withoutOthers(const Group& group, bool isMine) const {
    Group known{group.id, group.name, {}};
    if (!isMine) return known;
    const auto& members = group.members;
    if (std::find(members.begin(), members.end(), access_.user()->id) != members.end())
      known.members.push_back(access_.user()->id);
    for (const auto& child : group.groups)
      if (access_.levels().holder().groups().contains(child)) known.groups.push_back(child);
    return known;
  }
  bool isMine(const Group& group) const {
    const bool counts = visibility_.isShared || account_.policy().format() == 2;
    return counts && access_.levels().holder().groups().contains(group.id);
  }

  LevelSet levelOn(const Asset& asset) const {
    return access_.isShared() ? access_.levels().at(asset.path, now_) : account_.policy().allLevels();
  }
  LevelSet levelOn(const Collection& collection) const {
    return access_.isShared() ? access_.levels().onCollection(collection.id, now_).level
                              : account_.policy().allLevels();
  }

  /// The item without its owner, unless that is the user, or one who is known where the user may see who has access
  ///
  template <class Item>
  Item withKnownOwner(const Item& item, const AnyOf& access) const {
    Item known = item;
    if (!known.owner.empty() && !isMe(known.owner) && !(isKnown(known.owner) && access.isMetBy(levelOn(item))))
      known.owner.clear();
    return known;
  }

  void addAsset(const Asset& asset) {
    if (library_ != nullptr && !library_->assets.contains(asset.id)) return;
    if (slice_.asset(asset.id) == nullptr) slice_.put(withKnownOwner(asset, visibility_.assetAccess));
  }

  void addCollection(const Collection& collection) {
    for (const auto& item : collection.items)
      if (const Asset* asset = account_.asset(item)) addAsset(*asset);
    if (library_ != nullptr && !library_->collections.contains(collection.id)) return;
    if (slice_.collection(collection.id) == nullptr)
      slice_.put(withKnownOwner(collection, visibility_.collectionAccess));
  }

  /// In format 2: the roles of customers, the grants, and every listed resource where a level is held, and those of
  /// kinds on which an action needs no level.
  void addSecond() {
    for (const auto& [id, role] : account_.roles())
      if (visibility_.users || hasRole(id)) slice_.put(role);
    if (isShort(library_) || holdsRoot()) {
      each(account_.assets(), library_ ? &library_->assets : nullptr, [this](const Asset& asset) { addSeen(asset); });
      each(account_.collections(), library_ ? &library_->collections : nullptr,
           [this](const Collection& collection) { addSeen(collection); });
    } else {
      addBelowGrants();
      for (const auto id : access_.levels().collections()) addSeen(*account_.collection(id));
    }
    eachHeld(account_, access_.levels().holder(), access_.user()->id, now_,
             [this](const std::string& item, LevelSet, const Share* share) {
               // Where a share depends on conditions, its own place may not meet them.
               const bool depends = share != nullptr && !share->when.empty();
               const Asset* asset = depends ? account_.asset(item) : nullptr;
               if (asset != nullptr && slice_.asset(item) == nullptr) slice_.put(known(*asset));
               const Collection* collection = depends ? account_.collection(item) : nullptr;
               if (collection != nullptr && slice_.collection(item) == nullptr) slice_.put(known(*collection));
               const bool isThere = item == "/" || slice_.asset(item) != nullptr || slice_.collection(item) != nullptr;
               if (share != nullptr && isThere) slice_.put(*share);
             });
  }
  /// Whether it is shorter to look through the rows than through what the user sees.
  static bool isShort(const RowIds* rows) {
    constexpr std::size_t few = 100;
    return rows != nullptr && rows->assets.size() + rows->collections.size() < few;
  }
  bool isWanted(const Asset& asset) const { return library_ == nullptr || library_->assets.contains(asset.id); }
  bool isWanted(const Collection& collection) const {
    return library_ == nullptr || library_->collections.contains(collection.id);
  }
  /// Whether a level may be held at any place: the whole account is looked through then.
  bool holdsRoot() const {
    if (!visibility_.openKinds.empty() || access_.levels().at("/", now_).any()) return true;
    bool holds = false;
    eachHeld(account_, access_.levels().holder(), access_.user()->id, now_,
             [&](const std::string& item, LevelSet, const Share*) {
               holds = holds || item == "/" || isRoot(account_.asset(item));
             });
    return holds;
  }
  /// Adds what is seen at and below the places of grants. A place below another is not looked through twice.
  void addBelowGrants() {
    const auto places = access_.levels().paths();
    for (const auto place : places) {
      bool isBelowAnother = false;
      for (auto above = parentPath(place); above != "/" && !isBelowAnother; above = parentPath(above))
        isBelowAnother = std::binary_search(places.begin(), places.end(), above);
      if (isBelowAnother) continue;
      addSeen(*account_.assetAt(place));
      for (const Asset* asset : account_.below(place)) addSeen(*asset);
    }
  }
  template <class Item>
  void addSeen(const Item& item) {
    if (isWanted(item) && isSeen(item)) slice_.put(known(item));
  }
  bool hasRole(const std::string& id) const {
    const User& user = *access_.user();
    return user.role == id || std::find(user.moreRoles.begin(), user.moreRoles.end(), id) != user.moreRoles.end();
  }
  bool isOpenKind(KindId kind) const {
    return std::binary_search(visibility_.openKinds.begin(), visibility_.openKinds.end(), kind);
  }
  /// A closed place is seen where a level from above comes that far: it says that the level stops.
  bool isSeen(const Asset& asset) const {
    if (isOpenKind(asset.kind)) return true;
    if (asset.path.empty()) return false;
    // A share with conditions counts where a context may meet them.
    const ResourceConditions seen(access_, Resource::at(asset.path), now_, ResourceConditions::Open::isMet);
    return access_.levels().at(asset.path, now_, &seen).any() ||
           (asset.isClosed() && access_.levels().at(parentPath(asset.path), now_, &seen).any());
  }
  bool isSeen(const Collection& collection) const {
    if (isOpenKind(collection.kind)) return true;
    const Resource resource{Resource::Kind::collection, collection.id, {}, anyKind};
    const ResourceConditions seen(access_, resource, now_, ResourceConditions::Open::isMet);
    return access_.levels().onCollection(collection.id, now_, &seen).level.any();
  }
  /// Without attributes that no condition reads, and without users whom the principal may not know.
  template <class Item>
  Item known(const Item& item) const {
    Item shown = item;
    const bool seesAccess =
        (std::is_same_v<Item, Asset> ? visibility_.assetAccess : visibility_.collectionAccess).isMetBy(levelHere(item));
    for (const auto& [attribute, value] : item.attributes)
      if (!reads_.attributes.has(attribute)) shown.attributes.erase(attribute);
    for (const auto& [relation, users] : item.relations) {
      auto& named = shown.relations[relation];
      if (!reads_.relations.has(relation))
        std::erase_if(named, [&](const std::string& user) { return !isMe(user) && !(seesAccess && isKnown(user)); });
      if (named.empty()) shown.relations.erase(relation);
    }
    if constexpr (std::is_same_v<Item, Collection>)
      std::erase_if(shown.items, [&](const std::string& id) { return slice_.asset(id) == nullptr && !isSeenById(id); });
    return shown;
  }
  bool isSeenById(const std::string& id) const {
    const Asset* asset = account_.asset(id);
    return asset != nullptr && isSeen(*asset);
  }
  LevelSet levelHere(const Asset& asset) const { return access_.levels().at(asset.path, now_); }
  LevelSet levelHere(const Collection& collection) const {
    return access_.levels().onCollection(collection.id, now_).level;
  }

  /// Adds a restricted user's grants, and the items that they are on.
  void addHeld() {
    eachHeld(account_, access_.levels().holder(), access_.user()->id, now_,
             [this](const std::string& item, LevelSet, const Share* share) {
               if (const Collection* collection = account_.collection(item))
                 addCollection(*collection);
               else if (const Asset* asset = account_.asset(item); asset != nullptr && !isRoot(asset))
                 addAsset(*asset);
               if (share != nullptr && (slice_.asset(item) != nullptr || slice_.collection(item) != nullptr))
                 slice_.put(*share);
             });
    addBarriers();
  }
  /// Where a level from above stops, if one comes that far.
  void addBarriers() {
    for (const Asset* asset : account_.closedBelow("/"))
      if (access_.levels().at(parentPath(asset->path), now_).any()) addAsset(*asset);
  }

  /// Adds a link and its target, if the principal may see it.
  void addKnownLink(const Link& link) {
    if (const Asset* asset = account_.asset(link.on)) {
      if (!visibility_.links.isMetBy(levelOn(*asset))) return;
      addAsset(*asset);
    } else if (const Collection* collection = account_.collection(link.on)) {
      if (!visibility_.links.isMetBy(levelOn(*collection))) return;
      addCollection(*collection);
    } else {
      return;
    }
    slice_.put(link);
  }

  /// Adds a visitor's own link: with its target while it opens; else with the fields that say why it does not.
  void addOpenedLink() {
    const Link* link = account_.link(access_.principal().id);
    if (link == nullptr || !visibility_.opensLinks) return;
    Link known = *link;
    if (!opensNow(*link)) {
      known.on.clear();
      known.exposeUnpublished = false;
    } else if (const Asset* asset = account_.asset(link->on)) {
      addShown(*asset, *link);
    } else if (const Collection* collection = account_.collection(link->on)) {
      addShown(*collection, *link);
    }
    slice_.put(std::move(known));
  }
  bool opensNow(const Link& link) const {
    const bool isTime = !(link.startsAt && now_ < *link.startsAt) && !(link.endsAt && now_ > *link.endsAt);
    return isTime && (!link.hasPassword || access_.principal().passwordVerified);
  }
  /// What the conditions of the policy read of an item.
  template <class Item>
  void keepRead(const Item& item, Item& shown) const {
    for (const auto& [attribute, value] : item.attributes)
      if (reads_.attributes.has(attribute)) shown.attributes[attribute] = value;
    for (const auto& [relation, users] : item.relations)
      if (reads_.relations.has(relation)) shown.relations[relation] = users;
  }
  /// Adds an asset of a link, without owner, and as published if the link exposes unpublished assets.
  void addShown(const Asset& asset, const Link& link) {
    const bool isShown = asset.published || account_.policy().isLeaf(asset.kind) || link.exposeUnpublished;
    Asset shown{asset.id, asset.kind, asset.path, "", isShown};
    keepRead(asset, shown);
    slice_.put(std::move(shown));
  }
  /// Without the drafts, where the link does not show them.
  void addShown(const Collection& collection, const Link& link) {
    Collection known{collection.id, collection.name, "", {}, collection.kind};
    keepRead(collection, known);
    for (const auto& item : collection.items) {
      const Asset* asset = account_.asset(item);
      if (asset == nullptr || (account_.policy().isLeaf(asset->kind) && !asset->published && !link.exposeUnpublished))
        continue;
      addShown(*asset, link);
      known.items.push_back(item);
    }
    slice_.put(std::move(known));
  }

  /// One's own comments, where one may still see them: whether a comment is one's own is all that is ever asked.
  void addComment(const Comment& comment) {
    const Asset* asset = account_.asset(comment.on);
    if (!isMe(comment.author) || asset == nullptr || !levelOn(*asset).any()) return;
    addAsset(*asset);
    slice_.put(comment);
  }

  const Account& account_;
  const Access& access_;
  const Visibility& visibility_;
  const Time now_;
  const RowIds* people_;
  const RowIds* library_;
  const Reads reads_;
  Account slice_;
};

}  // namespace

void keepKnown(std::vector<Grant>& chain, const Account& slice) {
  const auto isKnown = [&](const Grant& grant) {
    if (!grant.collection.empty() && slice.collection(grant.collection) == nullptr) return false;
    if (grant.kind == Grant::Kind::publicLink && slice.link(grant.name) == nullptr) return false;
    if (grant.with.id.empty()) return true;
    return grant.with.kind == Subject::Kind::group ? slice.group(grant.with.id) != nullptr
                                                   : slice.user(grant.with.id) != nullptr;
  };
  std::erase_if(chain, [&](const Grant& grant) { return !isKnown(grant); });
}

void keepKnown(Decision& decision, const Account& slice) {
  keepKnown(decision.because, slice);
  decision.validUntil.reset();
  for (const auto& grant : decision.because)
    if (grant.until && (!decision.validUntil || *grant.until < *decision.validUntil)) decision.validUntil = grant.until;
}

Account sliceFor(const Account& account, const Principal& principal, Time now) {
  const Access access(account, principal);
  const Visibility visibility = visibilityOf(access, now);
  return Slicer(account, access, visibility, now, nullptr, nullptr).make();
}

Account sliceFor(const Account& account, const Principal& principal, const Visibility& visibility, Time now,
                 const RowIds& rows, Part part) {
  const Access access(account, principal);
  return Slicer(account, access, visibility, now, part == Part::whole ? nullptr : &rows,
                part == Part::rows ? &rows : nullptr)
      .make();
}

bool changesBetween(const Account& account, const Principal& principal, Time from, Time to) {
  const auto passes = [&](std::optional<Time> moment) { return moment && from < *moment && *moment <= to; };
  if (principal.kind == Principal::Kind::apiKey) {
    const ApiKey* key = account.apiKey(principal.id);
    return key != nullptr && passes(key->endsAt);
  }
  if (principal.kind == Principal::Kind::visitor) {
    const Link* link = account.link(principal.id);
    // a link still opens at its last second.
    return link != nullptr && (passes(link->startsAt) || (link->endsAt && from <= *link->endsAt && *link->endsAt < to));
  }
  if (principal.kind == Principal::Kind::system || !passes(account.nextShareEnd(from))) return false;
  const Access access(account, principal);
  if (access.user() == nullptr) return false;
  const std::string& user = access.user()->id;
  bool changes = false;
  eachHeld(account, Holder(account, user), user, from, [&](const std::string&, LevelSet, const Share* share) {
    changes = changes || (share != nullptr && passes(share->until));
  });
  return changes;
}

}  // namespace lockstep
