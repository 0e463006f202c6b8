#pragma once

#include <chrono>
#include <string>

#include "server/http.h"
#include "server/line_writer.h"

namespace lockstep::server {

/// What a log may know of a request: the address as the API names it, and what kind of caller asked. No token, no body,
/// and nothing that stands in an address besides the account.
struct Asked {
  std::string route, account, who;
};

/// Writes a line of JSON in ASCII to standard error for each answer, from any thread. Never waits for its reader.
class AccessLog {
 public:
  /// `dropped` counts the lines that were not written, as in `LineWriter`.
  explicit AccessLog(LineWriter::Count dropped);

  /// `request` is null for what was no request of HTTP.
  void write(const HttpRequest* request, const Asked& asked, int status, std::chrono::microseconds took);

 private:
  LineWriter lines_;
};

}  // namespace lockstep::server
