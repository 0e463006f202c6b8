#include "server/demo.h"

#include <shared_mutex>

#include "server/demo_account.h"
#include "server/jws.h"
#include "server/problem_response.h"

namespace lockstep::server {

namespace {

constexpr Time signedInFor = 12 * 3600;

/// A user's token as an identity provider would give it; `key` signs nothing else.
std::string userToken(const SigningKey& key, const std::string& account, const std::string& user, Time now) {
  Value claims = Value::object();
  claims.add("sub", user);
  claims.add("account", account);
  claims.add("iat", now);
  claims.add("exp", now + signedInFor);
  return sign(key, toJson(claims), "JWT");
}

}  // namespace

Result<std::unique_ptr<Demo>> Demo::open(Accounts& accounts) {
  const auto facts = Account::parse(demoAccount(), accounts.policy());
  if (!facts) return facts.problems();
  const auto found = accounts.find(facts->id);
  if (!found) return found.problems();
  if (*found == nullptr) {
    const auto created = accounts.create(facts->id, demoAccount());
    if (!created) return created.problems();
  }
  auto key = SigningKey::generate();
  if (!key) return key.problems();
  return std::unique_ptr<Demo>(new Demo(accounts, std::move(*key), facts->id));
}

std::string Demo::keys() const {
  Value set = Value::object();
  set.add("keys", Value::array()).push(key_.publicJwk());
  return toJson(set);
}

std::optional<HttpResponse> Demo::answer(const HttpRequest& request, Time now) const {
  if (request.method == "GET" && request.path == "/demo/people") return people();
  if (request.method == "POST" && request.path == "/demo/sign-in") return signIn(request, now);
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
  const auto body = parseJson(request.body);
  const Value* user = body && body->isObject() ? body->find("user") : nullptr;
  if (user == nullptr || !user->isString()) return problemResponse(422, "field_missing", "Say who: {\"user\": \"ada\"}");
  const auto live = accounts_.find(account_);
  if (!live) return problemResponse(live.problems());
  const std::shared_lock reading((*live)->mutex);
  if ((*live)->facts.user(user->string()) == nullptr) return problemResponse(404, "unknown_principal", "There is nobody of that id.");
  Value answer = Value::object();
  answer.add("account", account_);
  answer.add("token", userToken(key_, account_, std::string(user->string()), now));
  return jsonResponse(answer);
}

}  // namespace lockstep::server
