// The AuthZEN Authorization API 1.0: one evaluation, several in a batch, and the metadata of the decision point.
#include "server/api/authzen.h"

#include <algorithm>
#include <memory>

#include "server/api/authzen_request.h"
#include "server/api/decision_table.h"
#include "server/api/request_body.h"
#include "server/api/steps.h"
#include "server/wire/problem_response.h"
#include "server/wire/url.h"

namespace lockstep::server {

namespace {

/// The number of evaluations that are made at once, on the thread that serves or in one step of work.
constexpr std::size_t evaluationsAtOnce = 64;
/// A longer body is read where work is done.
constexpr std::size_t shortRequest = 16 * 1024;

/// When a batch ends.
enum class Semantic : std::uint8_t { executeAll, denyOnFirstDeny, permitOnFirstPermit };

/// The members of an allowance are its decision alone, so that every caller understands it. A denial says why, in the
/// words of `Decision`.
Value evaluationValue(const Decision& decision, const Policy& policy) {
  Value out = Value::object();
  out.add("decision", decision.allowed);
  if (decision.allowed) return out;
  Value& context = out.add("context", Value::object());
  const Value whole = toValue(decision, policy);
  for (const auto& [key, value] : whole.members()) {
    const bool isSaid = key == "allowed" || key == "because" || key == "revision";
    const bool isEmpty = value.isArray() && value.items().empty();
    if (!isSaid && !isEmpty) context.add(key, value.copy());
  }
  return out;
}

/// An evaluation of a batch that could not be read is denied.
Value faultValue(const Problems& problems) {
  const auto [status, problem] = authzenStatusOf(problems);
  Value out = Value::object();
  out.add("decision", false);
  Value& context = out.add("context", Value::object());
  context.add("reason", problem.code);
  context.add("message", problem.message);
  Value& error = context.add("error", Value::object());
  error.add("status", std::int64_t{status});
  error.add("message", problem.message);
  error.add("problems", toValue(problems));
  return out;
}

/// The evaluations of a body, as they are read and decided step by step.
class Evaluating {
 public:
  Evaluating(const Call& call, std::shared_ptr<const Document> body, bool isBatch)
      : call_(call), body_(std::move(body)), isBatch_(isBatch) {}

  std::optional<HttpResponse> step(const Account& facts) {
    const Place root;
    if (!isBatch_) return single(facts, root);
    if (index_ == 0) checkDefaults(facts, root);
    if (!problems_.empty()) return authzenProblem(problems_);
    const Place place{&root, "evaluations"};
    const auto items = evaluations();
    for (std::size_t most = evaluationsAtOnce; most > 0 && !isOver_ && index_ < items.size(); --most, ++index_)
      add(facts, items[index_], root, Place{&place, {}, index_});
    if (!isOver_ && index_ < items.size()) return std::nullopt;
    count();
    return jsonResponse(R"({"evaluations":[)" + out_ + "]}");
  }

 private:
  std::span<const Value> evaluations() const {
    const Value* list = body_->root().find("evaluations");
    return list != nullptr ? list->items() : std::span<const Value>();
  }

  HttpResponse single(const Account& facts, const Place& root) {
    const Value& body = body_->root();
    const auto made = evaluate(facts, partOf(body, "subject", root), partOf(body, "action", root),
                               partOf(body, "resource", root), partOf(body, "context", root), problems_);
    if (!made) return authzenProblem(problems_);
    count();
    return jsonResponse(evaluationValue(*made, facts.policy()));
  }

  /// Reports what is wrong with the whole: defaults that are there and are none, and the options.
  void checkDefaults(const Account& facts, const Place& root) {
    const Value& body = body_->root();
    AuthzenReader reader(facts, call_, problems_);
    const auto subject = partOf(body, "subject", root), action = partOf(body, "action", root),
               resource = partOf(body, "resource", root), context = partOf(body, "context", root);
    if (subject.value != nullptr) reader.subject(subject);
    if (resource.value != nullptr) reader.resource(resource);
    const std::string name = action.value != nullptr ? reader.action(action) : std::string();
    reader.context(name, action, context);
    readOptions(partOf(body, "options", root));
  }

  void readOptions(const AuthzenPart& options) {
    if (options.value == nullptr) return;
    Reader reader(*options.value, options.place, problems_);
    const auto name = reader.optionalText("evaluations_semantic").value_or("execute_all");
    if (name == "deny_on_first_deny")
      semantic_ = Semantic::denyOnFirstDeny;
    else if (name == "permit_on_first_permit")
      semantic_ = Semantic::permitOnFirstPermit;
    else if (name != "execute_all")
      reader.report("value_invalid", "evaluations_semantic",
                    "Must be `execute_all`, `deny_on_first_deny` or `permit_on_first_permit`.");
  }

  void add(const Account& facts, const Value& item, const Place& root, const Place& place) {
    const auto part = [&](std::string_view key) {
      const AuthzenPart own = partOf(item, key, place);
      return own.value != nullptr ? own : partOf(body_->root(), key, root);
    };
    Problems problems;
    if (!item.isObject()) report(problems, "type_invalid", place, "Must be an object.");
    std::optional<Decision> made;
    if (problems.empty())
      made = evaluate(facts, part("subject"), part("action"), part("resource"), part("context"), problems);
    out_ += out_.empty() ? "" : ",";
    out_ += toJson(made ? evaluationValue(*made, facts.policy()) : faultValue(problems));
    const bool isAllowed = made && made->allowed;
    isOver_ = (semantic_ == Semantic::denyOnFirstDeny && !isAllowed) ||
              (semantic_ == Semantic::permitOnFirstPermit && isAllowed);
  }

  std::optional<Decision> evaluate(const Account& facts, const AuthzenPart& subject, const AuthzenPart& action,
                                   const AuthzenPart& resource, const AuthzenPart& context, Problems& problems) {
    AuthzenReader reader(facts, call_, problems);
    Principal principal = reader.subject(subject);
    const std::string name = reader.action(action);
    const Resource about = reader.resource(resource);
    const Context circumstances = reader.context(name, action, context);
    if (!problems.empty()) return std::nullopt;
    // The levels of a principal are looked up once for a run of evaluations.
    if (!access_ || access_->principal() != principal) access_.emplace(facts, std::move(principal));
    Decision decision = decideWhole(*access_, name, about, circumstances);
    ++(decision.allowed ? allowed_ : denied_);
    return decision;
  }

  void count() const {
    AccountCounts& counts = call_.service.metrics.of(call_.account);
    counts.decided(true, allowed_);
    counts.decided(false, denied_);
  }

  const Call call_;
  const std::shared_ptr<const Document> body_;
  const bool isBatch_;
  Semantic semantic_ = Semantic::executeAll;
  bool isOver_ = false;
  std::size_t index_ = 0;
  std::string out_;
  Problems problems_;
  std::uint64_t allowed_ = 0, denied_ = 0;
  std::optional<Access> access_;
};

HttpResponse evaluateBody(const Call& call, const LivePointer& live, bool mayBeBatch) {
  auto read = documentOf(call.http);
  if (!read) return authzenProblem(read.problems());
  const auto body = std::make_shared<const Document>(std::move(*read));
  if (!body->root().isObject()) return authzenProblem({Problem{"type_invalid", "", "Must be a JSON object."}});
  const Value* list = mayBeBatch ? partOf(body->root(), "evaluations", Place{}).value : nullptr;
  if (list != nullptr && !list->isArray())
    return authzenProblem({Problem{"type_invalid", "/evaluations", "Must be a list of evaluations."}});
  const std::size_t count = list != nullptr ? list->items().size() : 0;
  if (count > mostDecisions)
    return authzenProblem({Problem{"too_many", "/evaluations",
                                   "Ask for at most " + std::to_string(mostDecisions) + " evaluations at once, not " +
                                       std::to_string(count) + "."}});
  const Begin begin = [call, body, isBatch = count > 0]() -> Step {
    const auto evaluating = std::make_shared<Evaluating>(call, body, isBatch);
    return [evaluating](const Account& facts) { return evaluating->step(facts); };
  };
  return count <= evaluationsAtOnce ? atOnce(call, live, begin) : inSteps(call, live, begin);
}

HttpResponse evaluations(const Call& call, bool mayBeBatch) {
  const auto live = liveAccount(call);
  if (!live) return problemResponse(live.problems());
  if (call.http.body.size() <= shortRequest) return evaluateBody(call, *live, mayBeBatch);
  return later(call, [call, account = *live, mayBeBatch] { return evaluateBody(call, account, mayBeBatch); });
}

/// The address at which callers reach this server: as configured, or as the request has it.
std::string publicAddress(const Call& call) {
  if (!call.service.publicUrl.empty()) return call.service.publicUrl;
  return "http://" + call.http.header("host").value_or("localhost");
}

}  // namespace

HttpResponse postEvaluation(const Call& call) { return evaluations(call, false); }

HttpResponse postEvaluations(const Call& call) { return evaluations(call, true); }

HttpResponse getAuthzenConfiguration(const Call& call) {
  const std::string point =
      publicAddress(call) + (call.account.empty() ? "" : "/v1/accounts/" + percentEncoded(call.account));
  Value body = Value::object();
  body.add("policy_decision_point", point);
  body.add("access_evaluation_endpoint", point + "/access/v1/evaluation");
  body.add("access_evaluations_endpoint", point + "/access/v1/evaluations");
  body.add("search_subject_endpoint", point + "/access/v1/search/subject");
  body.add("search_resource_endpoint", point + "/access/v1/search/resource");
  body.add("search_action_endpoint", point + "/access/v1/search/action");
  return jsonResponse(body);
}

}  // namespace lockstep::server
