// Writing to an account: the one place at which rows of accounts, changes, audit and answers are made.
#include <soci/soci.h>

#include "server/store.h"

namespace lockstep::server {

std::vector<Change> readChanges(soci::session& session, const std::string& account, std::int64_t since) {
  std::vector<Change> changes;
  const long long after = since;
  soci::rowset<soci::row> rows = (session.prepare << "SELECT revision, delta FROM changes WHERE account = :account AND revision > :after ORDER BY revision", soci::use(account), soci::use(after));
  for (const auto& row : rows) changes.push_back({row.get<long long>(0), row.get<std::string>(1)});
  return changes;
}

Writing::Writing(soci::session& session, Dialect dialect, std::string account) : sql_(session), dialect_(dialect), account_(std::move(account)) {
  long long revision = 0, facts = 0, sequence = 0;
  const std::string query = "SELECT revision, facts_revision, audit_sequence, audit_hash FROM accounts WHERE account = :account";
  // SQLite has one writer anyhow; PostgreSQL locks the row.
  sql_ << query << (dialect == Dialect::postgresql ? " FOR UPDATE" : ""), soci::into(revision), soci::into(facts), soci::into(sequence), soci::into(head_.hash), soci::use(account_);
  isThere_ = sql_.got_data();
  if (!isThere_) return;
  revision_ = revision;
  factsRevision_ = facts;
  head_.sequence = sequence;
}

std::optional<Answer> Writing::answer(const std::string& key) {
  Answer answer;
  sql_ << "SELECT request_hash, status, body FROM answers WHERE account = :account AND idempotency_key = :key", soci::into(answer.requestHash), soci::into(answer.status), soci::into(answer.body),
      soci::use(account_), soci::use(key);
  if (!sql_.got_data()) return std::nullopt;
  return answer;
}

void Writing::create(const std::string& facts, std::int64_t revision) {
  const long long at = revision;
  sql_ << "INSERT INTO accounts (account, revision, facts_revision, audit_sequence, audit_hash) VALUES (:account, :revision, :facts_revision, 0, '')", soci::use(account_, "account"),
      soci::use(at, "revision"), soci::use(at, "facts_revision");
  sql_ << "INSERT INTO account_facts (account, revision, facts) VALUES (:account, :revision, :facts)", soci::use(account_), soci::use(at), soci::use(facts);
  isThere_ = true;
  revision_ = factsRevision_ = revision;
}

void Writing::addChange(const Change& change, std::int64_t mostChanges, const std::function<std::string()>& facts) {
  const long long revision = change.revision;
  sql_ << "INSERT INTO changes (account, revision, delta) VALUES (:account, :revision, :delta)", soci::use(account_), soci::use(revision), soci::use(change.delta);
  sql_ << "UPDATE accounts SET revision = :revision WHERE account = :account", soci::use(revision), soci::use(account_);
  revision_ = change.revision;
  if (const long long last = revision - 1; last - factsRevision_ >= mostChanges) {
    const std::string whole = facts();
    sql_ << "UPDATE account_facts SET facts = :facts, revision = :revision WHERE account = :account", soci::use(whole), soci::use(last), soci::use(account_);
    sql_ << "UPDATE accounts SET facts_revision = :revision WHERE account = :account", soci::use(last), soci::use(account_);
    // Other instances may still be on the way from the last writing: theirs stay until the next.
    const long long before = factsRevision_;
    sql_ << "DELETE FROM changes WHERE account = :account AND revision <= :before", soci::use(account_), soci::use(before);
    factsRevision_ = last;
  }
  if (dialect_ == Dialect::postgresql) {
    // Sent with the commit, to the instances that listen.
    const std::string told = std::to_string(revision_) + " " + account_;
    sql_ << "SELECT pg_notify('lockstep_changes', :told)", soci::use(told);
  }
}

void Writing::addAudit(const AuditEntry& entry) {
  const long long sequence = entry.sequence;
  sql_ << "INSERT INTO audit (account, sequence, entry, hash) VALUES (:account, :sequence, :entry, :hash)", soci::use(account_), soci::use(sequence), soci::use(entry.text), soci::use(entry.hash);
  sql_ << "UPDATE accounts SET audit_sequence = :sequence, audit_hash = :hash WHERE account = :account", soci::use(sequence), soci::use(entry.hash), soci::use(account_);
  head_ = {entry.sequence, entry.hash};
}

void Writing::remember(const std::string& key, const Answer& answer, Time now) {
  // A day is what a client that was cut off may take to ask again.
  const long long at = now, old = now - 86400;
  sql_ << "DELETE FROM answers WHERE account = :account AND at < :old", soci::use(account_), soci::use(old);
  sql_ << "INSERT INTO answers (account, idempotency_key, request_hash, status, body, at) VALUES (:account, :key, :hash, :status, :body, :at)", soci::use(account_), soci::use(key),
      soci::use(answer.requestHash), soci::use(answer.status), soci::use(answer.body), soci::use(at);
}

void Writing::commit() {
  sql_ << "COMMIT";
  isCommitted_ = true;
}

}  // namespace lockstep::server
