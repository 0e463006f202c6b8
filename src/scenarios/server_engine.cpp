// Scenarios over HTTP: each in an account of its own on a running server.
#include "scenarios/scenarios.h"

#ifdef LOCKSTEP_HAS_SERVER

#include <chrono>

#include "lockstep/base/json.h"
#include "server/auth/client.h"

namespace lockstep {

namespace {

std::string textOf(const Value& value, std::string_view key) {
  const Value* member = value.find(key);
  return member == nullptr ? std::string() : std::string(member->string());
}

/// A decision in an answer: as it is, or inside what a request is answered with.
ScenarioAnswer answerOf(const Result<server::Reply>& reply) {
  if (!reply) return faulty(reply.problems().front().message);
  const auto body = parseJson(reply->body);
  if (!body || !body->root().isObject())
    return faulty("the server answered " + std::to_string(reply->status) + " without JSON");
  const Value* inside = body->root().find("decision");
  const Value& decision = inside != nullptr ? *inside : body->root();
  const Value* allowed = decision.find("allowed");
  if (allowed == nullptr) return faulty("the server answered " + std::to_string(reply->status) + " " + reply->body);
  ScenarioAnswer answer;
  answer.allowed = allowed->boolean();
  answer.reason = textOf(decision, "reason");
  answer.condition = textOf(decision, "condition");
  return answer;
}

/// Without a time in the file the server has none either.
std::string withoutClock(const ScenarioRequest& asked) {
  const auto request = parseJson(asked.json);
  if (!request || asked.request.context.now) return asked.json;
  Value out = Value::object(), context = Value::object();
  for (const auto& [key, value] : request->root().members()) {
    if (key != "context")
      out.add(key, value.copy());
    else
      for (const auto& [name, field] : value.members()) context.add(name, field.copy());
  }
  context.add("now", Value());
  out.add("context", std::move(context));
  return toJson(out);
}

class ServerEngine : public ScenarioEngine {
 public:
  ServerEngine(const std::string& url, const std::string& token)
      : client_(url, token), run_(std::chrono::system_clock::now().time_since_epoch().count()) {}

  std::string begin(const std::string& given) override {
    const auto account = parseJson(given);
    if (!account || !account->root().isObject()) return "the account is no object";
    // A name that no run before has used: an account is made once.
    name_ = "scenario-" + std::to_string(run_) + "-" + std::to_string(++count_);
    Value named = Value::object();
    for (const auto& [key, value] : account->root().members())
      if (key != "id") named.add(key, value.copy());
    named.add("id", name_);
    const auto reply = client_.ask("PUT", "/v1/accounts/" + name_, toJson(named));
    if (!reply) return reply.problems().front().message;
    return reply->status == 201 ? std::string() : "the account does not load: " + reply->body;
  }
  ScenarioAnswer apply(const ScenarioRequest& asked) override {
    return answerOf(client_.ask("POST", "/v1/accounts/" + name_ + "/requests", withoutClock(asked)));
  }
  ScenarioAnswer decide(const ScenarioRequest& asked) override {
    return answerOf(client_.ask("POST", "/v1/accounts/" + name_ + "/decisions", withoutClock(asked)));
  }

 private:
  server::Client client_;
  const std::int64_t run_;
  std::size_t count_ = 0;
  std::string name_;
};

}  // namespace

std::unique_ptr<ScenarioEngine> serverEngine(const std::string& url, const std::string& token) {
  return std::make_unique<ServerEngine>(url, token);
}

}  // namespace lockstep

#else

namespace lockstep {

std::unique_ptr<ScenarioEngine> serverEngine(const std::string&, const std::string&) { return nullptr; }

}  // namespace lockstep

#endif
