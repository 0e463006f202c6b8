#include "server/auth/link_passwords.h"

#include <soci/soci.h>

#include "server/auth/openssl.h"
#include "server/wire/encoding.h"

namespace lockstep::server {

namespace {

constexpr std::size_t passwordSaltBytes = 16, hashBytes = 32;

/// With 16 MiB and some ten milliseconds for each guess (RFC 7914). Empty where OpenSSL has no memory for it.
std::string scrypt(std::string_view password, std::string_view salt) {
  constexpr std::uint64_t cost = 1 << 14, blockSize = 8, parallel = 1, memory = 64 << 20;
  std::string hash(hashBytes, '\0');
  const int made = EVP_PBE_scrypt(password.data(), password.size(), unsignedBytes(salt), salt.size(), cost, blockSize,
                                  parallel, memory, reinterpret_cast<unsigned char*>(hash.data()), hash.size());
  return made == 1 ? hash : std::string();
}

/// Runs `work` in a transaction of its own.
template <class Work>
Problems use(Database& database, Work work) {
  try {
    DatabaseTransaction transaction(database, DatabaseTransaction::Kind::write);
    work(transaction.session());
    transaction.commit();
    return {};
  } catch (const std::exception& error) {
    return {storeUnavailable(error.what())};
  }
}

}  // namespace

Problems LinkPasswords::open() {
  return use(database_, [](soci::session& sql) {
    sql << "CREATE TABLE IF NOT EXISTS demo_link_passwords (account TEXT NOT NULL, link TEXT NOT NULL, salt TEXT NOT "
           "NULL, hash TEXT NOT NULL, PRIMARY KEY (account, link))";
  });
}

Problems LinkPasswords::set(const std::string& link, std::string_view password) {
  if (password.size() < shortest || password.size() > longest)
    return {
        Problem{"password_length", "password",
                "Give a password of " + std::to_string(shortest) + " to " + std::to_string(longest) + " characters."}};
  const auto salt = randomBytes(passwordSaltBytes);
  const std::string hash = salt ? scrypt(password, *salt) : std::string();
  if (hash.empty()) return {Problem{"random_missing", "", "The system has no random bytes for a password."}};
  const std::string saltText = toBase64Url(*salt), hashText = toBase64Url(hash);
  return use(database_, [&](soci::session& sql) {
    sql << "DELETE FROM demo_link_passwords WHERE account = :account AND link = :link", soci::use(account_),
        soci::use(link);
    sql << "INSERT INTO demo_link_passwords (account, link, salt, hash) VALUES (:account, :link, :salt, :hash)",
        soci::use(account_), soci::use(link), soci::use(saltText), soci::use(hashText);
  });
}

Result<bool> LinkPasswords::has(const std::string& link) {
  int count = 0;
  const Problems problems = use(database_, [&](soci::session& sql) {
    sql << "SELECT COUNT(*) FROM demo_link_passwords WHERE account = :account AND link = :link", soci::into(count),
        soci::use(account_), soci::use(link);
  });
  if (!problems.empty()) return problems;
  return count > 0;
}

Result<bool> LinkPasswords::matches(const std::string& link, std::string_view password) {
  std::string salt, hash;
  bool isThere = false;
  const Problems problems = use(database_, [&](soci::session& sql) {
    sql << "SELECT salt, hash FROM demo_link_passwords WHERE account = :account AND link = :link", soci::into(salt),
        soci::into(hash), soci::use(account_), soci::use(link);
    isThere = sql.got_data();
  });
  if (!problems.empty()) return problems;
  if (!isThere || password.size() > longest) return false;
  const auto saltRead = fromBase64Url(salt);
  const auto hashRead = fromBase64Url(hash);
  return saltRead && hashRead && hashRead->size() == hashBytes && sameDigest(scrypt(password, *saltRead), *hashRead);
}

Problems LinkPasswords::forget(const std::string& link) {
  return use(database_, [&](soci::session& sql) {
    sql << "DELETE FROM demo_link_passwords WHERE account = :account AND link = :link", soci::use(account_),
        soci::use(link);
  });
}

Problems LinkPasswords::forgetAll() {
  return use(database_, [&](soci::session& sql) {
    sql << "DELETE FROM demo_link_passwords WHERE account = :account", soci::use(account_);
  });
}

}  // namespace lockstep::server
