#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "account/facts.h"
#include "account/path_index.h"
#include "account/shares.h"
#include "account/table.h"
#include "base/flat_map.h"
#include "base/json.h"
#include "base/result.h"

namespace lockstep {

/// Numbers for some of the policy's features or limits.
using Numbers = FlatMap<std::uint16_t, std::int64_t>;

/// The facts of one account, with the indexes that decisions need; it knows no rule. A value: copies are whole and
/// independent. A *slice* is an account that holds only what one principal may know; then `isSlice` is true
/// and `knownCounts` says how many there are of what it does not list.
class Account {
 public:
  /// Reads an account text (lockstep-account/1), which may be hostile. Every problem comes back with its JSON pointer.
  static Result<Account> parse(std::string_view json, const Policy& policy);
  Value toValue() const;

  explicit Account(Policy policy) : policy_(std::move(policy)) {}
  Account(const Account& other);
  Account(Account&& other) = default;
  Account& operator=(const Account& other) { return *this = Account(other); }
  Account& operator=(Account&& other) = default;
  const Policy& policy() const { return policy_; }

  std::string id;
  std::int64_t revision = 0;
  PlanId plan = 0;
  Numbers featureOverrides;  ///< 1 where it is switched on, 0 where off
  Numbers limitOverrides;
  Numbers knownCounts;
  bool isSlice = false;
  bool complete = false;  ///< every file and folder is listed: a path that is not does not exist. What a slice lists is never all.

  /// Whether the plan or a switched-on feature gives it, or one that brings it does.
  bool hasFeature(FeatureId feature) const { return hasFeature(feature, plan); }
  /// The same on another plan.
  bool hasFeature(FeatureId feature, PlanId onPlan) const;
  std::int64_t maximum(LimitId limit) const;

  const Table<User>& users() const { return users_; }
  const Table<Group>& groups() const { return groups_; }
  const Table<Asset>& assets() const { return assets_; }
  const Table<Collection>& collections() const { return collections_; }
  const Table<Link>& links() const { return links_; }
  const Table<ApiKey>& apiKeys() const { return apiKeys_; }
  const Table<Comment>& comments() const { return comments_; }

  const User* user(std::string_view id) const { return users_.find(id); }
  const Group* group(std::string_view id) const { return groups_.find(id); }
  const Asset* asset(std::string_view id) const { return assets_.find(id); }
  const Collection* collection(std::string_view id) const { return collections_.find(id); }
  const Link* link(std::string_view id) const { return links_.find(id); }
  const ApiKey* apiKey(std::string_view id) const { return apiKeys_.find(id); }
  const Comment* comment(std::string_view id) const { return comments_.find(id); }

  const Asset* assetAt(std::string_view path) const { return assetByPath_.find(path); }
  /// The listed assets on the way down to a path and at it, the root left out.
  PathIndex::Way wayTo(std::string_view path) const { return assetByPath_.wayTo(path); }
  /// Whether a file is listed above a path, given the way to it. Files hold nothing: no such path exists.
  static bool isBelowFile(const PathIndex::Way& way, std::string_view path);
  /// Whether `test` holds of what is listed at a path or at a folder above it, the root included.
  template <class Test>
  bool isBelowAny(std::string_view path, Test test) const {
    const auto way = wayTo(path);
    const Asset* root = assetAt("/");
    return (root != nullptr && test(*root)) || std::any_of(way.begin(), way.end(), [&](const Asset* asset) { return test(*asset); });
  }
  const User* userOfEmail(std::string_view email) const;            // folded
  const Group* groupNamed(std::string_view name) const;             // folded
  const Collection* collectionNamed(std::string_view name) const;   // folded
  const Shares& sharesOn(std::string_view id) const;
  /// Ids of what is shared with a user or a group; of what a user owns; the groups of a user; the collections that
  /// hold an asset; the links on an item.
  const Ids& sharedWith(const Subject& subject) const;
  const Ids& ownedBy(std::string_view user) const { return indexed(owned_, user); }
  const Ids& groupsOf(std::string_view user) const { return indexed(groupsOfUser_, user); }
  const Ids& collectionsOf(std::string_view asset) const { return indexed(collectionsOfAsset_, asset); }
  const Ids& linksOn(std::string_view item) const { return indexed(linksOn_, item); }
  const Ids& commentsOn(std::string_view asset) const { return indexed(commentsOn_, asset); }
  std::size_t shareCount() const { return shareCount_; }
  template <class Each>
  void eachShare(Each each) const {
    for (const auto& [on, item] : shares_) item.shares.each(each);
  }
  /// When the first share that ends does so after `now`.
  std::optional<Time> nextShareEnd(Time now) const;
  /// When the last share ended that has ended by `now`.
  std::optional<Time> lastShareEnd(Time now) const;

  /// Every listed asset below a folder (not the folder itself), in path order.
  std::vector<const Asset*> below(std::string_view folder) const { return assetByPath_.inOrder().below(folder); }
  /// Every folder below another at which levels from above stop.
  std::vector<const Asset*> closedBelow(std::string_view folder) const;
  /// What stands at a path: what is listed there, or a folder that holds something listed; `any` where something is
  /// listed whose kind is still open. Nothing where no asset is known: a slice knows what it lists and no more.
  std::optional<AssetKind> kindAt(std::string_view path) const { return kindAt(path, assetAt(path)); }
  /// The same, given what is listed at the path.
  std::optional<AssetKind> kindAt(std::string_view path, const Asset* listed) const;
  /// The same, where that is open or nothing is known, as a request says; where it says nothing, as the name does: only
  /// the names of files have dots.
  AssetKind kindAt(std::string_view path, AssetKind said) const;
  /// Whether anything has this id, of whatever kind it is.
  bool has(std::string_view anyId) const;

  /// Add or replace; the indexes follow. Nothing is checked here: decisions come before.
  void put(User user);
  void put(Group group);
  bool put(Asset asset);  // false where another asset had its path, which it takes
  void put(Collection collection);
  bool put(Share share);  // false where there was one of this item with this user or group
  void put(Link link);
  void put(ApiKey key);
  void put(Comment comment);
  /// All that another has.
  void putAll(const Account& other);
  /// Remove one entry alone; what refers to it is the caller's to remove.
  void eraseUser(std::string_view id);
  void eraseGroup(std::string_view id);
  void eraseAsset(std::string_view id);
  void eraseCollection(std::string_view id);
  void eraseShare(std::string_view on, const Subject& with);
  void eraseLink(std::string_view id);
  void eraseApiKey(std::string_view id);
  void eraseComment(std::string_view id);

 private:
  struct SharedItem {
    std::string id{};
    Shares shares{};
  };
  /// What belongs to something, by its id.
  struct Belonging {
    std::string id{};
    Ids ids{};
  };
  using Index = Table<Belonging>;
  /// What a text leads to.
  template <class T>
  struct Lead {
    std::string id{};
    const T* to = nullptr;
  };
  void countEnd(const Share& share, std::size_t more);
  static const Ids& indexed(const Index& index, std::string_view key);
  static void link(Index& index, std::string_view key, const std::string& id);
  static void unlink(Index& index, std::string_view key, std::string_view id);

  Policy policy_;
  Table<User> users_;
  Table<Group> groups_;
  Table<Asset> assets_;
  Table<Collection> collections_;
  Table<Link> links_;
  Table<ApiKey> apiKeys_;
  Table<Comment> comments_;
  Table<SharedItem> shares_;  // by what they are on
  std::size_t shareCount_ = 0;
  struct End {
    std::string id{};  // the moment, as bytes in its order
    std::size_t count = 0;
  };
  Table<End> shareEnds_;

  PathIndex assetByPath_;
  PathOrder closedByPath_;  // folders at which levels from above stop
  Table<Lead<User>> userByEmail_;
  Table<Lead<Group>> groupByName_;
  Table<Lead<Collection>> collectionByName_;
  Index sharedWithUser_, sharedWithGroup_, owned_, groupsOfUser_, collectionsOfAsset_, linksOn_, commentsOn_;
};

/// An e-mail as it is compared: trimmed, ASCII lower case.
std::string foldedEmail(std::string_view email);
/// A collection's name as it is compared: trimmed, ASCII lower case.
std::string foldedName(std::string_view name);
/// A group's name as it is compared: the same, and each run of blanks as one.
std::string foldedGroupName(std::string_view name);

}  // namespace lockstep
