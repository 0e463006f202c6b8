#pragma once

#include "server/accounts.h"
#include "server/http.h"
#include "server/keys.h"

namespace lockstep::server {

/// The demonstration: an account of its own, and a sign-in as each of its people without a password. For this machine
/// alone; `serve` refuses to offer it on any other address.
class Demo {
 public:
  /// Makes the account in the database where it is not there yet.
  static Result<std::unique_ptr<Demo>> open(Accounts& accounts);

  /// The public key that its tokens are checked against, as a JWKS.
  std::string keys() const;
  /// `GET /demo/people` and `POST /demo/sign-in`; nothing for another address.
  std::optional<HttpResponse> answer(const HttpRequest& request, Time now) const;

 private:
  Demo(Accounts& accounts, SigningKey key, std::string account) : accounts_(accounts), key_(std::move(key)), account_(std::move(account)) {}
  HttpResponse people() const;
  HttpResponse signIn(const HttpRequest& request, Time now) const;

  Accounts& accounts_;
  const SigningKey key_;
  const std::string account_;
};

}  // namespace lockstep::server
