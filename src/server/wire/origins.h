#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/wire/http.h"

namespace lockstep::server {

/// The other origins whose pages may call the API (CORS). A token comes in a header that a page sets itself, never in a
/// cookie, so browser credentials are not allowed.
class Origins {
 public:
  /// Returns the fault of an origin of `--allow-origin`, or nothing.
  static std::optional<std::string> faultOf(const std::string& origin);

  explicit Origins(std::vector<std::string> allowed) : allowed_(std::move(allowed)) {}

  /// Returns the answer to a preflight request; nothing if the request is no preflight, or the origin is not
  /// allowed.
  std::optional<HttpResponse> preflight(const HttpRequest& request) const;
  /// Adds the headers that let the page read the answer, if its origin is allowed.
  void allow(const HttpRequest& request, HttpResponse& response) const;

 private:
  std::optional<std::string> allowed(const HttpRequest& request) const;

  std::vector<std::string> allowed_;
};

}  // namespace lockstep::server
