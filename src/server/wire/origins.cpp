#include "server/wire/origins.h"

#include <algorithm>

#include "server/wire/content_coding.h"

namespace lockstep::server {

std::optional<std::string> Origins::faultOf(const std::string& origin) {
  const auto scheme = origin.find("://");
  const bool isHttp = origin.rfind("https://", 0) == 0 || origin.rfind("http://", 0) == 0;
  // Compared as browsers send it: nothing after the port, all in small letters.
  const auto rest = isHttp ? origin.substr(scheme + 3) : std::string();
  const bool isPlain = std::all_of(rest.begin(), rest.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':' || c == '[' || c == ']';
  });
  if (isHttp && !rest.empty() && isPlain) return std::nullopt;
  return "\"" + origin +
         "\" is no origin: give scheme, host and port as the browser does, such as https://app.example.com";
}

std::optional<std::string> Origins::allowed(const HttpRequest& request) const {
  auto origin = request.header("origin");
  return origin && std::find(allowed_.begin(), allowed_.end(), *origin) != allowed_.end() ? origin : std::nullopt;
}

std::optional<HttpResponse> Origins::preflight(const HttpRequest& request) const {
  if (request.method != "OPTIONS" || !request.header("access-control-request-method") || !allowed(request))
    return std::nullopt;
  HttpResponse response;
  response.status = 204;
  response.headers = {{"Access-Control-Allow-Methods", "GET, POST"},
                      {"Access-Control-Allow-Headers",
                       "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, "
                       "Lockstep-Revision, Traceparent, Tracestate, X-Request-ID"},
                      {"Access-Control-Max-Age", "7200"}};
  return response;
}

void Origins::allow(const HttpRequest& request, HttpResponse& response) const {
  if (allowed_.empty()) return;
  // A cache must not give the answer for one origin to another.
  addVary(response, "Origin");
  const auto origin = allowed(request);
  if (!origin) return;
  response.headers.emplace_back("Access-Control-Allow-Origin", *origin);
  response.headers.emplace_back("Access-Control-Expose-Headers",
                                "Date, ETag, Idempotency-Replayed, Lockstep-Revision, Lockstep-Signature, "
                                "Lockstep-Stale, Retry-After, Server-Timing, Traceresponse, X-Request-ID");
}

}  // namespace lockstep::server
