#pragma once

#include "lockstep/policy/condition.h"

namespace lockstep::given {

/// What the conditions of the tests may read: every type, words, and a name of two types.
inline const ConditionScope& conditionScope() {
  using Of = Variable::Of;
  static const ConditionScope scope{{
      {Of::resource, "archived", ValueType::boolean},
      {Of::resource, "amount", ValueType::integer},
      {Of::resource, "department", ValueType::string},
      {Of::resource, "status", ValueType::string, {"open", "closed"}},
      {Of::resource, "kind", ValueType::string, {"issue", "team"}},
      {Of::resource, "tags", ValueType::strings},
      {Of::resource, "author", ValueType::strings},
      {Of::resource, "due", ValueType::time},
      {Of::resource, "size", ValueType::integer},
      {Of::resource, "size", ValueType::string},
      {Of::resource, "state", ValueType::string, {"new"}},
      {Of::resource, "state", ValueType::string, {"old"}},
      {Of::principal, "id", ValueType::string},
      {Of::principal, "department", ValueType::string},
      {Of::principal, "clearance", ValueType::integer},
      {Of::principal, "roles", ValueType::strings},
      {Of::context, "soft", ValueType::boolean},
      {Of::accountPlan, "", ValueType::string, {"free", "business"}},
      {Of::now, "", ValueType::time},
  }};
  return scope;
}

}  // namespace lockstep::given
