#include "server/problem_response.h"

#include "access/decision.h"

namespace lockstep::server {

namespace {

std::string_view titleOf(int status) {
  switch (status) {
    case 400: return "Bad request";
    case 401: return "Sign in";
    case 403: return "Not allowed";
    case 404: return "Not found";
    case 405: return "Method not allowed";
    case 408: return "Too slow";
    case 409: return "Conflict";
    case 412: return "The account has changed";
    case 413: return "Too large";
    case 415: return "Unsupported media type";
    case 422: return "Not a valid request";
    case 431: return "Headers too large";
    case 503: return "Unavailable";
    default: return "Error";
  }
}

Value problemBody(int status, std::string_view code, std::string_view detail) {
  Value body = Value::object();
  body.add("type", "urn:lockstep:problem:" + std::string(code));
  body.add("title", titleOf(status));
  body.add("status", std::int64_t(status));
  body.add("code", code);
  body.add("detail", detail);
  return body;
}

HttpResponse asResponse(int status, const Value& body) {
  HttpResponse response = jsonResponse(body, status);
  response.contentType = "application/problem+json";
  if (status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  if (status == 503) response.headers.emplace_back("Retry-After", "2");
  return response;
}

}  // namespace

HttpResponse jsonResponse(std::string body, int status) {
  HttpResponse response;
  response.status = status;
  response.body = std::move(body);
  // Whatever is told is told to who asked, as things stand now.
  response.headers = {{"Cache-Control", "no-store"}};
  return response;
}

HttpResponse jsonResponse(const Value& value, int status) { return jsonResponse(toJson(value), status); }

HttpResponse problemResponse(int status, std::string_view code, std::string_view detail) { return asResponse(status, problemBody(status, code, detail)); }

HttpResponse problemResponse(int status, const Problems& problems) {
  if (problems.empty()) return problemResponse(status, "error", "");
  const Problem& first = problems.front();
  // What the database said is for whoever runs the server.
  if (first.code == "store_unavailable") return problemResponse(503, first.code, "The database cannot be asked now. Try again.");
  if (first.code == "unauthorized") return problemResponse(401, first.code, first.message);
  Value body = problemBody(status, first.code, first.message);
  body.add("problems", toValue(problems));
  return asResponse(status, body);
}

HttpResponse refusedResponse(std::string_view text) {
  const auto parsed = parseJson(text);
  const Value* decision = parsed ? parsed->find("decision") : nullptr;
  if (decision == nullptr) return problemResponse(403, "role_forbids", "");
  const auto textOf = [&](std::string_view key) {
    const Value* value = decision->find(key);
    return value == nullptr ? std::string_view() : std::string_view(value->string());
  };
  Value body = problemBody(403, textOf("reason"), textOf("message"));
  body.add("decision", decision->copy());
  return asResponse(403, body);
}

}  // namespace lockstep::server
