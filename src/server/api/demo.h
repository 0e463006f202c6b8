#pragma once

#include <memory>
#include <vector>

#include "server/api/demo_links.h"
#include "server/auth/keys.h"
#include "server/live/accounts.h"
#include "server/wire/http.h"

namespace lockstep::server {

/// The demonstration: accounts of its own, a sign-in as each of their users without a password, and some actions of the
/// host: the plan, and a reset. For this machine alone; `serve` refuses to offer it on any other address. A request
/// names the account by the id of its policy (`policy`); without one it is about the media library.
class Demo {
 public:
  /// Makes the accounts in the database if they are not there yet.
  static Result<std::unique_ptr<Demo>> open(Accounts& accounts, Store& store, Policies& policies);

  /// Returns the public key that verifies its tokens, as a JWKS.
  std::string keys() const;
  /// Answers `GET /demo/people`, `POST /demo/sign-in`, `POST /demo/plan`, `POST /demo/reset` and the addresses of
  /// `DemoLinks`; nothing for another address. A request with another `Host` is refused.
  std::optional<HttpResponse> answer(const HttpRequest& request, Time now);
  /// Returns nothing if the address is not the demonstration's. Requests that hash passwords run two at once.
  static std::optional<Lane> laneOf(const HttpRequest& request);

 private:
  Demo(Accounts& accounts, Database& database, SigningKey key, KeySet keys, std::vector<Account> seeds)
      : accounts_(accounts),
        key_(std::move(key)),
        seeds_(std::move(seeds)),
        links_(accounts, database, std::move(keys), library()) {}
  const Account& library() const { return seeds_.front(); }
  /// Returns null where no account is under such a policy; the library where none is named.
  const Account* seedOf(const std::optional<std::string_view>& policy) const;
  HttpResponse people(const HttpRequest& request) const;
  HttpResponse signIn(const HttpRequest& request, Time now) const;
  HttpResponse setPlan(const HttpRequest& request, Time now) const;
  HttpResponse startOver(const HttpRequest& request, Time now);

  Accounts& accounts_;
  const SigningKey key_;
  const std::vector<Account> seeds_;  ///< as each begins, the library first
  DemoLinks links_;
};

}  // namespace lockstep::server
