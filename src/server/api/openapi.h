#pragma once

#include <string_view>

namespace lockstep::server {

/// Returns the API as an OpenAPI 3.1 document: src/server/api/openapi.json with the schemas of schemas/. The tests
/// compare it with the running server's answers.
std::string_view openapiDocument();

}  // namespace lockstep::server
