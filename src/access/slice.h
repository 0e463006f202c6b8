#pragma once

#include <vector>

#include "access/access.h"
#include "access/standing.h"

namespace lockstep {

/// The part of an account that one principal may know at a time, and no more. It decides every request made then or
/// later as the whole account does, or says in `unverified` what it cannot know. Grants, links and keys that have ended
/// bring nothing. A principal that is not there gets an empty slice; so does a visitor who names no link.
Account sliceFor(const Account& account, const Principal& principal, Time now);

/// Removes from a chain the collections, links and holders that are not in the slice.
void keepKnown(std::vector<Grant>& chain, const Account& slice);
/// The same for an answer about another user: its `validUntil` is that of the grants which are left.
void keepKnown(Decision& decision, const Account& slice);

/// How much of a slice a change may touch (`Reach::partOf`).
enum class Part {
  nothing,  ///< no fact: the revision, the terms and the counts are all that is new
  rows,     ///< facts that the reach lists
  library,  ///< all but the people, of whom those that the reach lists
  whole,
};
class Reach;

/// That part of the slice, for a principal of this standing: what lies in the part is there as in `sliceFor`, and
/// nothing else.
Account sliceFor(const Account& account, const Principal& principal, const Standing& standing, Time now, const Reach& reach, Part part);

/// Whether time alone changes the facts of a principal's slice between two moments: a grant, a link or a key ends, or a
/// link begins.
bool changesBetween(const Account& account, const Principal& principal, Time from, Time to);

}  // namespace lockstep
