#pragma once

#include <string_view>

namespace lockstep::server {

/// The API as an OpenAPI 3.1 document: src/server/openapi.json, which the tests hold against the running server.
std::string_view openapiDocument();

}  // namespace lockstep::server
