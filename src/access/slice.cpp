// What a principal may know: the least that still decides everything they may ask.
#include "access/slice.h"

#include <algorithm>

#include "access/operation.h"
#include "access/reach.h"
#include "account/path.h"

namespace lockstep {

namespace {

/// Whether the role may ever have an action of which `test` holds, at a level the user has somewhere.
template <class Test>
bool mayEver(const Access& access, Level highest, Test test) {
  const auto& actions = access.policy().actions();
  for (std::size_t i = 0; i < actions.size(); ++i)
    if (access.role()->allow.has(i) && (!access.isShared() || actions[i].level <= highest) && test(actions[i])) return true;
  return false;
}

Level highestHeld(const LevelIndex& levels) {
  Level highest = 0;
  // Timed grants count while they are there: a snapshot lives on, and its reader knows the time.
  for (const auto path : levels.paths()) highest = std::max(highest, levels.at(path, Time{0}));
  for (const auto id : levels.collections()) highest = std::max(highest, levels.onCollection(id, Time{0}).level);
  return highest;
}

class Slicer {
 public:
  /// `people` and `library` are what of each is wanted; without them, all.
  Slicer(const Account& account, const Access& access, const Standing& standing, const Reach* people, const Reach* library)
      : account_(account), access_(access), standing_(standing), people_(people), library_(library), slice_(termsFor(account, standing)) {}

  Account make() {
    switch (access_.principal().kind) {
      case Principal::Kind::system: return account_;
      case Principal::Kind::visitor: addLink(access_.principal().id, true); break;
      case Principal::Kind::apiKey:
        if (access_.apiKey() != nullptr) slice_.put(*access_.apiKey());
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
    if (standing_.links) each(account_.links(), library_ ? &library_->links : nullptr, [this](const Link& link) { addKnownLink(link); });
    if (standing_.ownComments) each(account_.comments(), library_ ? &library_->comments : nullptr, [this](const Comment& comment) { addComment(comment); });
    if (standing_.apiKeys) each(account_.apiKeys(), library_ ? &library_->apiKeys : nullptr, [this](const ApiKey& key) { slice_.put(key); });
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

  void addAsset(const Asset& asset) {
    if (library_ != nullptr && !library_->assets.contains(asset.id)) return;
    Asset known = asset;
    if (!isKnown(known.owner)) known.owner.clear();
    slice_.put(std::move(known));
  }

  void addCollection(const Collection& collection) {
    for (const auto& item : collection.items)
      if (const Asset* asset = account_.asset(item)) addAsset(*asset);
    if (library_ != nullptr && !library_->collections.contains(collection.id)) return;
    Collection known = collection;
    if (!isKnown(known.owner)) known.owner.clear();
    slice_.put(std::move(known));
  }

  /// What a restricted user holds: the grants, and what they are on.
  void addHeld() {
    const LevelIndex& levels = access_.levels();
    for (const auto id : levels.collections())
      if (const Collection* collection = account_.collection(id)) addCollection(*collection);
    for (const auto path : levels.paths())
      if (const Asset* asset = account_.assetAt(path); asset != nullptr && levels.at(path, Time{0}) > 0) addAsset(*asset);
    addBarriers();
    const std::string& me = access_.user()->id;
    addSharesWith({false, me});
    for (const auto& group : account_.groupsOf(me)) addSharesWith({true, group});
  }
  /// Where a level from above stops, if one comes that far.
  void addBarriers() {
    if (!account_.policy().switches().limitedFolders) return;
    for (const auto& [id, asset] : account_.assets())
      if (!asset.inherit && access_.levels().at(parentPath(asset.path), Time{0}) > 0) addAsset(asset);
  }
  void addSharesWith(const Subject& subject) {
    for (const auto& item : account_.sharedWith(subject)) {
      const auto& shares = account_.sharesOn(item);
      const auto share = shares.find(subject);
      if (share == shares.end()) continue;
      // Below a limited-access folder, and on the root, a share may be there and give nothing yet name its place.
      if (slice_.asset(item) != nullptr || slice_.collection(item) != nullptr) slice_.put(*share);
    }
  }

  /// What a restricted user holds there.
  Level levelOn(const std::string& item) const {
    const Asset* asset = account_.asset(item);
    return asset != nullptr ? access_.levels().at(asset->path, Time{0}) : access_.levels().onCollection(item, Time{0}).level;
  }

  void addKnownLink(const Link& link) {
    const auto& actions = account_.policy().actions();
    const Level held = access_.isShared() ? levelOn(link.on) : account_.policy().highest();
    for (std::size_t i = 0; i < actions.size(); ++i)
      if (actions[i].isOn(On::link) && !actions[i].isPublic && access_.role()->allow.has(i) && actions[i].level <= held) return addLink(link.id, false);
  }
  /// A link with its target; `opened`: with what a visitor's requests depend on below it.
  void addLink(const std::string& id, bool opened) {
    const Link* link = account_.link(id);
    if (link == nullptr) return;
    if (const Asset* asset = account_.asset(link->on)) {
      addAsset(*asset);
      if (opened) addUnpublished(asset->path);
    } else if (const Collection* collection = account_.collection(link->on)) {
      addCollection(*collection);
      if (opened) addUnpublished(*collection);
    }
    slice_.put(*link);
  }
  void addUnpublished(const std::string& folder) {
    for (const Asset* asset : account_.below(folder))
      if (!asset->published) addAsset(*asset);
  }
  /// Once over all assets, not once for each of the collection's.
  void addUnpublished(const Collection& collection) {
    const auto isIn = [&](const Asset& asset) { return account_.collectionsOf(asset.id).contains(collection.id); };
    for (const auto& [id, asset] : account_.assets())
      if (!asset.published && account_.isBelowAny(asset.path, isIn)) addAsset(asset);
  }

  /// One's own comments, where one may still see them: whether a comment is one's own is all that is ever asked.
  void addComment(const Comment& comment) {
    const Asset* asset = account_.asset(comment.on);
    if (!isMe(comment.author) || asset == nullptr || (access_.isShared() && levelOn(comment.on) == 0)) return;
    if (slice_.asset(asset->id) == nullptr) addAsset(*asset);
    slice_.put(comment);
  }

  const Account& account_;
  const Access& access_;
  const Standing& standing_;
  const Reach* people_;
  const Reach* library_;
  Account slice_;
};

/// The limits on how much a visitor or key may do at once.
std::vector<LimitId> batchLimits(const Access& access) {
  const Policy& policy = access.policy();
  const bool isVisitor = access.principal().kind == Principal::Kind::visitor;
  const Scope* scope = access.apiKey() != nullptr ? policy.keyScope(access.apiKey()->scope()) : nullptr;
  std::vector<LimitId> limits;
  for (std::size_t i = 0; i < policy.actions().size(); ++i)
    if (const auto limit = policy.actions()[i].batch; limit && ((isVisitor && policy.visitor().has(i)) || (scope != nullptr && scope->allow.has(i)))) limits.push_back(*limit);
  return limits;
}

}  // namespace

Standing standingOf(const Access& access) {
  Standing standing;
  standing.hasRole = access.role() != nullptr || access.principal().kind == Principal::Kind::system;
  if (access.role() == nullptr) return standing.maxima = batchLimits(access), standing;
  standing.isShared = access.isShared();
  const Level highest = standing.isShared ? highestHeld(access.levels()) : Level{0};
  const auto may = [&](auto test) { return mayEver(access, highest, test); };
  const auto mayOn = [&](On what) { return may([what](const Action& action) { return action.isOn(what) && !action.isPublic; }); };
  const auto mayName = [&](Need field) { return may([field](const Action& action) { return operationOf(action.name).needs & field; }); };
  standing.users = mayOn(On::user) || mayName(Need::email);
  standing.groups = mayOn(On::group);
  standing.shareable = standing.groups || mayName(Need::level);
  standing.collections = mayOn(On::collection);
  standing.links = mayOn(On::link);
  standing.apiKeys = mayOn(On::apiKey) || mayName(Need::kind);
  standing.ownComments = may([](const Action& action) { return action.ownComment; });
  for (std::size_t i = 0; i < access.policy().limits().size(); ++i) {
    const auto id = static_cast<LimitId>(i);
    if (may([id](const Action& action) { return std::find(action.limits.begin(), action.limits.end(), id) != action.limits.end(); })) standing.counts.push_back(id);
  }
  return standing;
}

Account termsFor(const Account& account, const Standing& standing) {
  Account slice(account.policy());
  slice.id = account.id;
  slice.revision = account.revision;
  slice.plan = account.plan;
  slice.featureOverrides = account.featureOverrides;
  slice.isSlice = true;
  for (const LimitId id : standing.maxima)
    if (const auto given = account.limitOverrides.find(id); given != account.limitOverrides.end()) slice.limitOverrides.insert(*given);
  if (!standing.hasRole) return slice;
  slice.limitOverrides = account.limitOverrides;
  for (const LimitId id : standing.counts) {
    const auto& name = account.policy().limits()[id].name;
    if (name == "users") slice.knownCounts[id] = static_cast<std::int64_t>(account.users().size());
    if (name == "groups") slice.knownCounts[id] = static_cast<std::int64_t>(account.groups().size());
    if (name == "links") slice.knownCounts[id] = static_cast<std::int64_t>(account.links().size());
  }
  return slice;
}

void keepKnown(std::vector<Grant>& chain, const Account& slice) {
  const auto isKnown = [&](const Grant& grant) {
    if (!grant.collection.empty() && slice.collection(grant.collection) == nullptr) return false;
    if (grant.kind == Grant::Kind::publicLink && slice.link(grant.name) == nullptr) return false;
    if (grant.with.id.empty()) return true;
    return grant.with.isGroup ? slice.group(grant.with.id) != nullptr : slice.user(grant.with.id) != nullptr;
  };
  std::erase_if(chain, [&](const Grant& grant) { return !isKnown(grant); });
}

Account sliceFor(const Account& account, const Principal& principal) {
  const Access access(account, principal);
  const Standing standing = standingOf(access);
  return Slicer(account, access, standing, nullptr, nullptr).make();
}

Account sliceFor(const Account& account, const Principal& principal, const Standing& standing, const Reach& reach, Part part) {
  const Access access(account, principal);
  return Slicer(account, access, standing, part == Part::whole ? nullptr : &reach, part == Part::rows ? &reach : nullptr).make();
}

}  // namespace lockstep
