#include "server/api/demo.h"

#include <algorithm>
#include <shared_mutex>

#include "base/text.h"
#include "server/api/demo_account.h"
#include "server/api/request_body.h"
#include "server/auth/jws.h"
#include "server/live/policy_switch.h"
#include "server/wire/clock.h"
#include "server/wire/problem_response.h"

namespace lockstep::server {

namespace {

constexpr Time signedInFor = 12 * 3600;
constexpr const char* demoActor = "demo";
constexpr const char* serverActor = "lockstep";

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

Result<std::string> idOf(std::string_view account) {
  const auto document = parseJson(account);
  if (!document) return document.problems();
  const Value* id = document->root().find("id");
  return std::string(id != nullptr ? id->string() : std::string_view());
}

/// Returns an account as it begins, under the policy that it has in the database.
Result<Account> seedOf(Accounts& accounts, const std::string& id, std::string_view document) {
  const auto live = accounts.find(id);
  if (!live) return live.problems();
  if (*live == nullptr) return accountUnknown();
  return Account::parse(document, (*live)->facts.policy());
}

/// Makes the library, under the policy of the whole database, if it is not there yet.
Result<Account> openLibrary(Accounts& accounts) {
  const auto id = idOf(demoAccount());
  if (!id) return id.problems();
  const auto found = accounts.find(*id);
  if (!found) return found.problems();
  if (*found == nullptr)
    if (const auto created = accounts.create(*id, demoAccount(), serverActor, clockNow()); !created)
      return created.problems();
  return seedOf(accounts, *id, demoAccount());
}

/// Makes the tracker under a policy of its own. An account begins under the policy of the whole database: it is made
/// empty, and then filled.
Result<Account> openTracker(Accounts& accounts, Store& store, Policies& policies) {
  const auto id = idOf(demoTrackerAccount());
  if (!id) return id.problems();
  const auto found = accounts.find(*id);
  if (!found) return found.problems();
  if (*found == nullptr) {
    Value empty = Value::object();
    empty.add("format", "lockstep-account/1");
    empty.add("id", *id);
    empty.add("plan", "free");
    empty.add("users", Value::array());
    if (const auto created = accounts.create(*id, toJson(empty), serverActor, clockNow()); !created)
      return created.problems();
  }
  const PolicyChangeRequest own{std::string(demoTrackerPolicy()), {}, *id, std::string(serverActor)};
  const auto switched = switchPolicy(store, policies, own, clockNow());
  if (!switched) return switched.problems();
  for (const auto& broken : switched->broken) return broken.problems;
  accounts.followNow(*id);
  auto seed = seedOf(accounts, *id, demoTrackerAccount());
  if (!seed) return seed;
  const auto live = accounts.find(*id);
  if (!live) return live.problems();
  if (*live != nullptr && (*live)->facts.users().empty())
    if (const auto filled = accounts.restore(*seed, std::string(serverActor), clockNow()); !filled)
      return filled.problems();
  return seed;
}

/// The policy that a body names, if it names one.
std::optional<std::string_view> policyIn(const Value& body) {
  const Value* policy = body.isObject() ? body.find("policy") : nullptr;
  return policy != nullptr && policy->isString() ? std::optional(policy->string()) : std::nullopt;
}

HttpResponse unknownDemo() {
  return problemResponse(404, "demo_unknown", "The demonstration has no account under this policy.");
}

/// The name of the action by which the host sets the plan.
std::optional<std::string> planActionOf(const Policy& policy) {
  for (ActionId id : policy.actions().ids())
    if (policy.actions()[id].does == Does::setPlan) return policy.actions()[id].name;
  return std::nullopt;
}

}  // namespace

Result<std::unique_ptr<Demo>> Demo::open(Accounts& accounts, Store& store, Policies& policies) {
  auto library = openLibrary(accounts);
  if (!library) return library.problems();
  auto tracker = openTracker(accounts, store, policies);
  if (!tracker) return tracker.problems();
  auto key = SigningKey::generate();
  if (!key) return key.problems();
  auto keys = KeySet::read(publicKeys(*key));
  if (!keys) return keys.problems();
  std::vector<Account> seeds;
  seeds.push_back(*std::move(library));
  seeds.push_back(*std::move(tracker));
  std::unique_ptr<Demo> demo(new Demo(accounts, store.database(), std::move(*key), std::move(*keys), std::move(seeds)));
  if (const Problems problems = demo->links_.begin(demo->library()); !problems.empty()) return problems;
  return demo;
}

const Account* Demo::seedOf(const std::optional<std::string_view>& policy) const {
  if (!policy) return &library();
  const auto at =
      std::find_if(seeds_.begin(), seeds_.end(), [&](const Account& seed) { return seed.policy().id() == *policy; });
  return at == seeds_.end() ? nullptr : &*at;
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
  if (request.method == "GET" && request.path == "/demo/people") return people(request);
  if (request.method == "POST" && request.path == "/demo/sign-in")
    return isOwnPage(request) ? signIn(request, now) : foreignPage();
  if (request.method == "POST" && request.path == "/demo/plan")
    return isOwnPage(request) ? setPlan(request, now) : foreignPage();
  if (request.method == "POST" && request.path == "/demo/reset")
    return isOwnPage(request) ? startOver(request, now) : foreignPage();
  if (request.method == "POST" && request.path == "/demo/link")
    return isOwnPage(request) ? links_.save(request, now) : foreignPage();
  if (request.method == "POST" && request.path == "/demo/visit")
    return isOwnPage(request) ? links_.visit(request, now) : foreignPage();
  return std::nullopt;
}

HttpResponse Demo::people(const HttpRequest& request) const {
  const Account* seed = seedOf(request.parameter("policy"));
  if (seed == nullptr) return unknownDemo();
  const auto live = accounts_.find(seed->id);
  if (!live) return problemResponse(live.problems());
  const std::shared_lock reading((*live)->mutex);
  const Account& facts = (*live)->facts;
  Value body = Value::object();
  body.add("account", seed->id);
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
  const Account* seed = seedOf(policyIn(body->root()));
  if (seed == nullptr) return unknownDemo();
  const auto live = accounts_.find(seed->id);
  if (!live) return problemResponse(live.problems());
  const std::shared_lock reading((*live)->mutex);
  if ((*live)->facts.user(user->string()) == nullptr)
    return problemResponse(404, "unknown_principal", "There's no user with this ID.");
  Value answer = Value::object();
  answer.add("account", seed->id);
  answer.add("token", userToken(key_, seed->id, std::string(user->string()), now));
  return jsonResponse(answer);
}

/// What a host's billing would ask for.
HttpResponse Demo::setPlan(const HttpRequest& request, Time now) const {
  const auto body = documentOf(request);
  const Value* plan = body && body->root().isObject() ? body->root().find("plan") : nullptr;
  if (plan == nullptr || !plan->isString())
    return problemResponse(422, "field_missing", "Say which: {\"plan\": \"free\"}");
  const Account* seed = seedOf(policyIn(body->root()));
  const auto action = seed != nullptr ? planActionOf(seed->policy()) : std::nullopt;
  if (!action) return unknownDemo();
  ChangeRequest changeRequest;
  changeRequest.request.principal = Principal::system();
  changeRequest.request.action = *action;
  changeRequest.request.context.plan = std::string(plan->string());
  changeRequest.request.context.now = now;
  Value asked = Value::object();
  asked.add("action", changeRequest.request.action);
  asked.add("context", Value::object()).add("plan", plan->string());
  changeRequest.requestJson = toJson(asked);
  changeRequest.actor = demoActor;
  return answerOf(accounts_.applyChange(seed->id, changeRequest, now));
}

HttpResponse Demo::startOver(const HttpRequest& request, Time now) {
  const auto body = documentOf(request);
  const Account* seed = seedOf(body ? policyIn(body->root()) : std::nullopt);
  if (seed == nullptr) return unknownDemo();
  const auto outcome = accounts_.restore(*seed, demoActor, now);
  if (seed == &library())
    if (const Problems problems = links_.startOver(library()); !problems.empty()) return problemResponse(problems);
  return answerOf(outcome);
}

}  // namespace lockstep::server
