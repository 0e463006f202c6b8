#pragma once

#include "server/accounts.h"
#include "server/demo_links.h"
#include "server/http.h"
#include "server/keys.h"

namespace lockstep::server {

/// The demonstration: an account of its own, a sign-in as each of its people without a password, and the host's part for
/// whoever looks: the plan, and starting over. For this machine alone; `serve` refuses to offer it on any other address.
class Demo {
 public:
  /// Makes the account in the database where it is not there yet.
  static Result<std::unique_ptr<Demo>> open(Accounts& accounts, Database& database);

  /// The public key that its tokens are checked against, as a JWKS.
  std::string keys() const;
  /// `GET /demo/people`, `POST /demo/sign-in`, `POST /demo/plan`, `POST /demo/reset` and those of `DemoLinks`; nothing for
  /// another address. A request that names another host is refused, whatever it asks.
  std::optional<HttpResponse> answer(const HttpRequest& request, Time now);
  /// Nothing where the address is not the demonstration's. What hashes passwords is done two at once.
  static std::optional<Lane> laneOf(const HttpRequest& request);

 private:
  Demo(Accounts& accounts, Database& database, SigningKey key, KeySet keys, Account seed)
      : accounts_(accounts), key_(std::move(key)), seed_(std::move(seed)), account_(seed_.id), links_(accounts, database, std::move(keys), seed_) {}
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
