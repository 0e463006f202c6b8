#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "server/audit.h"
#include "server/database.h"
#include "server/service_key.h"

namespace lockstep::server {

/// One change of an account, as it is kept: the revision it leads to and its delta (lockstep-delta/1).
struct Change {
  std::int64_t revision = 0;
  std::string delta;
};

/// The changes of an account after a revision, oldest first. Throws soci::soci_error.
std::vector<Change> readChanges(soci::session& session, const std::string& account, std::int64_t since);

/// An account as it is kept: its facts at some revision, and the changes since.
struct StoredAccount {
  std::string facts;
  std::vector<Change> changes;
};

/// An answer that was given under an Idempotency-Key, to be given again.
struct Answer {
  std::string requestHash;
  int status = 0;
  std::string body;
};

/// One transaction that holds an account's row, so that writers of one account follow each other, on every instance.
/// Its functions throw soci::soci_error; `Store::write` turns that into a problem and takes all of it back.
class Writing {
 public:
  Writing(soci::session& session, Dialect dialect, std::string account);

  /// Whether the account is there. The rest may be asked only then.
  bool isThere() const { return isThere_; }
  std::int64_t revision() const { return revision_; }
  const AuditHead& head() const { return head_; }
  std::vector<Change> changesSince(std::int64_t revision) { return readChanges(sql_, account_, revision); }
  std::optional<Answer> answer(const std::string& key);

  void create(const std::string& facts, std::int64_t revision);
  /// `facts` writes the whole account as it was before; it is asked where `mostChanges` have come since it was, so that
  /// loading need not replay every change.
  void addChange(const Change& change, std::int64_t mostChanges, const std::function<std::string()>& facts);
  void addAudit(const AuditEntry& entry);
  void remember(const std::string& key, const Answer& answer, Time now);
  void commit();
  bool isCommitted() const { return isCommitted_; }

 private:
  soci::session& sql_;
  const Dialect dialect_;
  const std::string account_;
  bool isThere_ = false, isCommitted_ = false;
  std::int64_t revision_ = 0, factsRevision_ = 0;
  AuditHead head_;
};

/// What the server keeps: accounts with their changes, the audit log, answers, and keys. Every function gives
/// `store_unavailable` when the database cannot be asked; then nothing was written, unless it was lost while it committed.
class Store {
 public:
  static Result<std::unique_ptr<Store>> open(const std::string& where, std::chrono::seconds longest = Database::usualTime);
  /// To look at, as `Database::openToRead`.
  static Result<std::unique_ptr<Store>> openToRead(const std::string& where);

  Result<std::optional<StoredAccount>> load(const std::string& account);
  Result<std::vector<Change>> changesSince(const std::string& account, std::int64_t revision);
  Result<bool> ping();

  /// Runs `work` in a transaction. What it does not `commit` is taken back.
  template <class T>
  Result<T> write(const std::string& account, const std::function<T(Writing&)>& work) {
    std::optional<T> out;
    const Problems problems = transact(account, [&](Writing& writing) { out.emplace(work(writing)); });
    if (!problems.empty()) return problems;
    return std::move(*out);
  }

  /// Entries of the audit log after `after`, oldest first, at most `limit`; or before `before`, newest first.
  Result<std::vector<AuditEntry>> audit(const std::string& account, std::int64_t after, std::size_t limit);
  Result<std::vector<AuditEntry>> auditBefore(const std::string& account, std::int64_t before, std::size_t limit);
  /// Where the account says that its log ends; nothing: there is no such account.
  Result<std::optional<AuditHead>> auditHead(const std::string& account);
  /// The accounts that there are, or of which there is a log.
  Result<std::vector<std::string>> auditedAccounts();

  Result<bool> addServiceKey(const ServiceKey& key);
  Result<std::optional<ServiceKey>> serviceKey(const std::string& id);
  Result<std::vector<ServiceKey>> serviceKeys();
  Result<bool> revokeServiceKey(const std::string& id, Time now);  // false: there is none, or it is revoked already

  /// The instance's signing key, the same for all instances of one database; `make` gives one where there is none.
  Result<std::string> signingKey(const std::function<std::string()>& make);

  Database& database() { return *database_; }

 private:
  explicit Store(std::unique_ptr<Database> database) : database_(std::move(database)) {}
  Problems transact(const std::string& account, const std::function<void(Writing&)>& work);

  std::unique_ptr<Database> database_;
};

}  // namespace lockstep::server
