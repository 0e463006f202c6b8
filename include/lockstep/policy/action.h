#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lockstep/policy/ids.h"
#include "lockstep/policy/level_set.h"
#include "lockstep/policy/operation.h"

namespace lockstep {

/// What the root means to an action: closed to all, to those without a blanket level, or open to all.
enum class RootRule : std::uint8_t { blanket, open, closed };
/// Which versions of a file an action exists on.
enum class Versions : std::uint8_t { current, noncurrent, any };

/// An action of the policy, with what it needs.
struct Action {
  /// Its name, such as `asset.delete`.
  std::string name;
  /// Its name for users.
  std::string title;
  /// The operation that `apply` carries out.
  Extra<Does> does = Does::nothing;
  /// The kinds of resource that it is on.
  std::vector<On> on;
  LevelSet level;            ///< needed on the resource; none: the role alone decides
  LevelSet toLevel;          ///< needed on context.to (R-88, R-89)
  LevelSet assetLevel;       ///< needed on context.asset (R-110)
  LevelSet collectionLevel;  ///< needed on context.collection (R-110)
  /// The kind of asset that it is on.
  KindId kind = anyKind;
  /// Whether it may be done on the root.
  RootRule root = RootRule::blanket;
  /// The versions of a file that it exists on.
  Versions versions = Versions::current;
  /// The features that must be on; all of them.
  std::vector<FeatureId> features;
  /// The limits that it counts against.
  std::vector<LimitId> limits;
  std::optional<LimitId> batch;     ///< the most items at once (context.count)
  bool host = false;                ///< only the host itself (`system`) may
  bool isPublic = false;            ///< no role needed: a public link
  bool destructive = false;         ///< fails closed over a stale snapshot
  bool ownComment = false;          ///< on one's own comment alone (R-57)
  bool onLive = false;              ///< on a link or key that has not ended
  bool byArea = false;              ///< context.area asks for the area's own action too (R-145)
  bool rootOnly = false;            ///< on the root alone, not on the kinds below
  Need extraNeeds = Need::none;     ///< context fields beside those of the effect
  bool deep = false;                ///< takes a place with all that lies in it
  bool givesAny = false;            ///< gives levels and roles beyond those of the giver
  std::vector<KindId> kinds;        ///< the kinds of resource that it is on; empty: `kind` says it
  KindId makes{};                   ///< of `create`: the kind
  RelationId relation{};            ///< of `relate`: the relation
  AttributeId attribute{};          ///< of `set`: the attribute
  std::optional<RelationId> maker;  ///< the relation in which a new resource names its maker
  std::vector<ConditionId> when;    ///< the conditions that must be met
  std::vector<ConditionId> unless;  ///< the conditions that must not be met

  /// Returns whether it is on a kind of resource.
  bool isOn(On what) const;
  /// The context fields that the policy's own words and the operation ask for.
  Need needs() const;
  /// Whether it is asked without a resource: on the account, the library or oneself.
  bool isOnAccount() const { return isOn(On::account) || isOn(On::library) || isOn(On::self); }
};

}  // namespace lockstep
