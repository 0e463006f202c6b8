#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/request.h"
#include "account/account.h"
#include "policy/policy.h"

namespace lockstep {

/// An action as another engine is asked about it: at one place. What touches two places is two questions,
/// `asset.move` of the asset and `asset.move.to` of the destination.
struct PlacedAction {
  std::string name;
  ActionId action = 0;  ///< whose role list, gates and scope decide
  Level level = 0;
  std::vector<On> on;
  AssetKind kind = AssetKind::any;
  RootRule root = RootRule::blanket;
  Versions versions = Versions::any;
  bool isSecond = false;

  bool isOn(On what) const;
  /// Whether it is asked of the account: also what is asked of a person, group or key that is not named yet.
  bool isOfAccount() const;
};

/// Every action of the policy, each with its second places.
std::vector<PlacedAction> placedActions(const Policy& policy);
/// Those that fit, as names.
template <class Fits>
std::vector<std::string> namesOf(const std::vector<PlacedAction>& actions, Fits fits) {
  std::vector<std::string> names;
  for (const auto& action : actions)
    if (fits(action)) names.push_back(action.name);
  return names;
}
/// Whether an account has every feature that the action asks for.
bool isOpen(const PlacedAction& action, const Account& account);

/// A place, and the limited-access folders below it, at which levels from it stop.
struct Extent {
  std::string path;
  AssetKind kind = AssetKind::folder;
  std::vector<std::string> except;
};

/// A level that a share or owning gives. On a collection it holds there; what is in it is only seen.
struct LevelGrant {
  Subject with;
  Level level = 0;
  bool owns = false;
  std::string collection;     ///< empty: it is on the one place of `reaches`
  std::vector<Extent> reaches;
  std::optional<Time> until;  ///< valid while now < until
};

/// What gives levels in the account, in the order of what it is on. The root never has one.
std::vector<LevelGrant> levelGrants(const Account& account);

/// Cedar's policies, readable; the entities they speak of, as Cedar's JSON, a line each.
std::string cedarPolicies(const Account& account);
std::string cedarEntities(const Account& account);
/// CASL's raw rules for one principal, as a JSON array; for every user, key and the host, as an object of such arrays.
/// Without `now` whatever may have ended has.
std::string caslRules(const Account& account, const Principal& principal, std::optional<Time> now);
std::string caslRulesOfAll(const Account& account, std::optional<Time> now);

}  // namespace lockstep
