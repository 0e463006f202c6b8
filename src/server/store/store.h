#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "server/store/audit.h"
#include "server/store/database.h"
#include "server/store/database_file.h"
#include "server/store/history.h"
#include "server/store/service_key.h"

namespace lockstep::server {

/// One change of an account, as it is kept: the revision it leads to, its delta (lockstep-delta/1), `epochChange` or
/// `policyChange`, the mark of that revision, which an older version did not keep, and the digest of the policy that is
/// in force from then on.
struct Change {
  std::int64_t revision = 0;
  std::string delta;
  std::optional<Mark> mark;
  std::string policy;
};

/// The changes of an account after a revision, oldest first. Throws soci::soci_error.
std::vector<Change> readChanges(soci::session& session, const std::string& account, std::int64_t since);

/// Where an account's history is: which one, and how far. An older version kept no mark.
struct Head {
  std::string epoch;
  RevisionId at;
};

/// An account as it is kept: its facts at some revision, the changes since, and where these led a moment before they
/// were read.
struct StoredAccount {
  Head head;
  AuditHead audit;
  Mark factsMark = 0;
  std::string facts, policy;  ///< and the digest of the policy that they are read with
  std::vector<Change> changes;
};

/// What came after some revision; without a head there is no such account.
struct StoredChanges {
  std::optional<Head> head;
  std::vector<Change> changes;
};

/// Reads an account in a session's transaction. Throws soci::soci_error.
std::optional<StoredAccount> readAccount(soci::session& session, const std::string& account);
/// Reads the document of a policy, by its digest.
std::optional<std::string> readPolicyDocument(soci::session& session, const std::string& digest);
/// Returns the accounts that are under the policy of the whole database.
std::vector<std::string> readAccountsWithoutOwnPolicy(soci::session& session);
/// Returns the digest of the policy of the whole database; empty before a server was started.
std::string readPolicyInForce(soci::session& session);
/// Does the same and keeps it as it is until the transaction ends: many may hold it, or one that switches it.
std::string holdPolicyInForce(soci::session& session, Dialect dialect, bool isToSwitch);

/// A policy of the database: of all accounts that have none of their own, or of one account.
struct StoredPolicy {
  std::string account, digest, id, version;
  Time since = 0;  ///< when it last came into force
  bool isInForce = false;
};

/// An answer that was given under an Idempotency-Key, to be given again.
struct Answer {
  std::string requestHash;
  int status = 0;
  std::string body;
};

/// One transaction that holds an account's row, so that writers of one account follow each other, on every instance.
/// Rows that are added wait for `commit`, which sends them together. Its functions throw soci::soci_error;
/// `Store::write` turns that into a problem and rolls the transaction back.
class Transaction {
 public:
  Transaction(DatabaseTransaction& transaction, std::string account);

  /// Whether the account is there. The rest may be asked only then.
  bool isThere() const { return isThere_; }
  std::int64_t revision() const { return at_.at.revision; }
  const Head& at() const { return at_; }
  const AuditHead& head() const { return head_; }
  /// The digest of the account's policy.
  const std::string& policy() const { return policy_; }
  std::optional<std::string> policyDocument(const std::string& digest) { return readPolicyDocument(sql_, digest); }
  /// The digest of the policy that new accounts have, which stays so until the transaction ends.
  std::string defaultPolicy() { return holdPolicyInForce(sql_, transaction_.database().dialect(), false); }
  std::vector<Change> changesSince(std::int64_t revision) { return readChanges(sql_, account_, revision); }
  std::optional<Answer> answer(const std::string& key);

  /// Begins a history, under a policy. Where there was an account of this id, its audit chain goes on.
  void create(const std::string& facts, std::int64_t revision, const std::string& epoch, const std::string& policy);
  /// Keeps the whole account, `facts`, at the revision before the first change that is added, so that loading need not
  /// replay every change.
  void keepFacts(const std::string& facts);
  /// How many changes there are since the whole account was kept.
  std::int64_t changesSinceFacts() const { return revision() - factsRevision_; }
  /// Adds the next change, and returns the mark of its revision.
  Mark addChange(std::string delta);
  /// Adds the change by which a policy comes into force: a delta under it, or `policyChange`. Returns its mark.
  Mark addPolicy(std::string digest, std::string delta);
  /// Goes on in a new history, as one more revision without a change of the facts. Returns its mark.
  Mark addEpoch(std::string epoch);
  /// Says what the mark is, where an older version has kept none.
  void setMark(Mark mark) { at_.at.mark = mark; }
  /// Works it out from the rows where it is not there.
  void findMark();
  /// Adds the next entry of the audit log, with where the account is now.
  void addAudit(const AuditRecord& record);
  /// Continues the audit log of an account that was deleted. Returns false if there is none.
  bool continueLog();
  /// Deletes the details of an entry that was written before.
  void eraseDetails(std::int64_t sequence);
  /// Deletes the account with all but its audit log. What was added before is written.
  void erase();
  /// Keeps an answer for a day.
  void remember(const std::string& key, Answer answer, Time now);
  /// Sends the rows that wait. Until `commit` is called after it, an error means that nothing was written.
  void send();
  /// Sends the rows that wait, and commits.
  void commit();

 private:
  struct KeptAnswer {
    std::string key;
    Answer answer;
    Time at = 0;
  };
  DatabaseTransaction& transaction_;
  soci::session& sql_;
  const std::string account_;
  bool isThere_ = false, isNews_ = false;
  std::int64_t factsRevision_ = 0;
  Head at_;
  std::string policy_;
  AuditHead head_;
  std::string factsDigest_;  // of facts that this transaction writes, until an entry contains it
  std::vector<Change> changes_;
  std::vector<AuditEntry> audit_;
  std::vector<KeptAnswer> answers_;
};

/// A key that signs snapshots, as it is kept.
struct SigningKeyRow {
  std::string id, pem;
  Time signsFrom = 0;
};

/// What the server keeps: accounts with their changes, the audit log, answers, and keys. Every function gives
/// `store_unavailable` when the database cannot be asked; then nothing was written, unless it was lost while it
/// committed.
class Store {
 public:
  static Result<std::unique_ptr<Store>> open(const std::string& where, Schema schema = Schema::bringUp,
                                             std::chrono::seconds longest = Database::usualTime);
  /// Opens a database that exists, for a command beside the servers: a mistyped path must not become a new one.
  static Result<std::unique_ptr<Store>> openExisting(const std::string& where);

  Result<std::optional<StoredAccount>> load(const std::string& account);
  Result<StoredChanges> changesSince(const std::string& account, std::int64_t revision);
  /// Where the histories are of those of the accounts that there are; of PostgreSQL alone.
  Result<std::map<std::string, Head>> heads(const std::vector<std::string>& accounts);
  /// Sends a notification to every instance that listens; of PostgreSQL alone.
  Result<bool> notify(const std::string& message);
  /// Writes a row, to see whether the database takes writes. Returns `store_unconfirmed` if a synchronous standby has
  /// not confirmed it.
  Result<bool> tryWrite(std::chrono::seconds longest);
  /// How many transactions have failed that were to change something.
  std::uint64_t writeFailures() const { return writeFailures_; }

  /// Runs `work` in a transaction. What it does not `commit` is taken back.
  template <class T>
  Result<T> write(const std::string& account, const std::function<T(Transaction&)>& work) {
    std::optional<T> out;
    const Problems problems = transact(account, [&](Transaction& transaction) { out.emplace(work(transaction)); });
    if (!problems.empty()) return problems;
    return std::move(*out);
  }

  /// Runs `work` in a transaction over several accounts, which is committed where it returns true. `work` prolongs it
  /// now and then.
  using Together = std::function<bool(DatabaseTransaction&)>;
  Problems writeTogether(const Together& work);

  /// The document of a policy by its digest; nothing: the database has none.
  Result<std::optional<std::string>> policyDocument(const std::string& digest);
  /// Returns all policies that are or were in force, or were added. With `account`, those of the whole database and of
  /// that account.
  Result<std::vector<StoredPolicy>> policies(const std::optional<std::string>& account = std::nullopt);
  /// The digest of the policy of the whole database; empty before a server was started.
  Result<std::string> policyInForce();
  Result<std::vector<std::string>> accountsWithoutOwnPolicy();

  /// Entries of the audit log after `after`, oldest first, at most `limit`; or before `before`, newest first.
  Result<std::vector<AuditEntry>> audit(const std::string& account, std::int64_t after, std::size_t limit);
  Result<std::vector<AuditEntry>> auditBefore(const std::string& account, std::int64_t before, std::size_t limit);
  /// Where the account says that its log ends; nothing: there is no such account.
  Result<std::optional<AuditHead>> auditHead(const std::string& account);
  /// The accounts of the database, and deleted ones that have a log.
  Result<std::vector<std::string>> auditedAccounts();

  Result<bool> addServiceKey(const ServiceKey& key);
  Result<std::optional<ServiceKey>> serviceKey(const std::string& id);
  Result<std::vector<ServiceKey>> serviceKeys();
  Result<bool> revokeServiceKey(const std::string& id, Time now);  // false: there is none, or it is revoked already

  /// The keys that sign snapshots, by the moment at which each begins to.
  Result<std::vector<SigningKeyRow>> signingKeys();
  /// Keeps a key; where there is one of its id already, that one stays.
  Result<bool> addSigningKey(const SigningKeyRow& key);

  Database& database() { return *database_; }
  /// Refuses to write (`store_replaced`) once this file is not in its place any more. To be called before it is used.
  void guard(std::unique_ptr<DatabaseFile> file) { file_ = std::move(file); }
  DatabaseFile* file() { return file_.get(); }

 private:
  explicit Store(std::unique_ptr<Database> database) : database_(std::move(database)) {}
  Problems transact(const std::string& account, const std::function<void(Transaction&)>& work);

  /// What is wrong with the file, if anything.
  Problems fileProblems() const;

  std::unique_ptr<Database> database_;
  std::unique_ptr<DatabaseFile> file_;  // null: not held, or no file
  std::atomic<std::uint64_t> writeFailures_ = 0;
};

}  // namespace lockstep::server
