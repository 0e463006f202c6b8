#include "server/accounts.h"

#include "base/digest.h"

namespace lockstep::server {

LivePointer Accounts::known(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto at = live_.find(id);
  return at == live_.end() ? nullptr : at->second;
}

void Accounts::forget(const std::string& id, const LivePointer& live) {
  const std::lock_guard lock(mutex_);
  if (const auto at = live_.find(id); at != live_.end() && at->second == live) live_.erase(at);
}

bool Accounts::replay(LiveAccount& live, const std::vector<Change>& changes) {
  for (const auto& change : changes) {
    if (change.revision <= live.facts.revision) continue;
    const auto delta = readDelta(change.delta, live.facts);
    if (!delta) return live.isLost = true, false;
    applyDelta(*delta, live.facts);
  }
  return true;
}

Result<LivePointer> Accounts::load(const std::string& id) {
  auto stored = store_.load(id);
  if (!stored) return stored.problems();
  if (!*stored) return LivePointer();
  auto account = Account::parse((*stored)->facts, policy_);
  // What is kept was taken in once: it is of another policy, or was changed beside the server.
  if (!account) return Problem{"store_inconsistent", "", "The facts of account " + id + " do not fit the policy of this server."};
  auto live = std::make_shared<LiveAccount>(std::move(account).value());
  if (!replay(*live, (*stored)->changes)) return Problem{"store_inconsistent", "", "The changes of account " + id + " do not follow each other."};
  const std::lock_guard lock(mutex_);
  // Somebody may have been quicker; there is one of each.
  return live_.try_emplace(id, std::move(live)).first->second;
}

Result<LivePointer> Accounts::find(const std::string& id, std::int64_t atLeast) {
  LivePointer live = known(id);
  if (live == nullptr) {
    auto loaded = load(id);
    if (!loaded || *loaded == nullptr) return loaded;
    live = *loaded;
  }
  std::int64_t revision = 0;
  {
    const std::shared_lock lock(live->mutex);
    if (!live->isLost) revision = live->facts.revision;
    else revision = -1;
  }
  if (revision >= atLeast) return live;
  if (revision >= 0) {
    // Another instance has announced more than this one knows.
    follow(id);
    return live;
  }
  forget(id, live);
  return load(id);
}

Result<bool> Accounts::create(const std::string& id, std::string_view json) {
  auto account = Account::parse(json, policy_);
  if (!account) return account.problems();
  if (account->id != id) return Problem{"value_invalid", "/id", "The account says it is “" + account->id + "”, the address “" + id + "”."};
  const std::string facts = toJson(account->toValue());
  return store_.write<bool>(id, [&](Writing& writing) {
    if (writing.isThere()) return false;
    writing.create(facts, account->revision);
    writing.commit();
    return true;
  });
}

void Accounts::catchUp(Writing& writing, LiveAccount& live) {
  if (writing.revision() > live.facts.revision && !replay(live, writing.changesSince(live.facts.revision))) throw std::runtime_error("the changes do not follow each other");
}

Outcome Accounts::write(Writing& writing, LiveAccount& live, const Order& order, Time now) {
  Outcome outcome;
  const std::string requestHash = order.idempotencyKey ? sha256(order.actor + "\n" + order.requestJson) : std::string();
  if (order.idempotencyKey) {
    if (const auto given = writing.answer(*order.idempotencyKey)) {
      outcome.kind = given->requestHash != requestHash ? Outcome::Kind::keyReused : given->status == 200 ? Outcome::Kind::applied : Outcome::Kind::refused;
      outcome.body = given->body;
      outcome.isReplay = true;
      return outcome;
    }
  }
  catchUp(writing, live);
  outcome.revision = live.facts.revision;
  if (order.ifRevision && *order.ifRevision != live.facts.revision) return outcome.kind = Outcome::Kind::wrongRevision, outcome;

  const auto applied = apply(live.facts, order.request);
  const Decision& decision = applied->decision;
  outcome.kind = decision.allowed ? Outcome::Kind::applied : Outcome::Kind::refused;
  outcome.revision = live.facts.revision;
  const bool changes = applied->delta.to > applied->delta.from;
  if (changes) writing.addChange({applied->delta.to, toJson(toValue(applied->delta))}, [&] { return toJson(live.facts.toValue()); });
  Value told = Value::object();
  told.add("decision", toValue(decision, policy_));
  if (order.tellsDelta) told.add("delta", changes ? toValue(applied->delta) : Value());
  outcome.body = toJson(told);
  writing.addAudit(auditEntry(writing.head(), now, order.actor, order.request, order.requestJson, decision));
  if (order.idempotencyKey) writing.remember(*order.idempotencyKey, {requestHash, decision.allowed ? 200 : 403, outcome.body}, now);
  writing.commit();
  return outcome;
}

Result<Outcome> Accounts::carryOut(const std::string& id, const Order& order, Time now) {
  return change(id, [&](Writing& writing, LiveAccount& live) { return write(writing, live, order, now); });
}

Result<Outcome> Accounts::restore(const Account& before) {
  return change(before.id, [&](Writing& writing, LiveAccount& live) {
    catchUp(writing, live);
    Account target = before;
    target.revision = live.facts.revision + 1;
    const Delta delta = deltaBetween(live.facts, target);
    writing.addChange({delta.to, toJson(toValue(delta))}, [&] { return toJson(target.toValue()); });
    writing.commit();
    applyDelta(delta, live.facts);
    Outcome outcome;
    outcome.kind = Outcome::Kind::applied;
    outcome.revision = live.facts.revision;
    return outcome;
  });
}

Result<Outcome> Accounts::change(const std::string& id, const std::function<Outcome(Writing&, LiveAccount&)>& write) {
  const auto found = find(id);
  if (!found) return found.problems();
  const LivePointer live = *found;
  if (live == nullptr) return Outcome();
  Result<Outcome> outcome = Outcome();
  bool isNew = false;
  {
    const std::unique_lock lock(live->mutex);
    if (live->isLost) return storeUnavailable("try again");
    const auto before = live->facts.revision;
    outcome = store_.write<Outcome>(id, [&](Writing& writing) { return writing.isThere() ? write(writing, *live) : Outcome(); });
    // Nobody knows whether the database has it: what is in memory may be ahead of it.
    if (!outcome) live->isLost = true;
    isNew = live->facts.revision != before;
  }
  if (!outcome) {
    forget(id, live);
    return outcome;
  }
  if (changed_ && isNew) changed_(live);
  return outcome;
}

void Accounts::follow(const std::string& id) {
  const LivePointer live = known(id);
  if (live == nullptr) return;
  bool isNew = false;
  {
    const std::unique_lock lock(live->mutex);
    if (live->isLost) return;
    const auto changes = store_.changesSince(id, live->facts.revision);
    if (!changes || changes->empty()) return;
    // Where the rows between are gone already, the whole is read again.
    if (changes->front().revision != live->facts.revision + 1) live->isLost = true;
    else isNew = replay(*live, *changes);
  }
  if (!isNew) return forget(id, live);
  if (changed_) changed_(live);
}

void Accounts::followAll() {
  std::vector<std::string> ids;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, live] : live_) ids.push_back(id);
  }
  for (const auto& id : ids) follow(id);
}

}  // namespace lockstep::server
