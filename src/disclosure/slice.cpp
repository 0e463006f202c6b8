// What a principal may know: the least that still decides everything they may ask.
#include "lockstep/disclosure/slice.h"

#include <algorithm>

#include "access/holdings.h"
#include "disclosure/sight.h"
#include "disclosure/visitor_slice.h"
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
        sight_(account, access, visibility, now),
        slice_(termsFor(account, visibility)) {}

  Account make() {
    switch (access_.principal().kind) {
      case Principal::Kind::system: return account_;
      case Principal::Kind::visitor:
        if (visibility_.opensLinks) addOpenedLink(account_, access_, now_, sight_.reads(), slice_);
        break;
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

  /// Those who run users know them all; those who may share know whom they can share with, without e-mails.
  void addDirectory() {
    each(account_.users(), people_ ? &people_->users : nullptr, [this](const User& user) {
      if (visibility_.users)
        slice_.put(user);
      else if (sight_.isShareable(user) && !sight_.isMe(user.id))
        slice_.put(User{user.id, user.name, "", user.role, user.roleId, user.moreRoles});
    });
    each(account_.groups(), people_ ? &people_->groups : nullptr, [this](const Group& group) {
      if (visibility_.groups)
        slice_.put(group);
      else if (const bool mine = sight_.isMine(group); mine || visibility_.shareable)
        slice_.put(sight_.withoutOthers(group, mine));
    });
  }

  void addAsset(const Asset& asset) {
    if (library_ != nullptr && !library_->assets.contains(asset.id)) return;
    if (slice_.asset(asset.id) == nullptr) slice_.put(sight_.withKnownOwner(asset, visibility_.assetAccess));
  }

  void addCollection(const Collection& collection) {
    for (const auto& item : collection.items)
      if (const Asset* asset = account_.asset(item)) addAsset(*asset);
    if (library_ != nullptr && !library_->collections.contains(collection.id)) return;
    if (slice_.collection(collection.id) == nullptr)
      slice_.put(sight_.withKnownOwner(collection, visibility_.collectionAccess));
  }

  /// In format 2: the roles of customers, the grants, and every listed resource where a level is held, and those of
  /// kinds on which an action needs no level.
  void addSecond() {
    for (const auto& [id, role] : account_.roles())
      if (visibility_.users || sight_.hasRole(id)) slice_.put(role);
    if (isShort(library_) || sight_.holdsRoot()) {
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
  /// The item in its known form: a collection without the items that are not in the slice.
  Asset known(const Asset& asset) const { return sight_.known(asset); }
  Collection known(const Collection& collection) const {
    Collection shown = sight_.known(collection);
    std::erase_if(shown.items, [this](const std::string& id) {
      const Asset* asset = account_.asset(id);
      return slice_.asset(id) == nullptr && (asset == nullptr || !sight_.isSeen(*asset));
    });
    return shown;
  }
  template <class Item>
  void addSeen(const Item& item) {
    if (isWanted(item) && sight_.isSeen(item)) slice_.put(known(item));
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
      if (!visibility_.links.isMetBy(sight_.levelOn(*asset))) return;
      addAsset(*asset);
    } else if (const Collection* collection = account_.collection(link.on)) {
      if (!visibility_.links.isMetBy(sight_.levelOn(*collection))) return;
      addCollection(*collection);
    } else {
      return;
    }
    slice_.put(link);
  }

  /// One's own comments, where one may still see them: whether a comment is one's own is all that is ever asked.
  void addComment(const Comment& comment) {
    const Asset* asset = account_.asset(comment.on);
    if (!sight_.isMe(comment.author) || asset == nullptr || !sight_.levelOn(*asset).any()) return;
    addAsset(*asset);
    slice_.put(comment);
  }

  const Account& account_;
  const Access& access_;
  const Visibility& visibility_;
  const Time now_;
  const RowIds* people_;
  const RowIds* library_;
  const Sight sight_;
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
