// How a policy comes into force: one transaction over the table of policies and every account that comes under it.
#include "server/live/policy_switch.h"

#include <soci/soci.h>

#include <stdexcept>

#include "server/live/replay.h"
#include "server/store/audit.h"
#include "server/store/rows.h"

namespace lockstep::server {

namespace {

std::vector<std::string> readTexts(soci::session& sql, const std::string& query) {
  std::vector<std::string> texts;
  eachRow(sql, query, [&](const soci::row& row) { texts.push_back(row.get<std::string>(0)); });
  return texts;
}

/// A transaction in which policies are switched: no other one does so meanwhile.
class Switching {
 public:
  Switching(DatabaseTransaction& transaction, Policies& policies, const Policy& policy,
            const PolicyChangeRequest& asked, Time now)
      : transaction_(transaction),
        sql_(transaction.session()),
        policies_(policies),
        policy_(policy),
        asked_(asked),
        now_(now),
        inForce_(holdPolicyInForce(sql_, transaction.database().dialect(), true)) {}

  /// The digest of the policy of the whole database; empty: there is none yet.
  const std::string& inForce() const { return inForce_; }

  bool isKnown() {
    int count = 0;
    sql_ << "SELECT COUNT(*) FROM policies WHERE account = '' AND digest = :digest", soci::into(count),
        soci::use(policy_.digest());
    return count > 0;
  }

  /// Keeps the policy for an account, or for '', without bringing it into force.
  void keep(const std::string& account) {
    const long long at = now_;
    sql_ << "INSERT INTO policies (account, digest, id, version, document, since, in_force) VALUES (:account, :digest, "
            ":id, :version, :document, :since, 0) ON CONFLICT DO NOTHING",
        soci::use(account), soci::use(policy_.digest()), soci::use(policy_.id()), soci::use(policy_.version()),
        soci::use(asked_.document), soci::use(at);
  }

  /// Makes it the policy of an account, or of ''.
  void enforce(const std::string& account) {
    const long long at = now_;
    keep(account);
    release(account);
    sql_ << "UPDATE policies SET in_force = 1, since = :since WHERE account = :account AND digest = :digest",
        soci::use(at), soci::use(account), soci::use(policy_.digest());
  }
  void release(const std::string& account) {
    sql_ << "UPDATE policies SET in_force = 0 WHERE account = :account AND in_force = 1", soci::use(account);
  }

  /// The first policy of a database: what its accounts were written under before policies were kept. False where
  /// another server was quicker.
  bool begin() {
    const long long at = now_;
    sql_ << "INSERT INTO policies (account, digest, id, version, document, since, in_force) VALUES ('', :digest, :id, "
            ":version, :document, :since, 1) ON CONFLICT DO NOTHING",
        soci::use(policy_.digest()), soci::use(policy_.id()), soci::use(policy_.version()), soci::use(asked_.document),
        soci::use(at);
    sql_ << "UPDATE policies SET in_force = 1 WHERE account = '' AND digest = :digest AND NOT EXISTS (SELECT 1 FROM "
            "policies WHERE account = '' AND in_force = 1)",
        soci::use(policy_.digest());
    inForce_ = readPolicyInForce(sql_);
    if (inForce_ != policy_.digest()) return false;
    for (const auto& account : readTexts(sql_, "SELECT account FROM account_facts WHERE policy = '' ORDER BY account"))
      checkFacts(account);
    for (const char* table : {"accounts", "account_facts"})
      sql_ << std::string("UPDATE ") + table + " SET policy = :digest WHERE policy = ''", soci::use(policy_.digest());
    return true;
  }

  /// A policy that facts or changes name and the database lacks; empty: there is none.
  std::string lost() {
    std::string digest;
    sql_ << "SELECT named.policy FROM (SELECT policy FROM accounts UNION SELECT policy FROM account_facts UNION SELECT "
            "changes.policy FROM changes JOIN account_facts ON changes.account = account_facts.account"
            " AND changes.revision > account_facts.revision) named WHERE named.policy <> '' AND NOT EXISTS (SELECT 1 "
            "FROM policies WHERE policies.digest = named.policy) LIMIT 1",
        soci::into(digest);
    return sql_.got_data() ? digest : std::string();
  }

  std::vector<std::string> accountsWithoutOwn() { return readAccountsWithoutOwnPolicy(sql_); }

  /// Brings an account under the policy, or adds it to `broken`. False: there is no such account.
  bool bring(const std::string& account) {
    transaction_.prolong();
    Transaction transaction(transaction_, account);
    if (!transaction.isThere()) return false;
    if (transaction.policy() == policy_.digest()) return true;
    const auto before = find(transaction.policy());
    const NameMapping mapping =
        asked_.mapping.empty() ? NameMapping() : NameMapping::parse(asked_.mapping, policy_).value();
    std::string change = policyChange(policy_.digest());
    if (!mapping.isEmpty() || !keepsAllNames(before, policy_)) {
      const Account facts = read(account);
      if (Problems problems = missingNames(facts, policy_, mapping); !problems.empty()) {
        broken.push_back({account, std::move(problems)});
        return true;
      }
      if (!mapping.isEmpty()) change = toJson(toValue(policyDelta(facts, policy_, mapping)));
    }
    if (!transaction.at().at.mark) transaction.setMark(markOf(account));
    transaction.addPolicy(policy_.digest(), std::move(change));
    transaction.addAudit({now_, asked_.actor, serverRequest("policy.set"), requestJson(before), {}});
    transaction.send();
    switched.push_back(account);
    return true;
  }

  std::vector<std::string> switched;
  std::vector<BrokenAccount> broken;

 private:
  /// Whether facts that name no policy yet fit this one.
  void checkFacts(const std::string& account) {
    transaction_.prolong();
    const auto stored = readAccount(sql_, account);
    if (!stored || stored->policy != policy_.digest()) return;
    if (auto facts = Account::parse(stored->facts, policy_); !facts) broken.push_back({account, facts.problems()});
  }

  Policy find(const std::string& digest) {
    auto policy = policies_.find(digest, [&](const std::string& asked) { return readPolicyDocument(sql_, asked); });
    if (!policy) throw std::runtime_error(policy.problems().front().message);
    return std::move(*policy);
  }

  Account read(const std::string& account) {
    const auto stored = readAccount(sql_, account);
    if (!stored) throw std::runtime_error("account " + account + " has no facts");
    auto facts = factsOf(account, *stored, [&](const std::string& digest) { return Result<Policy>(find(digest)); });
    if (!facts) throw std::runtime_error(facts.problems().front().message);
    return std::move(*facts);
  }

  /// The mark of an account whose database is of an older version, which kept none.
  Mark markOf(const std::string& account) {
    const auto stored = readAccount(sql_, account);
    if (!stored) throw std::runtime_error("account " + account + " has no facts");
    Mark mark = stored->factsMark;
    for (const auto& change : stored->changes) mark = markAfter(mark, change.delta);
    return mark;
  }

  std::string requestJson(const Policy& before) const {
    Value asked = Value::object();
    asked.add("action", "policy.set");
    asked.add("before", before.digest());
    Value& after = asked.add("policy", Value::object());
    after.add("id", policy_.id());
    after.add("version", policy_.version());
    after.add("digest", policy_.digest());
    if (const auto mapping = parseJson(asked_.mapping)) asked.add("mapping", mapping->root().copy());
    return toJson(asked);
  }

  DatabaseTransaction& transaction_;
  soci::session& sql_;
  Policies& policies_;
  const Policy& policy_;
  const PolicyChangeRequest& asked_;
  const Time now_;
  std::string inForce_;
};

/// Brings accounts under the policy that was asked for. Returns whether to commit.
bool bring(Switching& switching, const PolicyChangeRequest& asked, const std::vector<std::string>& accounts,
           PolicyOutcome& outcome) {
  for (const auto& account : accounts)
    if (!switching.bring(account) && !asked.account.empty()) {
      outcome.kind = PolicyOutcome::Kind::noAccount;
      return false;
    }
  outcome.kind = switching.broken.empty() ? PolicyOutcome::Kind::inForce : PolicyOutcome::Kind::breaks;
  outcome.broken = std::move(switching.broken);
  if (outcome.broken.empty()) outcome.switched = std::move(switching.switched);
  return outcome.broken.empty();
}

bool bringAll(Switching& switching, const PolicyChangeRequest& asked, PolicyOutcome& outcome) {
  switching.enforce(asked.account);
  return bring(switching, asked, asked.account.empty() ? switching.accountsWithoutOwn() : std::vector{asked.account},
               outcome);
}

}  // namespace

Result<PolicyOutcome> switchPolicy(Store& store, Policies& policies, const PolicyChangeRequest& asked, Time now) {
  const auto policy = Policy::parse(asked.document);
  if (!policy) return policy.problems();
  if (!asked.mapping.empty())
    if (const auto mapping = NameMapping::parse(asked.mapping, *policy); !mapping) return mapping.problems();
  PolicyOutcome outcome;
  outcome.digest = policy->digest();
  const Problems problems = store.writeTogether([&](DatabaseTransaction& transaction) {
    Switching switching(transaction, policies, *policy, asked, now);
    return bringAll(switching, asked, outcome);
  });
  if (!problems.empty()) return problems;
  return outcome;
}

Result<PolicyOutcome> dropOwnPolicy(Store& store, Policies& policies, const std::string& account,
                                    const std::string& actor, Time now) {
  PolicyOutcome outcome;
  const Problems problems = store.writeTogether([&](DatabaseTransaction& transaction) {
    outcome.digest = holdPolicyInForce(transaction.session(), store.database().dialect(), true);
    const auto document = readPolicyDocument(transaction.session(), outcome.digest);
    const auto policy = document ? Policy::parse(*document) : Result<Policy>(Problem{});
    if (!policy) throw std::runtime_error("the policy in force cannot be read");
    const PolicyChangeRequest asked{*document, {}, account, actor};
    Switching switching(transaction, policies, *policy, asked, now);
    switching.release(account);
    return bring(switching, asked, {account}, outcome);
  });
  if (!problems.empty()) return problems;
  return outcome;
}

Result<PolicyAtStart> settlePolicy(Store& store, Policies& policies, const std::string& document, Time now) {
  const auto policy = Policy::parse(document);
  if (!policy) return policy.problems();
  PolicyAtStart start;
  const PolicyChangeRequest asked{document, {}, {}, "lockstep serve"};
  const Problems problems = store.writeTogether([&](DatabaseTransaction& transaction) {
    Switching switching(transaction, policies, *policy, asked, now);
    const bool isFirst = switching.inForce().empty() && switching.begin();
    start.inForce = switching.inForce();
    if (!switching.broken.empty()) {
      start.kind = PolicyAtStart::Kind::breaks;
      start.broken = std::move(switching.broken);
      return false;
    }
    if (const std::string lost = switching.lost(); !lost.empty()) {
      start.kind = PolicyAtStart::Kind::lost;
      start.inForce = lost;
      return false;
    }
    if (!isFirst && start.inForce == policy->digest()) return true;
    if (!isFirst && switching.isKnown()) {
      start.kind = PolicyAtStart::Kind::older;
      return true;
    }
    PolicyOutcome outcome;
    const bool isDone = bringAll(switching, asked, outcome);
    start.switched = std::move(outcome.switched);
    start.broken = std::move(outcome.broken);
    if (!isDone)
      start.kind = PolicyAtStart::Kind::breaks;
    else
      start.inForce = policy->digest();
    return isDone;
  });
  if (problems.empty()) return start;
  if (problems.front().code != "store_read_only") return problems;
  // A replica serves with the policy of its primary.
  const auto inForce = store.policyInForce();
  if (!inForce) return inForce.problems();
  if (inForce->empty()) return problems;
  start.inForce = *inForce;
  if (*inForce != policy->digest()) start.kind = PolicyAtStart::Kind::older;
  return start;
}

Result<std::string> addPolicy(Store& store, const std::string& document, Time now) {
  const auto policy = Policy::parse(document);
  if (!policy) return policy.problems();
  const PolicyChangeRequest asked{document, {}, {}, {}};
  Policies policies(store);
  const Problems problems = store.writeTogether([&](DatabaseTransaction& transaction) {
    Switching(transaction, policies, *policy, asked, now).keep("");
    return true;
  });
  if (!problems.empty()) return problems;
  return policy->digest();
}

}  // namespace lockstep::server
