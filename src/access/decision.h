#pragma once

#include <optional>
#include <string>
#include <vector>

#include "account/facts.h"
#include "base/json.h"
#include "base/problem.h"
#include "policy/policy.h"

namespace lockstep {

/// A level at a place, and where it came from: one link of the chain that a decision rests on.
struct Grant {
  enum class Kind : std::uint8_t { role, share, owner, collection, publicLink, apiKey, system };
  Kind kind = Kind::role;
  Level level = 0;
  std::string on;          ///< path of the folder or file that carries it
  std::string collection;  ///< the collection that carries it, or through which it is seen
  std::string name;        ///< role, link or key
  Subject with;            ///< for a share
  std::optional<Time> until;
};

/// Something that helps: `ask` for a level at a place, `upgrade` to a plan, `switch_on` a feature, `raise_limit` or
/// `change_field` of a form. Those of one decision are followed together; where nothing helps there are none.
struct Remedy {
  enum class Kind : std::uint8_t { ask, upgrade, switchOn, raiseLimit, changeField };
  Kind kind = Kind::ask;
  std::string level, on, plan, feature, limit, field;
  std::vector<std::string> who{};  ///< users who can give the level, as far as the asker may know them
};

/// The answer to a request. Denied unless every check passed; a denial has exactly one reason.
struct Decision {
  bool allowed = false;
  Reason reason = Reason::none;
  Level have = 0, need = 0;
  std::string at;                            ///< the place at which `have` and `need` were compared
  Show show = Show::hidden;
  std::string message;
  std::vector<Grant> because;
  std::vector<Remedy> remedies;
  Problems problems;                         ///< fields of a form, in the form's order
  std::vector<std::string> unverified;       ///< absent context fields, and reasons that a slice cannot rule out
  std::vector<std::string> warnings;         ///< of an applied change, e.g. `no_effect` (A-32)
  std::string feature, plan;                 ///< on plan_required: the feature and the lowest plan that has it
  bool switchedOff = false;                  ///< no plan opens the feature: it is switched off for this account
  bool endsSooner = false;                   ///< on level_too_low: the level is held, but not for as long as it would be given
  std::string limit;                         ///< on limit_reached, with count and maximum
  std::int64_t count = 0, maximum = 0;
  std::optional<Time> validUntil;            ///< the first moment at which the answer could change by itself
  std::int64_t revision = 0;
};

Value toValue(const Decision& decision, const Policy& policy);
Value toValue(const Grant& grant, const Policy& policy);
Value toValue(const Problems& problems);

}  // namespace lockstep
