// The tables, and how an older database becomes a newer one. Every table is keyed first by account, so that accounts
// can be spread over machines (docs/scale.md). The statements are the same for both databases, but for the last step.
#include <soci/soci.h>

#include "server/database.h"

namespace lockstep::server {

namespace {

/// `facts` is an account text as it stood at `facts_revision`; the changes since are deltas. `audit_sequence` and
/// `audit_hash` are the head of the account's audit chain: cutting its end off shows.
constexpr const char* firstTables[] = {
    "CREATE TABLE accounts (account TEXT NOT NULL PRIMARY KEY, revision BIGINT NOT NULL, facts_revision BIGINT NOT NULL, facts TEXT NOT NULL,"
    " audit_sequence BIGINT NOT NULL, audit_hash TEXT NOT NULL)",
    "CREATE TABLE changes (account TEXT NOT NULL, revision BIGINT NOT NULL, delta TEXT NOT NULL, PRIMARY KEY (account, revision))",
    "CREATE TABLE audit (account TEXT NOT NULL, sequence BIGINT NOT NULL, entry TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (account, sequence))",
    "CREATE TABLE answers (account TEXT NOT NULL, idempotency_key TEXT NOT NULL, request_hash TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL,"
    " at BIGINT NOT NULL, PRIMARY KEY (account, idempotency_key))",
    "CREATE INDEX answers_by_time ON answers (account, at)",
    "CREATE TABLE service_keys (account TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, hash TEXT NOT NULL, created_at BIGINT NOT NULL, revoked_at BIGINT,"
    " PRIMARY KEY (account, id))",
    "CREATE TABLE signing_keys (account TEXT NOT NULL, id TEXT NOT NULL, pem TEXT NOT NULL, PRIMARY KEY (account, id))",
};

/// The audit log is only ever added to: the database itself refuses anything else.
constexpr const char* appendOnlySqlite[] = {
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
};
constexpr const char* appendOnlyPostgresql[] = {
    "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''the audit log is append-only''; END'",
    "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()",
};

/// A row that every change writes must be short: SQLite reads and writes rows whole, and facts may have many megabytes.
constexpr const char* secondTables[] = {
    "CREATE TABLE account_facts (account TEXT NOT NULL PRIMARY KEY, revision BIGINT NOT NULL, facts TEXT NOT NULL)",
    "INSERT INTO account_facts (account, revision, facts) SELECT account, facts_revision, facts FROM accounts",
    "ALTER TABLE accounts DROP COLUMN facts",
};

/// What the first triggers do not see: SQLite puts an entry in another's place without deleting, and PostgreSQL empties a
/// table without touching its rows.
constexpr const char* thirdSqlite =
    "CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE account = NEW.account AND sequence = NEW.sequence)"
    " BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END";
constexpr const char* thirdPostgresql = "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()";

constexpr int newest = 3;

/// 0: it has no tables yet.
int versionOf(soci::session& sql) {
  int version = 0;
  soci::indicator found = soci::i_ok;
  sql << "SELECT MAX(version) FROM schema_versions", soci::into(version, found);
  return found == soci::i_null ? 0 : version;
}

Problem newerThanThis(int version) {
  return {"store_newer", "", "The database has schema version " + std::to_string(version) + "; this server knows " + std::to_string(newest) + ". Use a newer server."};
}

void toFirst(soci::session& sql, Dialect dialect) {
  for (const char* statement : firstTables) sql << statement;
  if (dialect == Dialect::sqlite) for (const char* statement : appendOnlySqlite) sql << statement;
  else for (const char* statement : appendOnlyPostgresql) sql << statement;
}

}  // namespace

Problems migrate(soci::session& sql, Dialect dialect) {
  // Two instances may start at once: one migrates, the other waits and finds it done.
  sql << (dialect == Dialect::sqlite ? "BEGIN IMMEDIATE" : "BEGIN");
  try {
    if (dialect == Dialect::postgresql) sql << "SELECT pg_advisory_xact_lock(5076238147)";
    sql << "CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER NOT NULL PRIMARY KEY, at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)";
    const int version = versionOf(sql);
    if (version > newest) {
      sql << "ROLLBACK";
      return {newerThanThis(version)};
    }
    if (version < 1) toFirst(sql, dialect);
    if (version < 2)
      for (const char* statement : secondTables) sql << statement;
    if (version < 3) sql << (dialect == Dialect::sqlite ? thirdSqlite : thirdPostgresql);
    for (int done = version + 1; done <= newest; ++done) sql << "INSERT INTO schema_versions (version) VALUES (:version)", soci::use(done);
    sql << "COMMIT";
  } catch (...) {
    sql << "ROLLBACK";
    throw;
  }
  return {};
}

Problems checkVersion(soci::session& sql) {
  const int version = versionOf(sql);
  if (version > newest) return {newerThanThis(version)};
  if (version == 0) return {{"store_empty", "", "The database has no tables of a server's."}};
  return {};
}

}  // namespace lockstep::server
