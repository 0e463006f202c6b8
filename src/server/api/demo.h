#pragma once

#include "server/api/demo_links.h"
#include "server/auth/keys.h"
#include "server/live/accounts.h"
#include "server/wire/http.h"

namespace lockstep::server {

/// The demonstration: an account of its own, a sign-in as each of its users without a password, and some actions of the
/// host: the plan, and a reset. For this machine alone; `serve` refuses to offer it on any other address.
class Demo {
 public:
  /// Makes the account in the database if it is not there yet.
  static Result<std::unique_ptr<Demo>> open(Accounts& accounts, Database& database);

  /// Returns the public key that verifies its tokens, as a JWKS.
  std::string keys() const;
  /// Answers `GET /demo/people`, `POST /demo/sign-in`, `POST /demo/plan`, `POST /demo/reset` and the addresses of
  /// `DemoLinks`; nothing for another address. A request with another `Host` is refused.
  std::optional<HttpResponse> answer(const HttpRequest& request, Time now);
  /// Returns nothing if the address is not the demonstration's. Requests that hash passwords run two at once.
  static std::optional<Lane> laneOf(const HttpRequest& request);

 private:
  Demo(Accounts& accounts, Database& database, SigningKey key, KeySet keys, Account seed)
      : accounts_(accounts),
        key_(std::move(key)),
        seed_(std::move(seed)),
        account_(seed_.id),
        links_(accounts, database, std::move(keys), seed_) {}
  HttpResponse people() const;
  HttpResponse signIn(const HttpRequest& request, Time now) const;
  HttpResponse setPlan(const HttpRequest& request, Time now) const;
  HttpResponse startOver(Time now);

  Accounts& accounts_;
  const SigningKey key_;
  const Account seed_;
  const std::string account_;
  DemoLinks links_;
};

}  // namespace lockstep::server
