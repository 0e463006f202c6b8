#pragma once

#include <map>
#include <mutex>

#include "server/auth/keys.h"
#include "server/auth/link_passwords.h"
#include "server/live/accounts.h"
#include "server/wire/http.h"

namespace lockstep::server {

/// The number of wrong passwords for each link within a minute. Thread-safe.
class WrongPasswords {
 public:
  bool areTooMany(const std::string& link, Time now);
  void add(const std::string& link, Time now);

 private:
  struct Minute {
    Time since = 0;
    int count = 0;
  };
  std::mutex mutex_;
  std::map<std::string, Minute> minutes_;  // of existing links alone, so there are few
};

/// The host's part of public links in the demonstration: passwords, and visitors who open a link without signing in.
/// Lockstep alone decides; the result of the password check is a trusted field of the request.
class DemoLinks {
 public:
  /// The password of the links that have one at the start of the demonstration.
  static constexpr std::string_view firstPassword = "northpine";

  DemoLinks(Accounts& accounts, Database& database, KeySet keys, const Account& seed)
      : accounts_(accounts), passwords_(database, seed.id), keys_(std::move(keys)), account_(seed.id) {}

  /// Gives each link of `seed` with a password its first one, unless it has one here.
  Problems begin(const Account& seed);
  /// Removes every password, and begins again.
  Problems startOver(const Account& seed);

  /// `POST /demo/link`: `{ "request": …, "password": … }` of a signed-in user, who makes or changes a link. Returns
  /// the link's id.
  HttpResponse save(const HttpRequest& http, Time now);
  /// `POST /demo/visit`: `{ "link": …, "password": … }`, without signing in. Returns the assets of the link.
  HttpResponse visit(const HttpRequest& http, Time now);

 private:
  Result<std::string> userOf(const HttpRequest& http, Time now) const;

  Accounts& accounts_;
  LinkPasswords passwords_;
  WrongPasswords wrong_;
  const KeySet keys_;
  const std::string account_;
};

}  // namespace lockstep::server
