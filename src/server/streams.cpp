#include "server/streams.h"

#include <algorithm>
#include <shared_mutex>

namespace lockstep::server {

namespace {

/// A reader that comes back within this many changes, or seconds, needs no new snapshot.
constexpr std::size_t mostRecent = 64;
constexpr Time keptWithoutReaders = 300;

EventText eventText(std::string_view kind, std::int64_t revision, const std::string& body) {
  return std::make_shared<const std::string>("id: " + std::to_string(revision) + "\nevent: " + std::string(kind) + "\ndata: " + body + "\n\n");
}

EventText deltaText(Delta delta, Time now) {
  delta.expiresAt = now + snapshotLifetime;
  return eventText("delta", delta.to, toJson(toValue(delta)));
}

/// The same text for all who stand alike and of whom no fact is other.
class QuietTexts {
 public:
  QuietTexts(const Account& facts, std::int64_t from, Time now) : facts_(facts), from_(from), now_(now) {}

  EventText of(const Standing& standing) {
    const auto at = std::find_if(texts_.begin(), texts_.end(), [&](const auto& known) { return known.first == standing; });
    return at != texts_.end() ? at->second : texts_.emplace_back(standing, deltaText(quietDelta(facts_, standing, from_), now_)).second;
  }

 private:
  const Account& facts_;
  const std::int64_t from_;
  const Time now_;
  std::vector<std::pair<Standing, EventText>> texts_;
};

}  // namespace

Streams::Streams() : teller_([this](const std::stop_token& stop) { tellWaiting(stop); }) {}

// ---- Telling, under the mutex of what is followed ----

void Streams::drop(Audience& audience, Time now) {
  std::erase_if(audience.readers, [&](const Reader& reader) {
    const auto queue = reader.queue.lock();
    if (queue != nullptr && reader.until && now >= *reader.until) queue->close();
    return queue == nullptr || queue->isClosed();
  });
  if (!audience.readers.empty()) audience.lastReader = now;
}

void Streams::Audience::push(const EventText& text) const {
  for (const auto& reader : readers)
    if (const auto queue = reader.queue.lock()) queue->push(text);
}

/// Sends what has ended or begun since the last event.
void Streams::tellTime(Followed& followed, Time now) {
  for (auto& [key, audience] : followed.audiences)
    if (auto delta = lockstep::elapse(*followed.told, audience.follower, now)) {
      drop(audience, now);
      audience.send(followed.told->revision, deltaText(*std::move(delta), now));
    }
}

void Streams::Audience::send(std::int64_t from, EventText text) {
  push(text);
  recent.push_back({from, std::move(text)});
  if (recent.size() > mostRecent) recent.pop_front();
}

void Streams::tell(Followed& followed, const Delta& change, Time now) {
  tellTime(followed, now);
  std::vector<Follower*> followers;
  for (auto& [key, audience] : followed.audiences) followers.push_back(&audience.follower);
  const auto deltas = follow(*followed.told, change, followers);
  QuietTexts quiet(*followed.told, change.from, now);
  EventText whole;
  std::size_t which = 0;
  for (auto& [key, audience] : followed.audiences) {
    const auto& delta = deltas[which++];
    const bool isHost = audience.follower.principal.kind == Principal::Kind::system;
    if (isHost && whole == nullptr) whole = deltaText(change, now);
    EventText text = isHost ? whole : delta ? deltaText(*delta, now) : quiet.of(audience.follower.standing);
    drop(audience, now);
    audience.send(change.from, std::move(text));
  }
}

/// What comes next cannot be told: everybody loads anew. With the revision that they have, so that whoever does not is
/// told so once more.
void Streams::sendAway(Followed& followed) {
  const EventText reload = eventText("reload", followed.told ? followed.told->revision : 0, "{}");
  for (const auto& [key, audience] : followed.audiences) {
    audience.push(reload);
    for (const auto& reader : audience.readers)
      if (const auto queue = reader.queue.lock()) queue->close();
  }
  followed.audiences.clear();
  followed.told.reset();
}

void Streams::catchUp(Followed& followed, LiveAccount& live, Time now) {
  try {
    if (followed.told) {
      std::optional<std::vector<std::shared_ptr<const Delta>>> changes;
      {
        const std::shared_lock reading(live.mutex);
        changes = live.since(followed.told->revision);
      }
      if (!changes) sendAway(followed);
      else for (const auto& change : *changes) tell(followed, *change, now);
    }
    if (followed.told) return;
    const std::shared_lock reading(live.mutex);
    followed.told.emplace(live.facts);
  } catch (...) {
    // Out of memory half-way: nobody knows how far the copy got.
    sendAway(followed);
    throw;
  }
}

// ---- Who follows what ----

Streams::FollowedPointer Streams::followed(const LivePointer& live) {
  FollowedPointer old, fresh;
  {
    const std::lock_guard lock(mutex_);
    FollowedPointer& known = accounts_[live->id];
    if (known != nullptr && !known->isOver && known->live.lock() == live) return known;
    old = std::exchange(known, std::make_shared<Followed>(live));
    fresh = known;
  }
  // The account was read anew, and what was between is not known.
  if (old != nullptr) {
    const std::lock_guard telling(old->mutex);
    sendAway(*old);
  }
  return fresh;
}

std::vector<Streams::FollowedPointer> Streams::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<FollowedPointer> found;
  for (const auto& [id, followed] : accounts_) found.push_back(followed);
  return found;
}

std::shared_ptr<EventQueue> Streams::open(const LivePointer& live, const Principal& principal, std::int64_t since, std::optional<Time> until, Time now, std::size_t most) {
  auto queue = std::make_shared<EventQueue>();
  for (;;) {
    const FollowedPointer where = followed(live);
    const std::lock_guard telling(where->mutex);
    if (where->isOver) continue;
    catchUp(*where, *live, now);
    const std::string key = toJson(toValue(principal));
    auto at = where->audiences.find(key);
    if (at == where->audiences.end()) at = where->audiences.emplace(key, Audience{followerOf(*where->told, principal, now), {}, {}, now}).first;
    Audience& audience = at->second;
    drop(audience, now);
    if (audience.readers.size() >= most) return nullptr;
    // What the reader has may have been made before something ended or began.
    bool isKnown = !changesBetween(*where->told, principal, now - snapshotLifetime, now);
    if (!isKnown) {
      queue->push(eventText("reload", where->told->revision, "{}"));
    } else if (since != where->told->revision) {
      isKnown = false;
      for (const auto& event : audience.recent)
        if (event.from == since || isKnown) isKnown = true, queue->push(event.text);
      if (!isKnown) queue->push(eventText("reload", where->told->revision, "{}"));
    }
    audience.readers.push_back({queue, until});
    audience.lastReader = now;
    return queue;
  }
}

void Streams::changed(const LivePointer& live, Time now) {
  const std::lock_guard lock(mutex_);
  if (!accounts_.contains(live->id)) return;
  waiting_[live] = now;
  woken_.notify_one();
}

void Streams::tellWaiting(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (woken_.wait(lock, stop, [this] { return !waiting_.empty(); })) {
    const auto [live, now] = *waiting_.begin();
    waiting_.erase(waiting_.begin());
    lock.unlock();
    try {
      const FollowedPointer where = followed(live);
      const std::lock_guard telling(where->mutex);
      if (where->told) catchUp(*where, *live, now);
    } catch (const std::exception&) {
      // Out of memory: they were sent away.
    }
    lock.lock();
  }
}

void Streams::renew(Time now) {
  for (const auto& where : all()) {
    const std::lock_guard telling(where->mutex);
    const LivePointer live = where->live.lock();
    for (auto& [key, audience] : where->audiences) drop(audience, now);
    std::erase_if(where->audiences, [&](const auto& entry) { return entry.second.readers.empty() && now >= entry.second.lastReader + keptWithoutReaders; });
    if (live == nullptr || where->audiences.empty()) {
      sendAway(*where);
      where->isOver = true;
      continue;
    }
    catchUp(*where, *live, now);
    if (!where->told) continue;
    tellTime(*where, now);
    QuietTexts quiet(*where->told, where->told->revision, now);
    for (const auto& [key, audience] : where->audiences) audience.push(quiet.of(audience.follower.standing));
  }
  const std::lock_guard lock(mutex_);
  std::erase_if(accounts_, [](const auto& entry) { return entry.second->isOver.load(); });
}

void Streams::elapse(Time now) {
  for (const auto& where : all()) {
    const std::lock_guard telling(where->mutex);
    try {
      if (where->told) tellTime(*where, now);
    } catch (const std::exception&) {
      // Out of memory: who was told what is not known.
      sendAway(*where);
    }
  }
}

std::size_t Streams::readersOf(Followed& followed) {
  const auto isOpen = [](const Reader& reader) {
    const auto queue = reader.queue.lock();
    return queue != nullptr && !queue->isClosed();
  };
  const std::lock_guard telling(followed.mutex);
  std::size_t count = 0;
  for (const auto& [key, audience] : followed.audiences) count += static_cast<std::size_t>(std::count_if(audience.readers.begin(), audience.readers.end(), isOpen));
  return count;
}

std::size_t Streams::readers() const {
  std::size_t count = 0;
  for (const auto& where : all()) count += readersOf(*where);
  return count;
}

std::size_t Streams::readers(const std::string& account) const {
  FollowedPointer where;
  {
    const std::lock_guard lock(mutex_);
    if (const auto at = accounts_.find(account); at != accounts_.end()) where = at->second;
  }
  return where == nullptr ? 0 : readersOf(*where);
}

void Streams::endAll() {
  for (const auto& where : all()) {
    const std::lock_guard telling(where->mutex);
    for (const auto& [key, audience] : where->audiences)
      for (const auto& reader : audience.readers)
        if (const auto queue = reader.queue.lock()) queue->close();
  }
}

bool Streams::follows(const LiveAccount& live) const {
  const std::lock_guard lock(mutex_);
  const auto at = accounts_.find(live.id);
  return at != accounts_.end() && !at->second->isOver;
}

}  // namespace lockstep::server
