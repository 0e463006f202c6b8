#pragma once

#include <functional>
#include <string>

#include "server/access_log.h"
#include "server/accounts.h"
#include "server/http.h"
#include "server/keys.h"
#include "server/metrics.h"
#include "server/sign_in.h"
#include "server/snapshot_cache.h"
#include "server/streams.h"

namespace lockstep::server {

/// What the answers are made from. All of it outlives the routes.
struct Service {
  Store& store;
  Accounts& accounts;
  SignIn& signIn;
  Streams& streams;
  SnapshotCache& snapshots;
  Metrics& metrics;
  const SigningKey& signingKey;
  std::function<Time()> now;
  std::function<std::size_t()> connections;  ///< how many are open
  Time keyStreamTime;                        ///< how long a service key's event stream lasts
};

/// One request that has been taken in: who asks, of which account.
struct Call {
  const HttpRequest& http;
  const Service& service;
  Caller caller;
  std::string account;  ///< of the path; empty where the path names none
  Time now = 0;
  bool mayWait = true;  ///< for the database
};

/// Answers every request of the API, and says what was asked; what is no part of it gives 404. Nothing where the database
/// would have to be asked and the lane is not for that. Never throws; input may be hostile.
std::optional<HttpResponse> answer(const Service& service, const HttpRequest& request, Lane lane, Asked& asked);
/// Whether an address is one of the API, however it is asked.
bool isRoute(const HttpRequest& request);
Lane laneOf(const HttpRequest& request);
/// The account that an address names: its writers follow each other.
std::string turnOf(const HttpRequest& request);
/// Returns how long a body may be, by method and path: `usualBody`, more for a whole account, `firstBody` outside the API.
std::size_t bodyLimit(const HttpRequest& request);
/// Returns whether a body may be longer than `firstBody`: from a caller who has signed in, and a whole account from a
/// service key alone. May wait for the database.
bool maySendLong(const Service& service, const HttpRequest& request);

/// The ends of the routes, each in the file of its subject: account_routes.cpp, decisions.cpp, snapshots.cpp, lists.cpp,
/// audit_list.cpp.
HttpResponse putAccount(const Call& call);
HttpResponse getAccount(const Call& call);
HttpResponse postRequest(const Call& call);
HttpResponse postDecisions(const Call& call);
HttpResponse postPreview(const Call& call);
HttpResponse getWhoCan(const Call& call);
HttpResponse getSnapshot(const Call& call);
HttpResponse getEvents(const Call& call);
HttpResponse getKeys(const Call& call);
HttpResponse getTerms(const Call& call);
HttpResponse getUsers(const Call& call);
HttpResponse getGroups(const Call& call);
HttpResponse getAssets(const Call& call);
HttpResponse getComments(const Call& call);
HttpResponse getShares(const Call& call);
HttpResponse getCollections(const Call& call);
HttpResponse getLinks(const Call& call);
HttpResponse getApiKeys(const Call& call);
HttpResponse getAudit(const Call& call);

/// The account of a call, at the revision that the caller has already been told of (`Lockstep-Revision`) or newer. A
/// caller of another account is answered as if there were none.
Result<LivePointer> liveAccount(const Call& call);

}  // namespace lockstep::server
