// The table of addresses with their handlers, which are in files by subject.
#include "server/api/routes.h"

#include <algorithm>
#include <mutex>
#include <shared_mutex>

#include "server/api/authzen.h"
#include "server/api/openapi.h"
#include "server/api/steps.h"
#include "server/wire/problem_response.h"

namespace lockstep::server {

namespace {

/// Who may ask at all. What they may then do, the policy says.
enum class Needs { nothing, anybody, host, metrics };

struct Route {
  std::string_view method, path;  // `{id}`, an account, or `{digest}` is one segment
  Needs needs;
  Lane lane;
  HttpResponse (*handle)(const Call&);
  /// Of AuthZEN: without an account in its path it is of the caller's, and its faults are 400.
  bool isAuthzen = false;
};

HttpResponse healthz(const Call&) { return jsonResponse(std::string(R"({"status":"ok"})")); }

HttpResponse metrics(const Call& call) {
  return later(call, [own = call.caller.account, &service = call.service] {
    const Metrics::Open open{service.streams.readers(),     service.connections(),
                             service.accounts.ids().size(), service.accounts.unreadable(),
                             service.store.writeFailures(), service.freshness.age(),
                             service.health.last().canWrite};
    HttpResponse response = jsonResponse(own.empty() ? service.metrics.text(open)
                                                     : service.metrics.textOf(own, service.streams.readers(own)));
    response.contentType = "text/plain; version=0.0.4";
    return response;
  });
}

HttpResponse openapi(const Call& call) {
  return later(call, [] { return jsonResponse(std::string(openapiDocument())); });
}

/// The longest body with a whole account.
constexpr std::size_t wholeAccountBody = std::size_t(256) << 20;

constexpr Route routes[] = {
    {"GET", "/healthz", Needs::nothing, Lane::io, healthz},
    {"GET", "/readyz", Needs::nothing, Lane::io, readyz},
    {"GET", "/metrics", Needs::metrics, Lane::io, metrics},
    {"GET", "/openapi.json", Needs::nothing, Lane::io, openapi},
    {"GET", "/v1/keys", Needs::nothing, Lane::io, getKeys},
    {"GET", "/v1/policy", Needs::host, Lane::dbRead, getPolicy},
    {"PUT", "/v1/policy", Needs::host, Lane::dbWrite, putPolicy},
    {"GET", "/v1/policies/{digest}", Needs::anybody, Lane::dbRead, getCompiledPolicy},
    {"PUT", "/v1/accounts/{id}", Needs::host, Lane::dbWrite, putAccount},
    {"GET", "/v1/accounts/{id}", Needs::host, Lane::io, getAccount},
    {"DELETE", "/v1/accounts/{id}", Needs::host, Lane::dbWrite, deleteAccount},
    {"GET", "/v1/accounts/{id}/policy", Needs::host, Lane::dbRead, getAccountPolicy},
    {"PUT", "/v1/accounts/{id}/policy", Needs::host, Lane::dbWrite, putAccountPolicy},
    {"DELETE", "/v1/accounts/{id}/policy", Needs::host, Lane::dbWrite, deleteAccountPolicy},
    {"POST", "/v1/accounts/{id}/requests", Needs::anybody, Lane::dbWrite, postRequest},
    {"POST", "/v1/accounts/{id}/decisions", Needs::anybody, Lane::io, postDecisions},
    {"POST", "/v1/accounts/{id}/preview", Needs::anybody, Lane::io, postPreview},
    {"GET", "/v1/accounts/{id}/who-can", Needs::anybody, Lane::io, getWhoCan},
    {"GET", "/v1/accounts/{id}/matrix", Needs::anybody, Lane::io, getMatrix},
    {"GET", "/v1/accounts/{id}/snapshot", Needs::anybody, Lane::io, getSnapshot},
    {"GET", "/v1/accounts/{id}/events", Needs::anybody, Lane::io, getEvents},
    {"GET", "/v1/accounts/{id}/terms", Needs::anybody, Lane::io, getTerms},
    {"GET", "/v1/accounts/{id}/lists", Needs::anybody, Lane::io, getLists},
    {"GET", "/v1/accounts/{id}/users", Needs::anybody, Lane::io, getUsers},
    {"GET", "/v1/accounts/{id}/groups", Needs::anybody, Lane::io, getGroups},
    {"GET", "/v1/accounts/{id}/assets", Needs::anybody, Lane::io, getAssets},
    {"GET", "/v1/accounts/{id}/comments", Needs::anybody, Lane::io, getComments},
    {"GET", "/v1/accounts/{id}/shares", Needs::anybody, Lane::io, getShares},
    {"GET", "/v1/accounts/{id}/collections", Needs::anybody, Lane::io, getCollections},
    {"GET", "/v1/accounts/{id}/links", Needs::anybody, Lane::io, getLinks},
    {"GET", "/v1/accounts/{id}/apiKeys", Needs::anybody, Lane::io, getApiKeys},
    {"GET", "/v1/accounts/{id}/audit", Needs::anybody, Lane::dbRead, getAudit},
    {"POST", "/access/v1/evaluation", Needs::anybody, Lane::io, postEvaluation, true},
    {"POST", "/access/v1/evaluations", Needs::anybody, Lane::io, postEvaluations, true},
    {"POST", "/access/v1/search/subject", Needs::host, Lane::io, postSearchSubject, true},
    {"POST", "/access/v1/search/resource", Needs::host, Lane::io, postSearchResource, true},
    {"POST", "/access/v1/search/action", Needs::anybody, Lane::io, postSearchAction, true},
    {"POST", "/v1/accounts/{id}/access/v1/evaluation", Needs::anybody, Lane::io, postEvaluation, true},
    {"POST", "/v1/accounts/{id}/access/v1/evaluations", Needs::anybody, Lane::io, postEvaluations, true},
    {"POST", "/v1/accounts/{id}/access/v1/search/subject", Needs::host, Lane::io, postSearchSubject, true},
    {"POST", "/v1/accounts/{id}/access/v1/search/resource", Needs::host, Lane::io, postSearchResource, true},
    {"POST", "/v1/accounts/{id}/access/v1/search/action", Needs::anybody, Lane::io, postSearchAction, true},
    {"GET", "/.well-known/authzen-configuration", Needs::nothing, Lane::io, getAuthzenConfiguration},
    {"GET", "/.well-known/authzen-configuration/v1/accounts/{id}", Needs::nothing, Lane::io, getAuthzenConfiguration},
};

/// Whether the path is the route's; the segment in braces is put into `id`, decoded.
bool fits(std::string_view pattern, std::string_view path, std::string& id) {
  const auto mark = pattern.find('{');
  if (mark == std::string_view::npos) return pattern == path;
  const std::string_view before = pattern.substr(0, mark), after = pattern.substr(pattern.find('}') + 1);
  if (path.size() <= before.size() + after.size() || path.substr(0, mark) != before ||
      path.substr(path.size() - after.size()) != after)
    return false;
  const std::string_view segment = path.substr(mark, path.size() - before.size() - after.size());
  if (segment.find('/') != std::string_view::npos) return false;
  id = segmentOf(segment);
  return true;
}

bool mayWaitOn(Lane lane) { return lane != Lane::io; }

/// Returns the methods that a path has, as the header `Allow` lists them.
std::string methodsOf(std::string_view path) {
  std::string methods, id;
  for (const auto& route : routes)
    if (fits(route.path, path, id)) methods += (methods.empty() ? "" : ", ") + std::string(route.method);
  return methods;
}

HttpResponse answerBy(const Route& route, const Service& service, const HttpRequest& request, Lane lane, Asked& asked) {
  const std::string& account = request.target.id;
  Call call{request, service, {}, account, service.now(), mayWaitOn(lane)};
  asked.route = route.path;
  asked.place = request.target.route;
  if (route.path.find("{id}") != std::string_view::npos) asked.account = account;
  if (route.needs != Needs::nothing) {
    auto caller = service.signIn.identify(request.header("authorization").value_or(""), call.now, call.mayWait);
    if (!caller) {
      if (caller.problems().front().code == "unauthorized")
        service.metrics.notSignedIn(caller.problems().front().field);
      return problemResponse(caller.problems());
    }
    call.caller = std::move(*caller);
    asked.who = call.caller.isHost ? "host" : "user";
    if (call.caller.readsMetricsAlone && route.needs != Needs::metrics)
      return problemResponse(403, "metrics_only", "This key may read /metrics and nothing else.");
    if (route.needs != Needs::anybody && !call.caller.isHost)
      return problemResponse(403, "host_only", "Only a service key may ask this.");
  }
  if (route.isAuthzen && call.account.empty()) {
    if (call.caller.account.empty())
      return problemResponse(400, "account_missing",
                             "This key is for every account. Ask at /v1/accounts/ACCOUNT/access/v1/…, or with a key of "
                             "one account.");
    asked.account = call.account = call.caller.account;
  }
  if ((request.method == "POST" || request.method == "PUT") && !request.isJson())
    return problemResponse(route.isAuthzen ? 400 : 415, "media_type", "Send the body as application/json.");
  return route.handle(call);
}

}  // namespace

std::vector<std::string> routeLabels() {
  std::vector<std::string> out;
  for (const auto& route : routes)
    out.push_back("method=\"" + std::string(route.method) + "\",route=\"" + std::string(route.path) + "\"");
  return out;
}

Target targetOf(const HttpRequest& request) {
  const std::string_view method = request.method == "HEAD" ? "GET" : std::string_view(request.method);
  Target target;
  for (const auto& route : routes) {
    if (!fits(route.path, request.path, target.id)) continue;
    target.isPath = true;
    target.bodyLimit = usualBody;
    if (route.method != method) continue;
    target.route = static_cast<std::size_t>(&route - routes);
    target.lane = route.lane;
    if (route.handle == putAccount) target.bodyLimit = wholeAccountBody;
    break;
  }
  return target;
}

bool mayUploadLarge(const Service& service, const HttpRequest& request) {
  const auto caller = service.signIn.identify(request.header("authorization").value_or(""), service.now());
  if (!caller || caller->readsMetricsAlone) return false;
  if (request.target.bodyLimit != wholeAccountBody) return true;
  return caller->isHost && (caller->account.empty() || caller->account == request.target.id);
}

std::optional<HttpResponse> answer(const Service& service, const HttpRequest& request, Lane lane, Asked& asked) {
  if (request.target.route != Target::none) {
    HttpResponse response = answerBy(routes[request.target.route], service, request, lane, asked);
    return response.needsDatabase ? std::nullopt : std::optional(std::move(response));
  }
  if (!request.target.isPath) return problemResponse(404, "not_found", "There is nothing here.");
  const std::string allowed = methodsOf(request.path);
  HttpResponse response = problemResponse(405, "method_not_allowed", "Use " + allowed + ".");
  response.headers.emplace_back("Allow", allowed);
  return response;
}

Result<LivePointer> liveAccount(const Call& call) {
  if (!call.caller.account.empty() && call.caller.account != call.account) return accountUnknown();
  const auto told = readRevisionId(call.http.header("lockstep-revision").value_or("0"));
  if (!told)
    return Problem{"revision_invalid", "Lockstep-Revision",
                   "Must be a revision as an answer gave it, such as `41.9f2c81d07a3b4c5d`."};
  if (call.service.refusesStale && call.service.freshness.stale())
    return Problem{"store_stale", "", "This instance has not heard from its database for too long."};
  auto live = call.service.accounts.find(call.account, *told, call.mayWait);
  if (live && *live == nullptr) return accountUnknown();
  if (!live) return live;
  if (!call.caller.isHost) {
    std::shared_lock reading((*live)->mutex, std::defer_lock);
    if (call.mayWait)
      reading.lock();
    else if (!reading.try_lock())
      return Problem{"would_wait", "", "The account is being written to."};
    // The identity provider knows more people than the account has users.
    if ((*live)->facts.user(call.caller.user) == nullptr) return accountUnknown();
  }
  (*live)->lastUsed = call.now;
  if (!told->mark) return live;
  std::shared_lock reading((*live)->mutex, std::defer_lock);
  if (call.mayWait)
    reading.lock();
  else if (!reading.try_lock())
    return Problem{"would_wait", "", "The account is being written to."};
  if (!(*live)->has(*told))
    return Problem{"history_differs", "Lockstep-Revision",
                   "This revision is of a history that is gone: the account was restored or made again. Load it again, "
                   "and ask without this header."};
  return live;
}

}  // namespace lockstep::server
