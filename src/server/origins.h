#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/http.h"

namespace lockstep::server {

/// The other origins whose pages may ask the API (CORS). A token comes in a header that a page sets itself, never in a
/// cookie, so no credentials of a browser's are allowed.
class Origins {
 public:
  /// What is wrong with an origin as `--allow-origin` gives it, or nothing.
  static std::optional<std::string> faultOf(const std::string& origin);

  explicit Origins(std::vector<std::string> allowed) : allowed_(std::move(allowed)) {}

  /// The answer to a browser that asks, before the request itself, whether a page may; nothing where it is no such question
  /// or the page may not.
  std::optional<HttpResponse> preflight(const HttpRequest& request) const;
  /// Lets the page that asked read the answer, if it may.
  void tell(const HttpRequest& request, HttpResponse& response) const;

 private:
  std::optional<std::string> allowed(const HttpRequest& request) const;

  std::vector<std::string> allowed_;
};

}  // namespace lockstep::server
