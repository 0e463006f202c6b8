// How an account changes: requests are decided, written to the database in one transaction, and only then made in
// memory.
#include <algorithm>
#include <set>
#include <stdexcept>

#include "base/digest.h"
#include "change/policy_change.h"
#include "server/live/accounts.h"

namespace lockstep::server {

namespace {

/// Returns how many changes to keep before the whole account is kept again. Replaying them takes a part of the time
/// that reading the account takes, and a big account is not written for every few changes.
std::int64_t changesBetweenFacts(const Account& facts) {
  return static_cast<std::int64_t>(
      std::max<std::size_t>(256, (facts.users().size() + facts.assets().size() + facts.shareCount()) / 16));
}

void keepFactsNowAndThen(Transaction& transaction, const LiveAccount& live) {
  if (transaction.changesSinceFacts() >= changesBetweenFacts(live.facts))
    transaction.keepFacts(toJson(live.facts.toValue()));
}

/// An actor's own string, so that the keys and requests of two actors never meet.
std::string ofActor(const ChangeRequest& changeRequest, const std::string& text) {
  return sha256(changeRequest.actor + "\n" + text);
}

/// One request that has no outcome yet, and what it does to the account once it was tried.
struct ChangeStep {
  PendingChange& pending;
  std::string key, requestHash;  // empty without an Idempotency-Key
  std::optional<Applied> applied;

  bool changes() const { return applied && applied->delta.to > applied->delta.from; }
};

/// Returns the decision in an answer that was kept; null if it has none.
Value decisionIn(std::string_view body) {
  const auto answer = parseJson(body);
  const Value* decision = answer ? answer->root().find("decision") : nullptr;
  return decision != nullptr ? decision->copy() : Value();
}

/// Returns the outcome that was kept under an Idempotency-Key, if there is one.
std::optional<Outcome> keptOutcome(Transaction& transaction, const ChangeStep& step) {
  const auto given = transaction.answer(step.key);
  if (!given) return std::nullopt;
  Outcome outcome;
  if (given->requestHash != step.requestHash)
    outcome.kind = Outcome::Kind::keyReused;
  else
    outcome.kind = given->status == 200 ? Outcome::Kind::applied : Outcome::Kind::refused;
  outcome.body = given->body;
  if (outcome.kind == Outcome::Kind::refused) outcome.decision = decisionIn(given->body);
  outcome.isReplay = true;
  return outcome;
}

/// Returns the requests that have to be decided. One that uses the Idempotency-Key of a request before it waits for its
/// outcome.
std::vector<ChangeStep> stepsOf(Transaction& transaction, const std::vector<PendingChange*>& requests) {
  std::vector<ChangeStep> steps;
  std::set<std::string> keys;
  for (PendingChange* pending : requests) {
    const ChangeRequest& changeRequest = pending->changeRequest;
    ChangeStep step{*pending, {}, {}, {}};
    if (changeRequest.idempotencyKey) {
      step.key = ofActor(changeRequest, *changeRequest.idempotencyKey);
      step.requestHash = ofActor(changeRequest, changeRequest.requestJson);
      if (!keys.insert(step.key).second) continue;
      if (auto kept = keptOutcome(transaction, step)) {
        pending->outcome.emplace(std::move(*kept));
        continue;
      }
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

/// Decides requests one after another over the account as the one before left it, and rolls all of them back: what is
/// not on disk is never read.
void tryAll(LiveAccount& live, std::vector<ChangeStep>& steps) {
  const std::unique_lock lock(live.mutex);
  const RevisionId committed = live.at();
  live.isLost = true;  // unless it goes through
  for (auto& step : steps) {
    const RevisionId at =
        live.facts.revision == committed.revision ? committed : RevisionId{live.facts.revision, std::nullopt};
    const auto& revisions = step.pending.changeRequest.ifRevisions;
    // What is not on disk yet has no mark.
    const auto isAt = [&](const RevisionId& wanted) {
      return wanted == at || wanted == RevisionId{at.revision, std::nullopt};
    };
    if (revisions && std::none_of(revisions->begin(), revisions->end(), isAt)) {
      Outcome outcome;
      outcome.kind = Outcome::Kind::wrongRevision;
      outcome.at = at;
      step.pending.outcome.emplace(std::move(outcome));
      continue;
    }
    step.applied.emplace(apply(live.facts, step.pending.changeRequest.request));
  }
  for (auto step = steps.rbegin(); step != steps.rend(); ++step)
    if (step->changes()) applyDelta(step->applied->inverse, live.facts);
  live.isLost = false;
}

/// Adds the rows of a request that was decided, and returns its outcome. `mark` becomes that of the revision it leads
/// to.
Outcome keep(Transaction& transaction, const Policy& policy, const ChangeStep& step, Mark& mark) {
  const ChangeRequest& changeRequest = step.pending.changeRequest;
  const Decision& decision = step.applied->decision;
  Outcome outcome;
  outcome.kind = decision.allowed ? Outcome::Kind::applied : Outcome::Kind::refused;
  const Value delta = step.changes() ? toValue(step.applied->delta) : Value();
  if (step.changes()) mark = transaction.addChange(toJson(delta));
  outcome.at = transaction.at().at;
  Value body = Value::object();
  const Value& given = body.add("decision", toValue(decision, policy));
  if (!decision.allowed) outcome.decision = given.copy();
  if (changeRequest.returnsDelta) body.add("delta", delta.copy());
  if (decision.allowed || changeRequest.idempotencyKey) outcome.body = toJson(body);
  transaction.addAudit({step.pending.now, changeRequest.actor, changeRequest.request, changeRequest.requestJson,
                        decision.allowed ? std::string_view() : nameOf(decision.reason)});
  if (changeRequest.idempotencyKey)
    transaction.remember(step.key, {step.requestHash, decision.allowed ? 200 : 403, outcome.body}, step.pending.now);
  return outcome;
}

}  // namespace

void Accounts::applyTogether(LivePointer live, const std::vector<PendingChange*>& requests) {
  std::vector<ChangeStep> steps;
  bool isCommitting = false;
  Problems problems;
  try {
    problems = change(live, [&](Transaction& transaction, LiveAccount& account, std::vector<Made>& made) {
      steps = stepsOf(transaction, requests);
      tryAll(account, steps);
      // Facts are written beside an audit entry, which contains their digest.
      const bool isAny = std::any_of(steps.begin(), steps.end(), [](const ChangeStep& step) { return !!step.applied; });
      if (isAny) keepFactsNowAndThen(transaction, account);
      std::vector<Outcome> outcomes;
      std::vector<Mark> marks;
      for (const auto& step : steps)
        if (step.applied) outcomes.push_back(keep(transaction, account.facts.policy(), step, marks.emplace_back()));
      transaction.send();
      isCommitting = true;
      transaction.commit();
      std::size_t next = 0;
      for (auto& step : steps) {
        if (!step.applied) continue;
        step.pending.outcome.emplace(std::move(outcomes[next]));
        if (step.changes()) made.push_back({std::move(step.applied->delta), marks[next]});
        ++next;
      }
    });
  } catch (const std::exception& error) {
    problems = {storeUnavailable(error.what())};
  }
  if (problems.empty()) {
    // The account is not in the database: no request was looked at.
    if (steps.empty() && !requests.front()->outcome)
      for (PendingChange* pending : requests) pending->outcome.emplace(Outcome());
    return;
  }
  for (PendingChange* pending : requests) pending->outcome.reset();
  // One request that the database refuses must not take the others with it. After the commit began the outcome is
  // unknown.
  if (requests.size() > 1 && !isCommitting) {
    for (PendingChange* pending : requests) applyTogether(live, {pending});
    return;
  }
  for (PendingChange* pending : requests) pending->outcome.emplace(problems);
}

Result<Outcome> Accounts::applyChange(const std::string& id, const ChangeRequest& changeRequest, Time now) {
  const auto found = find(id);
  if (!found) return found.problems();
  const LivePointer& live = *found;
  if (live == nullptr) return Outcome();
  PendingChange pending{changeRequest, now, {}};
  live->requests.run(pending, [&](const std::vector<PendingChange*>& requests) { applyTogether(live, requests); });
  return std::move(*pending.outcome);
}

Result<Outcome> Accounts::refuse(const std::string& id, const ChangeRequest& changeRequest, std::string_view reason,
                                 Time now) {
  const auto found = find(id);
  if (!found) return found.problems();
  LivePointer live = *found;
  Outcome outcome;
  if (live == nullptr) return outcome;
  const Problems problems = change(live, [&](Transaction& transaction, LiveAccount&, std::vector<Made>&) {
    outcome.kind = Outcome::Kind::refused;
    outcome.at = transaction.at().at;
    transaction.addAudit({now, changeRequest.actor, changeRequest.request, changeRequest.requestJson, reason});
    transaction.commit();
  });
  return problems.empty() ? Result<Outcome>(std::move(outcome)) : Result<Outcome>(problems);
}

Result<Outcome> Accounts::restore(const Account& before, const std::string& actor, Time now) {
  const auto found = find(before.id);
  if (!found) return found.problems();
  LivePointer live = *found;
  Outcome outcome;
  if (live == nullptr) return outcome;
  const Problems problems = change(live, [&](Transaction& transaction, LiveAccount& account, std::vector<Made>& made) {
    // The policy may have been switched since.
    const Policy& policy = account.facts.policy();
    const bool isSame = before.policy().digest() == policy.digest();
    if (!isSame && !missingNames(before, policy).empty())
      throw std::runtime_error("the policy lacks names that the account had");
    Account target = isSame ? before : underPolicy(before, policy);
    target.epoch = account.facts.epoch;
    target.revision = account.facts.revision + 1;
    Delta delta = deltaBetween(account.facts, target);
    keepFactsNowAndThen(transaction, account);
    const Mark mark = transaction.addChange(toJson(toValue(delta)));
    const Request request = serverRequest("account.restore");
    transaction.addAudit({now, actor, request, {}, {}});
    transaction.commit();
    made.push_back({std::move(delta), mark});
    outcome.kind = Outcome::Kind::applied;
    outcome.at = {target.revision, mark};
  });
  return problems.empty() ? Result<Outcome>(std::move(outcome)) : Result<Outcome>(problems);
}

Problems Accounts::change(LivePointer& live, const Write& write) {
  // Once more where memory and the database have parted, against what the database has.
  for (int attempt = 0; attempt < 2; ++attempt) {
    if (live == nullptr) return {};
    if (Problems problems = beginAgain(live); !problems.empty()) return problems;
    const auto done = changeOnce(live, write);
    if (!done) return done.problems();
    if (*done) return {};
    auto fresh = recover(live);
    if (!fresh) return fresh.problems();
    live = std::move(*fresh);
  }
  return live == nullptr ? Problems() : Problems{storeUnavailable("the database goes back and forth")};
}

Result<bool> Accounts::changeOnce(const LivePointer& live, const Write& write) {
  bool isNew = false, isLost = false, isTried = false;
  Problems problems;
  {
    const std::lock_guard writeLock(live->writeMutex);
    const auto before = live->facts.revision;
    std::vector<Made> made;
    if (!live->isLost) {
      problems = writeTransaction(live->id, [&](Transaction& each) {
        isTried = catchUp(each, *live);
        if (isTried) write(each, *live, made);
      });
    }
    if (problems.empty())
      for (auto& each : made) live->make(std::move(each.delta), each.mark);
    isNew = live->facts.revision != before;
    isLost = live->isLost;
  }
  if (isLost) {
    forget(live->id, live);
    return storeUnavailable("try again");
  }
  if (changed_ && isNew) changed_(live);
  return problems.empty() ? Result<bool>(isTried) : Result<bool>(std::move(problems));
}

Problems Accounts::writeTransaction(const std::string& id, const std::function<void(Transaction&)>& write) {
  writers_.acquire();
  std::optional<AuditHead> added;
  const auto done = store_.write<bool>(id, [&](Transaction& transaction) {
    const std::int64_t before = transaction.head().sequence;
    if (transaction.isThere()) write(transaction);
    if (transaction.head().sequence != before) added = transaction.head();
    return true;
  });
  writers_.release();
  if (audited_ && added && done) audited_(*added);
  return done ? Problems() : done.problems();
}

}  // namespace lockstep::server
