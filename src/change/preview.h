#pragma once

#include <string>
#include <vector>

#include "change/apply.h"

namespace lockstep {

/// What a change would give to or take from one user at one place, before it is made.
struct Difference {
  std::string user;
  std::string place;                 ///< a path or a collection's id; "" for the account
  bool isCollection = false;
  Level before = 0, after = 0;       ///< the level held there
  std::vector<std::string> gained, lost;  ///< actions
};

struct Preview {
  Decision decision;                 ///< of the request itself; a refused one changes nothing
  std::vector<Difference> differences;  ///< by user, then place
  std::size_t compared = 0;          ///< how many pairs of a user and a place were looked at
};

/// Carries the request out on an account of its own and compares what everyone may do, at every place that the change
/// or a grant names. An asset that moves is followed: its place is the new path.
/// With `known`, a slice, only the people in it are told of.
Preview preview(Account account, const Request& request, const Messages& messages = {}, const Account* known = nullptr);

Value toValue(const Preview& preview, const Policy& policy);

}  // namespace lockstep
