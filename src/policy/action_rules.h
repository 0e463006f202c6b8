#pragma once

#include "lockstep/base/reader.h"
#include "lockstep/policy/policy.h"

namespace lockstep {

/// Reports every word of an action that would restrict nothing where it is written, and every resource that its
/// operation cannot take. `value` is the action's document at `at`; `areas`: whether the policy has areas.
void checkAction(const Value& value, const Place& at, const Action& action, const IdList<LimitId, Limit>& limits,
                 bool areas, Problems& problems);

/// Whether an API key can ever have the action, and whether a visitor can.
bool fitsKey(const Action& action);
bool fitsVisitor(const Action& action);

}  // namespace lockstep
