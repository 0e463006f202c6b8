#include "server/api/request_body.h"

#include <algorithm>
#include <shared_mutex>

#include "base/json_parser.h"
#include "lockstep/policy/operation.h"

namespace lockstep::server {

Result<Document> documentOf(const HttpRequest& request) { return parseSmall(request.body); }

namespace {

void refuseTrusted(bool isGiven, const Place& place, std::string_view field, Problems& problems) {
  if (isGiven) report(problems, "host_field", Place{&place, field}, "Only the host's own service key may give this.");
}

}  // namespace

void checkHostFacts(const Resource& resource, const Place& place, const Call& call, Problems& problems) {
  if (call.caller.isHost) return;
  refuseTrusted(!resource.attributes.empty(), place, "attributes", problems);
  refuseTrusted(!resource.relations.empty(), place, "relations", problems);
}

namespace {

/// Whether an action of the request creates a resource: `context.id` is then the id of a new one, not of a listed one.
bool creates(const Value& body, const Policy& policy) {
  const auto makes = [&](const Value& action) {
    const auto id = action.isString() ? policy.action(action.string()) : std::nullopt;
    return id && operationOf(policy.actions()[*id].does).creates;
  };
  const Value* action = body.isObject() ? body.find("action") : nullptr;
  const Value* actions = body.isObject() ? body.find("actions") : nullptr;
  return (action != nullptr && makes(*action)) ||
         (actions != nullptr && std::any_of(actions->items().begin(), actions->items().end(), makes));
}

/// Refuses trusted fields (`Context`) and the id of a new resource when a user sends them. They are not ignored, so
/// that no page relies on them, and no answer shows which ids exist.
void checkHostFields(const Context& context, const Value& body, const Reader& reader, const Policy& policy,
                     Problems& problems) {
  const Place place{&reader.place(), "context"};
  const auto refuse = [&](bool isGiven, std::string_view field) { refuseTrusted(isGiven, place, field, problems); };
  refuse(context.now.has_value(), "now");
  refuse(context.owner.has_value(), "owner");
  refuse(context.passwordVerified.has_value(), "passwordVerified");
  refuse(context.id.has_value() && creates(body, policy), "id");
}

/// A user speaks only for themselves. The time is the server's unless the host sends one.
void keepToOwn(Request& request, const Value& body, Reader& reader, Problems& problems, const Call& call,
               const Policy& policy) {
  if (!call.caller.isHost) {
    Principal asked = request.principal;
    asked.attributes.clear();
    if (asked != call.caller.principal())
      reader.report("principal_foreign", "principal", "You can ask for yourself alone.");
    checkHostFields(request.context, body, reader, policy, problems);
    const Place principal{&reader.place(), "principal"};
    refuseTrusted(!request.principal.attributes.empty(), principal, "attributes", problems);
    checkHostFacts(request.resource, Place{&reader.place(), "resource"}, call, problems);
  }
  if (!request.context.now && !(call.caller.isHost && request.context.noNow)) request.context.now = call.now;
}

}  // namespace

Request readOwnRequest(const Value& value, const Place& place, const Call& call, const Policy& policy,
                       Problems& problems) {
  const Principal own = call.caller.principal();
  Reader reader(value, place, problems);
  Request request = readRequest(reader, problems, &own);
  reader.finish();
  keepToOwn(request, value, reader, problems, call, policy);
  return request;
}

Request readOwnAsking(const Value& body, Reader& reader, Problems& problems, const Call& call, const Policy& policy) {
  Request request;
  const Value* principal = reader.field("principal");
  const Value* context = reader.field("context");
  request.principal = principal != nullptr ? readPrincipal(*principal, Place{&reader.place(), "principal"}, problems)
                                           : call.caller.principal();
  if (context != nullptr) request.context = readContext(*context, Place{&reader.place(), "context"});
  keepToOwn(request, body, reader, problems, call, policy);
  return request;
}

Policy policyOf(const LiveAccount& live) {
  const std::shared_lock reading(live.mutex);
  return live.facts.policy();
}

Request requestOf(const Call& call, const Policy& policy, Problems& problems) {
  const auto body = documentOf(call.http);
  if (body) return readOwnRequest(body->root(), Place{}, call, policy, problems);
  problems = body.problems();
  return {};
}

Result<Request> requestOf(const Call& call, const Policy& policy) {
  Problems problems;
  Request request = requestOf(call, policy, problems);
  if (!problems.empty()) return problems;
  return request;
}

Result<Resource> resourceOfQuery(const Call& call, const Policy& policy) {
  Value named = Value::object();
  for (const auto& [name, value] : call.http.query)
    if (name != "action") named.add(name, value);
  if (named.members().empty()) return Resource();
  Problems problems;
  Resource resource = readResource(named, Place(), problems);
  const bool isKind = policy.format() == 2 && policy.kind(resource.kindName);
  if (problems.empty() && resource.kind == Resource::Kind::item && !isKind)
    problems.push_back(
        {"field_unknown", "/" + resource.kindName,
         "There is no parameter `" + resource.kindName +
             "`; give `path`, `collection`, `user`, `group`, `link`, `apiKey`, or a kind of the policy."});
  if (problems.empty()) return resource;
  // The name of a parameter, not a pointer into a document.
  for (Problem& problem : problems) problem.field.erase(0, 1);
  return problems;
}

}  // namespace lockstep::server
