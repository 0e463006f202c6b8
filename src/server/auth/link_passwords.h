#pragma once

#include <string>
#include <string_view>

#include "server/store/database.h"

namespace lockstep::server {

/// The passwords of the demonstration's public links, in a table of their own: a salt and a scrypt hash each. The
/// account's facts contain only whether a link has one. Thread-safe. Functions fail with `store_unavailable`.
class LinkPasswords {
 public:
  static constexpr std::size_t shortest = 8, longest = 200;

  /// `database` must outlive this.
  LinkPasswords(Database& database, std::string account) : database_(database), account_(std::move(account)) {}

  /// Makes the table if it is missing.
  Problems open();
  /// Keeps a password, and replaces the former one. Also fails with `password_length`, and with `random_missing` if the
  /// system has no random bytes.
  Problems set(const std::string& link, std::string_view password);
  /// Returns whether a link has a password here.
  Result<bool> has(const std::string& link);
  /// Compares in a time that does not depend on where they differ. Returns false for a link without a password.
  Result<bool> matches(const std::string& link, std::string_view password);
  Problems forget(const std::string& link);
  Problems forgetAll();

 private:
  Database& database_;
  const std::string account_;
};

}  // namespace lockstep::server
