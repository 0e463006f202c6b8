#pragma once

#include "server/routes.h"

namespace lockstep::server {

/// Reads one request of a body for a call: without a principal it is the caller's own. A user may speak for nobody else
/// (`principal_foreign`) and may not give the host's word (`host_field`); `now` is the server's clock unless the host
/// says otherwise.
Request readOwnRequest(const Value& value, const Place& place, const Call& call, Problems& problems);
/// A body that is one request.
Result<Request> requestOf(const Call& call);

}  // namespace lockstep::server
