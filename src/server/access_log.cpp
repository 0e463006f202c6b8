#include "server/access_log.h"

#include <iostream>

#include "base/json.h"
#include "base/reader.h"
#include "server/clock.h"

namespace lockstep::server {

void AccessLog::write(const HttpRequest* request, const Asked& asked, int status, std::chrono::microseconds took) {
  Value line = Value::object();
  line.add("time", formatTime(clockNow()));
  if (request != nullptr) line.add("method", request->method);
  if (!asked.route.empty()) line.add("route", asked.route);
  if (!asked.account.empty()) line.add("account", asked.account);
  if (!asked.who.empty()) line.add("who", asked.who);
  line.add("status", std::int64_t(status));
  line.add("microseconds", std::int64_t(took.count()));
  const std::string text = toJson(line) + "\n";
  const std::lock_guard lock(mutex_);
  // One line that could not be written, on a full disk say, must not end the log.
  std::cerr.clear();
  std::cerr << text << std::flush;
}

}  // namespace lockstep::server
