#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lockstep/policy/counts.h"
#include "lockstep/policy/ids.h"

namespace lockstep {

/// A feature that a plan has and an account may switch.
struct Feature {
  /// Its name.
  std::string name;
  PlanId plan{};                ///< the lowest plan that has it
  std::vector<FeatureId> with;  ///< also on when one of these is (R-27, media-library audit logs)
};

/// The value of a limit on a plan.
struct PlanValue {
  /// The plan.
  PlanId plan{};
  /// The value on it.
  std::int64_t value = 0;
};

/// A limit of the policy.
struct Limit {
  /// The value of a limit without one.
  static constexpr std::int64_t unlimited = (std::int64_t{1} << 53) - 1;

  /// Its name.
  std::string name;
  /// The value of an account that sets none.
  std::int64_t value = 0;
  /// What counts against it.
  Counts counts = Counts::nothing;
  KindId kind{};                   ///< of `resources`: the kind that is counted
  std::string role{};              ///< of `usersOfRole`: the role that is counted
  bool perResource = false;        ///< counted on each resource, not in the account
  std::vector<PlanValue> plans{};  ///< other values on some plans
};

}  // namespace lockstep
