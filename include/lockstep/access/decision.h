#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lockstep/account/facts.h"
#include "lockstep/base/json.h"
#include "lockstep/base/problem.h"
#include "lockstep/policy/policy.h"

namespace lockstep {

/// A level at a place, and where it came from: one link of the chain that a decision rests on.
struct Grant {
  /// The source of a grant.
  enum class Kind : std::uint8_t { role, share, owner, collection, publicLink, apiKey, system, relation };
  /// The source of this grant.
  Kind kind = Kind::role;
  /// The level that it gives.
  LevelSet level;
  std::string on;          ///< path of the folder or file that carries it
  std::string collection;  ///< the collection that carries it, or through which it is seen
  std::string name;        ///< role, link, key or relation
  Subject with;            ///< for a share
  /// The end of a share.
  std::optional<Time> until;
};

/// Something that helps: `ask` for a level at a place, `upgrade` to a plan, `switch_on` a feature, `raise_limit` or
/// `change_field` of a form. Those of one decision are followed together; where nothing helps there are none.
struct Remedy {
  /// What the remedy asks for.
  enum class Kind : std::uint8_t { ask, upgrade, switchOn, raiseLimit, changeField };
  /// What this remedy asks for.
  Kind kind = Kind::ask;
  std::string level;               ///< for `ask`: the level to ask for
  std::string on;                  ///< for `ask`: the path or collection to ask for it at
  std::string plan;                ///< for `upgrade`: the plan
  std::string feature;             ///< for `switchOn`: the feature
  std::string limit;               ///< for `raiseLimit`: the limit
  std::string field;               ///< for `changeField`: the field of the form
  std::vector<std::string> who{};  ///< users who can give the level, as far as the asker may know them
};

/// The answer to a request. Denied unless every check passed; a denial has exactly one reason.
struct Decision {
  /// Whether the request is allowed.
  bool allowed = false;
  /// Why it is denied.
  Reason reason = Reason::none;
  LevelSet have;   ///< the level that the principal has at `at`
  LevelSet need;   ///< the level that the action needs there
  std::string at;  ///< the place at which `have` and `need` were compared
  /// How a button for the request looks.
  Show show = Show::hidden;
  /// The answer as a sentence.
  std::string message;
  /// The grants that an allowance rests on.
  std::vector<Grant> because;
  /// The steps that help together against a denial.
  std::vector<Remedy> remedies;
  Problems problems;                    ///< fields of a form, in the form's order
  std::vector<std::string> unverified;  ///< absent context fields, and reasons that a slice cannot rule out
  std::vector<std::string> warnings;    ///< of an applied change, e.g. `no_effect` (A-32)
  std::string feature;                  ///< on plan_required: the feature
  std::string plan;                     ///< on plan_required: the lowest plan that has the feature
  bool switchedOff = false;             ///< no plan opens the feature: it is switched off for this account
  bool endsSooner = false;  ///< on level_too_low: the level is held, but not for as long as it would be given
  std::string condition;    ///< on condition_unmet: the name of the condition
  /// What the message says by name. On condition_unmet: what the condition read.
  std::vector<std::pair<std::string, std::string>> values;
  std::string limit;               ///< on limit_reached, with count and maximum
  std::int64_t count = 0;          ///< on limit_reached: how many there are
  std::int64_t maximum = 0;        ///< on limit_reached: the value of the limit
  std::optional<Time> validUntil;  ///< the first moment at which the answer could change by itself
  /// The revision of the account that the answer is based on.
  std::int64_t revision = 0;
};

/// Writes a decision as JSON, with the policy's names.
Value toValue(const Decision& decision, const Policy& policy);
/// Writes a grant as JSON, with the policy's names.
Value toValue(const Grant& grant, const Policy& policy);

}  // namespace lockstep
