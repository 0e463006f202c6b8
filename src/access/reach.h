#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "access/slice.h"
#include "account/delta.h"

namespace lockstep {

/// What one change of an account may touch in the slices of its principals. It may say too much, never too little: that
/// every slice equals a fresh one after every change is tested over random histories.
class Reach {
 public:
  using Set = std::set<std::string, std::less<>>;

  /// `before` is the account that the change was made to. Nothing of either is kept.
  Reach(const Account& before, const Delta& change);

  /// What of the slice of a principal who stands so before the change. `before` as above.
  Part partOf(const Account& before, const Principal& principal, const Standing& standing) const;

  /// The rows that are other, or told otherwise, or for another reason. Whatever leads to an asset or a collection in
  /// here is in here too, as it was before and as it is after.
  Set users, groups, assets, collections, links, apiKeys, comments;

 private:
  void addRows(const Account& before, const Delta& change);
  void addLeads(const Account& facts);
  void addHolders(const Account& before, const Delta& change);
  Part partOfVisitor(const Account& before, const std::string& link) const;

  Set selves_;    // users who are other themselves
  Set holders_;   // users who hold other things, or for other reasons
  Set authors_;   // of the comments
  Set changedAssets_, changedCollections_, changedLinks_;
  bool movesBarrier_ = false;
};

/// Somebody whose slice is followed through the changes of an account; the slice itself is not kept.
struct Follower {
  Principal principal;
  Standing standing;
  Time at = 0;  ///< of the slice as it was last told
};
Follower followerOf(const Account& account, Principal principal, Time now);

/// Brings a follower to a later time: the delta of what has ended or begun since, or nothing where no fact is other. An
/// earlier time, of a clock that was set back, changes nothing. The account stays as it is.
std::optional<Delta> elapse(const Account& account, Follower& follower, Time now);

/// Brings `account` to where `change` leads, and returns for each follower the delta of the slice at the follower's time,
/// or nothing where no fact in it is other (`quietDelta`). For the host there is none: the change itself is its delta.
std::vector<std::optional<Delta>> follow(Account& account, const Delta& change, const std::vector<Follower*>& followers);

/// The delta of a slice in which no fact is other: the account's revision, terms and counts as they are now.
Delta quietDelta(const Account& account, const Standing& standing, std::int64_t from);

}  // namespace lockstep
