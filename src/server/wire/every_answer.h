#pragma once

#include "server/wire/access_log.h"
#include "server/wire/http.h"
#include "server/wire/metrics.h"
#include "server/wire/request_id.h"

namespace lockstep::server {

/// Completes every answer of the server: adds `Date` and the request's id, counts it and logs it. Thread-safe.
class EveryAnswer {
 public:
  /// `metrics` and `log` must outlive this. `log` may be null.
  EveryAnswer(Metrics& metrics, AccessLog* log) : metrics_(metrics), log_(log) {}

  /// Completes the answer to `request`, and compresses a large one where it `mayCompress`, which takes time. A service
  /// key is also sent the time that the answer took (`Server-Timing`).
  void complete(HttpResponse& response, const HttpRequest& request, const Asked& asked, bool mayCompress) const;
  /// Returns the complete answer to a malformed or too large request, or to one too many. `request` may be null.
  HttpResponse refusal(int status, const HttpRequest* request) const;

 private:
  Metrics& metrics_;
  AccessLog* const log_;
};

}  // namespace lockstep::server
