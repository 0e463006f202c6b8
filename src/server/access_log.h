#pragma once

#include <chrono>
#include <mutex>
#include <string>

#include "server/http.h"

namespace lockstep::server {

/// What a log may know of a request: the address as the API names it, and what kind of caller asked. No token, no body,
/// and nothing that stands in an address besides the account.
struct Asked {
  std::string route, account, who;
};

/// A line of JSON on standard error for each answer, from any thread.
class AccessLog {
 public:
  /// `request` is null for what was no request of HTTP.
  void write(const HttpRequest* request, const Asked& asked, int status, std::chrono::microseconds took);

 private:
  std::mutex mutex_;
};

}  // namespace lockstep::server
