#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "export/formula.h"
#include "lockstep/account/account.h"

namespace lockstep {

/// An action of format 2 as another engine is asked about it: at one place. What touches two places is two questions:
/// `issue.move` of the issue and `issue.move.to` of the destination, `shelf.add` of the shelf and `shelf.add.item`.
struct Asked2 {
  std::string name;
  ActionId action{};  ///< whose roles and conditions decide
  LevelSet level;
  bool isSecond = false;
  std::vector<On> on;         ///< what it is asked of, beside kinds
  std::vector<KindId> kinds;  ///< the kinds that it is asked of
  bool onRoot = false;        ///< asked of the root
};
/// Every action that the account's plan and features open, each with its second places; without public links.
std::vector<Asked2> askedActions2(const Account& account);

/// A way to have an action by a role: the role, and the conditions of an entry of its `allow`.
struct Opening {
  const Role* role = nullptr;
  std::vector<ConditionId> when;
};
/// Every way to have an action, by roles whose features are on.
std::vector<Opening> openings(const Account& account, const Asked2& asked);

/// A place with all below it, but for the closed places at which the levels change.
struct Reach {
  const Asset* place = nullptr;  ///< nullptr: the root
  LevelSet level;
  std::vector<const Asset*> except;
};

/// What gives levels to users: a role, a share, a relation, or those on a collection.
struct Source2 {
  enum class From { role, share, relation };

  From from = From::share;
  Subject with;
  std::string name{};           ///< of the role or relation
  std::string on{};             ///< id of the item; "/" for the root
  bool everywhere = false;      ///< nothing stops it
  std::optional<Time> until{};  ///< valid while now < until
  std::vector<ConditionId> when{};
  LevelSet level{};                        ///< on the item itself
  const Collection* collection = nullptr;  ///< the item, if it is a collection
  std::vector<Reach> reaches{};
};
/// Returns every source of levels in an account of format 2.
std::vector<Source2> sources2(const Account& account);
/// Whether shares and relations count for every role; those of others sleep.
bool everyRoleShares(const Account& account);

/// The places of the levels of a set that no other level of it includes.
std::vector<std::size_t> maximalLevels(const Policy& policy, LevelSet levels);
/// The listed place that a place is in; nullptr: the root.
const Asset* placeAbove(const Account& account, std::string_view path);
/// Calls `call` with each role of the policy and the account.
template <class Call>
void eachRoleOf(const Account& account, Call call) {
  for (const auto& role : account.policy().roles()) call(role);
  for (const auto& [id, role] : account.roles())
    if (!account.policy().role(id)) call(role.role);
}

/// When all of some conditions are met, and none of others.
Formula metBy(const Policy& policy, const std::vector<ConditionId>& when, const std::vector<ConditionId>& unless = {});

}  // namespace lockstep
