#include "server/accounts.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <shared_mutex>
#include <stdexcept>

#include "base/digest.h"

namespace lockstep::server {

namespace {

/// Who follows the account and is further behind loads anew.
constexpr std::size_t mostChanges = 64;

/// A reader who was told of more than is here waits so long for whoever is writing.
constexpr std::chrono::seconds mostWait{2};

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

Result<LivePointer> Accounts::loadAgain(const std::string& id, const LivePointer& live) {
  forget(id, live);
  auto fresh = load(id);
  if (changed_ && fresh && *fresh != nullptr) changed_(*fresh);
  return fresh;
}

Result<LivePointer> Accounts::find(const std::string& id, std::int64_t atLeast, bool mayWait) {
  const LivePointer live = known(id);
  bool isLost = false;
  if (live != nullptr) {
    const std::shared_lock lock(live->mutex);
    isLost = live->isLost;
    if (!isLost && live->facts.revision >= atLeast) return live;
  }
  if (!mayWait) return Problem{"would_wait", "", "The database has to be asked."};
  if (live != nullptr) return isLost ? loadAgain(id, live) : catchUp(live, std::unique_lock(live->writing, mostWait), atLeast);
  auto loaded = load(id);
  if (!loaded || *loaded == nullptr) return loaded;
  // What was loaded may have been kept by somebody who was quicker, and older.
  return catchUp(*loaded, std::unique_lock((*loaded)->writing, mostWait), atLeast);
}

Result<LivePointer> Accounts::catchUp(const LivePointer& live, std::unique_lock<std::timed_mutex> writing, std::int64_t atLeast) {
  if (!writing) return storeUnavailable("somebody is writing to the account");
  if (!live->isLost) {
    // Another instance has announced more than this one knows.
    if (live->facts.revision >= atLeast) return live;
    const auto changes = store_.changesSince(live->id, live->facts.revision);
    if (!changes) return changes.problems();
    // A revision that the database does not have either is nobody's.
    if (changes->empty()) return live;
    // Where the rows between are gone already, the whole is read again.
    if (changes->front().revision == live->facts.revision + 1 && replay(*live, *changes)) {
      writing.unlock();
      if (changed_) changed_(live);
      return live;
    }
  }
  writing.unlock();
  return loadAgain(live->id, live);
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
  if (!applied) throw std::runtime_error(applied.problems().front().message);
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
  if (order.ifRevisions && std::find(order.ifRevisions->begin(), order.ifRevisions->end(), live.facts.revision) == order.ifRevisions->end()) return outcome.kind = Outcome::Kind::wrongRevision, outcome;

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

bool Accounts::follow(const std::string& id) {
  const LivePointer live = known(id);
  if (live == nullptr) return true;
  std::unique_lock writing(live->writing, std::try_to_lock);
  return writing && catchUp(live, std::move(writing), std::numeric_limits<std::int64_t>::max());
}

std::vector<std::string> Accounts::ids() {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> ids;
  for (const auto& [id, live] : live_) ids.push_back(id);
  return ids;
}

void Accounts::dropUnused(Time since, const std::function<bool(const LiveAccount&)>& isFollowed) {
  const std::lock_guard lock(mutex_);
  // Whoever holds one got it from here.
  std::erase_if(live_, [&](const auto& entry) { return entry.second.use_count() == 1 && entry.second->lastUsed < since && !isFollowed(*entry.second); });
}

}  // namespace lockstep::server
