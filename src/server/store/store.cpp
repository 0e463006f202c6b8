#include "server/store/store.h"

#include <soci/soci.h>

#include "server/store/rows.h"
#include "server/wire/clock.h"

namespace lockstep::server {

namespace {

/// Runs `work` in a transaction of its own.
template <class T, class Work>
Result<T> run(Database& database, DatabaseTransaction::Kind kind, Work work) {
  try {
    DatabaseTransaction transaction(database, kind);
    T result = work(transaction.session());
    transaction.commit();
    return Result<T>(std::move(result));
  } catch (const std::exception& error) {
    return storeUnavailable(error.what());
  }
}

template <class T, class Work>
Result<T> ask(Database& database, Work work) {
  return run<T>(database, DatabaseTransaction::Kind::read, std::move(work));
}

std::vector<AuditEntry> readAudit(soci::session& sql, const std::string& where, const std::string& account,
                                  long long bound, std::size_t limit) {
  std::vector<AuditEntry> entries;
  const long long most = static_cast<long long>(limit);
  eachRow(
      sql,
      "SELECT audit.sequence, entry, hash, details FROM audit LEFT JOIN audit_details ON audit_details.account = "
      "audit.account AND audit_details.sequence = audit.sequence WHERE audit.account = :account AND " +
          where + " LIMIT :most",
      [&](const soci::row& row) {
        AuditEntry entry{row.get<long long>(0), row.get<std::string>(1), row.get<std::string>(2), {}};
        if (row.get_indicator(3) == soci::i_ok) entry.details = row.get<std::string>(3);
        entries.push_back(std::move(entry));
      },
      soci::use(account), soci::use(bound), soci::use(most));
  return entries;
}

/// An array of PostgreSQL's as it is written: `{"a","b"}`.
std::string arrayOf(const std::vector<std::string>& strings) {
  std::string out = "{";
  for (const auto& each : strings) {
    out += out.size() > 1 ? ",\"" : "\"";
    for (const char c : each) out += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    out += "\"";
  }
  return out + "}";
}

constexpr const char* serviceKeyColumns =
    "SELECT account, id, name, hash, created_at, revoked_at, scope FROM service_keys";

ServiceKey serviceKeyOf(const soci::row& row) {
  ServiceKey key;
  key.account = row.get<std::string>(0);
  key.id = row.get<std::string>(1);
  key.name = row.get<std::string>(2);
  key.hash = row.get<std::string>(3);
  key.createdAt = row.get<long long>(4);
  if (row.get_indicator(5) != soci::i_null) key.revokedAt = row.get<long long>(5);
  // What a newer version has added may do the least.
  key.scope = keyScopeOf(row.get<std::string>(6)).value_or(KeyScope::metrics);
  return key;
}

}  // namespace

Result<std::unique_ptr<Store>> Store::open(const std::string& where, Schema schema, std::chrono::seconds longest) {
  auto database = Database::open(where, schema, longest);
  if (!database) return database.problems();
  return std::unique_ptr<Store>(new Store(std::move(*database)));
}

Result<std::unique_ptr<Store>> Store::openExisting(const std::string& where) {
  if (!Database::isThere(where))
    return Problem{
        "store_unavailable", "",
        "There is no database `" + where +
            "`. Give the path that `lockstep serve --data` has; `lockstep key create --new` makes a database."};
  return open(where);
}

Problems Store::fileProblems() const {
  if (file_ == nullptr || file_->isInPlace()) return {};
  return {
      {"store_replaced", "",
       "The file of the database was deleted or replaced. Stop the server, put the file in its place, and start it."}};
}

Problems Store::transact(const std::string& account, const std::function<void(Transaction&)>& work) {
  if (Problems problems = fileProblems(); !problems.empty()) return problems;
  try {
    DatabaseTransaction database(*database_, DatabaseTransaction::Kind::write);
    Transaction transaction(database, account);
    work(transaction);
    return {};
  } catch (const std::exception& error) {
    writeFailures_++;
    return {storeUnavailable(error.what())};
  }
}

Result<std::optional<StoredAccount>> Store::load(const std::string& account) {
  return ask<std::optional<StoredAccount>>(*database_, [&](soci::session& sql) { return readAccount(sql, account); });
}

Problems Store::writeTogether(const Together& work) {
  try {
    DatabaseTransaction transaction(*database_, DatabaseTransaction::Kind::write);
    if (work(transaction)) transaction.commit();
    return {};
  } catch (const std::exception& error) {
    writeFailures_++;
    return {storeUnavailable(error.what())};
  }
}

Result<StoredChanges> Store::changesSince(const std::string& account, std::int64_t revision) {
  return ask<StoredChanges>(*database_, [&](soci::session& sql) {
    StoredChanges stored;
    Head head;
    long long at = 0;
    std::string mark;
    sql << "SELECT epoch, revision, mark FROM accounts WHERE account = :account", soci::into(head.epoch),
        soci::into(at), soci::into(mark), soci::use(account);
    if (!sql.got_data()) return stored;
    head.at = {at, readMark(mark)};
    stored.head = std::move(head);
    if (at > revision) stored.changes = readChanges(sql, account, revision);
    return stored;
  });
}

Result<std::optional<std::string>> Store::policyDocument(const std::string& digest) {
  return ask<std::optional<std::string>>(*database_,
                                         [&](soci::session& sql) { return readPolicyDocument(sql, digest); });
}

Result<std::vector<StoredPolicy>> Store::policies(const std::optional<std::string>& account) {
  return ask<std::vector<StoredPolicy>>(*database_, [&](soci::session& sql) {
    std::vector<StoredPolicy> policies;
    const std::string own = account.value_or("");
    const std::string query = std::string("SELECT account, digest, id, version, since, in_force FROM policies") +
                              (account ? " WHERE account = '' OR account = :account" : " WHERE account >= :account") +
                              " ORDER BY account, since, in_force, digest";
    eachRow(
        sql, query,
        [&](const soci::row& row) {
          policies.push_back({row.get<std::string>(0), row.get<std::string>(1), row.get<std::string>(2),
                              row.get<std::string>(3), row.get<long long>(4), row.get<int>(5) == 1});
        },
        soci::use(own));
    return policies;
  });
}

Result<std::string> Store::policyInForce() {
  return ask<std::string>(*database_, [&](soci::session& sql) { return readPolicyInForce(sql); });
}

Result<std::vector<std::string>> Store::accountsWithoutOwnPolicy() {
  return ask<std::vector<std::string>>(*database_,
                                       [&](soci::session& sql) { return readAccountsWithoutOwnPolicy(sql); });
}

Result<std::map<std::string, Head>> Store::heads(const std::vector<std::string>& accounts) {
  return ask<std::map<std::string, Head>>(*database_, [&](soci::session& sql) {
    std::map<std::string, Head> found;
    const std::string ids = arrayOf(accounts);
    eachRow(
        sql, "SELECT account, epoch, revision, mark FROM accounts WHERE account = ANY(:ids)",
        [&](const soci::row& row) {
          found[row.get<std::string>(0)] = {row.get<std::string>(1),
                                            {row.get<long long>(2), readMark(row.get<std::string>(3))}};
        },
        soci::use(ids));
    return found;
  });
}

Result<bool> Store::notify(const std::string& message) {
  return run<bool>(*database_, DatabaseTransaction::Kind::write, [&](soci::session& sql) {
    sql << "SELECT pg_notify('lockstep_changes', :message)", soci::use(message);
    return true;
  });
}

Result<bool> Store::tryWrite(std::chrono::seconds longest) {
  if (Problems problems = fileProblems(); !problems.empty()) return problems;
  try {
    DatabaseTransaction transaction(*database_, DatabaseTransaction::Kind::write);
    if (database_->dialect() == Dialect::postgresql) transaction.limit(longest);
    const long long at = clockNow();
    transaction.session() << "INSERT INTO write_probes (account, at) VALUES ('', :at) ON CONFLICT (account) DO UPDATE "
                             "SET at = excluded.at",
        soci::use(at);
    if (transaction.commitWithin(longest)) return true;
    return Problem{
        "store_unconfirmed", "",
        "No synchronous standby has confirmed a write within " + std::to_string(longest.count()) + " seconds."};
  } catch (const std::exception& error) {
    return storeUnavailable(error.what());
  }
}

Result<std::vector<AuditEntry>> Store::audit(const std::string& account, std::int64_t after, std::size_t limit) {
  return ask<std::vector<AuditEntry>>(*database_, [&](soci::session& sql) {
    return readAudit(sql, "audit.sequence > :bound ORDER BY audit.sequence", account, after, limit);
  });
}

Result<std::vector<AuditEntry>> Store::auditBefore(const std::string& account, std::int64_t before, std::size_t limit) {
  return ask<std::vector<AuditEntry>>(*database_, [&](soci::session& sql) {
    return readAudit(sql, "audit.sequence < :bound ORDER BY audit.sequence DESC", account, before, limit);
  });
}

Result<std::optional<AuditHead>> Store::auditHead(const std::string& account) {
  return ask<std::optional<AuditHead>>(*database_, [&](soci::session& sql) -> std::optional<AuditHead> {
    AuditHead head;
    long long sequence = 0;
    sql << "SELECT audit_sequence, audit_hash FROM accounts WHERE account = :account", soci::into(sequence),
        soci::into(head.hash), soci::use(account);
    if (!sql.got_data()) return std::nullopt;
    head.sequence = sequence;
    return head;
  });
}

Result<std::vector<std::string>> Store::auditedAccounts() {
  return ask<std::vector<std::string>>(*database_, [&](soci::session& sql) {
    std::vector<std::string> accounts;
    eachRow(sql, "SELECT account FROM accounts UNION SELECT account FROM audit ORDER BY account",
            [&](const soci::row& row) { accounts.push_back(row.get<std::string>(0)); });
    return accounts;
  });
}

Result<bool> Store::addServiceKey(const ServiceKey& key) {
  return run<bool>(*database_, DatabaseTransaction::Kind::write, [&](soci::session& sql) {
    const long long at = key.createdAt;
    const std::string scope(toText(key.scope));
    sql << "INSERT INTO service_keys (account, id, name, hash, created_at, scope) VALUES (:account, :id, :name, :hash, "
           ":at, :scope)",
        soci::use(key.account), soci::use(key.id), soci::use(key.name), soci::use(key.hash), soci::use(at),
        soci::use(scope);
    return true;
  });
}

Result<std::optional<ServiceKey>> Store::serviceKey(const std::string& id) {
  return ask<std::optional<ServiceKey>>(*database_, [&](soci::session& sql) -> std::optional<ServiceKey> {
    std::optional<ServiceKey> key;
    eachRow(
        sql, std::string(serviceKeyColumns) + " WHERE id = :id", [&](const soci::row& row) { key = serviceKeyOf(row); },
        soci::use(id));
    return key;
  });
}

Result<std::vector<ServiceKey>> Store::serviceKeys() {
  return ask<std::vector<ServiceKey>>(*database_, [&](soci::session& sql) {
    std::vector<ServiceKey> keys;
    eachRow(sql, std::string(serviceKeyColumns) + " ORDER BY created_at, id",
            [&](const soci::row& row) { keys.push_back(serviceKeyOf(row)); });
    return keys;
  });
}

Result<bool> Store::revokeServiceKey(const std::string& id, Time now) {
  return run<bool>(*database_, DatabaseTransaction::Kind::write, [&](soci::session& sql) {
    const long long at = now;
    int found = 0;
    sql << "SELECT COUNT(*) FROM service_keys WHERE id = :id AND revoked_at IS NULL", soci::into(found), soci::use(id);
    sql << "UPDATE service_keys SET revoked_at = :at WHERE id = :id AND revoked_at IS NULL", soci::use(at),
        soci::use(id);
    return found > 0;
  });
}

Result<std::vector<SigningKeyRow>> Store::signingKeys() {
  return ask<std::vector<SigningKeyRow>>(*database_, [](soci::session& sql) {
    std::vector<SigningKeyRow> keys;
    eachRow(sql, "SELECT id, pem, signs_from FROM signing_keys WHERE account = '' ORDER BY signs_from, id",
            [&](const soci::row& row) {
              keys.push_back({row.get<std::string>(0), row.get<std::string>(1), row.get<long long>(2)});
            });
    return keys;
  });
}

Result<bool> Store::addSigningKey(const SigningKeyRow& key) {
  return run<bool>(*database_, DatabaseTransaction::Kind::write, [&](soci::session& sql) {
    const long long signsFrom = key.signsFrom;
    sql << "INSERT INTO signing_keys (account, id, pem, signs_from) VALUES ('', :id, :pem, :from) ON CONFLICT DO "
           "NOTHING",
        soci::use(key.id), soci::use(key.pem), soci::use(signsFrom);
    return true;
  });
}

}  // namespace lockstep::server
