// What a principal may know: the least that still decides everything they may ask.
#include "access/slice.h"

#include <algorithm>

#include "access/holdings.h"
#include "access/reach.h"
#include "account/path.h"

namespace lockstep {

namespace {

class Slicer {
 public:
  /// `people` and `library` are what of each is wanted; without them, all.
  Slicer(const Account& account, const Access& access, const Standing& standing, Time now, const Reach* people, const Reach* library)
      : account_(account), access_(access), standing_(standing), now_(now), people_(people), library_(library), slice_(termsFor(account, standing)) {}

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
  static void each(const Table<T>& table, const Reach::Set* wanted, Each each) {
    if (wanted == nullptr)
      for (const auto& [id, entry] : table) each(entry);
    else
      for (const auto& id : *wanted)
        if (const T* entry = table.find(id)) each(*entry);
  }

  void addUser() {
    if (people_ == nullptr) slice_.put(*access_.user());
    if (!standing_.hasRole) return;
    addDirectory();
    if (standing_.isShared) addHeld();
    else if (standing_.collections) each(account_.collections(), library_ ? &library_->collections : nullptr, [this](const Collection& collection) { addCollection(collection); });
    if (standing_.ownAssets) addOwnAssets();
    if (standing_.links != Standing::never) each(account_.links(), library_ ? &library_->links : nullptr, [this](const Link& link) { addKnownLink(link); });
    if (standing_.ownComments) each(account_.comments(), library_ ? &library_->comments : nullptr, [this](const Comment& comment) { addComment(comment); });
    if (standing_.apiKeys) each(account_.apiKeys(), library_ ? &library_->apiKeys : nullptr, [this](const ApiKey& key) { slice_.put(key); });
  }

  void addOwnAssets() {
    for (const auto& id : account_.ownedBy(access_.user()->id))
      if (const Asset* asset = account_.asset(id)) addAsset(*asset);
  }

  bool isMe(std::string_view id) const { return access_.user() != nullptr && access_.user()->id == id; }
  bool isShareable(const User& user) const { return standing_.shareable && user.roleId && account_.policy().roles()[*user.roleId].shared; }
  /// Whether the user is in the slice, wanted or not.
  bool isKnown(std::string_view id) const {
    if (isMe(id)) return true;
    const User* user = standing_.users || standing_.shareable ? account_.user(id) : nullptr;
    return user != nullptr && (standing_.users || isShareable(*user));
  }

  /// Those who run users know them all; those who may share know whom they can share with, without e-mails.
  void addDirectory() {
    each(account_.users(), people_ ? &people_->users : nullptr, [this](const User& user) {
      if (standing_.users) slice_.put(user);
      else if (isShareable(user) && !isMe(user.id)) slice_.put(User{user.id, user.name, "", user.role, user.roleId});
    });
    each(account_.groups(), people_ ? &people_->groups : nullptr, [this](const Group& group) {
      if (standing_.groups) slice_.put(group);
      else if (const bool mine = isMine(group); mine || standing_.shareable) slice_.put(Group{group.id, group.name, mine ? std::vector{access_.user()->id} : std::vector<std::string>()});
    });
  }
  bool isMine(const Group& group) const { return standing_.isShared && account_.groupsOf(access_.user()->id).contains(group.id); }

  Level levelOn(const Asset& asset) const { return access_.isShared() ? access_.levels().at(asset.path, now_) : account_.policy().highest(); }
  Level levelOn(const Collection& collection) const { return access_.isShared() ? access_.levels().onCollection(collection.id, now_).level : account_.policy().highest(); }

  /// The item without its owner, unless that is the user, or one who is known where the user may see who has access.
  template <class Item>
  Item withKnownOwner(const Item& item, Level access) const {
    Item known = item;
    if (!known.owner.empty() && !isMe(known.owner) && !(isKnown(known.owner) && levelOn(item) >= access)) known.owner.clear();
    return known;
  }

  void addAsset(const Asset& asset) {
    if (library_ != nullptr && !library_->assets.contains(asset.id)) return;
    if (slice_.asset(asset.id) == nullptr) slice_.put(withKnownOwner(asset, standing_.assetAccess));
  }

  void addCollection(const Collection& collection) {
    for (const auto& item : collection.items)
      if (const Asset* asset = account_.asset(item)) addAsset(*asset);
    if (library_ != nullptr && !library_->collections.contains(collection.id)) return;
    if (slice_.collection(collection.id) == nullptr) slice_.put(withKnownOwner(collection, standing_.collectionAccess));
  }

  /// What a restricted user holds: the grants, and what they are on.
  void addHeld() {
    eachHeld(account_, access_.user()->id, now_, [this](const std::string& item, Level, const Share* share) {
      if (const Collection* collection = account_.collection(item)) addCollection(*collection);
      else if (const Asset* asset = account_.asset(item); asset != nullptr && !isRoot(asset)) addAsset(*asset);
      if (share != nullptr && (slice_.asset(item) != nullptr || slice_.collection(item) != nullptr)) slice_.put(*share);
    });
    addBarriers();
  }
  /// Where a level from above stops, if one comes that far.
  void addBarriers() {
    for (const Asset* asset : account_.closedBelow("/"))
      if (access_.levels().at(parentPath(asset->path), now_) > 0) addAsset(*asset);
  }

  /// A link where it may be seen, with what it is on.
  void addKnownLink(const Link& link) {
    if (const Asset* asset = account_.asset(link.on)) {
      if (levelOn(*asset) < standing_.links) return;
      addAsset(*asset);
    } else if (const Collection* collection = account_.collection(link.on)) {
      if (levelOn(*collection) < standing_.links) return;
      addCollection(*collection);
    } else {
      return;
    }
    slice_.put(link);
  }

  /// A visitor's own link: with what it is on while it opens, else with no more than says why it does not.
  void addOpenedLink() {
    const Link* link = account_.link(access_.principal().id);
    if (link == nullptr || !standing_.opensLinks) return;
    Link known = *link;
    if (!opensNow(*link)) known.on.clear(), known.exposeUnpublished = false;
    else if (const Asset* asset = account_.asset(link->on)) addShown(*asset, *link);
    else if (const Collection* collection = account_.collection(link->on)) addShown(*collection, *link);
    slice_.put(std::move(known));
  }
  bool opensNow(const Link& link) const {
    const bool isTime = !(link.startsAt && now_ < *link.startsAt) && !(link.endsAt && now_ > *link.endsAt);
    return isTime && (!link.hasPassword || access_.principal().passwordVerified);
  }
  /// Nobody's, and as if published where it is shown whatever its state.
  void addShown(const Asset& asset, const Link& link) {
    const bool isShown = asset.published || asset.kind == AssetKind::file || link.exposeUnpublished;
    slice_.put(Asset{asset.id, asset.kind, asset.path, "", isShown, true});
  }
  /// Without the drafts, where the link does not show them.
  void addShown(const Collection& collection, const Link& link) {
    Collection known{collection.id, collection.name, "", {}};
    for (const auto& item : collection.items) {
      const Asset* asset = account_.asset(item);
      if (asset == nullptr || (asset->kind == AssetKind::file && !asset->published && !link.exposeUnpublished)) continue;
      addShown(*asset, link);
      known.items.push_back(item);
    }
    slice_.put(std::move(known));
  }

  /// One's own comments, where one may still see them: whether a comment is one's own is all that is ever asked.
  void addComment(const Comment& comment) {
    const Asset* asset = account_.asset(comment.on);
    if (!isMe(comment.author) || asset == nullptr || levelOn(*asset) == 0) return;
    addAsset(*asset);
    slice_.put(comment);
  }

  const Account& account_;
  const Access& access_;
  const Standing& standing_;
  const Time now_;
  const Reach* people_;
  const Reach* library_;
  Account slice_;
};

}  // namespace

void keepKnown(std::vector<Grant>& chain, const Account& slice) {
  const auto isKnown = [&](const Grant& grant) {
    if (!grant.collection.empty() && slice.collection(grant.collection) == nullptr) return false;
    if (grant.kind == Grant::Kind::publicLink && slice.link(grant.name) == nullptr) return false;
    if (grant.with.id.empty()) return true;
    return grant.with.isGroup ? slice.group(grant.with.id) != nullptr : slice.user(grant.with.id) != nullptr;
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
  const Standing standing = standingOf(access, now);
  return Slicer(account, access, standing, now, nullptr, nullptr).make();
}

Account sliceFor(const Account& account, const Principal& principal, const Standing& standing, Time now, const Reach& reach, Part part) {
  const Access access(account, principal);
  return Slicer(account, access, standing, now, part == Part::whole ? nullptr : &reach, part == Part::rows ? &reach : nullptr).make();
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
  bool changes = false;
  eachHeld(account, principal.id, from, [&](const std::string&, Level, const Share* share) { changes = changes || (share != nullptr && passes(share->until)); });
  return changes;
}

}  // namespace lockstep
