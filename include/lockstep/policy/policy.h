#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lockstep/base/flat_map.h"
#include "lockstep/base/result.h"
#include "lockstep/policy/action.h"
#include "lockstep/policy/attribute.h"
#include "lockstep/policy/condition.h"
#include "lockstep/policy/formats.h"
#include "lockstep/policy/ids.h"
#include "lockstep/policy/kind.h"
#include "lockstep/policy/level_set.h"
#include "lockstep/policy/reason.h"
#include "lockstep/policy/role.h"
#include "lockstep/policy/terms.h"

namespace lockstep {

/// How a button looks: usable, greyed, or not there.
enum class Show : std::uint8_t { enabled, disabled, hidden };

/// A condition of the policy, by its name.
struct Condition {
  /// Its name.
  std::string name;
  /// What is evaluated. Its variables are those of the policy.
  Program program;
  /// The sentence for users where it is not met; empty: that of the reason.
  std::string message;
  std::optional<Show> show;  ///< how a button looks where it is not met
  /// A bit for each `Variable::Of` that it reads. The policy fills it in.
  std::uint8_t things = 0;

  /// Returns whether it reads a variable of a thing.
  bool reads(Variable::Of thing) const { return (things >> static_cast<unsigned>(thing) & 1) != 0; }
  /// Returns whether it reads the context or the time, and so is not decided by the resource.
  bool readsRequest() const { return reads(Variable::Of::context) || reads(Variable::Of::now); }
};

/// The attributes and relations of resources that conditions read.
struct Reads {
  /// The attributes.
  IdSet<AttributeId> attributes;
  /// The relations.
  IdSet<RelationId> relations;
};

/// The readings of the rule book that a policy may choose (A-19, H-1), and extensions of it.
struct Switches {
  bool rootHolds = false;  ///< levels are held on the root too, and pass to everything

  bool strictCollectionReshare = false;  ///< H-1: what goes into a collection needs manage, not contribute
  bool limitedFolders = false;           ///< folders may say `inherit: false`
};

/// The rules, compiled from a policy document into tables; facts about an account are elsewhere. Immutable and
/// shared: copies are cheap, and safe to read from several threads.
class Policy {
 public:
  /// Reads and checks a policy's document (lockstep-policy/1), which may be hostile. Returns every problem with its
  /// JSON pointer, not the first alone.
  static Result<Policy> parse(std::string_view json);
  /// Returns its tables as a string (lockstep-compiled/6), which `open` reads with little code and time: for pages.
  /// It lacks the parts that only lint needs, and titles of actions and roles. Read it with the same version of
  /// Lockstep.
  std::string compiled() const;
  /// Memory-safe for hostile input. The rules and their digest are trusted: open only a string of your own build.
  static Result<Policy> open(std::string_view compiled);

  /// The `id` of its document.
  const std::string& id() const { return tables_->id; }
  /// The `version` of its document.
  const std::string& version() const { return tables_->version; }
  /// SHA-256 of the canonical JSON: two sides with the same digest run the same rules.
  const std::string& digest() const { return tables_->digest; }

  /// The actions, in the order of the document.
  const IdList<ActionId, Action>& actions() const { return tables_->actions; }
  /// The roles, in the order of the document.
  const IdList<RoleId, Role>& roles() const { return tables_->roles; }
  /// The features, in the order of the document.
  const IdList<FeatureId, Feature>& features() const { return tables_->features; }
  /// The limits, in the order of the document.
  const IdList<LimitId, Limit>& limits() const { return tables_->limits; }
  /// The names of the plans, from the lowest.
  const IdList<PlanId, std::string>& plans() const { return tables_->plans; }
  /// The kinds of resource. The first is that of resources whose kind is not known.
  const IdList<KindId, Kind>& kinds() const { return tables_->kinds; }
  /// The names of relations of any kind.
  const IdList<RelationId, std::string>& relations() const { return tables_->relations; }
  /// The conditions.
  const IdList<ConditionId, Condition>& conditions() const { return tables_->conditions; }
  /// The variables that conditions read; `Program::reads` are places in this list.
  const std::vector<Variable>& variables() const { return tables_->variables; }
  /// Returns whether there are conditions.
  bool hasConditions() const { return hasFormat2 && !tables_->conditions.empty(); }
  /// Returns what the conditions read of resources.
  Reads reads() const;
  /// The attributes of users.
  const std::vector<Attribute>& userAttributes() const { return tables_->userAttributes; }
  /// The fields of the context that conditions read.
  const std::vector<Attribute>& contextFields() const { return tables_->contextFields; }
  /// The bounds of customers' own roles.
  const CustomRoles& customRoles() const { return tables_->customRoles; }
  /// The sentences of the policy, by reason.
  const FlatMap<std::string, std::string>& messages() const { return tables_->messages; }
  /// The format of the policy's document: 1 or 2.
  int format() const { return hasFormat2 && (!hasFormat1 || tables_->switches.rootHolds) ? 2 : 1; }
  /// Returns whether nothing can be in a resource of a kind.
  bool isLeaf(KindId kind) const { return tables_->leaves.has(kind); }
  /// Returns the action that shares resources of a kind, or collections; nothing if there is none.
  std::optional<ActionId> sharing(On on, KindId kind) const;
  /// Returns the kind of a name, or nothing.
  std::optional<KindId> kind(std::string_view name) const;
  /// Returns the condition of a name, or nothing.
  std::optional<ConditionId> condition(std::string_view name) const;
  /// Returns the relation of a name, or nothing.
  std::optional<RelationId> relation(std::string_view name) const;
  /// Returns the attribute of an id among those that are declared in one place, or nullptr; without an id it is
  /// nullptr.
  static const Attribute* attributeIn(const std::vector<Attribute>& declared, std::optional<AttributeId> id);
  /// Returns the attribute of a kind, or nullptr.
  const Attribute* attributeOf(KindId kind, AttributeId attribute) const;
  /// The features that levels need, in the order of the levels.
  const std::vector<std::optional<FeatureId>>& levelFeatures() const { return tables_->levelFeatures; }
  /// Returns whether any level needs a feature.
  bool hasLevelFeatures() const { return hasFormat2 && tables_->hasLevelFeatures; }
  /// Returns the kinds on which a level may be given; empty: any.
  const std::vector<KindId>& levelKinds(std::size_t place) const { return tables_->levelKinds[place]; }
  /// The names of attributes of any kind, of users and of the context.
  const IdList<AttributeId, std::string>& attributes() const { return tables_->attributes; }
  /// The names of the levels.
  const std::vector<std::string>& levels() const { return tables_->levels; }
  /// Returns the place of a level in the policy's document, under `/levels`: its name, or its place in a list.
  std::string levelPointer(std::size_t place) const {
    return tables_->hasLevelMap ? tables_->levels[place] : std::to_string(place);
  }
  /// Returns a level, by its place in `levels`, with all that it includes.
  LevelSet levelAt(std::size_t place) const { return tables_->includes[place]; }
  /// The scopes of API keys.
  const std::vector<Scope>& keyScopes() const { return tables_->keyScopes; }
  /// The actions of visitors of public links.
  const IdSet<ActionId>& visitor() const { return tables_->visitor; }
  /// The readings that the policy chose.
  const Switches& switches() const { return tables_->switches; }
  /// How a button looks that is denied for a reason.
  Show show(Reason reason) const { return tables_->show[static_cast<std::size_t>(reason)]; }

  /// The action of a name; nothing if there is none.
  std::optional<ActionId> action(std::string_view name) const;
  /// The role of a name; nothing if there is none.
  std::optional<RoleId> role(std::string_view name) const;
  /// The feature of a name; nothing if there is none.
  std::optional<FeatureId> feature(std::string_view name) const;
  /// The limit of a name; nothing if there is none.
  std::optional<LimitId> limit(std::string_view name) const;
  /// The plan of a name; nothing if there is none.
  std::optional<PlanId> plan(std::string_view name) const;
  /// The level of a name; nothing if there is none.
  std::optional<LevelSet> level(std::string_view name) const;
  /// Returns the union of levels whose names are joined by `+`; nothing if one is unknown.
  std::optional<LevelSet> levelsNamed(std::string_view names) const;
  /// Returns the bit of each level of a list of names, without what they include.
  LevelSet bitsNamed(std::string_view names) const;
  /// The action that opens an area of the audit log.
  std::optional<ActionId> area(std::string_view name) const;
  /// The areas of the audit log, each with the action that opens it.
  const std::vector<std::pair<std::string, ActionId>>& areas() const { return tables_->areas; }
  /// The scope of a name; null if there is none.
  const Scope* keyScope(std::string_view name) const;

  /// Returns the names of the levels of a set that no other level of the set includes, joined by `+`; "" for none.
  std::string levelName(LevelSet levels) const;
  /// What people call a plan, level, feature or limit; its id where the policy gives no title.
  std::string_view title(std::string_view id) const;
  /// Returns whether another level of a set includes the level at `place`.
  bool isIncluded(LevelSet levels, unsigned place) const;
  /// Returns the level that a relation of a kind gives; none if the kind has no such relation.
  LevelSet levelOf(KindId kind, RelationId relation) const;
  /// Returns what comes through a closed place: of the named levels those that are held, with all that they include.
  LevelSet passed(LevelSet held, LevelSet named) const;
  /// Every level of the policy.
  LevelSet allLevels() const { return LevelSet::of(static_cast<std::uint16_t>((1U << tables_->levels.size()) - 1)); }

  /// Returns parts that are valid but surely wrong: an action that no role has, a pattern that matches nothing, a
  /// feature, level, limit or title that nothing uses, a destination that nothing guards.
  [[nodiscard]] Problems lint() const;

 private:
  friend class PolicyReader;
  friend class PolicyTables;
  friend class PolicyLint;
  struct Tables {
    std::string id, version, digest;
    IdList<PlanId, std::string> plans;
    std::vector<std::string> levels;
    IdList<KindId, Kind> kinds;
    IdList<RelationId, std::string> relations;
    IdList<AttributeId, std::string> attributes;
    IdList<ConditionId, Condition> conditions;
    std::vector<Variable> variables;
    std::vector<Attribute> userAttributes, contextFields;
    CustomRoles customRoles;
    FlatMap<std::string, std::string> messages;
    IdSet<KindId> leaves;                                 // kinds that contain nothing
    std::vector<std::optional<FeatureId>> levelFeatures;  // of each level
    bool hasLevelFeatures = false;
    bool hasLevelMap = false;                     // the document has an object of levels, not a list; for lint
    std::vector<std::vector<KindId>> levelKinds;  // of each level: where it may be given
    std::vector<LevelSet> includes;               // of each level, itself included
    IdList<FeatureId, Feature> features;
    IdList<LimitId, Limit> limits;
    IdList<ActionId, Action> actions;
    IdList<RoleId, Role> roles;
    std::vector<Scope> keyScopes;
    std::vector<std::pair<std::string, ActionId>> areas;
    std::vector<ActionId> actionsByName;
    std::vector<std::pair<std::string, std::string>> titles;
    IdSet<ActionId> visitor;
    Switches switches;
    std::vector<Show> show;
    Problems doubts;  // found while patterns were expanded, for lint

    std::optional<ActionId> action(std::string_view name) const;
    /// Fills in what follows from the rest: what conditions read.
    void derive();
  };
  explicit Policy(std::shared_ptr<Tables> tables);

  std::shared_ptr<const Tables> tables_;
};

/// Returns the name of a look, as policies have it.
std::string_view nameOf(Show show);

}  // namespace lockstep
