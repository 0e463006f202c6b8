#pragma once

#include "server/api/routes.h"

namespace lockstep::server {

/// Reads the JSON of a body that a caller sent, by the page's reader. That gives the same answers as parseJson, in a
/// quarter of its time for a list of requests (docs/performance.md).
Result<Document> documentOf(const HttpRequest& request);
/// Reads one request of a body for a call: without a principal it is the caller's own. A user may speak only for
/// themselves (`principal_foreign`) and may not send trusted fields (`host_field`). `now` is the server's clock unless
/// the host sends it. `policy` says which actions make something, whose id a user may not choose.
Request readOwnRequest(const Value& value, const Place& place, const Call& call, const Policy& policy,
                       Problems& problems);
/// The same of who asks and under what circumstances alone, for a body that says more than one action and resource.
Request readOwnAsking(const Value& body, Reader& reader, Problems& problems, const Call& call, const Policy& policy);
/// Refuses attributes and relations of a resource that a user states (`host_field`): the account has them, or the
/// host knows them.
void checkHostFacts(const Resource& resource, const Place& place, const Call& call, Problems& problems);
/// Returns the policy that an account is under now.
Policy policyOf(const LiveAccount& live);
/// A body that is one request; or as much of it as could be read, with what is wrong.
Result<Request> requestOf(const Call& call, const Policy& policy);
Request requestOf(const Call& call, const Policy& policy, Problems& problems);
/// Reads the resource that the query of an address names, as in a request: `path=/a`, `user=ada`, or `KIND=ID` with a
/// kind of the policy. Without one it is the account. Reports what is not of a resource, with the parameter's name.
Result<Resource> resourceOfQuery(const Call& call, const Policy& policy);

}  // namespace lockstep::server
