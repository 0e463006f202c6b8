#pragma once

#include <optional>
#include <string>

#include "server/wire/http.h"

namespace lockstep::server {

/// A request's place in a distributed trace (W3C Trace Context).
struct Trace {
  std::string id;      ///< of the whole trace: 32 hexadecimal digits
  std::string parent;  ///< the caller's span: 16 hexadecimal digits
  std::string span;    ///< the span of this request, made here
  std::string flags;   ///< 2 hexadecimal digits
};

/// The id of a request, in the log, in problems and in the systems around this server.
struct RequestId {
  std::string id;
  std::optional<Trace> trace;

  /// Returns the request's own `X-Request-ID` where it has 1 to 128 letters, digits and `-._~:+/=@`, or a new id. Reads
  /// `traceparent` where it is valid. Both may be hostile. `request` may be null.
  static RequestId of(const HttpRequest* request);

  /// Adds `X-Request-ID`, `traceresponse` where there is a trace, and `requestId` to a body of problem+json.
  void addTo(HttpResponse& response) const;
};

}  // namespace lockstep::server
