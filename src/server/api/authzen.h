#pragma once

#include "server/api/routes.h"

namespace lockstep::server {

/// The ends of the routes of the AuthZEN Authorization API 1.0.
HttpResponse postEvaluation(const Call& call);
HttpResponse postEvaluations(const Call& call);
HttpResponse postSearchSubject(const Call& call);
HttpResponse postSearchResource(const Call& call);
HttpResponse postSearchAction(const Call& call);
/// `account` of the call is that of the address; empty for the decision point of the token's own account.
HttpResponse getAuthzenConfiguration(const Call& call);

}  // namespace lockstep::server
