#pragma once

#include <string>
#include <vector>

#include "lockstep/change/apply.h"

namespace lockstep {

/// What a change would give to or take from one user at one place, before it is made.
struct Difference {
  /// The user's id.
  std::string user;
  std::string place;  ///< a path or a collection's id; "" for the account
  /// Whether `place` is a collection.
  bool isCollection = false;
  LevelSet before;                  ///< the level there before the change
  LevelSet after;                   ///< the level there after it
  std::vector<std::string> gained;  ///< the actions that the change gives
  std::vector<std::string> lost;    ///< the actions that it takes
};

/// The effect that a request would have.
struct Preview {
  Decision decision;                    ///< of the request itself; a refused one changes nothing
  std::vector<Difference> differences;  ///< by user, then place
  std::size_t compared = 0;             ///< how many pairs of a user and a place were looked at
};

/// Carries the request out on an account of its own and compares what everyone may do, at every place that the change
/// or a grant names. An asset that moves is followed: its place is the new path.
/// With `known`, a slice, the result contains only the users in it.
Preview preview(Account account, const Request& request, const Messages& messages = {}, const Account* known = nullptr);

/// Writes a preview as JSON, with the policy's names.
Value toValue(const Preview& preview, const Policy& policy);

}  // namespace lockstep
