#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/account/facts.h"
#include "lockstep/account/indexes.h"
#include "lockstep/account/path_index.h"
#include "lockstep/account/shares.h"
#include "lockstep/account/table.h"
#include "lockstep/base/flat_map.h"
#include "lockstep/base/json.h"
#include "lockstep/base/result.h"

namespace lockstep {

/// Numbers of some of the policy's features, or of its limits.
using FeatureNumbers = FlatMap<FeatureId, std::int64_t>;
/// Numbers of some of the policy's limits.
using LimitNumbers = FlatMap<LimitId, std::int64_t>;

/// The facts of one account, with the indexes that decisions need. It has no rules. A value: copies are complete and
/// independent. A *slice* is an account with only those facts that one principal may know. Then `isSlice` is true,
/// and `knownCounts` has the numbers of things that it does not list.
class Account {
 public:
  /// Reads an account (lockstep-account/1), which may be hostile. Returns every problem with its JSON pointer.
  static Result<Account> parse(std::string_view json, const Policy& policy);
  /// Writes the account (lockstep-account/1).
  Value toValue() const;

  /// An empty account under a policy.
  explicit Account(Policy policy) : policy_(std::move(policy)) {}
  Account(const Account& other);
  Account(Account&& other) = default;
  Account& operator=(const Account& other) { return *this = Account(other); }
  Account& operator=(Account&& other) = default;
  /// The policy that the account is under.
  const Policy& policy() const { return policy_; }

  /// The id of the account.
  std::string id;
  std::string epoch;  ///< names the history that the revision counts in; empty where none was named
  /// The number of changes so far.
  std::int64_t revision = 0;
  /// The plan of the account.
  PlanId plan{};
  FeatureNumbers featureOverrides;  ///< 1 where it is switched on, 0 where off
  /// The limits that the account sets.
  LimitNumbers limitOverrides;
  /// Of a slice: counts of things that it does not list.
  LimitNumbers knownCounts;
  /// Whether it has only the facts that one principal may know.
  bool isSlice = false;
  bool complete = false;  ///< every file and folder is listed, so other paths do not exist; never of a slice

  /// Returns whether a level may be given on an item: on a kind that the policy names for it, or on any.
  bool mayGive(LevelSet level, std::string_view item) const;
  /// The same for a kind of item.
  bool mayGiveOn(LevelSet level, KindId kind) const;
  /// Returns what is left of given levels where the features of some are off: a level whose feature is off gives
  /// nothing, but what another level includes stays.
  LevelSet enabled(LevelSet given) const;
  /// The same for what a share gives: of several levels that it names, each is on or off by itself.
  LevelSet enabledOf(const Share& share) const;
  /// The same for what a collection of a kind gives on its items.
  LevelSet givenOnItems(KindId collection) const { return enabled(policy_.kinds()[collection].gives); }
  /// Returns whether the plan or a switch gives the feature, or a feature that implies it.
  bool hasFeature(FeatureId feature) const { return hasFeature(feature, plan); }
  /// The same on another plan.
  bool hasFeature(FeatureId feature, PlanId onPlan) const;
  /// The value of a limit: the account's own, or the policy's.
  std::int64_t maximum(LimitId limit) const;

  /// Every user.
  const Table<User>& users() const { return users_; }
  /// Every group.
  const Table<Group>& groups() const { return groups_; }
  /// Every listed file and folder.
  const Table<Asset>& assets() const { return assets_; }
  /// Every collection.
  const Table<Collection>& collections() const { return collections_; }
  /// Every public link.
  const Table<Link>& links() const { return links_; }
  /// Every API key.
  const Table<ApiKey>& apiKeys() const { return apiKeys_; }
  /// Every role that the customer made.
  const Table<AccountRole>& roles() const { return roles_; }
  /// Every comment.
  const Table<Comment>& comments() const { return comments_; }

  /// The user with an id; null if there is none.
  const User* user(std::string_view id) const { return users_.find(id); }
  /// The group with an id; null if there is none.
  const Group* group(std::string_view id) const { return groups_.find(id); }
  /// The listed asset with an id; null if there is none.
  const Asset* asset(std::string_view id) const { return assets_.find(id); }
  /// The collection with an id; null if there is none.
  const Collection* collection(std::string_view id) const { return hasExtras ? collections_.find(id) : nullptr; }
  /// The link with an id; null if there is none.
  const Link* link(std::string_view id) const { return hasExtras ? links_.find(id) : nullptr; }
  /// The API key with an id; null if there is none.
  const ApiKey* apiKey(std::string_view id) const { return hasExtras ? apiKeys_.find(id) : nullptr; }
  /// The comment with an id; null if there is none.
  const Comment* comment(std::string_view id) const { return hasExtras ? comments_.find(id) : nullptr; }

  /// The asset that is listed at a path; null if there is none.
  const Asset* assetAt(std::string_view path) const { return assetByPath_.find(path); }
  /// Returns the listed assets at the folders above a path and at the path, without the root.
  PathIndex::Way wayTo(std::string_view path) const { return assetByPath_.wayTo(path); }
  /// Returns whether a file is listed above a path, given the way to it. Files contain nothing: no such path exists.
  bool isBelowFile(const PathIndex::Way& way, std::string_view path) const;
  /// Returns whether `test` is true of an asset that is listed at a path or at a folder above it, with the root.
  template <class Test>
  bool isBelowAny(std::string_view path, Test test) const {
    const auto way = wayTo(path);
    const Asset* root = assetAt("/");
    return (root != nullptr && test(*root)) ||
           std::any_of(way.begin(), way.end(), [&](const Asset* asset) { return test(*asset); });
  }
  /// The user with an e-mail address, whose letters are folded; null if there is none.
  const User* userOfEmail(std::string_view email) const;
  /// The group with a name, whose letters are folded; null if there is none.
  const Group* groupNamed(std::string_view name) const;
  /// The collection with a name, whose letters are folded; null if there is none.
  const Collection* collectionNamed(std::string_view name) const;
  /// The shares of an asset or a collection.
  const Shares& sharesOn(std::string_view id) const;
  /// Ids of the items shared with a subject; the items that a user owns; the groups of a user; the collections
  /// with an asset; the links on an item.
  const Ids& sharedWith(const Subject& subject) const { return sharedWith(subject.kind, subject.id); }
  /// The same for the subject of a kind and an id.
  const Ids& sharedWith(Subject::Kind kind, std::string_view id) const {
    return sharedWith_[static_cast<std::size_t>(kind)].of(id);
  }
  /// The ids of the items that a user owns, or that name the user in a relation.
  const Ids& ownedBy(std::string_view user) const { return owned_.of(user); }
  /// The ids of the groups that list a user.
  const Ids& groupsOf(std::string_view user) const { return groupsOfUser_.of(user); }
  /// The ids of the groups that contain a group directly.
  const Ids& groupsAbove(std::string_view group) const { return groupsOfGroup_.of(group); }
  /// The role of a name that the policy or the customer has; null if there is none.
  const Role* roleNamed(std::string_view name) const;
  /// Returns whether any group contains a group.
  bool hasNestedGroups() const { return hasFormat2 && nestedGroups_ > 0; }
  /// Calls `call` with each role of a user that the policy or the customer has, in the user's order.
  template <class Call>
  void eachRole(const User& user, Call call) const {
    if (const Role* role = user.roleId ? &policy_.roles()[*user.roleId] : roleNamed(user.role)) call(*role);
    if (!hasFormat2) return;
    for (const auto& name : user.moreRoles)
      if (const Role* role = roleNamed(name)) call(*role);
  }
  /// The ids of the collections with an asset.
  const Ids& collectionsOf(std::string_view asset) const { return collectionsOfAsset_.of(asset); }
  /// The ids of the links on an item.
  const Ids& linksOn(std::string_view item) const { return linksOn_.of(item); }
  /// The ids of the comments on a file.
  const Ids& commentsOn(std::string_view asset) const { return commentsOn_.of(asset); }
  /// The number of shares.
  std::size_t shareCount() const { return shareCount_; }
  /// Calls `each` with every share.
  template <class Each>
  void eachShare(Each each) const {
    for (const auto& [on, item] : shares_) item.shares.each(each);
  }
  /// Returns the first end of a share after `now`.
  std::optional<Time> nextShareEnd(Time now) const;
  /// Returns the last end of a share until `now`.
  std::optional<Time> lastShareEnd(Time now) const;

  /// Returns every listed asset below a folder, without the folder, in path order.
  std::vector<const Asset*> below(std::string_view folder) const { return assetByPath_.inOrder().below(folder); }
  /// Returns every folder below another at which levels from above stop.
  std::vector<const Asset*> closedBelow(std::string_view folder) const;
  /// Returns the kind of the asset at a path: the listed one's, or `folder` if something is listed below. `any`: listed
  /// with an open kind. Nothing if no asset is known; a slice knows only the assets that it lists.
  std::optional<KindId> kindAt(std::string_view path) const { return kindAt(path, assetAt(path)); }
  /// The same, given the asset that is listed at the path.
  std::optional<KindId> kindAt(std::string_view path, const Asset* listed) const;
  /// The same. If the kind is open or unknown, `said` by the request decides, then the name: only names of files have
  /// dots.
  KindId kindAt(std::string_view path, KindId said) const;
  /// Returns whether an entry of any kind has this id.
  bool has(std::string_view anyId) const;

  /// Add or replace an entry, with its indexes. They check nothing: decisions come before.
  void put(User user);
  /// Adds or replaces a group.
  void put(Group group);
  /// Adds or replaces an asset. Returns false if it took the path of another one.
  bool put(Asset asset);
  /// Adds or replaces a collection.
  void put(Collection collection);
  /// Adds or replaces a share. Returns false if this item had a share with this user or group.
  bool put(Share share);
  /// Adds or replaces a link.
  void put(Link link);
  /// Adds or replaces an API key.
  void put(ApiKey key);
  /// Adds or replaces a role that the customer made, and compiles it.
  void put(AccountRole role);
  /// Adds or replaces a comment.
  void put(Comment comment);
  /// Moves all entries of another account into this one. The other must not be used afterwards.
  void takeAll(Account&& other);
  /// Remove one entry alone. The caller removes the references to it.
  void eraseUser(std::string_view id);
  /// Removes a group.
  void eraseGroup(std::string_view id);
  /// Removes an asset from the list.
  void eraseAsset(std::string_view id);
  /// Removes a collection.
  void eraseCollection(std::string_view id);
  /// Removes a share.
  void eraseShare(std::string_view on, const Subject& with);
  /// Removes a link.
  void eraseLink(std::string_view id);
  /// Removes an API key.
  void eraseApiKey(std::string_view id);
  /// Removes a role that the customer made.
  void eraseRole(std::string_view id);
  /// Removes a comment.
  void eraseComment(std::string_view id);

 private:
  std::size_t nestedGroups_ = 0;  // groups that contain groups
  struct SharedItem {
    std::string id{};
    Shares shares{};
  };
  template <class Call>
  void eachEntry(Call call) const;
  template <class Item>
  void addNamed(const Item& item);
  template <class Item>
  void removeNamed(const Item& item);
  void countEnd(const Share& share, std::size_t more);

  Policy policy_;
  Table<User> users_;
  Table<Group> groups_;
  Table<Asset> assets_;
  Table<Collection> collections_;
  Table<Link> links_;
  Table<ApiKey> apiKeys_;
  Table<Comment> comments_;
  Table<AccountRole> roles_;
  Table<SharedItem> shares_;  // by the item that they are on
  std::size_t shareCount_ = 0;
  struct End {
    std::string id{};  // the moment, as bytes in its order
    std::size_t count = 0;
  };
  Table<End> shareEnds_;

  PathIndex assetByPath_;
  PathOrder closedByPath_;  // folders at which levels from above stop
  NameIndex<User> userByEmail_;
  NameIndex<Group> groupByName_;
  NameIndex<Collection> collectionByName_;
  std::array<IdsByKey, countOfSubjectKinds> sharedWith_;  // by the kind of subject
  IdsByKey owned_, groupsOfUser_, groupsOfGroup_, collectionsOfAsset_, linksOn_, commentsOn_;
};

}  // namespace lockstep
