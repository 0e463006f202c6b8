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

/// A person's effective access at every listed place where they have any; or everyone's at one place.
std::vector<Cell> matrixOf(const Account& account, std::string_view user, std::optional<Time> now);
std::vector<Cell> matrixAt(const Account& account, const Resource& resource, std::optional<Time> now);

Value toValue(const Allowed& allowed, const Policy& policy);
Value toValue(const Cell& cell, const Policy& policy);

}  // namespace lockstep
