// Deciding without changing anything: one request or many, a preview, and who else may.
#include <map>
#include <shared_mutex>
#include <tuple>

#include "base/json_parser.h"
#include "server/decision_table.h"
#include "server/opens.h"
#include "server/problem_response.h"
#include "server/request_body.h"

namespace lockstep::server {

namespace {

HttpResponse atRevision(HttpResponse response, std::int64_t revision) {
  response.headers.emplace_back("Lockstep-Revision", std::to_string(revision));
  return response;
}

/// Each principal's levels are looked up once for a whole list.
class Deciding {
 public:
  explicit Deciding(const Account& facts) : facts_(facts) {}

  std::string decide(const Request& request) {
    const auto key = std::tuple(request.principal.kind, request.principal.id, request.principal.passwordVerified);
    const auto at = known_.try_emplace(key, facts_, request.principal).first;
    const Decision decision = at->second.decide(request.action, request.resource, request.context);
    ++(decision.allowed ? allowed_ : denied_);
    return toJson(toValue(decision, facts_.policy()));
  }
  void count(AccountCounts& counts) const { counts.decided(true, allowed_), counts.decided(false, denied_); }

 private:
  const Account& facts_;
  std::uint64_t allowed_ = 0, denied_ = 0;
  std::map<std::tuple<Principal::Kind, std::string, bool>, Access> known_;
};

/// Resource and context of a question that stands in an address.
Resource resourceOf(const Call& call) {
  Resource resource;
  if (const auto path = call.http.parameter("path")) return Resource::at(*path);
  const std::pair<const char*, Resource::Kind> kinds[] = {{"collection", Resource::Kind::collection}, {"user", Resource::Kind::user}, {"group", Resource::Kind::group}, {"link", Resource::Kind::link}, {"apiKey", Resource::Kind::apiKey}};
  for (const auto& [name, kind] : kinds)
    if (const auto id = call.http.parameter(name)) resource.kind = kind, resource.id = *id;
  return resource;
}

Account copyOf(LiveAccount& live) {
  const std::shared_lock reading(live.mutex);
  return live.facts;
}

}  // namespace

HttpResponse postDecisions(const Call& call) {
  const auto live = liveAccount(call);
  if (!live) return problemResponse(live.problems());
  // A list is read by the page's reader, which says the same as the other and takes a quarter of its time.
  const auto body = parseSmall(call.http.body);
  if (!body) return problemResponse(body.problems());
  if (body->isArray() && body->items().size() > mostDecisions) return problemResponse(422, "too_many", "Ask for at most " + std::to_string(mostDecisions) + " decisions at once.");
  const std::shared_lock reading((*live)->mutex);
  if (isTable(*body)) {
    auto table = decideTable(*body, (*live)->facts, call);
    return table ? atRevision(jsonResponse(std::move(*table)), (*live)->facts.revision) : problemResponse(table.problems());
  }
  Problems problems;
  Deciding deciding((*live)->facts);
  std::string out;
  if (body->isArray()) {
    // Each is decided as it is read: a thousand requests kept together are a megabyte that is never in the cache.
    const Place root;
    std::size_t index = 0;
    out.reserve(body->items().size() * 320);
    for (const auto& item : body->items()) {
      const Request request = readOwnRequest(item, Place{&root, {}, index}, call, problems);
      if (problems.empty()) out.append(index > 0 ? "," : "[").append(deciding.decide(request));
      ++index;
    }
    out += index > 0 ? "]" : "[]";
  } else {
    const Request request = readOwnRequest(*body, Place{}, call, problems);
    if (problems.empty()) out = deciding.decide(request);
  }
  if (!problems.empty()) return problemResponse(problems);
  deciding.count(call.service.metrics.of(call.account));
  return atRevision(jsonResponse(std::move(out)), (*live)->facts.revision);
}

HttpResponse postPreview(const Call& call) {
  const auto live = liveAccount(call);
  if (!live) return problemResponse(live.problems());
  const auto request = requestOf(call);
  if (!request) return problemResponse(request.problems());
  // It may take long, for which nobody has to wait.
  Account facts = copyOf(**live);
  const std::int64_t revision = facts.revision;
  const Policy policy = facts.policy();
  std::optional<Account> slice;
  if (!call.caller.isHost) slice = sliceFor(facts, call.caller.principal(), call.now);
  const Preview seen = preview(std::move(facts), *request, {}, slice ? &*slice : nullptr);
  return atRevision(jsonResponse(toValue(seen, policy)), revision);
}

HttpResponse getWhoCan(const Call& call) {
  const auto live = liveAccount(call);
  if (!live) return problemResponse(live.problems());
  const auto action = call.http.parameter("action");
  if (!action) return problemResponse(422, "field_missing", "Say which action: ?action=asset.view&path=/marketing");
  const Resource resource = resourceOf(call);
  Context context;
  context.now = call.now;
  const std::shared_lock reading((*live)->mutex);
  const Account& facts = (*live)->facts;
  // Who may see who has access here is the policy's to say.
  if (!call.caller.isHost) {
    const bool isAsset = resource.kind == Resource::Kind::path;
    const Decision may = Access(facts, call.caller.principal()).decide(isAsset ? opens::accessToAsset : opens::accessToOther, isAsset ? resource : Resource(), context);
    if (!may.allowed) return refusedResponse(toValue(may, facts.policy()));
  }
  const Account slice = call.caller.isHost ? Account(facts.policy()) : sliceFor(facts, call.caller.principal(), call.now);
  Value people = Value::array();
  for (auto& allowed : whoCan(facts, *action, resource, context)) {
    // What is told of people whom the caller does not know, or of what they may not know, leaves the server for nobody else.
    if (!call.caller.isHost && slice.user(allowed.user) == nullptr) continue;
    if (!call.caller.isHost) keepKnown(allowed.decision, slice);
    people.push(toValue(allowed, facts.policy()));
  }
  Value body = Value::object();
  body.add("users", std::move(people));
  return atRevision(jsonResponse(body), facts.revision);
}

}  // namespace lockstep::server
