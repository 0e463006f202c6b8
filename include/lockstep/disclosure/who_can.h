#pragma once

#include <string>
#include <vector>

#include "lockstep/access/access.h"

namespace lockstep {

/// A user who may do something, with the decision and its chain.
struct Allowed {
  /// The user's id.
  std::string user;
  /// The allowance, with the grants that it rests on.
  Decision decision;
};

/// Returns every user of the account who may do this now, ordered by id; each is decided by `decide`.
std::vector<Allowed> whoCan(const Account& account, std::string_view action, const Resource& resource,
                            const Context& context = {});

/// Adds to the remedies of a denial a few users who can give the level. Only for an `asker` who may know every user
/// of the account.
void nameGivers(Decision& decision, const Access& asker, std::optional<Time> now);

/// One cell of an effective-access table: a user's level at a place, and the actions that are allowed there.
struct Cell {
  /// The user's id.
  std::string user;
  std::string place;  ///< a path or an id
  /// The kind that `place` is the id of: `collection`, or a kind of the policy. Empty: it is a path.
  std::string kind{};
  /// The level that the user has there.
  LevelSet level;
  /// The grants that give it.
  std::vector<Grant> because;
  std::vector<std::string_view> actions;  ///< allowed ones, in the policy's order
  bool dormant = false;                   ///< shares or owner marks without effect under the user's present role (H-2)
};

/// Returns a user's access at every listed place where they have any, and where a level from above stops; for a role
/// with one level everywhere, at the root alone.
std::vector<Cell> matrixOf(const Account& account, std::string_view user, std::optional<Time> now);
/// Returns the access of every user at one path or collection, or at a resource that is named by its kind and id.
std::vector<Cell> matrixAt(const Account& account, const Resource& resource, std::optional<Time> now);

/// Writes an allowed user as JSON, with the policy's names.
Value toValue(const Allowed& allowed, const Policy& policy);
/// Writes a cell as JSON, with the policy's names.
Value toValue(const Cell& cell, const Policy& policy);

}  // namespace lockstep
