// The tables, and how an older database becomes a newer one. Every table is keyed first by account, so that accounts
// can be spread over machines (docs/scale.md). Most statements are the same for both databases.
#include "server/store/schema.h"

#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

#include <iterator>

namespace lockstep::server {

namespace {

/// `facts` is an account text as it stood at `facts_revision`; the changes since are deltas. `audit_sequence` and
/// `audit_hash` are the head of the account's audit chain: cutting its end off shows.
constexpr const char* firstTables[] = {
    "CREATE TABLE accounts (account TEXT NOT NULL PRIMARY KEY, revision BIGINT NOT NULL, facts_revision BIGINT NOT "
    "NULL, facts TEXT NOT NULL,"
    " audit_sequence BIGINT NOT NULL, audit_hash TEXT NOT NULL)",
    "CREATE TABLE changes (account TEXT NOT NULL, revision BIGINT NOT NULL, delta TEXT NOT NULL, PRIMARY KEY (account, "
    "revision))",
    "CREATE TABLE audit (account TEXT NOT NULL, sequence BIGINT NOT NULL, entry TEXT NOT NULL, hash TEXT NOT NULL, "
    "PRIMARY KEY (account, sequence))",
    "CREATE TABLE answers (account TEXT NOT NULL, idempotency_key TEXT NOT NULL, request_hash TEXT NOT NULL, status "
    "INTEGER NOT NULL, body TEXT NOT NULL,"
    " at BIGINT NOT NULL, PRIMARY KEY (account, idempotency_key))",
    "CREATE INDEX answers_by_time ON answers (account, at)",
    "CREATE TABLE service_keys (account TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, hash TEXT NOT NULL, "
    "created_at BIGINT NOT NULL, revoked_at BIGINT,"
    " PRIMARY KEY (account, id))",
    "CREATE TABLE signing_keys (account TEXT NOT NULL, id TEXT NOT NULL, pem TEXT NOT NULL, PRIMARY KEY (account, id))",
};

/// The audit log is only ever added to: the database itself refuses anything else.
constexpr const char* appendOnlySqlite[] = {
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); "
    "END",
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); "
    "END",
};
constexpr const char* appendOnlyPostgresql[] = {
    "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''the audit log "
    "is append-only''; END'",
    "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION "
    "audit_is_append_only()",
};

/// A row that every change writes must be short: SQLite reads and writes rows whole, and facts may have many megabytes.
constexpr const char* secondTables[] = {
    "CREATE TABLE account_facts (account TEXT NOT NULL PRIMARY KEY, revision BIGINT NOT NULL, facts TEXT NOT NULL)",
    "INSERT INTO account_facts (account, revision, facts) SELECT account, facts_revision, facts FROM accounts",
    "ALTER TABLE accounts DROP COLUMN facts",
};

/// What the first triggers do not see: SQLite puts an entry in another's place without deleting, and PostgreSQL empties
/// a table without touching its rows.
constexpr const char* thirdSqlite =
    "CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE account = "
    "NEW.account AND sequence = NEW.sequence)"
    " BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END";
constexpr const char* thirdPostgresql =
    "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION "
    "audit_is_append_only()";

/// Each account's history gets a name, and each revision a mark (history.h). What was there before has none until it is
/// written to. A server of an older version that still runs cannot write on: it gives no marks.
constexpr const char* fourthTables[] = {
    "ALTER TABLE accounts ADD COLUMN epoch TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE accounts ADD COLUMN mark TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE account_facts ADD COLUMN mark TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE changes ADD COLUMN mark TEXT NOT NULL DEFAULT ''",
};
constexpr const char* fourthSqlite[] = {
    "UPDATE accounts SET epoch = lower(hex(randomblob(8)))",
    "UPDATE account_facts SET mark = (SELECT epoch FROM accounts WHERE accounts.account = account_facts.account)",
    "CREATE TRIGGER accounts_epoch BEFORE INSERT ON accounts WHEN NEW.epoch = '' BEGIN SELECT RAISE(ABORT, 'a server "
    "of an older version cannot write here'); END",
    "CREATE TRIGGER changes_mark BEFORE INSERT ON changes WHEN NEW.mark = '' BEGIN SELECT RAISE(ABORT, 'a server of an "
    "older version cannot write here'); END",
};
constexpr const char* fourthPostgresql[] = {
    ("UPDATE accounts SET epoch = left(replace(CAST(gen_random_uuid() AS TEXT), '-', ''), 12) || "
     "right(CAST(gen_random_uuid() AS TEXT), 4)"),
    "UPDATE account_facts SET mark = (SELECT epoch FROM accounts WHERE accounts.account = account_facts.account)",
    "ALTER TABLE accounts ALTER COLUMN epoch DROP DEFAULT",
    "ALTER TABLE changes ALTER COLUMN mark DROP DEFAULT",
};

/// A new signing key is published before it signs.
constexpr const char* signingTimes = "ALTER TABLE signing_keys ADD COLUMN signs_from BIGINT NOT NULL DEFAULT 0";

/// Policies are data: `account` is '' for one of the whole database, otherwise an account's own. One of each account is
/// in force. The digest beside facts and changes says which policy they are read with. A change by an older server says
/// so in its delta alone, at a fixed place; what has no change yet waits for the first policy ('').
constexpr const char* policyTables[] = {
    "CREATE TABLE policies (account TEXT NOT NULL, digest TEXT NOT NULL, id TEXT NOT NULL, version TEXT NOT NULL, "
    "document TEXT NOT NULL, since BIGINT NOT NULL,"
    " in_force INTEGER NOT NULL, PRIMARY KEY (account, digest))",
    "CREATE UNIQUE INDEX policy_in_force ON policies (account) WHERE in_force = 1",
    "ALTER TABLE accounts ADD COLUMN policy TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE account_facts ADD COLUMN policy TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE changes ADD COLUMN policy TEXT NOT NULL DEFAULT ''",
    "UPDATE changes SET policy = substr(delta, 40, 64) WHERE length(delta) > 103",
    "UPDATE accounts SET policy = COALESCE((SELECT policy FROM changes WHERE changes.account = accounts.account AND "
    "changes.policy <> '' ORDER BY revision DESC LIMIT 1), '')",
    "UPDATE account_facts SET policy = COALESCE("
    "(SELECT policy FROM changes WHERE changes.account = account_facts.account AND changes.revision > "
    "account_facts.revision AND changes.policy <> '' ORDER BY changes.revision LIMIT 1),"
    " (SELECT policy FROM accounts WHERE accounts.account = account_facts.account), '')",
};

/// A key that reads metrics alone.
constexpr const char* keyScopes = "ALTER TABLE service_keys ADD COLUMN scope TEXT NOT NULL DEFAULT 'everything'";

/// A row that is written to find out whether the database takes writes.
constexpr const char* probes = "CREATE TABLE write_probes (account TEXT NOT NULL PRIMARY KEY, at BIGINT NOT NULL)";

/// The part of an audit entry that may be erased: the entry itself contains its digest.
constexpr const char* auditDetails =
    "CREATE TABLE audit_details (account TEXT NOT NULL, sequence BIGINT NOT NULL, details TEXT NOT NULL, PRIMARY KEY "
    "(account, sequence))";

constexpr const char* versionTable =
    "CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER NOT NULL PRIMARY KEY, at TIMESTAMP NOT NULL DEFAULT "
    "CURRENT_TIMESTAMP)";

using Statements = std::vector<const char*>;

/// What brings a database to each version from the one before, the first version first. A landed step never changes.
std::vector<Statements> stepsOf(Dialect dialect) {
  const bool isSqlite = dialect == Dialect::sqlite;
  Statements first(std::begin(firstTables), std::end(firstTables));
  if (isSqlite)
    first.insert(first.end(), std::begin(appendOnlySqlite), std::end(appendOnlySqlite));
  else
    first.insert(first.end(), std::begin(appendOnlyPostgresql), std::end(appendOnlyPostgresql));
  Statements fourth(std::begin(fourthTables), std::end(fourthTables));
  if (isSqlite)
    fourth.insert(fourth.end(), std::begin(fourthSqlite), std::end(fourthSqlite));
  else
    fourth.insert(fourth.end(), std::begin(fourthPostgresql), std::end(fourthPostgresql));
  return {
      std::move(first),
      Statements(std::begin(secondTables), std::end(secondTables)),
      {isSqlite ? thirdSqlite : thirdPostgresql},
      std::move(fourth),
      {signingTimes},
      Statements(std::begin(policyTables), std::end(policyTables)),
      {keyScopes},
      {probes},
      {auditDetails},
  };
}

/// The rights of a serving role on each table. It may neither change nor delete an entry of the audit log, and does not
/// own the table, whose triggers forbid both.
struct Right {
  const char *table, *rights;
};
constexpr const char* readAndWrite = "SELECT, INSERT, UPDATE, DELETE";
constexpr Right rights[] = {
    {"accounts", readAndWrite},     {"account_facts", readAndWrite},     {"changes", readAndWrite},
    {"audit", "SELECT, INSERT"},    {"answers", readAndWrite},           {"service_keys", readAndWrite},
    {"signing_keys", readAndWrite}, {"schema_versions", "SELECT"},       {"policies", readAndWrite},
    {"write_probes", readAndWrite}, {"audit_details", "SELECT, INSERT"},
};

Problem newerThanThis(int version, Dialect dialect) {
  return {"store_newer", "",
          "The database has schema version " + std::to_string(version) + "; this server knows " +
              std::to_string(newestSchema(dialect)) + ". Use a newer server."};
}

Problem behindThis(int version, Dialect dialect, std::string_view why) {
  return {"store_behind", "",
          "The database has schema version " + std::to_string(version) + ", this server needs " +
              std::to_string(newestSchema(dialect)) + ", and " + std::string(why) +
              ". Run `lockstep migrate --data …` as the role that owns the tables."};
}

/// PostgreSQL's codes: no right to do this, and a replica or a session that only reads.
bool isForbidden(const soci::soci_error& error) {
  const auto* postgresql = dynamic_cast<const soci::postgresql_soci_error*>(&error);
  return postgresql != nullptr && (postgresql->sqlstate() == "42501" || postgresql->sqlstate() == "25006");
}

bool hasNoTable(const soci::soci_error& error) {
  const auto* postgresql = dynamic_cast<const soci::postgresql_soci_error*>(&error);
  return postgresql != nullptr ? postgresql->sqlstate() == "42P01"
                               : std::string_view(error.what()).find("no such table") != std::string_view::npos;
}

int versionIn(soci::session& sql) {
  int version = 0;
  soci::indicator found = soci::i_ok;
  sql << "SELECT MAX(version) FROM schema_versions", soci::into(version, found);
  return found == soci::i_null ? 0 : version;
}

/// In one transaction. Two instances may start at once: one migrates, the other waits and finds it done.
Problems migrate(soci::session& sql, Dialect dialect) {
  sql << (dialect == Dialect::sqlite ? "BEGIN IMMEDIATE" : "BEGIN");
  try {
    if (dialect == Dialect::postgresql) {
      // An old database may take its time.
      sql << "SET LOCAL statement_timeout = 0";
      sql << "SET LOCAL lock_timeout = 0";
      sql << "SELECT pg_advisory_xact_lock(5076238147)";
    }
    sql << versionTable;
    const int version = versionIn(sql);
    if (version > newestSchema(dialect)) {
      sql << "ROLLBACK";
      return {newerThanThis(version, dialect)};
    }
    for (const auto& statement : migrationFrom(version, dialect)) sql << statement;
    sql << "COMMIT";
  } catch (...) {
    sql << "ROLLBACK";
    throw;
  }
  return {};
}

}  // namespace

int newestSchema(Dialect dialect) { return static_cast<int>(stepsOf(dialect).size()); }

int schemaVersion(soci::session& sql) {
  try {
    return versionIn(sql);
  } catch (const soci::soci_error& error) {
    if (hasNoTable(error)) return 0;
    throw;
  }
}

std::vector<std::string> migrationFrom(int version, Dialect dialect) {
  std::vector<std::string> out;
  if (version == 0) out.emplace_back(versionTable);
  const auto steps = stepsOf(dialect);
  for (std::size_t done = static_cast<std::size_t>(version); done < steps.size(); ++done) {
    out.insert(out.end(), steps[done].begin(), steps[done].end());
    out.push_back("INSERT INTO schema_versions (version) VALUES (" + std::to_string(done + 1) + ")");
  }
  return out;
}

std::vector<std::string> grantsTo(const std::string& role) {
  std::string quoted = "\"";
  for (const char c : role) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  quoted += '"';
  std::vector<std::string> out;
  for (const auto& [table, right] : rights)
    out.push_back("GRANT " + std::string(right) + " ON " + table + " TO " + quoted);
  return out;
}

Problems bringUpSchema(soci::session& sql, Dialect dialect, bool mayMigrate) {
  int version = 0;
  try {
    version = schemaVersion(sql);
  } catch (const soci::soci_error& error) {
    if (isForbidden(error))
      return {{"store_forbidden", "",
               "The database role may not read the tables. Give it the rights that serving needs: `lockstep migrate "
               "--data … --grant ROLE`, as the role that owns them."}};
    throw;
  }
  if (version > newestSchema(dialect)) return {newerThanThis(version, dialect)};
  if (version == newestSchema(dialect)) return {};
  if (!mayMigrate) return {behindThis(version, dialect, "`--no-migrate` forbids it to change the schema")};
  try {
    return migrate(sql, dialect);
  } catch (const soci::soci_error& error) {
    if (isForbidden(error)) return {behindThis(version, dialect, "its database role may not change the schema")};
    throw;
  }
}

Problems checkSchema(soci::session& sql, Dialect dialect, bool mustBeNewest) {
  const int version = schemaVersion(sql);
  if (version > newestSchema(dialect)) return {newerThanThis(version, dialect)};
  if (version == 0) return {{"store_empty", "", "The database has no tables of a server's."}};
  if (mustBeNewest && version < newestSchema(dialect))
    return {behindThis(version, dialect, "this command does not change it")};
  return {};
}

}  // namespace lockstep::server
