// What a principal may know: the least that still decides everything they may ask.
#include <algorithm>

#include "access/operation.h"
#include "access/snapshot.h"
#include "account/path.h"

namespace lockstep {

namespace {

class Slicer {
 public:
  Slicer(const Account& account, const Principal& principal) : account_(account), access_(account, principal), slice_(account.policy()) {
    slice_.id = account.id;
    slice_.revision = account.revision;
    slice_.plan = account.plan;
    slice_.featureOverrides = account.featureOverrides;
    slice_.isSlice = true;
  }

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
  /// Whether the role may ever have an action of which `test` holds, at a level the user has somewhere.
  template <class Test>
  bool mayEver(Test test) const {
    const auto& actions = account_.policy().actions();
    for (std::size_t i = 0; i < actions.size(); ++i)
      if (access_.role()->allow.has(i) && (!access_.isShared() || actions[i].level <= highest_) && test(actions[i])) return true;
    return false;
  }
  bool mayEverOn(On what) const {
    return mayEver([what](const Action& action) { return action.isOn(what) && !action.isPublic; });
  }

  void addUser() {
    slice_.put(*access_.user());
    if (access_.role() == nullptr) return;
    slice_.limitOverrides = account_.limitOverrides;
    if (access_.isShared()) highest_ = highestHeld();
    addDirectory();
    if (access_.isShared()) addHeld();
    else if (mayEverOn(On::collection)) addCollections();
    addLinks();
    addComments();
    if (mayEverOn(On::apiKey))
      for (const auto& [id, key] : account_.apiKeys()) slice_.put(key);
    addCounts();
  }

  Level highestHeld() const {
    Level highest = 0;
    // Timed grants count while they are there: a snapshot lives on, and its reader knows the time.
    for (const auto path : access_.levels().paths()) highest = std::max(highest, access_.levels().at(path, Time{0}));
    for (const auto id : access_.levels().collections()) highest = std::max(highest, access_.levels().onCollection(id, Time{0}).level);
    return highest;
  }

  /// Those who run users know them all; those who may share know whom they can share with, without e-mails.
  void addDirectory() {
    const bool runsUsers = mayEverOn(On::user);
    const bool runsGroups = mayEverOn(On::group);
    const bool shares = mayEver([](const Action& action) { return operationOf(action.name).needs & Need::level; });
    for (const auto& [id, user] : account_.users()) {
      const bool restricted = user.roleId && account_.policy().roles()[*user.roleId].shared;
      if (runsUsers) slice_.put(user);
      else if (shares && restricted && id != access_.user()->id) slice_.put(User{user.id, user.name, "", user.role, user.roleId});
    }
    for (const auto& [id, group] : account_.groups()) {
      if (runsGroups) slice_.put(group);
      else if (const bool mine = isMine(group); mine || shares) slice_.put(Group{group.id, group.name, mine ? std::vector{access_.user()->id} : std::vector<std::string>()});
    }
  }
  bool isMine(const Group& group) const {
    return access_.isShared() && account_.groupsOf(access_.user()->id).contains(group.id);
  }

  void addAsset(const Asset& asset) {
    Asset known = asset;
    if (slice_.user(known.owner) == nullptr) known.owner.clear();
    slice_.put(std::move(known));
  }

  void addCollection(const Collection& collection) {
    Collection known = collection;
    if (slice_.user(known.owner) == nullptr) known.owner.clear();
    for (const auto& item : known.items)
      if (const Asset* asset = account_.asset(item)) addAsset(*asset);
    slice_.put(std::move(known));
  }
  void addCollections() {
    for (const auto& [id, collection] : account_.collections()) addCollection(collection);
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

  Level levelOn(const std::string& item) const {
    if (!access_.isShared()) return access_.role()->level;
    const Asset* asset = account_.asset(item);
    return asset != nullptr ? access_.levels().at(asset->path, Time{0}) : access_.levels().onCollection(item, Time{0}).level;
  }

  void addLinks() {
    if (!mayEverOn(On::link)) return;
    const auto& actions = account_.policy().actions();
    for (const auto& [id, link] : account_.links()) {
      const Level held = levelOn(link.on);
      const bool known = std::any_of(actions.begin(), actions.end(), [&](const Action& action) { return action.isOn(On::link) && !action.isPublic && action.level <= held; });
      if (known) addLink(id, false);
    }
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
      if (opened)
        for (const auto& item : collection->items)
          if (const Asset* asset = account_.asset(item)) addUnpublished(asset->path);
    }
    slice_.put(*link);
  }
  void addUnpublished(const std::string& folder) {
    for (const Asset* asset : account_.below(folder))
      if (!asset->published) addAsset(*asset);
  }

  /// One's own comments, where one may still see them: whether a comment is one's own is all that is ever asked.
  void addComments() {
    if (!mayEver([](const Action& action) { return action.ownComment; })) return;
    for (const auto& [id, comment] : account_.comments()) {
      const Asset* asset = account_.asset(comment.on);
      if (comment.author != access_.user()->id || asset == nullptr || levelOn(comment.on) == 0) continue;
      if (slice_.asset(asset->id) == nullptr) addAsset(*asset);
      slice_.put(comment);
    }
  }

  void addCounts() {
    const auto& limits = account_.policy().limits();
    for (std::size_t i = 0; i < limits.size(); ++i) {
      const auto id = static_cast<LimitId>(i);
      const bool asked = mayEver([id](const Action& action) { return std::find(action.limits.begin(), action.limits.end(), id) != action.limits.end(); });
      if (!asked) continue;
      if (limits[i].name == "users") slice_.knownCounts[id] = static_cast<std::int64_t>(account_.users().size());
      if (limits[i].name == "groups") slice_.knownCounts[id] = static_cast<std::int64_t>(account_.groups().size());
      if (limits[i].name == "links") slice_.knownCounts[id] = static_cast<std::int64_t>(account_.links().size());
    }
  }

  const Account& account_;
  Access access_;
  Account slice_;
  Level highest_ = 0;
};

}  // namespace

Account sliceFor(const Account& account, const Principal& principal) { return Slicer(account, principal).make(); }

}  // namespace lockstep
