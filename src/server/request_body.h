#pragma once

#include "server/routes.h"

namespace lockstep::server {

/// Reads one request of a body for a call: without a principal it is the caller's own. A user may speak for nobody else
/// (`principal_foreign`) and may not give the host's word (`host_field`); `now` is the server's clock unless the host
/// says otherwise.
Request readOwnRequest(const Value& value, const Place& place, const Call& call, Problems& problems);
/// The same of who asks and under what circumstances alone, for a body that says more than one action and resource.
Request readOwnAsking(const Value& body, Reader& reader, Problems& problems, const Call& call);
/// A body that is one request; or as much of it as could be read, with what is wrong.
Result<Request> requestOf(const Call& call);
Request requestOf(const Call& call, Problems& problems);

}  // namespace lockstep::server
