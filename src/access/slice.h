#pragma once

#include <vector>

#include "access/access.h"

namespace lockstep {

/// The part of an account that one principal may know, and no more, which yet decides every request of theirs as the
/// whole account does, or says in `unverified` what it cannot know. A principal that is not there gets an empty slice;
/// a visitor who names no link gets one too, over which every link is in doubt (`link_unknown`).
Account sliceFor(const Account& account, const Principal& principal);

/// Leaves of a chain what the slice lets its principal know: no collection, link or holder that is not in it.
void keepKnown(std::vector<Grant>& chain, const Account& slice);

/// Which kinds of facts a principal may know at all. It follows from the role and from the highest level held anywhere.
struct Standing {
  bool hasRole = false;                    ///< one of the policy, or the host itself; without, nothing below
  bool isShared = false;                   ///< the level comes from shares
  bool users = false, groups = false;      ///< all of them, whole
  bool shareable = false;                  ///< those whom one may share with, by name (A-36)
  bool collections = false, links = false, apiKeys = false, ownComments = false;
  std::vector<LimitId> counts;             ///< limits whose count is told
  std::vector<LimitId> maxima;             ///< without a role: limits of which it is told how high they are

  bool operator==(const Standing&) const = default;
};
Standing standingOf(const Access& access);

/// How much of a slice a change may touch (`Reach::partOf`).
enum class Part {
  nothing,  ///< no fact: the revision, the terms and the counts are all that is new
  rows,     ///< facts that the reach lists
  library,  ///< all but the people, of whom those that the reach lists
  whole,
};
class Reach;

/// A slice without facts: which account it is of, its revision, terms and counts.
Account termsFor(const Account& account, const Standing& standing);

/// That part of the slice, for a principal who stands so: whatever lies in the part is there as in `sliceFor`, and
/// nothing else.
Account sliceFor(const Account& account, const Principal& principal, const Standing& standing, const Reach& reach, Part part);

}  // namespace lockstep
