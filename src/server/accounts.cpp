#include "server/accounts.h"

#include <algorithm>

#include "base/digest.h"

namespace lockstep::server {

namespace {

/// Who follows the account and is further behind loads anew.
constexpr std::size_t mostChanges = 64;

/// How many changes to keep before the facts are written out whole: replaying them takes a part of the time that reading
/// those facts takes, and writing a big account is not for every few changes.
std::int64_t changesBetweenFacts(const Account& facts) {
  return static_cast<std::int64_t>(std::max<std::size_t>(256, (facts.users().size() + facts.assets().size() + facts.shareCount()) / 16));
}

}  // namespace

std::optional<std::vector<std::shared_ptr<const Delta>>> LiveAccount::since(std::int64_t revision) const {
  std::vector<std::shared_ptr<const Delta>> found;
  for (const auto& change : changes)
    if (change->from >= revision) found.push_back(change);
  const bool isWhole = found.empty() ? facts.revision == revision : found.front()->from == revision;
  return isWhole ? std::optional(std::move(found)) : std::nullopt;
}

void LiveAccount::make(Delta change) {
  auto made = std::make_shared<const Delta>(std::move(change));
  const std::unique_lock lock(mutex);
  isLost = true;  // unless it goes through
  applyDelta(*made, facts);
  changes.push_back(std::move(made));
  if (changes.size() > mostChanges) changes.pop_front();
  isLost = false;
}

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
    auto delta = readDelta(change.delta, live.facts);
    if (!delta) {
      const std::unique_lock lock(live.mutex);
      return live.isLost = true, false;
    }
    live.make(std::move(*delta));
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

namespace {

/// What a request would do: it is done and taken back, and nobody sees it meanwhile.
Applied tried(LiveAccount& live, const Request& request) {
  const std::unique_lock lock(live.mutex);
  live.isLost = true;  // unless it goes through
  auto applied = apply(live.facts, request);
  if (applied->delta.to > applied->delta.from) applyDelta(applied->inverse, live.facts);
  live.isLost = false;
  return std::move(*applied);
}

}  // namespace

void Accounts::catchUp(Writing& writing, LiveAccount& live) {
  if (writing.revision() > live.facts.revision && !replay(live, writing.changesSince(live.facts.revision))) throw std::runtime_error("the changes do not follow each other");
}

Outcome Accounts::write(Writing& writing, LiveAccount& live, const Order& order, Time now, std::optional<Delta>& made) {
  Outcome outcome;
  // What somebody else has asked under the same key is none of this one's business.
  const auto ofActor = [&](const std::string& text) { return sha256(order.actor + "\n" + text); };
  const std::string key = order.idempotencyKey ? ofActor(*order.idempotencyKey) : std::string();
  const std::string requestHash = order.idempotencyKey ? ofActor(order.requestJson) : std::string();
  if (order.idempotencyKey) {
    if (const auto given = writing.answer(key)) {
      outcome.kind = given->requestHash != requestHash ? Outcome::Kind::keyReused : given->status == 200 ? Outcome::Kind::applied : Outcome::Kind::refused;
      outcome.body = given->body;
      outcome.isReplay = true;
      return outcome;
    }
  }
  catchUp(writing, live);
  outcome.revision = live.facts.revision;
  if (order.ifRevision && *order.ifRevision != live.facts.revision) return outcome.kind = Outcome::Kind::wrongRevision, outcome;

  Applied applied = tried(live, order.request);
  const Decision& decision = applied.decision;
  outcome.kind = decision.allowed ? Outcome::Kind::applied : Outcome::Kind::refused;
  outcome.revision = decision.revision;
  const bool changes = applied.delta.to > applied.delta.from;
  const Value delta = changes ? toValue(applied.delta) : Value();
  if (changes) writing.addChange({applied.delta.to, toJson(delta)}, changesBetweenFacts(live.facts), [&] { return toJson(live.facts.toValue()); });
  Value told = Value::object();
  told.add("decision", toValue(decision, policy_));
  if (order.tellsDelta) told.add("delta", delta.copy());
  outcome.body = toJson(told);
  writing.addAudit(auditEntry(writing.head(), now, order.actor, order.request, order.requestJson, decision.allowed ? std::string_view() : nameOf(decision.reason), decision.revision));
  if (order.idempotencyKey) writing.remember(key, {requestHash, decision.allowed ? 200 : 403, outcome.body}, now);
  writing.commit();
  if (changes) made = std::move(applied.delta);
  return outcome;
}

Result<Outcome> Accounts::carryOut(const std::string& id, const Order& order, Time now) {
  return change(id, [&](Writing& writing, LiveAccount& live, std::optional<Delta>& made) { return write(writing, live, order, now, made); });
}

Result<Outcome> Accounts::refuse(const std::string& id, const Order& order, std::string_view reason, Time now) {
  return change(id, [&](Writing& writing, LiveAccount&, std::optional<Delta>&) {
    writing.addAudit(auditEntry(writing.head(), now, order.actor, order.request, order.requestJson, reason, writing.revision()));
    writing.commit();
    Outcome outcome;
    outcome.kind = Outcome::Kind::refused;
    outcome.revision = writing.revision();
    return outcome;
  });
}

Result<Outcome> Accounts::restore(const Account& before, const std::string& actor, Time now) {
  return change(before.id, [&](Writing& writing, LiveAccount& live, std::optional<Delta>& made) {
    catchUp(writing, live);
    Account target = before;
    target.revision = live.facts.revision + 1;
    Delta delta = deltaBetween(live.facts, target);
    writing.addChange({delta.to, toJson(toValue(delta))}, changesBetweenFacts(live.facts), [&] { return toJson(live.facts.toValue()); });
    Request request;
    request.principal = Principal::system();
    request.action = "account.restore";  // of no policy: nobody can ask for it
    writing.addAudit(auditEntry(writing.head(), now, actor, request, {}, {}, target.revision));
    writing.commit();
    made = std::move(delta);
    Outcome outcome;
    outcome.kind = Outcome::Kind::applied;
    outcome.revision = target.revision;
    return outcome;
  });
}

Result<Outcome> Accounts::change(const std::string& id, const Write& write) {
  const auto found = find(id);
  if (!found) return found.problems();
  const LivePointer live = *found;
  if (live == nullptr) return Outcome();
  Result<Outcome> outcome = Outcome();
  bool isNew = false, isLost = false;
  {
    const std::lock_guard writing(live->writing);
    const auto before = live->facts.revision;
    std::optional<Delta> made;
    if (!live->isLost) outcome = store_.write<Outcome>(id, [&](Writing& each) { return each.isThere() ? write(each, *live, made) : Outcome(); });
    if (made) live->make(std::move(*made));
    isNew = live->facts.revision != before;
    isLost = live->isLost;
  }
  if (isLost) {
    forget(id, live);
    return storeUnavailable("try again");
  }
  if (changed_ && isNew) changed_(live);
  return outcome;
}

void Accounts::follow(const std::string& id) {
  const LivePointer live = known(id);
  if (live == nullptr) return;
  bool isNew = false;
  {
    const std::lock_guard writing(live->writing);
    if (live->isLost) return;
    const auto changes = store_.changesSince(id, live->facts.revision);
    if (!changes || changes->empty()) return;
    // Where the rows between are gone already, the whole is read again.
    if (changes->front().revision == live->facts.revision + 1) isNew = replay(*live, *changes);
  }
  if (isNew) {
    if (changed_) changed_(live);
    return;
  }
  forget(id, live);
  if (const auto fresh = load(id); changed_ && fresh && *fresh != nullptr) changed_(*fresh);
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
