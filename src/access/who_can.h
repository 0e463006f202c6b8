#pragma once

#include <string>
#include <vector>

#include "access/access.h"

namespace lockstep {

/// One user who may do something, and the chain it rests on.
struct Allowed {
  std::string user;
  Decision decision;
};

/// Every user of the account who may do this here now, in the order of their ids; each by the one `decide`.
std::vector<Allowed> whoCan(const Account& account, std::string_view action, const Resource& resource, const Context& context = {});

/// Adds to the remedies of a denial the users who can give a level that is to be asked for, a few of them. Only an asker
/// who knows every user of the account learns them.
void nameGivers(Decision& decision, const Access& asker, std::optional<Time> now);

/// One cell of an effective-access table: what somebody holds at a place, and what they may do there.
struct Cell {
  std::string user;
  std::string place;                       ///< a path or a collection's id
  bool isCollection = false;
  Level level = 0;
  std::vector<Grant> because;
  std::vector<std::string_view> actions;   ///< allowed ones, in the policy's order
  bool dormant = false;                    ///< shares or owner marks that sleep while the user has another role (H-2)
};

/// A user's effective access at every listed place where they have any, and where a level from above stops; of a user
/// whose role has one level everywhere, at the root alone. Or the access of all users at one path or collection.
std::vector<Cell> matrixOf(const Account& account, std::string_view user, std::optional<Time> now);
std::vector<Cell> matrixAt(const Account& account, const Resource& resource, std::optional<Time> now);

Value toValue(const Allowed& allowed, const Policy& policy);
Value toValue(const Cell& cell, const Policy& policy);

}  // namespace lockstep
