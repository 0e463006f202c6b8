// The rows of the table of policies.
#include <soci/soci.h>

#include "server/store/rows.h"
#include "server/store/store.h"

namespace lockstep::server {

std::optional<std::string> readPolicyDocument(soci::session& session, const std::string& digest) {
  std::string document;
  // The same digest is the same policy, whichever account it is kept for.
  session << "SELECT document FROM policies WHERE digest = :digest LIMIT 1", soci::into(document), soci::use(digest);
  if (!session.got_data()) return std::nullopt;
  return document;
}

std::vector<std::string> readAccountsWithoutOwnPolicy(soci::session& session) {
  std::vector<std::string> accounts;
  eachRow(session,
          "SELECT account FROM accounts WHERE NOT EXISTS (SELECT 1 FROM policies WHERE policies.account = "
          "accounts.account AND policies.in_force = 1) ORDER BY account",
          [&](const soci::row& row) { accounts.push_back(row.get<std::string>(0)); });
  return accounts;
}

std::string readPolicyInForce(soci::session& session) {
  std::string digest;
  session << "SELECT digest FROM policies WHERE account = '' AND in_force = 1", soci::into(digest);
  return session.got_data() ? digest : std::string();
}

std::string holdPolicyInForce(soci::session& session, Dialect dialect, bool isToSwitch) {
  if (dialect == Dialect::sqlite) return readPolicyInForce(session);
  std::string digest;
  session << std::string("SELECT digest FROM policies WHERE account = '' AND in_force = 1") +
                 (isToSwitch ? " FOR UPDATE" : " FOR SHARE"),
      soci::into(digest);
  return session.got_data() ? digest : std::string();
}

}  // namespace lockstep::server
