#include "server/wire/http_request.h"

#include <algorithm>

#include "base/text.h"
#include "server/wire/content_coding.h"
#include "server/wire/url.h"

namespace lockstep::server {

namespace http = boost::beast::http;

namespace {

/// Headers that are refused where they come twice: a proxy may have looked at the first line, and we would go by the
/// last. Lines of others are one list (RFC 9110, 5.3).
constexpr std::string_view readOnce[] = {"access-control-request-method",
                                         "authorization",
                                         "content-length",
                                         "content-type",
                                         "host",
                                         "idempotency-key",
                                         "if-match",
                                         "last-event-id",
                                         "lockstep-revision",
                                         "origin"};

/// Returns a part of an address if it is UTF-8 without control characters: JSON and headers repeat names of addresses.
std::optional<std::string> readable(std::optional<std::string> part) {
  return part && isUtf8(*part) && std::none_of(part->begin(), part->end(), isControl) ? part : std::nullopt;
}

bool readTarget(std::string_view target, HttpRequest& request) {
  const auto mark = target.find('?');
  auto path = readable(pathDecoded(target.substr(0, mark)));
  if (!path || path->empty() || path->front() != '/') return false;
  request.path = std::move(*path);
  if (mark == std::string_view::npos) return true;
  for (std::string_view rest = target.substr(mark + 1); !rest.empty();) {
    const auto end = rest.find('&');
    const std::string_view pair = rest.substr(0, end);
    const auto equals = pair.find('=');
    auto name = readable(queryDecoded(pair.substr(0, equals)));
    const bool hasValue = equals != std::string_view::npos;
    auto value = readable(queryDecoded(hasValue ? pair.substr(equals + 1) : std::string_view()));
    if (!name || !value) return false;
    request.query[*name] = std::move(*value);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  }
  return true;
}

/// Returns whether every proxy must find the same end of this request, and the same host: Beast passes over a coding
/// that it does not know, and what follows would be read as a request that a proxy has never seen (RFC 9112, 3.2 and
/// 6.1).
bool isUnambiguous(const http::request<http::string_body>& message) {
  if (message.version() >= 11 && message.count(http::field::host) != 1) return false;
  if (message.count(http::field::transfer_encoding) == 0) return true;
  const bool isChunked = boost::beast::iequals(message[http::field::transfer_encoding], "chunked");
  return isChunked && message.version() >= 11 && message.count(http::field::transfer_encoding) == 1 &&
         message.count(http::field::content_length) == 0;
}

}  // namespace

std::optional<HttpRequest> requestOf(const http::request<http::string_body>& message) {
  if (!isUnambiguous(message)) return std::nullopt;
  HttpRequest request;
  request.method = std::string(message.method_string());
  if (!readTarget(std::string_view(message.target().data(), message.target().size()), request)) return std::nullopt;
  for (const auto& field : message) {
    std::string name = lowerAscii(field.name_string());
    const auto at = request.headers.find(name);
    if (at == request.headers.end())
      request.headers.emplace(std::move(name), field.value());
    else if (std::find(std::begin(readOnce), std::end(readOnce), name) != std::end(readOnce))
      return std::nullopt;
    else
      at->second.append(", ").append(field.value());
  }
  return request;
}

std::optional<std::int64_t> readDigits(std::string_view text) {
  if (text.empty() || text.size() > 15) return std::nullopt;
  std::int64_t number = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

std::string segmentOf(std::string_view segment) {
  return readable(segmentDecoded(segment)).value_or(std::string(segment));
}

bool HttpRequest::isJson() const {
  const std::string type = header("content-type").value_or("");
  return lowerAscii(trimmed(std::string_view(type).substr(0, type.find(';')))) == "application/json";
}

bool HttpRequest::hasAlready(std::string_view tag) const {
  const std::string tags = header("if-none-match").value_or("");
  for (std::string_view rest = tags; !rest.empty();) {
    const auto end = rest.find(',');
    std::string_view one = trimmed(rest.substr(0, end));
    // A proxy that packs the body makes the tag a weak one; for this comparison it is the same.
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one == "*" || isTagOf(one, tag)) return true;
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  }
  return false;
}

std::optional<std::string> HttpRequest::header(std::string_view name) const {
  const auto at = headers.find(name);
  return at == headers.end() ? std::nullopt : std::optional(at->second);
}

std::optional<std::string> HttpRequest::parameter(std::string_view name) const {
  const auto at = query.find(name);
  return at == query.end() ? std::nullopt : std::optional(at->second);
}

}  // namespace lockstep::server
