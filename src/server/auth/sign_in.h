#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "lockstep/access/request.h"
#include "server/auth/issuers.h"
#include "server/store/store.h"

namespace lockstep::server {

/// The caller who signed in. A host's back end may speak for any principal and send trusted fields (`now`, `owner`,
/// `passwordVerified`); a user speaks for themselves alone.
struct Caller {
  bool isHost = false;
  bool readsMetricsAlone = false;  ///< a service key for that and nothing else
  std::string account;             ///< the one account that it is for; empty: every account, for a host alone
  std::string user;                ///< the user's id; empty for a host
  std::string name;                ///< for the audit log: `user:rita` or `service:ID`
  std::optional<Time> until;       ///< when what it showed ends

  Principal principal() const { return isHost ? Principal::system() : Principal::user(user); }
};

/// Says who a bearer token is of: a service key of the store, or a user's token by the configured keys.
class SignIn {
 public:
  /// `store` outlives this. Without issuers no user can sign in by a token.
  SignIn(Store& store, Issuers issuers)
      : store_(store), issuers_(std::make_shared<const Issuers>(std::move(issuers))) {}

  /// From now on users' tokens are good by these issuers alone, also those that were seen before.
  void replaceIssuers(Issuers issuers);

  /// `authorization` is the header's value, which may be hostile. Every refusal is `unauthorized`, whatever was wrong
  /// with the token, with the reason in `field` as in `Metrics::signInFailures`, for counters and never for the caller;
  /// or `store_unavailable`; where the database had to be asked and `mayWait` is false, `would_wait`.
  Result<Caller> identify(std::string_view authorization, Time now, bool mayWait = true);

 private:
  struct Seen {
    Caller caller;
    Time checkedAt = 0;
    std::optional<Time> missedAt;  ///< when the database could not be asked, last since then
  };
  using IssuersPointer = std::shared_ptr<const Issuers>;
  Result<Caller> check(std::string_view token, Time now, bool mayWait, const Issuers& issuers);
  IssuersPointer currentIssuers();
  /// While the database cannot be asked; a token that is taken at its word then is for a moment, without asking again.
  std::optional<Caller> seenInOutage(const std::string& digest, Time now);
  /// Whose token it was, where it was checked a moment ago, and has not ended.
  std::optional<Caller> seen(const std::string& digest, Time now);

  Store& store_;
  std::mutex mutex_;  // guards the rest
  IssuersPointer issuers_;
  std::map<std::string, Seen> seen_;  // by the digest of the token
};

}  // namespace lockstep::server
