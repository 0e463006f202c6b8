#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/access/request.h"
#include "lockstep/policy/policy.h"

namespace lockstep {

/// A request of a scenario: as it was read, and its JSON in the file.
struct ScenarioRequest {
  Request request;
  std::string json;
};

/// The decision about a request. `fault` says why there is none.
struct ScenarioAnswer {
  bool allowed = false;
  std::string reason, condition, fault;
  std::vector<std::string> cannotRuleOut;  ///< reasons for which the account may deny where a snapshot does not know
  std::string accountReason;               ///< why the account denies, where what decides is not the account
};

/// Returns an answer that is a fault alone.
inline ScenarioAnswer faulty(std::string fault) {
  ScenarioAnswer answer;
  answer.fault = std::move(fault);
  return answer;
}

/// What decides a scenario: an account, a snapshot of it, or a server. One scenario after the other, each from `begin`.
class ScenarioEngine {
 public:
  virtual ~ScenarioEngine() = default;
  /// Starts with this account; the fault in words where it cannot.
  virtual std::string begin(const std::string& account) = 0;
  virtual ScenarioAnswer apply(const ScenarioRequest& request) = 0;
  virtual ScenarioAnswer decide(const ScenarioRequest& request) = 0;
};

/// Over the account itself, or over a snapshot made from it for who asks. `policy` outlives them.
std::unique_ptr<ScenarioEngine> accountEngine(const Policy& policy);
std::unique_ptr<ScenarioEngine> snapshotEngine(const Policy& policy);
/// Over HTTP, by a service key for every account: each scenario makes an account of its own there. Null where this
/// program has no server in it.
std::unique_ptr<ScenarioEngine> serverEngine(const std::string& url, const std::string& token);

struct ScenarioReport {
  std::size_t passed = 0, failed = 0, checks = 0;
  std::vector<std::string> failures;  ///< a paragraph each: the scenario's name and the differences
};

/// Runs every scenario of a file (lockstep-scenarios/1). `when` steps are applied in order, and a refused one fails the
/// scenario. Over a snapshot a check also holds when the expected reason is one that the decision says it cannot rule
/// out.
Result<ScenarioReport> runScenarios(std::string_view json, const Policy& policy, ScenarioEngine& engine);

}  // namespace lockstep
