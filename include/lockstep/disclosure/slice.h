#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "lockstep/access/access.h"
#include "lockstep/disclosure/visibility.h"

namespace lockstep {

/// Returns the part of an account that one principal may know at `now`, and no more. It decides every later request as
/// the whole account does, or names in `unverified` the facts that it lacks. Grants, links and keys that have ended are
/// left out. An unknown principal gets an empty slice; so does a visitor without a link.
Account sliceFor(const Account& account, const Principal& principal, Time now);

/// Removes from a chain the collections, links and holders that are not in the slice.
void keepKnown(std::vector<Grant>& chain, const Account& slice);
/// The same for an answer about another user: its `validUntil` is that of the remaining grants.
void keepKnown(Decision& decision, const Account& slice);

/// Ids of facts, by their kind.
struct RowIds {
  /// A set of ids.
  using Set = std::set<std::string, std::less<>>;
  Set users;        ///< ids of users
  Set groups;       ///< ids of groups
  Set assets;       ///< ids of assets
  Set collections;  ///< ids of collections
  Set links;        ///< ids of links
  Set apiKeys;      ///< ids of API keys
  Set comments;     ///< ids of comments
};

/// A part of a slice.
enum class Part {
  nothing,  ///< no fact: only the revision, the terms and the counts
  rows,     ///< the facts that are listed
  library,  ///< all facts but users and groups; of these the listed ones
  whole,
};

/// The same as `sliceFor`, restricted to `part`. `rows` are the facts that `part` speaks of as listed. `visibility` is
/// that of `principal`.
Account sliceFor(const Account& account, const Principal& principal, const Visibility& visibility, Time now,
                 const RowIds& rows, Part part);

/// Returns whether time alone changes the facts of a principal's slice between two moments: a grant, a link or a key
/// ends, or a link begins.
bool changesBetween(const Account& account, const Principal& principal, Time from, Time to);

}  // namespace lockstep
