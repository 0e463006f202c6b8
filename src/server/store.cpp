#include "server/store.h"

#include <soci/soci.h>

namespace lockstep::server {

namespace {

/// Runs one reading; a connection that failed is thrown away, since nothing says what state it is in.
template <class T, class Work>
Result<T> ask(Database& database, Work work) {
  try {
    Database::Lease lease(database);
    try {
      return Result<T>(work(lease.session()));
    } catch (...) {
      lease.discard();
      throw;
    }
  } catch (const std::exception& error) {
    return storeUnavailable(error.what());
  }
}

std::vector<AuditEntry> readAudit(soci::session& sql, const std::string& where, const std::string& account, long long bound, std::size_t limit) {
  std::vector<AuditEntry> entries;
  const long long most = static_cast<long long>(limit);
  soci::rowset<soci::row> rows = (sql.prepare << "SELECT sequence, entry, hash FROM audit WHERE account = :account AND " << where << " LIMIT :most", soci::use(account), soci::use(bound), soci::use(most));
  for (const auto& row : rows) entries.push_back({row.get<long long>(0), row.get<std::string>(1), row.get<std::string>(2)});
  return entries;
}

constexpr const char* serviceKeyColumns = "SELECT account, id, name, hash, created_at, revoked_at FROM service_keys";

ServiceKey serviceKeyOf(const soci::row& row) {
  ServiceKey key;
  key.account = row.get<std::string>(0);
  key.id = row.get<std::string>(1);
  key.name = row.get<std::string>(2);
  key.hash = row.get<std::string>(3);
  key.createdAt = row.get<long long>(4);
  if (row.get_indicator(5) != soci::i_null) key.revokedAt = row.get<long long>(5);
  return key;
}

}  // namespace

Result<std::unique_ptr<Store>> Store::open(const std::string& where, std::chrono::seconds longest) {
  auto database = Database::open(where, longest);
  if (!database) return database.problems();
  return std::unique_ptr<Store>(new Store(std::move(*database)));
}

Result<std::unique_ptr<Store>> Store::openToRead(const std::string& where) {
  auto database = Database::openToRead(where);
  if (!database) return database.problems();
  return std::unique_ptr<Store>(new Store(std::move(*database)));
}

Problems Store::transact(const std::string& account, const std::function<void(Writing&)>& work) {
  try {
    Database::Lease lease(*database_);
    soci::session& sql = lease.session();
    try {
      sql << (database_->dialect() == Dialect::sqlite ? "BEGIN IMMEDIATE" : "BEGIN");
      Writing writing(sql, database_->dialect(), account);
      work(writing);
      if (!writing.isCommitted()) sql << "ROLLBACK";
      return {};
    } catch (...) {
      lease.discard();
      throw;
    }
  } catch (const std::exception& error) {
    return {storeUnavailable(error.what())};
  }
}

Result<std::optional<StoredAccount>> Store::load(const std::string& account) {
  return ask<std::optional<StoredAccount>>(*database_, [&](soci::session& sql) -> std::optional<StoredAccount> {
    StoredAccount stored;
    long long revision = 0;
    // Facts first: a change that comes between the two readings is among the changes.
    sql << "SELECT revision, facts FROM account_facts WHERE account = :account", soci::into(revision), soci::into(stored.facts), soci::use(account);
    if (!sql.got_data()) return std::nullopt;
    stored.changes = readChanges(sql, account, revision);
    return stored;
  });
}

Result<std::vector<Change>> Store::changesSince(const std::string& account, std::int64_t revision) {
  return ask<std::vector<Change>>(*database_, [&](soci::session& sql) { return readChanges(sql, account, revision); });
}

Result<bool> Store::ping() {
  return ask<bool>(*database_, [](soci::session& sql) {
    int one = 0;
    sql << "SELECT 1 FROM schema_versions LIMIT 1", soci::into(one);
    return one == 1;
  });
}

Result<std::vector<AuditEntry>> Store::audit(const std::string& account, std::int64_t after, std::size_t limit) {
  return ask<std::vector<AuditEntry>>(*database_, [&](soci::session& sql) { return readAudit(sql, "sequence > :bound ORDER BY sequence", account, after, limit); });
}

Result<std::vector<AuditEntry>> Store::auditBefore(const std::string& account, std::int64_t before, std::size_t limit) {
  return ask<std::vector<AuditEntry>>(*database_, [&](soci::session& sql) { return readAudit(sql, "sequence < :bound ORDER BY sequence DESC", account, before, limit); });
}

Result<std::optional<AuditHead>> Store::auditHead(const std::string& account) {
  return ask<std::optional<AuditHead>>(*database_, [&](soci::session& sql) -> std::optional<AuditHead> {
    AuditHead head;
    long long sequence = 0;
    sql << "SELECT audit_sequence, audit_hash FROM accounts WHERE account = :account", soci::into(sequence), soci::into(head.hash), soci::use(account);
    if (!sql.got_data()) return std::nullopt;
    head.sequence = sequence;
    return head;
  });
}

Result<std::vector<std::string>> Store::auditedAccounts() {
  return ask<std::vector<std::string>>(*database_, [&](soci::session& sql) {
    soci::rowset<std::string> rows = (sql.prepare << "SELECT account FROM accounts UNION SELECT account FROM audit ORDER BY account");
    return std::vector<std::string>(rows.begin(), rows.end());
  });
}

Result<bool> Store::addServiceKey(const ServiceKey& key) {
  return ask<bool>(*database_, [&](soci::session& sql) {
    const long long at = key.createdAt;
    sql << "INSERT INTO service_keys (account, id, name, hash, created_at) VALUES (:account, :id, :name, :hash, :at)", soci::use(key.account), soci::use(key.id), soci::use(key.name), soci::use(key.hash), soci::use(at);
    return true;
  });
}

Result<std::optional<ServiceKey>> Store::serviceKey(const std::string& id) {
  return ask<std::optional<ServiceKey>>(*database_, [&](soci::session& sql) -> std::optional<ServiceKey> {
    soci::rowset<soci::row> rows = (sql.prepare << serviceKeyColumns << " WHERE id = :id", soci::use(id));
    for (const auto& row : rows) return serviceKeyOf(row);
    return std::nullopt;
  });
}

Result<std::vector<ServiceKey>> Store::serviceKeys() {
  return ask<std::vector<ServiceKey>>(*database_, [&](soci::session& sql) {
    std::vector<ServiceKey> keys;
    soci::rowset<soci::row> rows = (sql.prepare << serviceKeyColumns << " ORDER BY created_at, id");
    for (const auto& row : rows) keys.push_back(serviceKeyOf(row));
    return keys;
  });
}

Result<bool> Store::revokeServiceKey(const std::string& id, Time now) {
  return ask<bool>(*database_, [&](soci::session& sql) {
    const long long at = now;
    soci::statement update = (sql.prepare << "UPDATE service_keys SET revoked_at = :at WHERE id = :id AND revoked_at IS NULL", soci::use(at), soci::use(id));
    update.execute(true);
    return update.get_affected_rows() > 0;
  });
}

Result<std::string> Store::signingKey(const std::function<std::string()>& make) {
  return ask<std::string>(*database_, [&](soci::session& sql) {
    const std::string fresh = make();
    // Two instances may start at once: the first key stays.
    sql << "INSERT INTO signing_keys (account, id, pem) VALUES ('', 'snapshots', :pem) ON CONFLICT DO NOTHING", soci::use(fresh);
    std::string kept;
    sql << "SELECT pem FROM signing_keys WHERE account = '' AND id = 'snapshots'", soci::into(kept);
    return kept;
  });
}

}  // namespace lockstep::server
