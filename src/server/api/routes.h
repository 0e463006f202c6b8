#pragma once

#include <functional>
#include <string>

#include "server/api/readiness.h"
#include "server/auth/keys.h"
#include "server/auth/refusal_limit.h"
#include "server/auth/sign_in.h"
#include "server/auth/signing_keys.h"
#include "server/live/accounts.h"
#include "server/live/snapshot_cache.h"
#include "server/live/subscribers.h"
#include "server/wire/access_log.h"
#include "server/wire/http.h"
#include "server/wire/metrics.h"

namespace lockstep::server {

/// What the answers are made from. All of it outlives the routes.
struct Service {
  Store& store;
  Accounts& accounts;
  SignIn& signIn;
  Subscribers& streams;
  SnapshotCache& snapshots;
  Metrics& metrics;
  RefusalLimit& refusals;
  const SigningKeys& signingKeys;
  std::function<Time()> now;
  std::function<std::size_t()> connections;  ///< how many are open
  std::function<bool()> isDraining;          ///< whether the server is stopping
  const Freshness& freshness;
  Health& health;
  bool refusesStale;        ///< answers 503 rather than from facts that may be old
  Time keyStreamTime;       ///< how long a service key's event stream lasts
  std::string publicUrl{};  ///< the address of this server for its callers; empty: as each request has it
};

/// A request that was received, with its caller and its account.
struct Call {
  const HttpRequest& http;
  const Service& service;
  Caller caller;
  std::string account;  ///< of the path; empty where the path names none
  Time now = 0;
  bool mayWait = true;  ///< for the database
};

/// Answers every request of the API, and says what was asked; what is no part of it gives 404. Nothing where the
/// database would have to be asked and the lane is not for that. Never throws; input may be hostile.
std::optional<HttpResponse> answer(const Service& service, const HttpRequest& request, Lane lane, Asked& asked);
/// Returns `method="GET",route="/healthz"` for each route, in the order of `Asked::place`.
std::vector<std::string> routeLabels();
/// Returns where a request leads in the API: `usualBody` is its longest body, more for a whole account, and `firstBody`
/// outside the API.
Target targetOf(const HttpRequest& request);
/// Returns whether a body may be longer than `firstBody`: from a caller who has signed in, and a whole account from a
/// service key alone. May wait for the database.
bool mayUploadLarge(const Service& service, const HttpRequest& request);

/// The ends of the routes, each in the file of its subject: account_routes.cpp, decisions.cpp, matrix.cpp,
/// snapshots.cpp, lists.cpp, changed_lists.cpp, audit_list.cpp, policy_routes.cpp, readiness.cpp.
HttpResponse readyz(const Call& call);
HttpResponse getPolicy(const Call& call);
HttpResponse putPolicy(const Call& call);
/// `account` of the call is the digest.
HttpResponse getCompiledPolicy(const Call& call);
HttpResponse getAccountPolicy(const Call& call);
HttpResponse putAccountPolicy(const Call& call);
HttpResponse deleteAccountPolicy(const Call& call);
HttpResponse putAccount(const Call& call);
HttpResponse deleteAccount(const Call& call);
HttpResponse getAccount(const Call& call);
HttpResponse postRequest(const Call& call);
HttpResponse postDecisions(const Call& call);
HttpResponse postPreview(const Call& call);
HttpResponse getWhoCan(const Call& call);
HttpResponse getMatrix(const Call& call);
HttpResponse getSnapshot(const Call& call);
HttpResponse getEvents(const Call& call);
HttpResponse getKeys(const Call& call);
HttpResponse getTerms(const Call& call);
HttpResponse getLists(const Call& call);
HttpResponse getUsers(const Call& call);
HttpResponse getGroups(const Call& call);
HttpResponse getAssets(const Call& call);
HttpResponse getComments(const Call& call);
HttpResponse getShares(const Call& call);
HttpResponse getCollections(const Call& call);
HttpResponse getLinks(const Call& call);
HttpResponse getApiKeys(const Call& call);
HttpResponse getAudit(const Call& call);

/// The account of a call, at the revision that the caller knows of (`Lockstep-Revision`) or newer. For a caller of
/// another account, or an unknown user, there is no such account.
Result<LivePointer> liveAccount(const Call& call);

}  // namespace lockstep::server
