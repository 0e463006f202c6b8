#include "server/wire/access_log.h"

#include <unistd.h>

#include "lockstep/base/json.h"
#include "lockstep/base/reader.h"
#include "server/wire/clock.h"

namespace lockstep::server {

namespace {

constexpr std::size_t longestMethod = 16, longestAccount = 200;

/// At most `longest` bytes of well-formed UTF-8, with an ellipsis where something was cut off.
std::string cut(std::string_view text, std::size_t longest) {
  if (text.size() <= longest) return std::string(text);
  while (longest > 0 && (static_cast<unsigned char>(text[longest]) & 0xc0) == 0x80) --longest;
  return std::string(text.substr(0, longest)) + "…";
}

void addEscaped(std::string& out, char32_t unit) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += digits[unit >> shift & 15];
}

/// JSON with every character beyond ASCII escaped: none of them can turn a line around in a terminal, or hide in it.
std::string inAscii(std::string_view json) {
  std::string out;
  for (std::size_t at = 0; at < json.size();) {
    const auto lead = static_cast<unsigned char>(json[at++]);
    if (lead < 0x7f) {
      out += static_cast<char>(lead);
      continue;
    }
    const int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
    char32_t point = more == 0 ? lead : lead & (0x3f >> more);
    for (int i = 0; i < more && at < json.size(); ++i)
      point = point << 6 | (static_cast<unsigned char>(json[at++]) & 0x3f);
    if (point > 0xffff)
      addEscaped(out, 0xd7c0 + (point >> 10)), addEscaped(out, 0xdc00 + (point & 0x3ff));
    else
      addEscaped(out, point);
  }
  return out;
}

}  // namespace

AccessLog::AccessLog(LineWriter::Count dropped) : lines_(STDERR_FILENO, std::move(dropped)) {}

void AccessLog::write(const HttpRequest* request, const RequestId& id, const Asked& asked, int status,
                      std::chrono::microseconds took) {
  Value line = Value::object();
  line.add("time", formatTime(clockNow()));
  line.add("requestId", id.id);
  if (id.trace) {
    line.add("traceId", id.trace->id);
    line.add("spanId", id.trace->span);
    line.add("parentSpanId", id.trace->parent);
  }
  if (request != nullptr) line.add("method", cut(request->method, longestMethod));
  if (!asked.route.empty()) line.add("route", asked.route);
  if (!asked.account.empty()) line.add("account", cut(asked.account, longestAccount));
  if (!asked.who.empty()) line.add("who", asked.who);
  line.add("status", std::int64_t(status));
  line.add("microseconds", std::int64_t(took.count()));
  lines_.push(inAscii(toJson(line)) + "\n");
}

}  // namespace lockstep::server
