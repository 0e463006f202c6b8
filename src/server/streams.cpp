#include "server/streams.h"

namespace lockstep::server {

namespace {

/// A reader that comes back within this many changes, or seconds, needs no new snapshot.
constexpr std::size_t mostRecent = 64;
constexpr Time keptWithoutReaders = 300;

std::string eventText(std::string_view kind, std::int64_t revision, const std::string& body) {
  return "id: " + std::to_string(revision) + "\nevent: " + std::string(kind) + "\ndata: " + body + "\n\n";
}

}  // namespace

void Streams::drop(Follower& follower, Time now) {
  std::erase_if(follower.readers, [&](const Reader& reader) {
    const auto queue = reader.queue.lock();
    if (queue != nullptr && reader.until && now >= *reader.until) queue->close();
    return queue == nullptr || queue->isClosed();
  });
  if (!follower.readers.empty()) follower.lastReader = now;
}

void Streams::tell(Follower& follower, const Account& facts, Time now) {
  Account slice = sliceFor(facts, follower.principal);
  Delta delta = deltaBetween(follower.slice, slice);
  delta.expiresAt = now + snapshotLifetime;
  follower.slice = std::move(slice);
  std::string text = eventText("delta", delta.to, toJson(toValue(delta)));
  for (const auto& reader : follower.readers)
    if (const auto queue = reader.queue.lock()) queue->push(text);
  if (delta.to == delta.from) return;
  follower.recent.push_back({delta.from, delta.to, std::move(text)});
  if (follower.recent.size() > mostRecent) follower.recent.pop_front();
}

std::shared_ptr<EventQueue> Streams::open(const LivePointer& live, const Principal& principal, std::int64_t since, std::optional<Time> until, Time now) {
  auto queue = std::make_shared<EventQueue>();
  const std::lock_guard lock(mutex_);
  const std::shared_lock reading(live->mutex);
  Followed& followed = accounts_[live->facts.id];
  if (followed.live.lock() != live) followed = {live, {}};
  const std::string key = toJson(toValue(principal));
  auto at = followed.followers.find(key);
  if (at == followed.followers.end()) at = followed.followers.emplace(key, Follower{principal, sliceFor(live->facts, principal), {}, {}, now}).first;
  Follower& follower = at->second;
  drop(follower, now);
  if (follower.slice.revision < live->facts.revision) tell(follower, live->facts, now);
  if (since != follower.slice.revision) {
    std::string missed;
    for (const auto& event : follower.recent)
      if (event.from == since || !missed.empty()) missed += event.text;
    queue->push(missed.empty() ? eventText("reload", follower.slice.revision, "{}") : missed);
  }
  follower.readers.push_back({queue, until});
  follower.lastReader = now;
  return queue;
}

void Streams::changed(const LivePointer& live, Time now) {
  const std::lock_guard lock(mutex_);
  const std::shared_lock reading(live->mutex);
  const auto at = accounts_.find(live->facts.id);
  if (at == accounts_.end() || live->isLost) return;
  // The account was read anew, and what was between is not known: everybody loads anew.
  if (at->second.live.lock() != live) {
    for (auto& [key, follower] : at->second.followers)
      for (const auto& reader : follower.readers)
        if (const auto queue = reader.queue.lock()) queue->push(eventText("reload", live->facts.revision, "{}")), queue->close();
    accounts_.erase(at);
    return;
  }
  for (auto& [key, follower] : at->second.followers) {
    drop(follower, now);
    // A change may have been told already, by whoever was quicker.
    if (follower.slice.revision < live->facts.revision) tell(follower, live->facts, now);
  }
}

void Streams::renew(Time now) {
  const std::lock_guard lock(mutex_);
  for (auto account = accounts_.begin(); account != accounts_.end();) {
    const LivePointer live = account->second.live.lock();
    auto& followers = account->second.followers;
    for (auto& [key, follower] : followers) drop(follower, now);
    std::erase_if(followers, [&](const auto& entry) { return entry.second.readers.empty() && now >= entry.second.lastReader + keptWithoutReaders; });
    if (live != nullptr) {
      const std::shared_lock reading(live->mutex);
      if (!live->isLost)
        for (auto& [key, follower] : followers) tell(follower, live->facts, now);
    }
    account = live == nullptr || followers.empty() ? accounts_.erase(account) : std::next(account);
  }
}

std::size_t Streams::readers() const {
  const std::lock_guard lock(mutex_);
  std::size_t count = 0;
  for (const auto& [id, followed] : accounts_)
    for (const auto& [key, follower] : followed.followers) count += follower.readers.size();
  return count;
}

}  // namespace lockstep::server
