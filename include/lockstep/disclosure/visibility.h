#pragma once

#include <vector>

#include "lockstep/access/access.h"

namespace lockstep {

/// Levels that each open something.
class AnyOf {
 public:
  /// Adds a level, unless one that it includes opens the same.
  void add(LevelSet level);
  /// Returns whether one of the levels is held.
  bool isMetBy(LevelSet held) const;
  /// Returns whether no level opens it.
  bool empty() const { return levels_.empty(); }
  bool operator==(const AnyOf&) const = default;

 private:
  std::vector<LevelSet> levels_;
};

/// Which kinds of facts a principal may know. It follows from the role, from the plan and features, and from the
/// highest level held anywhere: only what an action reads that is open to the principal now.
struct Visibility {
  bool hasRole = false;           ///< one of the policy, or the host itself; without, nothing below
  bool isShared = false;          ///< the level comes from shares, and opens something
  bool users = false;             ///< all users, whole
  bool groups = false;            ///< all groups, whole
  bool shareable = false;         ///< users and groups to share with, by name (A-36)
  bool collections = false;       ///< collections
  bool apiKeys = false;           ///< all API keys
  bool ownComments = false;       ///< comments of the principal
  bool ownAssets = false;         ///< the assets that the principal owns, if owning gives no level
  bool opensLinks = false;        ///< a visitor: public links work in this account
  std::vector<KindId> openKinds;  ///< kinds on which an action without a level is open
  AnyOf links;                    ///< the levels from which the links of an item are known
  AnyOf assetAccess;              ///< the levels from which shares and owner of an asset are known (R-62)
  AnyOf collectionAccess;         ///< the levels from which those of a collection are known (R-62)
  std::vector<LimitId> counts;    ///< limits with a known count
  std::vector<LimitId> maxima;    ///< without a role: limits with a known maximum

  bool operator==(const Visibility&) const = default;
};
/// Returns the kinds of facts that the principal of `access` may know at `now`.
Visibility visibilityOf(const Access& access, Time now);

/// A slice without facts: which account it is of, its revision, terms and counts.
Account termsFor(const Account& account, const Visibility& visibility);

}  // namespace lockstep
