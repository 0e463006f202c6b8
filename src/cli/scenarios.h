#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "policy/policy.h"

namespace lockstep {

/// Over what the checks of a scenario decide: the account, or a snapshot made from it for who asks.
enum class Engine { account, snapshot };

struct ScenarioReport {
  std::size_t passed = 0, failed = 0, checks = 0;
  std::vector<std::string> failures;  ///< a paragraph each: the scenario's name and what went otherwise
};

/// Runs every scenario of a file (lockstep-scenarios/1). `when` steps are applied in order, and a refused one fails the
/// scenario. Over a snapshot a check also holds when the expected reason is one that the decision says it cannot rule out.
Result<ScenarioReport> runScenarios(std::string_view json, const Policy& policy, Engine engine);

}  // namespace lockstep
