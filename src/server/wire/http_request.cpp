#include "server/wire/http_request.h"

#include <algorithm>

#include "base/text.h"
#include "server/wire/content_coding.h"
#include "server/wire/encoding.h"

namespace lockstep::server {

namespace http = boost::beast::http;

namespace {

/// What would make two different paths the same: an encoded `/` is data, and stays within its segment.
constexpr std::string_view keptInPath = "/%";

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

/// Valid UTF-8 only: names in an address are repeated in JSON and in headers. `kept` are characters that stay encoded.
std::optional<std::string> percentDecoded(std::string_view text, bool plusIsBlank, std::string_view kept = {}) {
  std::string out;
  const auto digit = [](char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (plusIsBlank && text[i] == '+')
      out += ' ';
    else if (text[i] != '%')
      out += text[i];
    else if (i + 2 >= text.size() || digit(text[i + 1]) < 0 || digit(text[i + 2]) < 0)
      return std::nullopt;
    else {
      const char c = static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      if (kept.find(c) != std::string_view::npos)
        out += percentEncoded({&c, 1});
      else
        out += c;
      i += 2;
    }
  }
  return isUtf8(out) && std::none_of(out.begin(), out.end(), isControl) ? std::optional(std::move(out)) : std::nullopt;
}

bool readTarget(std::string_view target, HttpRequest& request) {
  const auto mark = target.find('?');
  auto path = percentDecoded(target.substr(0, mark), false, keptInPath);
  if (!path || path->empty() || path->front() != '/') return false;
  request.path = std::move(*path);
  if (mark == std::string_view::npos) return true;
  for (std::string_view rest = target.substr(mark + 1); !rest.empty();) {
    const auto end = rest.find('&');
    const std::string_view pair = rest.substr(0, end);
    const auto equals = pair.find('=');
    auto name = percentDecoded(pair.substr(0, equals), true);
    auto value = equals == std::string_view::npos ? std::optional<std::string>("")
                                                  : percentDecoded(pair.substr(equals + 1), true);
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
  return percentDecoded(segment, false).value_or(std::string(segment));
}

std::string percentEncoded(std::string_view segment) {
  std::string out;
  for (const char c : segment) {
    if (isLetterOrDigit(c) || std::string_view("-._~").find(c) != std::string_view::npos)
      out += c;
    else
      out += "%" + toHex({&c, 1});
  }
  return out;
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
