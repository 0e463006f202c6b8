// A database that went back while memory went on: restored, or an asynchronous standby that was promoted.
#include <shared_mutex>

#include "server/live/accounts.h"
#include "server/wire/clock.h"

namespace lockstep::server {

namespace {

/// The newest revision that both histories have, as far as they are known; nothing where none is.
std::optional<RevisionId> lastCommon(const RevisionId& end, const std::deque<Mark>& marks, const LiveAccount& live) {
  for (std::size_t back = 0; back < marks.size(); ++back) {
    const RevisionId at{end.revision - static_cast<std::int64_t>(back), marks[marks.size() - 1 - back]};
    if (live.markOf(at.revision) == at.mark) return at;
  }
  return std::nullopt;
}

/// Returns whether memory held a history that the database does not have. Of a revision long past, that is unknown.
bool isLoss(const RevisionId& at, const LiveAccount& stored) {
  const std::shared_lock reading(stored.mutex);
  return !stored.has(at);
}

/// Adds which revisions are lost to the audit log.
void addLoss(Transaction& transaction, const std::optional<RevisionId>& common, const RevisionId& lost, Time now) {
  const Request request = serverRequest("history.lost");
  Value what = Value::object();
  if (common) what.add("after", toText(*common));
  what.add("until", toText(lost));
  transaction.addAudit({now, "lockstep", request, toJson(what), {}});
}

}  // namespace

Result<LivePointer> Accounts::recover(const LivePointer& parted) {
  const std::string& id = parted->id;
  std::optional<Gone> gone;
  {
    const std::shared_lock reading(parted->mutex);
    if (!parted->isLost) gone.emplace(Gone{parted->facts.epoch, parted->at(), parted->marks});
  }
  auto fresh = loadAgain(id, parted);
  if (!fresh || *fresh == nullptr || !gone || gone->epoch != (*fresh)->facts.epoch || !isLoss(gone->at, **fresh))
    return fresh;
  {
    const std::lock_guard lock(mutex_);
    gone_.try_emplace(id, std::move(*gone));
  }
  // What is not written now is so before the next change.
  beginAgain(*fresh);
  return fresh;
}

Problems Accounts::beginAgain(const LivePointer& fresh) {
  std::optional<Gone> gone;
  {
    const std::lock_guard lock(mutex_);
    if (const auto at = gone_.find(fresh->id); at != gone_.end()) gone = at->second;
  }
  if (!gone) return {};
  const std::unique_lock writeLock(fresh->writeMutex);
  std::string epoch;
  Mark mark = 0;
  Problems problems = writeTransaction(fresh->id, [&](Transaction& each) {
    // Another instance may have been quicker, or the account is another one; or the next change finds out.
    if (each.at().epoch != gone->epoch || !catchUp(each, *fresh)) return;
    const auto common = lastCommon(gone->at, gone->marks, *fresh);
    std::string next = newEpoch();
    mark = each.addEpoch(next);
    addLoss(each, common, gone->at, clockNow());
    each.commit();
    epoch = std::move(next);
  });
  if (!problems.empty()) return problems;
  if (!epoch.empty()) fresh->begin(std::move(epoch), mark);
  const std::lock_guard lock(mutex_);
  gone_.erase(fresh->id);
  return {};
}

}  // namespace lockstep::server
