#include "server/wire/problem_response.h"

#include <algorithm>

#include "lockstep/access/decision.h"

namespace lockstep::server {

namespace {

std::string_view titleOf(int status) {
  switch (status) {
    case 400: return "Bad request";
    case 401: return "Sign in";
    case 403: return "Not allowed";
    case 404: return "Not found";
    case 406: return "Not acceptable";
    case 405: return "Method not allowed";
    case 408: return "Too slow";
    case 409: return "Conflict";
    case 412: return "The account has changed";
    case 413: return "Too large";
    case 415: return "Unsupported media type";
    case 421: return "Misdirected";
    case 422: return "Not a valid request";
    case 429: return "Too many";
    case 431: return "Headers too large";
    case 503: return "Unavailable";
    case 507: return "No room left";
    default: return "Error";
  }
}

int statusOf(std::string_view code) {
  if (code == "store_unavailable" || code == "store_replaced" || code == "store_read_only" || code == "store_stale")
    return 503;
  if (code == "store_full") return 507;
  if (code == "store_inconsistent") return 500;
  if (code == "unauthorized") return 401;
  if (code == "account_unknown") return 404;
  if (code == "policy_unreadable") return 503;
  if (code == "principal_foreign") return 403;
  if (code == "history_differs") return 409;
  if (code == "json_invalid") return 400;
  return 422;
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
  if (status == 503 || status == 507) response.headers.emplace_back("Retry-After", status == 503 ? "2" : "60");
  return response;
}

}  // namespace

HttpResponse jsonResponse(std::string body, int status) {
  HttpResponse response;
  response.status = status;
  response.body = std::move(body);
  // An answer is for its caller alone, and only for now.
  response.headers = {{"Cache-Control", "no-store"}};
  return response;
}

HttpResponse jsonResponse(const Value& value, int status) { return jsonResponse(toJson(value), status); }

HttpResponse problemResponse(int status, std::string_view code, std::string_view detail) {
  return asResponse(status, problemBody(status, code, detail));
}

HttpResponse problemResponse(const Problems& problems) {
  if (problems.empty()) return problemResponse(500, "error", "");
  const auto foreign = std::find_if(problems.begin(), problems.end(),
                                    [](const Problem& problem) { return problem.code == "principal_foreign"; });
  const Problem& first = foreign != problems.end() ? *foreign : problems.front();
  const int status = statusOf(first.code);
  if (first.code == "would_wait") {
    HttpResponse response;
    response.needsDatabase = true;
    return response;
  }
  // The database's message is for the operator.
  if (first.code == "policy_unreadable")
    return problemResponse(status, first.code, "This server is older than the policy of the account. Ask another.");
  if (first.code == "store_read_only")
    return problemResponse(status, first.code, "The database takes no writes now. Try again, or another instance.");
  if (first.code == "store_stale")
    return problemResponse(status, first.code,
                           "This instance does not know the newest changes. Try again, or another instance.");
  if (status == 503) return problemResponse(status, first.code, "The database cannot be asked now. Try again.");
  if (status == 507) return problemResponse(status, first.code, "There is no room to write. Nothing was changed.");
  Value body = problemBody(status, first.code, first.message);
  if (status != 401 && status != 404) body.add("problems", toValue(problems));
  return asResponse(status, body);
}

HttpResponse problemResponse(int status, std::string_view code, std::string_view detail, const Problems& problems) {
  Value body = problemBody(status, code, detail);
  body.add("problems", toValue(problems));
  return asResponse(status, body);
}

HttpResponse refusedResponse(const Value& decision) {
  const auto textOf = [&](std::string_view key) {
    const Value* value = decision.find(key);
    return value == nullptr ? std::string_view() : value->string();
  };
  Value body = problemBody(403, textOf("reason"), textOf("message"));
  body.add("decision", decision.copy());
  return asResponse(403, body);
}

HttpResponse tooManyResponse(std::string_view code, std::string_view detail, std::int64_t seconds) {
  HttpResponse response = problemResponse(429, code, detail);
  response.headers.emplace_back("Retry-After", std::to_string(seconds));
  return response;
}

Problem accountUnknown() { return {"account_unknown", "", "There is no such account, or it is not yours."}; }

}  // namespace lockstep::server
