#include "server/request_body.h"

namespace lockstep::server {

namespace {

/// What only the host knows (`Context`): from a user it is refused, not passed over, so that nobody relies on it.
void checkHostFields(const Context& context, Reader& reader) {
  const auto refuse = [&](bool isGiven, std::string_view field) {
    if (isGiven) reader.report("host_field", field, "Only the host's own service key may give this.");
  };
  refuse(context.now.has_value(), "context/now");
  refuse(context.owner.has_value(), "context/owner");
  refuse(context.passwordVerified.has_value(), "context/passwordVerified");
}

/// `"now": null`: the host asks what would be said without a clock.
bool hasNoClock(const Value& value) {
  const Value* context = value.isObject() ? value.find("context") : nullptr;
  const Value* now = context != nullptr && context->isObject() ? context->find("now") : nullptr;
  return now != nullptr && now->kind() == Value::Kind::null;
}

}  // namespace

Request readOwnRequest(const Value& value, const Place& place, const Call& call, Problems& problems) {
  const Principal own = call.caller.principal();
  Reader reader(value, place, problems);
  Request request = readRequest(reader, problems, &own);
  reader.finish();
  if (!call.caller.isHost) {
    if (request.principal != own) reader.report("principal_foreign", "principal", "You can ask for yourself alone.");
    checkHostFields(request.context, reader);
  }
  if (!request.context.now && !(call.caller.isHost && hasNoClock(value))) request.context.now = call.now;
  return request;
}

Result<Request> requestOf(const Call& call) {
  const auto body = parseJson(call.http.body);
  if (!body) return body.problems();
  Problems problems;
  Request request = readOwnRequest(*body, Place{}, call, problems);
  if (!problems.empty()) return problems;
  return request;
}

}  // namespace lockstep::server
