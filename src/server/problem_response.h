#pragma once

#include <string>
#include <string_view>

#include "base/problem.h"
#include "base/json.h"
#include "server/http.h"

namespace lockstep::server {

/// An error as RFC 9457 has it: `code` is the reason code or problem code of ours, also the last part of `type`.
HttpResponse problemResponse(int status, std::string_view code, std::string_view detail);
/// The same with every problem of an input, each with its place; the status is that of the first problem's code, but for
/// `principal_foreign`, which comes first wherever it stands.
HttpResponse problemResponse(const Problems& problems);
/// A refused request: the decision, as JSON, says why and what would help.
HttpResponse refusedResponse(const Value& decision);
/// What everybody is told of an account that is not there, and of one that is not theirs: nobody can tell which.
Problem accountUnknown();
/// 200, or another status, with JSON.
HttpResponse jsonResponse(const Value& value, int status = 200);
HttpResponse jsonResponse(std::string body, int status = 200);

}  // namespace lockstep::server
