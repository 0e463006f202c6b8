#pragma once

#include "server/api/routes.h"

namespace lockstep::server {

/// Reads one request of a body for a call: without a principal it is the caller's own. A user may speak only for
/// themselves (`principal_foreign`) and may not send trusted fields (`host_field`). `now` is the server's clock unless
/// the host sends it.
Request readOwnRequest(const Value& value, const Place& place, const Call& call, Problems& problems);
/// The same of who asks and under what circumstances alone, for a body that says more than one action and resource.
Request readOwnAsking(const Value& body, Reader& reader, Problems& problems, const Call& call);
/// Refuses attributes and relations of a resource that a user states (`host_field`): the account has them, or the
/// host knows them.
void checkHostFacts(const Resource& resource, const Place& place, const Call& call, Problems& problems);
/// A body that is one request; or as much of it as could be read, with what is wrong.
Result<Request> requestOf(const Call& call);
Request requestOf(const Call& call, Problems& problems);

}  // namespace lockstep::server
