#pragma once

#include <boost/beast/http.hpp>
#include <optional>

#include "server/wire/http.h"

namespace lockstep::server {

/// A request's head as it was read, which may be hostile, but for the body; nothing where its target cannot be an
/// address of ours, or where another reader could find its body to end elsewhere.
std::optional<HttpRequest> requestOf(const boost::beast::http::request<boost::beast::http::string_body>& message);

}  // namespace lockstep::server
