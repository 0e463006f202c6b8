#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bitset.h"
#include "base/result.h"
#include "policy/counts.h"
#include "policy/operation.h"
#include "policy/reason.h"

namespace lockstep {

/// A level as a small integer: 0 is none, then the policy's levels in ascending order. Each includes the lower.
using Level = std::uint8_t;
/// Dense ids: the place of the thing in the policy's own list.
using ActionId = std::uint16_t;
using RoleId = std::uint16_t;
using FeatureId = std::uint16_t;
using LimitId = std::uint16_t;
using PlanId = std::uint16_t;

/// What the root means to an action: closed to all, to those without a blanket level, or open to all.
enum class RootRule : std::uint8_t { blanket, open, closed };
/// Which versions of a file an action exists on.
enum class Versions : std::uint8_t { current, noncurrent, any };
enum class Show : std::uint8_t { enabled, disabled, hidden };

struct Action {
  std::string name;
  std::string title;
  Does does = Does::nothing;
  std::vector<On> on;
  Level level = 0;            ///< needed on the resource; 0: the role alone decides
  Level toLevel = 0;          ///< needed on context.to (R-88, R-89)
  Level assetLevel = 0;       ///< needed on context.asset (R-110)
  Level collectionLevel = 0;  ///< needed on context.collection (R-110)
  AssetKind kind = AssetKind::any;
  RootRule root = RootRule::blanket;
  Versions versions = Versions::current;
  std::vector<FeatureId> features;
  std::vector<LimitId> limits;
  std::optional<LimitId> batch;  ///< the most items at once (context.count)
  bool host = false;             ///< only the host itself (`system`) may
  bool isPublic = false;         ///< no role needed: a public link
  bool destructive = false;      ///< fails closed over a stale snapshot
  bool ownComment = false;       ///< on one's own comment alone (R-57)
  bool byArea = false;           ///< context.area asks for the area's own action too (R-145)

  bool isOn(On what) const;
  /// The context fields that the policy's own words and the operation ask for.
  Need needs() const;
  /// Whether it is asked without a resource: on the account, the library or oneself.
  bool isOnAccount() const { return isOn(On::account) || isOn(On::library) || isOn(On::self); }
};

struct Role {
  std::string name;
  std::string title;
  Level level = 0;        ///< blanket level over the whole library, at every place of an action; 0: none
  bool shared = false;    ///< the level comes from shares, groups, owning and collections (R-6)
  std::optional<FeatureId> feature;
  Bitset allow;           ///< actions this role may ever have; for a shared role those with a level still need it
  Bitset own;             ///< only on what is the principal's own (R-147)
  std::uint32_t atLeast = 0;  ///< no change may leave the account with fewer users of this role (R-39)
};

struct Feature {
  std::string name;
  PlanId plan = 0;                  ///< the lowest plan that has it
  std::vector<FeatureId> with;      ///< also on when one of these is (R-27, media-library audit logs)
};

struct Limit {
  std::string name;
  std::int64_t value = 0;
  Counts counts = Counts::nothing;
};

/// Readings of the source that a policy may choose (A-19, H-1) and what goes beyond it.
struct Switches {
  bool strictCollectionReshare = false;  ///< H-1: what goes into a collection needs manage, not contribute
  bool limitedFolders = false;           ///< folders may say `inherit: false`
};

/// What API keys and visitors may do: a set of actions by scope name.
struct Scope {
  std::string name;
  Bitset allow;
};

/// The rules, compiled from a policy document into tables; facts about an account are elsewhere. Immutable and
/// shared: copies are cheap, and safe to read from several threads.
class Policy {
 public:
  /// Reads and checks a policy text (lockstep-policy/1), which may be hostile. Gives every problem with its JSON
  /// pointer, not the first alone.
  static Result<Policy> parse(std::string_view json);
  /// Its tables as a text (lockstep-compiled/3), which `open` reads with little code and time: for what a page downloads.
  /// It lacks what lint alone needs, and titles of actions and roles. Only the same version of Lockstep is sure to read it.
  std::string compiled() const;
  /// Safe over hostile texts; the rules, however, and their digest, are taken as they are: from one's own build alone.
  static Result<Policy> open(std::string_view compiled);

  const std::string& id() const { return tables_->id; }
  const std::string& version() const { return tables_->version; }
  /// SHA-256 of the canonical JSON: two sides with the same digest run the same rules.
  const std::string& digest() const { return tables_->digest; }

  const std::vector<Action>& actions() const { return tables_->actions; }
  const std::vector<Role>& roles() const { return tables_->roles; }
  const std::vector<Feature>& features() const { return tables_->features; }
  const std::vector<Limit>& limits() const { return tables_->limits; }
  const std::vector<std::string>& plans() const { return tables_->plans; }
  const std::vector<std::string>& levels() const { return tables_->levels; }
  const std::vector<Scope>& keyScopes() const { return tables_->keyScopes; }
  const Bitset& visitor() const { return tables_->visitor; }
  const Switches& switches() const { return tables_->switches; }
  Show show(Reason reason) const { return tables_->show[static_cast<std::size_t>(reason)]; }

  std::optional<ActionId> action(std::string_view name) const;
  std::optional<RoleId> role(std::string_view name) const;
  std::optional<FeatureId> feature(std::string_view name) const;
  std::optional<LimitId> limit(std::string_view name) const;
  std::optional<PlanId> plan(std::string_view name) const;
  std::optional<Level> level(std::string_view name) const;
  /// The action that opens an area of the audit log.
  std::optional<ActionId> area(std::string_view name) const;
  const std::vector<std::pair<std::string, ActionId>>& areas() const { return tables_->areas; }
  const Scope* keyScope(std::string_view name) const;

  /// The name of a level; "" for none.
  std::string_view levelName(Level level) const;
  /// What people call a plan, level, feature or limit; its id where the policy gives no title.
  std::string_view title(std::string_view id) const;
  Level highest() const { return static_cast<Level>(tables_->levels.size()); }

  /// What is legal but surely wrong: an action that nobody can have, a pattern that matches nothing, a feature, level,
  /// limit or title that nothing uses, a destination that nothing guards.
  Problems lint() const;

 private:
  friend class PolicyReader;
  friend class PolicyTables;
  friend class PolicyLint;
  struct Tables {
    std::string id, version, digest;
    std::vector<std::string> plans, levels;
    std::vector<Feature> features;
    std::vector<Limit> limits;
    std::vector<Action> actions;
    std::vector<Role> roles;
    std::vector<Scope> keyScopes;
    std::vector<std::pair<std::string, ActionId>> areas;
    std::vector<ActionId> actionsByName;
    std::vector<std::pair<std::string, std::string>> titles;
    Bitset visitor;
    Switches switches;
    std::vector<Show> show;
    Problems doubts;  // found while patterns were expanded, for lint

    std::optional<ActionId> action(std::string_view name) const;
  };
  explicit Policy(std::shared_ptr<const Tables> tables) : tables_(std::move(tables)) {}

  std::shared_ptr<const Tables> tables_;
};

std::string_view nameOf(Show show);

}  // namespace lockstep
