#include "server/live/accounts.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <shared_mutex>

namespace lockstep::server {

namespace {

/// A caller who knows of a newer revision waits so long for the writer.
constexpr std::chrono::seconds mostWait{2};

}  // namespace

LivePointer Accounts::known(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto at = live_.find(id);
  return at == live_.end() ? nullptr : at->second;
}

void Accounts::forget(const std::string& id, const LivePointer& live) {
  const std::lock_guard lock(mutex_);
  if (const auto at = live_.find(id); at != live_.end() && at->second == live) live_.erase(at);
}

namespace {

/// Returns the marks of the changes that memory lacks; nothing where they do not follow from memory to where the
/// database says.
std::optional<std::vector<Mark>> marksOf(const LiveAccount& live, const std::vector<Change>& changes,
                                         const RevisionId& to) {
  std::vector<Mark> marks;
  RevisionId at = live.at();
  for (const auto& change : changes) {
    if (change.revision <= live.facts.revision) continue;
    const Mark mark = markAfter(*at.mark, change.delta);
    if (change.revision != at.revision + 1 || (change.mark && *change.mark != mark)) return std::nullopt;
    at = {change.revision, marks.emplace_back(mark)};
    // It may have come further since that was read.
    if (at.revision == to.revision && to.mark && to.mark != at.mark) return std::nullopt;
  }
  return at.revision >= to.revision ? std::optional(std::move(marks)) : std::nullopt;
}

}  // namespace

bool Accounts::replay(LiveAccount& live, const std::vector<Change>& changes, const RevisionId& to,
                      Transaction* transaction, Problem* why) {
  const auto find = [&](const std::string& asked) {
    return transaction == nullptr
               ? policies_.find(asked)
               : policies_.find(asked, [&](const std::string& digest) { return transaction->policyDocument(digest); });
  };
  const auto marks = marksOf(live, changes, to);
  if (!marks) return false;
  auto mark = marks->begin();
  for (const auto& change : changes) {
    if (change.revision <= live.facts.revision) continue;
    if (auto epoch = epochOf(change.delta)) {
      live.begin(std::move(*epoch), *mark++);
      continue;
    }
    auto replayed = readChange(live.facts, change, find);
    if (!replayed) {
      // A problem with a field is about the change, and nothing of a change leaves the server.
      if (why != nullptr && replayed.problems().front().field.empty()) *why = replayed.problems().front();
      const std::unique_lock lock(live.mutex);
      live.isLost = true;
      return false;
    }
    live.make(std::move(*replayed), *mark++);
  }
  return true;
}

Result<LivePointer> Accounts::load(const std::string& id) {
  auto loaded = loadStored(id);
  const std::lock_guard lock(mutex_);
  if (!loaded && loaded.problems().front().code == "store_inconsistent")
    unreadable_.insert(id);
  else if (loaded)
    unreadable_.erase(id);
  return loaded;
}

Result<LivePointer> Accounts::loadStored(const std::string& id) {
  auto stored = store_.load(id);
  if (!stored) return stored.problems();
  if (!*stored) return LivePointer();
  const auto policy = policies_.find((*stored)->policy);
  if (!policy) return policy.problems();
  auto account = Account::parse((*stored)->facts, *policy);
  // They did when they were kept: they were changed beside the server.
  if (!account) return Problem{"store_inconsistent", "", "The facts of account " + id + " do not fit their policy."};
  // Of before there were epochs, the first mark is that of the first epoch.
  if (account->epoch.empty()) account->epoch = toText((*stored)->factsMark);
  auto live = std::make_shared<LiveAccount>(std::move(account).value(), (*stored)->factsMark);
  Problem why{"store_inconsistent", "", "The changes of account " + id + " do not follow each other."};
  if (!replay(*live, (*stored)->changes, (*stored)->head.at, nullptr, &why)) return why;
  const std::lock_guard lock(mutex_);
  // Another thread may have been quicker; there is one of each.
  return live_.try_emplace(id, std::move(live)).first->second;
}

Result<LivePointer> Accounts::loadAgain(const std::string& id, const LivePointer& live) {
  forget(id, live);
  auto fresh = load(id);
  if (fresh && *fresh == nullptr)
    dropFromMemory(id);
  else if (changed_ && fresh)
    changed_(*fresh);
  return fresh;
}

Result<LivePointer> Accounts::find(const std::string& id, const RevisionId& wanted, bool mayWait) {
  const LivePointer live = known(id);
  bool isLost = false;
  std::int64_t atLeast = wanted.revision;
  if (live != nullptr) {
    std::shared_lock lock(live->mutex, std::defer_lock);
    if (mayWait)
      lock.lock();
    else if (!lock.try_lock())
      return Problem{"would_wait", "", "The account is being written to."};
    isLost = live->isLost;
    if (!isLost && live->has(wanted)) return live;
    // It may be this memory that is of a history which is gone.
    if (live->facts.revision >= atLeast) atLeast = std::numeric_limits<std::int64_t>::max();
  }
  if (!mayWait) return Problem{"would_wait", "", "The database has to be asked."};
  if (live != nullptr)
    return isLost ? loadAgain(id, live) : catchUp(live, std::unique_lock(live->writeMutex, mostWait), atLeast);
  auto loaded = load(id);
  if (!loaded || *loaded == nullptr) return loaded;
  {
    // It is new enough for a caller who needs no certain revision, who does not wait for a writer.
    const std::shared_lock lock((*loaded)->mutex);
    if (!(*loaded)->isLost && (*loaded)->has(wanted)) return loaded;
  }
  // Another thread may have been quicker, and have loaded an older one.
  return catchUp(*loaded, std::unique_lock((*loaded)->writeMutex, mostWait), atLeast);
}

Result<LivePointer> Accounts::catchUp(const LivePointer& live, std::unique_lock<std::timed_mutex> writeLock,
                                      std::int64_t atLeast) {
  if (!writeLock) return storeUnavailable("another change of the account has not ended");
  if (!live->isLost) {
    // Another instance has announced more than this one knows.
    if (live->facts.revision >= atLeast) return live;
    const auto stored = store_.changesSince(live->id, live->facts.revision);
    if (!stored) return stored.problems();
    const bool isOurs = stored->head && !hasParted(*live, *stored->head);
    // A revision that the database does not have either does not exist.
    if (isOurs && stored->head->at.revision == live->facts.revision) return live;
    // Where the rows between are gone already, the whole is read again.
    if (isOurs && replay(*live, stored->changes, stored->head->at)) {
      writeLock.unlock();
      if (changed_) changed_(live);
      return live;
    }
    writeLock.unlock();
    return recover(live);
  }
  writeLock.unlock();
  return loadAgain(live->id, live);
}

/// Whether the database holds another history than memory, or less of it. Where it is ahead, its changes say whether
/// they follow.
bool Accounts::hasParted(const LiveAccount& live, const Head& stored) {
  if (stored.epoch != live.facts.epoch || stored.at.revision < live.facts.revision) return true;
  return stored.at.revision == live.facts.revision && stored.at.mark && *stored.at.mark != live.marks.back();
}

Result<bool> Accounts::create(const std::string& id, std::string_view json, const std::string& actor, Time now) {
  for (;;) {
    const auto inForce = store_.policyInForce();
    if (!inForce) return inForce.problems();
    const auto policy = policies_.find(*inForce);
    if (!policy) return policy.problems();
    auto account = Account::parse(json, *policy);
    if (!account) return account.problems();
    if (account->id != id)
      return Problem{"value_invalid", "/id", "The account says it is “" + account->id + "”, the address “" + id + "”."};
    account->epoch = newEpoch();
    const std::string facts = toJson(account->toValue());
    bool isOther = false;
    AuditHead added;
    auto made = store_.write<bool>(id, [&](Transaction& transaction) {
      isOther = transaction.defaultPolicy() != *inForce;
      if (isOther || transaction.isThere()) return false;
      transaction.create(facts, account->revision, account->epoch, *inForce);
      const Request request = serverRequest("account.create");
      transaction.addAudit({now, actor, request, {}, {}});
      transaction.commit();
      added = transaction.head();
      return true;
    });
    if (audited_ && made && *made) audited_(added);
    // Memory may hold one of this id that was deleted beside this server.
    if (made && *made) dropFromMemory(id);
    // It was switched meanwhile.
    if (!isOther) return made;
  }
}

bool Accounts::catchUp(Transaction& transaction, LiveAccount& live) {
  if (hasParted(live, transaction.at())) return false;
  if (transaction.revision() > live.facts.revision &&
      !replay(live, transaction.changesSince(live.facts.revision), transaction.at().at, &transaction))
    return false;
  if (!transaction.at().at.mark) transaction.setMark(live.marks.back());
  return true;
}

bool Accounts::follow(const std::string& id) {
  const LivePointer live = known(id);
  if (live == nullptr) return true;
  std::unique_lock writeLock(live->writeMutex, std::try_to_lock);
  return writeLock && catchUp(live, std::move(writeLock), std::numeric_limits<std::int64_t>::max());
}

void Accounts::followNow(const std::string& id) {
  // A thread that writes for longer catches up by doing so.
  if (const LivePointer live = known(id))
    (void)catchUp(live, std::unique_lock(live->writeMutex, mostWait), std::numeric_limits<std::int64_t>::max());
}

std::map<std::string, Head> Accounts::heads() {
  std::map<std::string, Head> heads;
  for (const auto& id : ids()) {
    const LivePointer live = known(id);
    if (live == nullptr) continue;
    const std::shared_lock lock(live->mutex);
    heads[id] = {live->facts.epoch, live->at()};
  }
  return heads;
}

bool Accounts::has(const std::string& id, const Head& stored) {
  const LivePointer live = known(id);
  if (live == nullptr) return true;
  const std::shared_lock lock(live->mutex);
  if (live->isLost || live->facts.epoch != stored.epoch || live->facts.revision < stored.at.revision) return false;
  return !stored.at.mark || live->markOf(stored.at.revision).value_or(*stored.at.mark) == *stored.at.mark;
}

std::size_t Accounts::unreadable() {
  const std::lock_guard lock(mutex_);
  return unreadable_.size();
}

std::vector<std::string> Accounts::ids() {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> ids;
  for (const auto& [id, live] : live_) ids.push_back(id);
  return ids;
}

void Accounts::dropUnused(Time since, const std::function<bool(const LiveAccount&)>& isFollowed) {
  const std::lock_guard lock(mutex_);
  // Every holder got its pointer from here.
  std::erase_if(live_, [&](const auto& entry) {
    return entry.second.use_count() == 1 && entry.second->lastUsed < since && !isFollowed(*entry.second);
  });
}

}  // namespace lockstep::server
