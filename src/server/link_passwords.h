#pragma once

#include <string>
#include <string_view>

#include "server/database.h"

namespace lockstep::server {

/// The passwords of the demonstration's public links, in a table of their own: of each a salt and its scrypt hash. The
/// account's facts only say that a link has one. Thread-safe; problems are `store_unavailable` where nothing else is said.
class LinkPasswords {
 public:
  static constexpr std::size_t shortest = 8, longest = 200;

  /// `database` outlives this.
  LinkPasswords(Database& database, std::string account) : database_(database), account_(std::move(account)) {}

  /// Makes the table where it is missing.
  Problems open();
  /// Keeps a password, in place of the one there was. Also a problem: `password_length`, and `random_missing` where the
  /// system has no random bytes.
  Problems set(const std::string& link, std::string_view password);
  /// Whether a link has a password here.
  Result<bool> has(const std::string& link);
  /// Compares in a time that does not tell where they differ. False for a link without a password here.
  Result<bool> matches(const std::string& link, std::string_view password);
  Problems forget(const std::string& link);
  Problems forgetAll();

 private:
  Database& database_;
  const std::string account_;
};

}  // namespace lockstep::server
