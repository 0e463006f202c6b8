#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "server/wire/http.h"
#include "server/wire/line_writer.h"
#include "server/wire/request_id.h"

namespace lockstep::server {

/// The parts of a request that the log contains: the route, and the kind of caller. No token, no body,
/// and nothing of the address but the account.
struct Asked {
  std::string route, account, who;
  std::size_t place = SIZE_MAX;  ///< of the route in `routeLabels()`
};

/// Writes a line of JSON in ASCII to standard error for each answer, from any thread. Never waits for its reader.
class AccessLog {
 public:
  /// `dropped` counts the lines that were not written, as in `LineWriter`.
  explicit AccessLog(LineWriter::Count dropped);

  /// `request` is null if the bytes were no HTTP request.
  void write(const HttpRequest* request, const RequestId& id, const Asked& asked, int status,
             std::chrono::microseconds took);

 private:
  LineWriter lines_;
};

}  // namespace lockstep::server
