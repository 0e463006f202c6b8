#pragma once

#include <map>
#include <mutex>

#include "server/accounts.h"
#include "server/http.h"
#include "server/keys.h"
#include "server/link_passwords.h"

namespace lockstep::server {

/// How often a wrong password was given for each link, within a minute. Thread-safe.
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
  std::map<std::string, Minute> minutes_;  // of links that there are, so there are few
};

/// The host's part of public links in the demonstration: passwords, and a visitor who opens a link without signing in.
/// Who may do what is Lockstep's decision alone; the password that was checked here goes into it as a trusted field.
class DemoLinks {
 public:
  /// The password of the links that have one when the demonstration begins.
  static constexpr std::string_view firstPassword = "northpine";

  DemoLinks(Accounts& accounts, Database& database, KeySet keys, const Account& seed) : accounts_(accounts), passwords_(database, seed.id), keys_(std::move(keys)), account_(seed.id) {}

  /// Gives every link of `seed` that has a password its first one, where it has none here.
  Problems begin(const Account& seed);
  /// Forgets every password, and begins again.
  Problems startOver(const Account& seed);

  /// `POST /demo/link`: `{ "request": …, "password": … }` of a signed-in user, who makes or changes a link. Answers with
  /// the link's id.
  HttpResponse save(const HttpRequest& http, Time now);
  /// `POST /demo/visit`: `{ "link": …, "password": … }`, without signing in. Answers with what the link shows.
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
