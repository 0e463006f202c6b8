#include "server/api/demo.h"

#include <algorithm>
#include <shared_mutex>

#include "base/text.h"
#include "server/api/demo_account.h"
#include "server/api/request_body.h"
#include "server/auth/jws.h"
#include "server/wire/clock.h"
#include "server/wire/problem_response.h"

namespace lockstep::server {

namespace {

constexpr Time signedInFor = 12 * 3600;
constexpr const char* demoActor = "demo";

/// A user's token as an identity provider would give it; `key` signs nothing else.
std::string userToken(const SigningKey& key, const std::string& account, const std::string& user, Time now) {
  Value claims = Value::object();
  claims.add("sub", user);
  claims.add("account", account);
  claims.add("iat", now);
  claims.add("exp", now + signedInFor);
  return sign(key, toJson(claims), "JWT");
}

std::string publicKeys(const SigningKey& key) {
  Value set = Value::object();
  set.add("keys", Value::array()).push(key.publicJwk());
  return toJson(set);
}

/// Whether the request names this machine, as a page on it does. One that a foreign name was made to lead to (DNS
/// rebinding) has that name here.
bool isForThisMachine(const HttpRequest& request) {
  const std::string host = lowerAscii(request.header("host").value_or(""));
  const auto port = host.find(':', host.starts_with('[') ? std::min(host.find(']'), host.size()) : 0);
  const std::string_view name = std::string_view(host).substr(0, port);
  return name == "localhost" || name == "127.0.0.1" || name == "[::1]";
}

/// Guards against forged requests: a page of another site that sends JSON needs a CORS preflight, which is not
/// answered.
bool isOwnPage(const HttpRequest& request) { return request.isJson(); }
HttpResponse foreignPage() { return problemResponse(415, "media_type", "Send the body as application/json."); }

HttpResponse answerOf(const Result<Outcome>& outcome) {
  if (!outcome) return problemResponse(outcome.problems());
  if (outcome->kind == Outcome::Kind::noAccount) return problemResponse({accountUnknown()});
  if (outcome->kind == Outcome::Kind::refused) return refusedResponse(outcome->decision);
  Value body = Value::object();
  body.add("revision", outcome->at.revision);
  return jsonResponse(body);
}

}  // namespace

Result<std::unique_ptr<Demo>> Demo::open(Accounts& accounts, Database& database) {
  const auto document = parseJson(demoAccount());
  const Value* id = document ? document->root().find("id") : nullptr;
  const std::string account(id != nullptr ? id->string() : std::string_view());
  auto found = accounts.find(account);
  if (found && *found == nullptr) {
    const auto created = accounts.create(account, demoAccount(), "lockstep", clockNow());
    if (!created) return created.problems();
    found = accounts.find(account);
  }
  if (!found) return found.problems();
  auto facts = Account::parse(demoAccount(), (*found)->facts.policy());
  if (!facts) return facts.problems();
  auto key = SigningKey::generate();
  if (!key) return key.problems();
  auto keys = KeySet::read(publicKeys(*key));
  if (!keys) return keys.problems();
  std::unique_ptr<Demo> demo(new Demo(accounts, database, std::move(*key), std::move(*keys), std::move(*facts)));
  if (const Problems problems = demo->links_.begin(demo->seed_); !problems.empty()) return problems;
  return demo;
}

std::string Demo::keys() const { return publicKeys(key_); }

std::optional<Lane> Demo::laneOf(const HttpRequest& request) {
  if (!request.path.starts_with("/demo/")) return std::nullopt;
  return request.path == "/demo/link" || request.path == "/demo/visit" ? Lane::heavy : Lane::dbRead;
}

std::optional<HttpResponse> Demo::answer(const HttpRequest& request, Time now) {
  if (!isForThisMachine(request))
    return problemResponse(421, "host_foreign",
                           "The demonstration is for this machine alone: ask it as localhost or 127.0.0.1.");
  if (request.method == "GET" && request.path == "/demo/people") return people();
  if (request.method == "POST" && request.path == "/demo/sign-in")
    return isOwnPage(request) ? signIn(request, now) : foreignPage();
  if (request.method == "POST" && request.path == "/demo/plan")
    return isOwnPage(request) ? setPlan(request, now) : foreignPage();
  if (request.method == "POST" && request.path == "/demo/reset")
    return isOwnPage(request) ? startOver(now) : foreignPage();
  if (request.method == "POST" && request.path == "/demo/link")
    return isOwnPage(request) ? links_.save(request, now) : foreignPage();
  if (request.method == "POST" && request.path == "/demo/visit")
    return isOwnPage(request) ? links_.visit(request, now) : foreignPage();
  return std::nullopt;
}

HttpResponse Demo::people() const {
  const auto live = accounts_.find(account_);
  if (!live) return problemResponse(live.problems());
  const std::shared_lock reading((*live)->mutex);
  const Account& facts = (*live)->facts;
  Value body = Value::object();
  body.add("account", account_);
  Value& people = body.add("people", Value::array());
  for (const auto& [id, user] : facts.users()) {
    Value& person = people.push(Value::object());
    person.add("id", id);
    person.add("name", user.name);
    person.add("role", user.role);
  }
  return jsonResponse(body);
}

HttpResponse Demo::signIn(const HttpRequest& request, Time now) const {
  const auto body = documentOf(request);
  const Value* user = body && body->root().isObject() ? body->root().find("user") : nullptr;
  if (user == nullptr || !user->isString())
    return problemResponse(422, "field_missing", "Say who: {\"user\": \"ada\"}");
  const auto live = accounts_.find(account_);
  if (!live) return problemResponse(live.problems());
  const std::shared_lock reading((*live)->mutex);
  if ((*live)->facts.user(user->string()) == nullptr)
    return problemResponse(404, "unknown_principal", "There's no user with this ID.");
  Value answer = Value::object();
  answer.add("account", account_);
  answer.add("token", userToken(key_, account_, std::string(user->string()), now));
  return jsonResponse(answer);
}

/// What a host's billing would ask for.
HttpResponse Demo::setPlan(const HttpRequest& request, Time now) const {
  const auto body = documentOf(request);
  const Value* plan = body && body->root().isObject() ? body->root().find("plan") : nullptr;
  if (plan == nullptr || !plan->isString())
    return problemResponse(422, "field_missing", "Say which: {\"plan\": \"free\"}");
  ChangeRequest changeRequest;
  changeRequest.request.principal = Principal::system();
  changeRequest.request.action = "account.set_plan";
  changeRequest.request.context.plan = std::string(plan->string());
  changeRequest.request.context.now = now;
  Value asked = Value::object();
  asked.add("action", changeRequest.request.action);
  asked.add("context", Value::object()).add("plan", plan->string());
  changeRequest.requestJson = toJson(asked);
  changeRequest.actor = demoActor;
  return answerOf(accounts_.applyChange(account_, changeRequest, now));
}

HttpResponse Demo::startOver(Time now) {
  const auto outcome = accounts_.restore(seed_, demoActor, now);
  if (const Problems problems = links_.startOver(seed_); !problems.empty()) return problemResponse(problems);
  return answerOf(outcome);
}

}  // namespace lockstep::server
