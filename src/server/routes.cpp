// Which address is answered by what. What an answer holds stands in the file of its subject.
#include "server/routes.h"

#include <algorithm>

#include "server/openapi.h"
#include "server/problem_response.h"

namespace lockstep::server {

namespace {

/// Who may ask at all. What they may then do, the policy says.
enum class Needs { nothing, anybody, host };

struct Route {
  std::string_view method, path;  // `{id}` stands for one segment
  Needs needs;
  Lane lane;
  HttpResponse (*handle)(const Call&);
};

HttpResponse healthz(const Call&) { return jsonResponse(std::string(R"({"status":"ok"})")); }

HttpResponse readyz(const Call& call) {
  const auto ready = call.service.store.ping();
  return ready ? jsonResponse(std::string(R"({"status":"ready"})")) : problemResponse(ready.problems());
}

HttpResponse metrics(const Call& call) {
  const std::string& own = call.caller.account;
  const Service& service = call.service;
  HttpResponse response = jsonResponse(own.empty() ? service.metrics.text({service.streams.readers(), service.connections(), service.accounts.ids().size()}) : service.metrics.textOf(own, service.streams.readers(own)));
  response.contentType = "text/plain; version=0.0.4";
  return response;
}

HttpResponse openapi(const Call&) { return jsonResponse(std::string(openapiDocument())); }

constexpr std::string_view wholeAccount = "/v1/accounts/{id}";

constexpr Route routes[] = {
    {"GET", "/healthz", Needs::nothing, Lane::here, healthz},
    {"GET", "/readyz", Needs::nothing, Lane::asking, readyz},
    {"GET", "/metrics", Needs::host, Lane::aside, metrics},
    {"GET", "/openapi.json", Needs::nothing, Lane::aside, openapi},
    {"GET", "/v1/keys", Needs::nothing, Lane::aside, getKeys},
    {"PUT", "/v1/accounts/{id}", Needs::host, Lane::writing, putAccount},
    {"GET", "/v1/accounts/{id}", Needs::host, Lane::aside, getAccount},
    {"POST", "/v1/accounts/{id}/requests", Needs::anybody, Lane::writing, postRequest},
    {"POST", "/v1/accounts/{id}/decisions", Needs::anybody, Lane::here, postDecisions},
    {"POST", "/v1/accounts/{id}/preview", Needs::anybody, Lane::weighing, postPreview},
    {"GET", "/v1/accounts/{id}/who-can", Needs::anybody, Lane::aside, getWhoCan},
    {"GET", "/v1/accounts/{id}/snapshot", Needs::anybody, Lane::aside, getSnapshot},
    {"GET", "/v1/accounts/{id}/events", Needs::anybody, Lane::aside, getEvents},
    {"GET", "/v1/accounts/{id}/terms", Needs::anybody, Lane::aside, getTerms},
    {"GET", "/v1/accounts/{id}/users", Needs::anybody, Lane::aside, getUsers},
    {"GET", "/v1/accounts/{id}/groups", Needs::anybody, Lane::aside, getGroups},
    {"GET", "/v1/accounts/{id}/assets", Needs::anybody, Lane::aside, getAssets},
    {"GET", "/v1/accounts/{id}/comments", Needs::anybody, Lane::aside, getComments},
    {"GET", "/v1/accounts/{id}/shares", Needs::anybody, Lane::aside, getShares},
    {"GET", "/v1/accounts/{id}/collections", Needs::anybody, Lane::aside, getCollections},
    {"GET", "/v1/accounts/{id}/links", Needs::anybody, Lane::aside, getLinks},
    {"GET", "/v1/accounts/{id}/apiKeys", Needs::anybody, Lane::aside, getApiKeys},
    {"GET", "/v1/accounts/{id}/audit", Needs::anybody, Lane::asking, getAudit},
};

/// Whether the path is the route's; the segment that stands for `{id}` is put into `id`, decoded.
bool fits(std::string_view pattern, std::string_view path, std::string& id) {
  const auto mark = pattern.find("{id}");
  if (mark == std::string_view::npos) return pattern == path;
  const std::string_view before = pattern.substr(0, mark), after = pattern.substr(mark + 4);
  if (path.size() <= before.size() + after.size() || path.substr(0, mark) != before || path.substr(path.size() - after.size()) != after) return false;
  const std::string_view segment = path.substr(mark, path.size() - before.size() - after.size());
  if (segment.find('/') != std::string_view::npos) return false;
  id = segmentOf(segment);
  return true;
}

bool mayWaitOn(Lane lane) { return lane != Lane::here && lane != Lane::aside; }

HttpResponse answerBy(const Route& route, const Service& service, const HttpRequest& request, const std::string& account, Lane lane, Asked& asked) {
  Call call{request, service, {}, account, service.now(), mayWaitOn(lane)};
  asked.route = route.path, asked.account = account;
  if (route.needs != Needs::nothing) {
    auto caller = service.signIn.identify(request.header("authorization").value_or(""), call.now, call.mayWait);
    if (!caller) {
      if (caller.problems().front().code == "unauthorized") service.metrics.notSignedIn(request.header("authorization").has_value());
      return problemResponse(caller.problems());
    }
    call.caller = std::move(*caller);
    asked.who = call.caller.isHost ? "host" : "user";
    if (route.needs == Needs::host && !call.caller.isHost) return problemResponse(403, "host_only", "Only a service key may ask this.");
  }
  if ((request.method == "POST" || request.method == "PUT") && !request.isJson()) return problemResponse(415, "media_type", "Send the body as application/json.");
  return route.handle(call);
}

}  // namespace

bool isRoute(const HttpRequest& request) {
  std::string account;
  return std::any_of(std::begin(routes), std::end(routes), [&](const Route& route) { return fits(route.path, request.path, account); });
}

Lane laneOf(const HttpRequest& request) {
  std::string account;
  for (const auto& route : routes)
    if (route.method == (request.method == "HEAD" ? "GET" : request.method) && fits(route.path, request.path, account)) return route.lane;
  return Lane::aside;
}

std::string turnOf(const HttpRequest& request) {
  std::string account;
  for (const auto& route : routes)
    if (fits(route.path, request.path, account)) break;
  return account;
}

std::size_t bodyLimit(const HttpRequest& request) {
  std::string account;
  if (request.method == "PUT" && fits(wholeAccount, request.path, account)) return std::size_t(256) << 20;
  return isRoute(request) ? usualBody : firstBody;
}

bool maySendLong(const Service& service, const HttpRequest& request) {
  std::string account;
  const auto caller = service.signIn.identify(request.header("authorization").value_or(""), service.now());
  if (!caller || !fits(wholeAccount, request.path, account)) return caller.ok();
  return caller->isHost && (caller->account.empty() || caller->account == account);
}

std::optional<HttpResponse> answer(const Service& service, const HttpRequest& request, Lane lane, Asked& asked) {
  const bool isHead = request.method == "HEAD";
  bool isKnown = false;
  std::string allowed;
  for (const auto& route : routes) {
    std::string account;
    if (!fits(route.path, request.path, account)) continue;
    isKnown = true;
    allowed += (allowed.empty() ? "" : ", ") + std::string(route.method);
    if (route.method == (isHead ? "GET" : request.method)) {
      HttpResponse response = answerBy(route, service, request, account, lane, asked);
      return response.wouldWait ? std::nullopt : std::optional(std::move(response));
    }
  }
  if (!isKnown) return problemResponse(404, "not_found", "There is nothing here.");
  HttpResponse response = problemResponse(405, "method_not_allowed", "Ask with " + allowed + ".");
  response.headers.emplace_back("Allow", allowed);
  return response;
}

Result<LivePointer> liveAccount(const Call& call) {
  if (!call.caller.account.empty() && call.caller.account != call.account) return accountUnknown();
  const auto told = readDigits(call.http.header("lockstep-revision").value_or("0"));
  if (!told) return Problem{"revision_invalid", "Lockstep-Revision", "Must be the number of a revision."};
  auto live = call.service.accounts.find(call.account, *told, call.mayWait);
  if (live && *live == nullptr) return accountUnknown();
  if (live) (*live)->lastUsed = call.now;
  return live;
}

}  // namespace lockstep::server
