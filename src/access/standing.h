#pragma once

#include <vector>

#include "access/access.h"

namespace lockstep {

/// Which kinds of facts a principal may know. It follows from the role, from the plan and features, and from the highest
/// level held anywhere: only what an action reads that is open to the principal now.
struct Standing {
  static constexpr Level never = 255;

  bool hasRole = false;                    ///< one of the policy, or the host itself; without, nothing below
  bool isShared = false;                   ///< the level comes from shares, and opens something
  bool users = false, groups = false;      ///< all of them, whole
  bool shareable = false;                  ///< those with whom one may share, by name (A-36)
  bool collections = false, apiKeys = false, ownComments = false;
  bool ownAssets = false;                  ///< what one owns, where the level does not come from it
  bool opensLinks = false;                 ///< a visitor: public links work in this account
  Level links = never;                     ///< the level from which the links of an item are known
  Level assetAccess = never, collectionAccess = never;  ///< from which one may see who has access (R-62), and who owns
  std::vector<LimitId> counts;             ///< limits of which the count is known
  std::vector<LimitId> maxima;             ///< without a role: limits of which the maximum is known

  bool operator==(const Standing&) const = default;
};
Standing standingOf(const Access& access, Time now);

/// A slice without facts: which account it is of, its revision, terms and counts.
Account termsFor(const Account& account, const Standing& standing);

}  // namespace lockstep
