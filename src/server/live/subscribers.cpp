#include "server/live/subscribers.h"

#include <algorithm>
#include <shared_mutex>

#include "server/live/stream_events.h"

namespace lockstep::server {

namespace {

/// A reader that comes back within this many changes, or seconds, needs no new snapshot.
constexpr std::size_t mostRecent = 64;
constexpr Time keptWithoutReaders = 300;
/// For so many seconds after a request of their own, a principal is sent each change at once.
constexpr Time expectsFor = 5;
/// A reader may take so many seconds to load a snapshot.
constexpr Time loadsFor = 30;

/// Whether the account has come under another policy since it was last sent.
bool isUnderOther(const Account& lastSent, LiveAccount& live) {
  const std::shared_lock reading(live.mutex);
  return lastSent.policy().digest() != live.facts.policy().digest();
}

}  // namespace

Subscribers::Subscribers() : publisher_([this](const std::stop_token& stop) { publishWaiting(stop); }) {}

// ---- Telling, under the mutex of what is followed ----

void Subscribers::drop(Subscriber& subscriber, Time now) {
  std::erase_if(subscriber.readers, [&](const Reader& reader) {
    const auto queue = reader.queue.lock();
    if (queue != nullptr && reader.until && now >= *reader.until) queue->close();
    return queue == nullptr || queue->isClosed();
  });
  if (!subscriber.readers.empty()) subscriber.lastReader = now;
}

/// Sends what has ended or begun since the last event.
void Subscribers::publishTime(Followed& followed, Time now) {
  const RevisionId at = followed.at();
  for (auto& [key, subscriber] : followed.subscribers)
    if (auto delta = lockstep::elapse(*followed.lastSent, subscriber.follower, now)) {
      drop(subscriber, now);
      subscriber.send(*followed.lastSent, {at, at, std::make_shared<const Delta>(*std::move(delta))}, now);
    }
}

void Subscribers::Subscriber::keep(Event event) {
  recent.push_back(std::move(event));
  if (recent.size() > mostRecent) recent.pop_front();
}

void Subscribers::Subscriber::sendSteps(const Account& lastSent, Reader& reader, EventQueue& queue, Time now) const {
  for (const auto& event : recent) {
    if (event.from.revision < reader.at.revision || event.delta != nullptr) continue;
    Delta step = quietDelta(lastSent, follower.visibility, event.from.revision);
    step.to = event.to.revision;
    queue.push(deltaText(std::move(step), event.to, now));
    reader.at = event.to;
  }
}

void Subscribers::Subscriber::send(const Account& lastSent, const Event& event, Time now) {
  std::map<std::int64_t, EventText> texts;
  for (auto& reader : readers) {
    const auto queue = reader.queue.lock();
    if (queue == nullptr) continue;
    if (now < reader.loadsUntil) sendSteps(lastSent, reader, *queue, now);
    EventText& text = texts[reader.at.revision];
    if (text == nullptr) text = deltaTextFrom(*event.delta, reader.at, event.to, now);
    queue->push(text);
    reader.at = event.to;
  }
  keep(event);
}

void Subscribers::publish(Followed& followed, const LiveChange& made, Time now) {
  publishTime(followed, now);
  const Delta& change = *made.delta;
  const RevisionId from = followed.at();
  std::vector<Follower*> followers;
  for (auto& [key, subscriber] : followed.subscribers) followers.push_back(&subscriber.follower);
  auto deltas = follow(*followed.lastSent, change, followers);
  followed.mark = made.mark;
  const RevisionId to = followed.at();
  std::shared_ptr<const Delta> whole;
  std::size_t which = 0;
  for (auto& [key, subscriber] : followed.subscribers) {
    auto& delta = deltas[which++];
    const bool isHost = subscriber.follower.principal.kind == Principal::Kind::system;
    if (isHost && whole == nullptr) whole = std::make_shared<const Delta>(change);
    drop(subscriber, now);
    if (isHost)
      subscriber.send(*followed.lastSent, {from, to, whole}, now);
    else if (delta)
      subscriber.send(*followed.lastSent, {from, to, std::make_shared<const Delta>(*std::move(delta))}, now);
    else
      subscriber.keep({from, to, nullptr});
  }
}

/// Sends those who are behind what brings them to the revision: only those who expect it, or all. What concerns them
/// was sent.
void Subscribers::sendQuiet(Followed& followed, Time now, bool toAll) {
  QuietTexts quiet(*followed.lastSent, followed.at(), now);
  for (auto& [key, subscriber] : followed.subscribers) {
    if (!toAll && now > subscriber.expectsUntil) continue;
    for (auto& reader : subscriber.readers) {
      const auto queue = reader.queue.lock();
      if (queue == nullptr) continue;
      if (now < reader.loadsUntil) subscriber.sendSteps(*followed.lastSent, reader, *queue, now);
      if (reader.at == followed.at()) continue;
      queue->push(quiet.of(subscriber.follower.visibility, reader.at));
      reader.at = followed.at();
    }
  }
}

/// Sends `reload` to every subscriber, since no delta can be made. It carries the last revision that was sent, so that
/// a client that missed it reloads when it reconnects. Without a revision it is 0, which no history has.
void Subscribers::disconnectAll(Followed& followed) {
  const EventText reload = eventText("reload", followed.lastSent ? followed.at() : RevisionId{0, Mark(0)}, "{}");
  for (const auto& [key, subscriber] : followed.subscribers) {
    for (const auto& reader : subscriber.readers)
      if (const auto queue = reader.queue.lock()) {
        queue->push(reload);
        queue->close();
      }
  }
  followed.subscribers.clear();
  followed.lastSent.reset();
}

/// Another policy has come into force: every subscriber loads a new snapshot, and keeps the stream.
void Subscribers::startOver(Followed& followed, LiveAccount& live, Time now) {
  {
    const std::shared_lock reading(live.mutex);
    followed.lastSent.emplace(live.facts);
    followed.mark = live.marks.back();
  }
  Value data = Value::object();
  data.add("policy", followed.lastSent->policy().digest());
  const EventText reload = eventText("reload", followed.at(), toJson(data));
  for (auto& [key, subscriber] : followed.subscribers) {
    subscriber.follower = followerOf(*followed.lastSent, subscriber.follower.principal, now);
    subscriber.recent.clear();
    for (auto& reader : subscriber.readers)
      if (const auto queue = reader.queue.lock()) {
        queue->push(reload);
        reader.at = followed.at();
        reader.loadsUntil = now + loadsFor;
      }
  }
}

void Subscribers::catchUp(Followed& followed, LiveAccount& live, Time now) {
  try {
    if (followed.lastSent) {
      std::optional<std::vector<LiveChange>> changes;
      {
        const std::shared_lock reading(live.mutex);
        changes = live.since(followed.at());
      }
      if (!changes && isUnderOther(*followed.lastSent, live))
        startOver(followed, live, now);
      else if (!changes)
        disconnectAll(followed);
      else
        for (const auto& change : *changes) publish(followed, change, now);
      if (followed.lastSent) sendQuiet(followed, now, false);
    }
    if (followed.lastSent) return;
    const std::shared_lock reading(live.mutex);
    followed.lastSent.emplace(live.facts);
    followed.mark = live.marks.back();
  } catch (...) {
    // Out of memory half-way: it is unknown how far the copy got.
    disconnectAll(followed);
    throw;
  }
}

// ---- Who follows what ----

Subscribers::FollowedPointer Subscribers::followed(const LivePointer& live) {
  FollowedPointer old, fresh;
  {
    const std::lock_guard lock(mutex_);
    FollowedPointer& known = accounts_[live->id];
    if (known != nullptr && !known->isOver && known->live.lock() == live) return known;
    old = std::exchange(known, std::make_shared<Followed>(live));
    fresh = known;
  }
  // The account was loaded again, and the changes between are unknown.
  if (old != nullptr) {
    const std::lock_guard telling(old->mutex);
    disconnectAll(*old);
  }
  return fresh;
}

std::vector<Subscribers::FollowedPointer> Subscribers::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<FollowedPointer> found;
  for (const auto& [id, followed] : accounts_) found.push_back(followed);
  return found;
}

std::shared_ptr<EventQueue> Subscribers::open(const LivePointer& live, const Principal& principal,
                                              const RevisionId& since, std::optional<Time> until, Time now,
                                              std::size_t most) {
  auto queue = std::make_shared<EventQueue>();
  for (;;) {
    const FollowedPointer where = followed(live);
    const std::lock_guard telling(where->mutex);
    if (where->isOver) continue;
    catchUp(*where, *live, now);
    const std::string key = toJson(toValue(principal));
    auto at = where->subscribers.find(key);
    if (at == where->subscribers.end())
      at = where->subscribers.emplace(key, Subscriber{followerOf(*where->lastSent, principal, now), {}, {}, now, 0})
               .first;
    Subscriber& subscriber = at->second;
    drop(subscriber, now);
    if (subscriber.readers.size() >= most) return nullptr;
    // What the reader has may have been made before something ended or began.
    bool isKnown = !changesBetween(*where->lastSent, principal, now - snapshotLifetime, now);
    if (!isKnown) {
      queue->push(eventText("reload", where->at(), "{}"));
    } else if (since != where->at()) {
      isKnown = false;
      RevisionId has = since;
      for (const auto& event : subscriber.recent) {
        isKnown = isKnown || event.from == since;
        if (isKnown && event.delta != nullptr)
          queue->push(deltaTextFrom(*event.delta, std::exchange(has, event.to), event.to, now));
      }
      if (!isKnown)
        queue->push(eventText("reload", where->at(), "{}"));
      else if (has != where->at())
        queue->push(QuietTexts(*where->lastSent, where->at(), now).of(subscriber.follower.visibility, has));
    }
    subscriber.readers.push_back({queue, until, where->at(), isKnown ? 0 : now + loadsFor});
    subscriber.lastReader = now;
    return queue;
  }
}

void Subscribers::changed(const LivePointer& live, Time now) {
  const std::lock_guard lock(mutex_);
  if (!accounts_.contains(live->id)) return;
  waiting_[live] = now;
  woken_.notify_one();
}

void Subscribers::ended(const std::string& account) {
  FollowedPointer where;
  {
    const std::lock_guard lock(mutex_);
    const auto at = accounts_.find(account);
    if (at == accounts_.end()) return;
    where = at->second;
    accounts_.erase(at);
  }
  const std::lock_guard telling(where->mutex);
  disconnectAll(*where);
  where->isOver = true;
}

void Subscribers::publishWaiting(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (woken_.wait(lock, stop, [this] { return !waiting_.empty(); })) {
    const auto [live, now] = *waiting_.begin();
    waiting_.erase(waiting_.begin());
    lock.unlock();
    try {
      const FollowedPointer where = followed(live);
      const std::lock_guard telling(where->mutex);
      if (where->lastSent) catchUp(*where, *live, now);
    } catch (const std::exception&) {
      // Out of memory: they were sent away.
    }
    lock.lock();
  }
}

void Subscribers::renew(Time now) {
  for (const auto& where : all()) {
    const std::lock_guard telling(where->mutex);
    const LivePointer live = where->live.lock();
    for (auto& [key, subscriber] : where->subscribers) drop(subscriber, now);
    std::erase_if(where->subscribers, [&](const auto& entry) {
      return entry.second.readers.empty() && now >= entry.second.lastReader + keptWithoutReaders;
    });
    if (live == nullptr || where->subscribers.empty()) {
      disconnectAll(*where);
      where->isOver = true;
      continue;
    }
    catchUp(*where, *live, now);
    if (!where->lastSent) continue;
    publishTime(*where, now);
    QuietTexts quiet(*where->lastSent, where->at(), now);
    for (auto& [key, subscriber] : where->subscribers)
      for (auto& reader : subscriber.readers)
        if (const auto queue = reader.queue.lock()) {
          queue->push(quiet.of(subscriber.follower.visibility, reader.at));
          reader.at = where->at();
        }
  }
  const std::lock_guard lock(mutex_);
  std::erase_if(accounts_, [](const auto& entry) { return entry.second->isOver.load(); });
}

void Subscribers::publishQuiet(Time now) {
  for (const auto& where : all()) {
    const std::lock_guard telling(where->mutex);
    if (where->lastSent) sendQuiet(*where, now, true);
  }
}

void Subscribers::expect(const std::string& account, const Principal& principal, Time now) {
  FollowedPointer where;
  {
    const std::lock_guard lock(mutex_);
    if (const auto at = accounts_.find(account); at != accounts_.end()) where = at->second;
  }
  if (where == nullptr) return;
  const std::lock_guard telling(where->mutex);
  if (const auto at = where->subscribers.find(toJson(toValue(principal))); at != where->subscribers.end())
    at->second.expectsUntil = now + expectsFor;
}

void Subscribers::elapse(Time now) {
  for (const auto& where : all()) {
    const std::lock_guard telling(where->mutex);
    try {
      if (where->lastSent) publishTime(*where, now);
    } catch (const std::exception&) {
      // Out of memory: it is unknown which events were sent.
      disconnectAll(*where);
    }
  }
}

std::size_t Subscribers::readersOf(Followed& followed) {
  const auto isOpen = [](const Reader& reader) {
    const auto queue = reader.queue.lock();
    return queue != nullptr && !queue->isClosed();
  };
  const std::lock_guard telling(followed.mutex);
  std::size_t count = 0;
  for (const auto& [key, subscriber] : followed.subscribers)
    count += static_cast<std::size_t>(std::count_if(subscriber.readers.begin(), subscriber.readers.end(), isOpen));
  return count;
}

std::size_t Subscribers::readers() const {
  std::size_t count = 0;
  for (const auto& where : all()) count += readersOf(*where);
  return count;
}

std::size_t Subscribers::readers(const std::string& account) const {
  FollowedPointer where;
  {
    const std::lock_guard lock(mutex_);
    if (const auto at = accounts_.find(account); at != accounts_.end()) where = at->second;
  }
  return where == nullptr ? 0 : readersOf(*where);
}

void Subscribers::endAll() {
  for (const auto& where : all()) {
    const std::lock_guard telling(where->mutex);
    for (const auto& [key, subscriber] : where->subscribers)
      for (const auto& reader : subscriber.readers)
        if (const auto queue = reader.queue.lock()) queue->close();
  }
}

bool Subscribers::follows(const LiveAccount& live) const {
  const std::lock_guard lock(mutex_);
  const auto at = accounts_.find(live.id);
  return at != accounts_.end() && !at->second->isOver;
}

}  // namespace lockstep::server
