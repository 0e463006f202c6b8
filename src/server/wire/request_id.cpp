#include "server/wire/request_id.h"

#include <algorithm>
#include <cstdint>
#include <random>
#include <string_view>

namespace lockstep::server {

namespace {

constexpr std::size_t longestId = 128;

bool isSafe(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~:+/=@").find(c) != std::string_view::npos;
}

/// Trace Context allows lower-case hexadecimal digits only.
bool isHex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool isZero(std::string_view text) { return text.find_first_not_of('0') == std::string_view::npos; }

/// Returns sixteen random hexadecimal digits, not all zero. Ids are no secrets, so this makes no system call.
std::string someDigits() {
  thread_local std::mt19937_64 source{(std::uint64_t(std::random_device()()) << 32) | std::random_device()()};
  std::uint64_t number = 0;
  while (number == 0) number = source();
  std::string out(16, '0');
  for (char& digit : out) {
    digit = "0123456789abcdef"[number & 15];
    number >>= 4;
  }
  return out;
}

/// Reads `00-TRACE-PARENT-FLAGS`. A later version may have more parts; version `ff` is invalid.
std::optional<Trace> traceOf(std::string_view text) {
  constexpr std::size_t length = 55;
  if (text.size() < length || text[2] != '-' || text[35] != '-' || text[52] != '-') return std::nullopt;
  const std::string_view version = text.substr(0, 2), id = text.substr(3, 32), parent = text.substr(36, 16),
                         flags = text.substr(53, 2);
  if (!isHex(version) || !isHex(id) || !isHex(parent) || !isHex(flags)) return std::nullopt;
  if (version == "ff" || isZero(id) || isZero(parent)) return std::nullopt;
  const bool isWhole = version == "00" ? text.size() == length : text.size() == length || text[length] == '-';
  return isWhole ? std::optional(Trace{std::string(id), std::string(parent), someDigits(), std::string(flags)})
                 : std::nullopt;
}

}  // namespace

RequestId RequestId::of(const HttpRequest* request) {
  RequestId made;
  if (request != nullptr) {
    made.trace = traceOf(request->header("traceparent").value_or(""));
    made.id = request->header("x-request-id").value_or("");
  }
  const bool isGood =
      !made.id.empty() && made.id.size() <= longestId && std::all_of(made.id.begin(), made.id.end(), isSafe);
  if (!isGood) made.id = someDigits() + someDigits();
  return made;
}

void RequestId::addTo(HttpResponse& response) const {
  response.headers.emplace_back("X-Request-ID", id);
  if (trace) response.headers.emplace_back("traceresponse", "00-" + trace->id + "-" + trace->span + "-" + trace->flags);
  // The characters of an id need no escape in JSON.
  if (response.contentType == "application/problem+json" && response.body.ends_with('}'))
    response.body.insert(response.body.size() - 1, ",\"requestId\":\"" + id + "\"");
}

}  // namespace lockstep::server
