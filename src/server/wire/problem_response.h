#pragma once

#include <string>
#include <string_view>

#include "lockstep/base/json.h"
#include "lockstep/base/problem.h"
#include "server/wire/http.h"

namespace lockstep::server {

/// An error as RFC 9457 has it: `code` is the reason code or problem code of ours, also the last part of `type`.
HttpResponse problemResponse(int status, std::string_view code, std::string_view detail);
/// The same with every problem of an input, each with its place; the status is that of the first problem's code, but
/// for `principal_foreign`, which always comes first.
HttpResponse problemResponse(const Problems& problems);
/// The same with a status and a code of its own for all of the problems.
HttpResponse problemResponse(int status, std::string_view code, std::string_view detail, const Problems& problems);
/// A refused request: the decision, as JSON, says why and what would help.
HttpResponse refusedResponse(const Value& decision);
/// 429 with `Retry-After`.
HttpResponse tooManyResponse(std::string_view code, std::string_view detail, std::int64_t seconds);
/// The answer for an account that does not exist, and for one that is not the caller's: both look the same.
Problem accountUnknown();
/// 200, or another status, with JSON.
HttpResponse jsonResponse(const Value& value, int status = 200);
HttpResponse jsonResponse(std::string body, int status = 200);

}  // namespace lockstep::server
