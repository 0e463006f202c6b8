// Transaction to an account: the one place at which rows of accounts, changes, audit and answers are made.
#include <soci/soci.h>

#include <deque>

#include "base/digest.h"
#include "server/store/rows.h"
#include "server/store/store.h"

namespace lockstep::server {

namespace {

/// A client that was cut off may ask again for a day.
constexpr Time answerLifetime = 86400;

/// Rows of one table, inserted by one statement. What is added must live until `insert`.
class Rows {
 public:
  /// `into` is the table with its columns: `changes (account, revision, delta)`.
  explicit Rows(const char* into) : into_(into) {}

  template <class... Values>
  void add(const Values&... values) {
    sql_ += sql_.empty() ? "(" : ", (";
    (addValue(values), ...);
    sql_.back() = ')';
  }

  void insert(soci::session& session) {
    if (sql_.empty()) return;
    soci::statement statement(session);
    for (const auto& number : numbers_) statement.exchange(soci::use(number.second, number.first));
    for (const auto& string : strings_) statement.exchange(soci::use(*string.second, string.first));
    statement.alloc();
    statement.prepare(std::string("INSERT INTO ") + into_ + " VALUES " + sql_, soci::details::st_one_time_query);
    statement.define_and_bind();
    statement.execute(true);
  }

 private:
  void addValue(const std::string& value) { strings_.emplace_back(nextName(), &value); }
  void addValue(long long value) { numbers_.emplace_back(nextName(), value); }
  std::string nextName() {
    std::string name = "v" + std::to_string(numbers_.size() + strings_.size());
    sql_ += ":" + name + ",";
    return name;
  }

  const char* const into_;
  std::string sql_;
  std::deque<std::pair<std::string, long long>> numbers_;
  std::deque<std::pair<std::string, const std::string*>> strings_;
};

}  // namespace

std::vector<Change> readChanges(soci::session& session, const std::string& account, std::int64_t since) {
  std::vector<Change> changes;
  const long long after = since;
  eachRow(
      session,
      "SELECT revision, delta, mark, policy FROM changes WHERE account = :account AND revision > :after ORDER BY "
      "revision",
      [&](const soci::row& row) {
        changes.push_back({row.get<long long>(0), row.get<std::string>(1), readMark(row.get<std::string>(2)),
                           row.get<std::string>(3)});
      },
      soci::use(account), soci::use(after));
  return changes;
}

std::optional<StoredAccount> readAccount(soci::session& session, const std::string& account) {
  StoredAccount stored;
  long long revision = 0, at = 0, sequence = 0;
  std::string factsMark, mark;
  // Facts first: a change that comes between the two readings is among the changes.
  session << "SELECT f.revision, f.facts, f.mark, f.policy, a.epoch, a.revision, a.mark, "
             "a.audit_sequence, a.audit_hash FROM account_facts f JOIN accounts a ON a.account = f.account WHERE "
             "f.account = :account",
      soci::into(revision), soci::into(stored.facts), soci::into(factsMark), soci::into(stored.policy),
      soci::into(stored.head.epoch), soci::into(at), soci::into(mark), soci::into(sequence),
      soci::into(stored.audit.hash), soci::use(account);
  if (!session.got_data()) return std::nullopt;
  stored.factsMark = readMark(factsMark).value_or(0);
  stored.head.at = {at, readMark(mark)};
  stored.audit.sequence = sequence;
  stored.audit.account = account;
  stored.audit.epoch = stored.head.epoch;
  stored.changes = readChanges(session, account, revision);
  if (stored.policy.empty()) stored.policy = readPolicyInForce(session);
  return stored;
}

Transaction::Transaction(DatabaseTransaction& transaction, std::string account)
    : transaction_(transaction), sql_(transaction.session()), account_(std::move(account)) {
  long long revision = 0, facts = 0, sequence = 0;
  std::string mark;
  const std::string query =
      "SELECT epoch, revision, mark, facts_revision, audit_sequence, audit_hash, policy FROM accounts WHERE account = "
      ":account";
  // SQLite has one writer anyhow; PostgreSQL locks the row.
  sql_ << query << (transaction.database().dialect() == Dialect::postgresql ? " FOR UPDATE" : ""),
      soci::into(at_.epoch), soci::into(revision), soci::into(mark), soci::into(facts), soci::into(sequence),
      soci::into(head_.hash), soci::into(policy_), soci::use(account_);
  isThere_ = sql_.got_data();
  if (!isThere_) return;
  at_.at = {revision, readMark(mark)};
  factsRevision_ = facts;
  head_.sequence = sequence;
  head_.account = account_;
  head_.epoch = at_.epoch;
}

std::optional<Answer> Transaction::answer(const std::string& key) {
  Answer answer;
  sql_ << "SELECT request_hash, status, body FROM answers WHERE account = :account AND idempotency_key = :key",
      soci::into(answer.requestHash), soci::into(answer.status), soci::into(answer.body), soci::use(account_),
      soci::use(key);
  if (!sql_.got_data()) return std::nullopt;
  return answer;
}

void Transaction::create(const std::string& facts, std::int64_t revision, const std::string& epoch,
                         const std::string& policy) {
  const long long at = revision;
  const std::string mark = toText(firstMark(epoch));
  continueLog();
  const long long sequence = head_.sequence;
  const std::string& hash = head_.hash;
  sql_ << "INSERT INTO accounts (account, epoch, revision, mark, facts_revision, audit_sequence, audit_hash, policy) "
          "VALUES (:account, :epoch, :revision, :mark, :facts_revision, :sequence, :hash, :policy)",
      soci::use(account_, "account"), soci::use(epoch, "epoch"), soci::use(at, "revision"), soci::use(mark, "mark"),
      soci::use(at, "facts_revision"), soci::use(sequence, "sequence"), soci::use(hash, "hash"),
      soci::use(policy, "policy");
  sql_ << "INSERT INTO account_facts (account, revision, mark, facts, policy) VALUES (:account, :revision, :mark, "
          ":facts, :policy)",
      soci::use(account_), soci::use(at), soci::use(mark), soci::use(facts), soci::use(policy);
  isThere_ = isNews_ = true;
  policy_ = policy;
  at_ = {epoch, {revision, firstMark(epoch)}};
  factsRevision_ = revision;
  head_.epoch = epoch;
  factsDigest_ = sha256(facts);
}

bool Transaction::continueLog() {
  long long sequence = 0;
  sql_ << "SELECT sequence, hash FROM audit WHERE account = :account ORDER BY sequence DESC LIMIT 1",
      soci::into(sequence), soci::into(head_.hash), soci::use(account_);
  head_.sequence = sequence;
  head_.account = account_;
  return sequence > 0;
}

void Transaction::keepFacts(const std::string& facts) {
  const long long last = revision(), before = factsRevision_;
  const std::string mark = toText(at_.at.mark.value());
  sql_ << "UPDATE account_facts SET facts = :facts, revision = :revision, mark = :mark, policy = :policy WHERE account "
          "= :account",
      soci::use(facts), soci::use(last), soci::use(mark), soci::use(policy_), soci::use(account_);
  sql_ << "UPDATE accounts SET facts_revision = :revision WHERE account = :account", soci::use(last),
      soci::use(account_);
  // Other instances may still read from the revision that was kept before: its changes stay until the next time.
  sql_ << "DELETE FROM changes WHERE account = :account AND revision <= :before", soci::use(account_),
      soci::use(before);
  factsRevision_ = last;
  factsDigest_ = sha256(facts);
}

Mark Transaction::addChange(std::string delta) {
  const Mark mark = markAfter(at_.at.mark.value(), delta);
  at_.at = {revision() + 1, mark};
  changes_.push_back({revision(), std::move(delta), mark, policy_});
  isNews_ = true;
  return mark;
}

Mark Transaction::addPolicy(std::string digest, std::string delta) {
  policy_ = std::move(digest);
  return addChange(std::move(delta));
}

void Transaction::findMark() {
  if (at_.at.mark) return;
  std::string kept;
  sql_ << "SELECT mark FROM account_facts WHERE account = :account", soci::into(kept), soci::use(account_);
  Mark mark = readMark(kept).value_or(0);
  for (const auto& change : changesSince(factsRevision_)) mark = markAfter(mark, change.delta);
  setMark(mark);
}

Mark Transaction::addEpoch(std::string epoch) {
  at_.epoch = head_.epoch = std::move(epoch);
  return addChange(epochChange(at_.epoch));
}

void Transaction::addAudit(const AuditRecord& record) {
  AuditEntry entry = auditEntry(head_, record, {at_.at, policy_, factsDigest_});
  factsDigest_.clear();
  head_ = {entry.sequence, entry.hash, account_, at_.epoch};
  audit_.push_back(std::move(entry));
}

void Transaction::eraseDetails(std::int64_t sequence) {
  const long long which = sequence;
  sql_ << "DELETE FROM audit_details WHERE account = :account AND sequence = :sequence", soci::use(account_),
      soci::use(which);
}

void Transaction::erase() {
  isNews_ = true;
  send();
  for (const char* table : {"answers", "changes", "account_facts", "policies", "accounts"})
    sql_ << "DELETE FROM " << table << " WHERE account = :account", soci::use(account_);
}

void Transaction::remember(const std::string& key, Answer answer, Time now) {
  answers_.push_back({key, std::move(answer), now});
}

void Transaction::send() {
  std::deque<std::string> marks;
  Rows changes("changes (account, revision, delta, mark, policy)");
  for (const auto& change : changes_)
    changes.add(account_, static_cast<long long>(change.revision), change.delta,
                marks.emplace_back(toText(*change.mark)), change.policy);
  changes.insert(sql_);
  Rows audit("audit (account, sequence, entry, hash)");
  for (const auto& entry : audit_) audit.add(account_, static_cast<long long>(entry.sequence), entry.text, entry.hash);
  audit.insert(sql_);
  Rows details("audit_details (account, sequence, details)");
  for (const auto& entry : audit_) details.add(account_, static_cast<long long>(entry.sequence), *entry.details);
  details.insert(sql_);
  if (!changes_.empty() || !audit_.empty()) {
    const long long at = revision(), sequence = head_.sequence;
    const std::string mark = at_.at.mark ? toText(*at_.at.mark) : std::string();
    sql_ << "UPDATE accounts SET epoch = :epoch, revision = :revision, mark = :mark, audit_sequence = :sequence, "
            "audit_hash = :hash, policy = :policy WHERE account = :account",
        soci::use(at_.epoch, "epoch"), soci::use(at, "revision"), soci::use(mark, "mark"),
        soci::use(sequence, "sequence"), soci::use(head_.hash, "hash"), soci::use(policy_, "policy"),
        soci::use(account_, "account");
  }
  if (!answers_.empty()) {
    const long long old = answers_.back().at - answerLifetime;
    sql_ << "DELETE FROM answers WHERE account = :account AND at < :old", soci::use(account_), soci::use(old);
  }
  Rows answers("answers (account, idempotency_key, request_hash, status, body, at)");
  for (const auto& kept : answers_)
    answers.add(account_, kept.key, kept.answer.requestHash, kept.answer.status, kept.answer.body,
                static_cast<long long>(kept.at));
  answers.insert(sql_);
  if (transaction_.database().hasNotifications() && isNews_) {
    // Sent with the commit, to the instances that listen.
    const std::string news = std::to_string(revision()) + " " + account_;
    sql_ << "SELECT pg_notify('lockstep_changes', :news)", soci::use(news);
  }
  isNews_ = false;
  changes_.clear();
  audit_.clear();
  answers_.clear();
}

void Transaction::commit() {
  send();
  transaction_.commit();
}

}  // namespace lockstep::server
