#include "server/live/followed_account.h"

#include <algorithm>
#include <shared_mutex>
#include <utility>

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

std::string keyOf(const Principal& principal) { return toJson(toValue(principal)); }

}  // namespace

// ---- One principal ----

void Subscriber::dropEnded(Time now) {
  std::erase_if(readers, [&](const StreamReader& reader) {
    const auto queue = reader.queue.lock();
    if (queue != nullptr && reader.until && now >= *reader.until) queue->close();
    return queue == nullptr || queue->isClosed();
  });
  if (!readers.empty()) lastReader = now;
}

void Subscriber::keep(SubscriberEvent event) {
  recent.push_back(std::move(event));
  if (recent.size() > mostRecent) recent.pop_front();
}

void Subscriber::sendSteps(const Account& lastSent, StreamReader& reader, EventQueue& queue, Time now) const {
  for (const auto& event : recent) {
    if (event.from.revision < reader.at.revision || event.delta != nullptr) continue;
    Delta step = quietDelta(lastSent, follower.visibility, event.from.revision);
    step.to = event.to.revision;
    queue.push(deltaText(std::move(step), event.to, now));
    reader.at = event.to;
  }
}

void Subscriber::send(const Account& lastSent, const SubscriberEvent& event, Time now) {
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

// ---- All of them ----

void FollowedAccount::dropEnded(Time now) {
  for (auto& [key, subscriber] : subscribers_) subscriber.dropEnded(now);
  std::erase_if(subscribers_, [&](const auto& entry) {
    return entry.second.readers.empty() && now >= entry.second.lastReader + keptWithoutReaders;
  });
}

void FollowedAccount::publishTime(Time now) {
  const RevisionId unchanged = at();
  for (auto& [key, subscriber] : subscribers_)
    if (auto delta = lockstep::elapse(*lastSent_, subscriber.follower, now)) {
      subscriber.dropEnded(now);
      subscriber.send(*lastSent_, {unchanged, unchanged, std::make_shared<const Delta>(*std::move(delta))}, now);
    }
}

void FollowedAccount::publish(const LiveChange& made, Time now) {
  publishTime(now);
  const Delta& change = *made.delta;
  const RevisionId from = at();
  std::vector<Follower*> followers;
  for (auto& [key, subscriber] : subscribers_) followers.push_back(&subscriber.follower);
  auto deltas = follow(*lastSent_, change, followers);
  mark_ = made.mark;
  const RevisionId to = at();
  std::shared_ptr<const Delta> whole;
  std::size_t which = 0;
  for (auto& [key, subscriber] : subscribers_) {
    auto& delta = deltas[which++];
    const bool isHost = subscriber.follower.principal.kind == Principal::Kind::system;
    if (isHost && whole == nullptr) whole = std::make_shared<const Delta>(change);
    subscriber.dropEnded(now);
    if (isHost)
      subscriber.send(*lastSent_, {from, to, whole}, now);
    else if (delta)
      subscriber.send(*lastSent_, {from, to, std::make_shared<const Delta>(*std::move(delta))}, now);
    else
      subscriber.keep({from, to, nullptr});
  }
}

void FollowedAccount::sendQuiet(Time now, bool toAll) {
  QuietTexts quiet(*lastSent_, at(), now);
  for (auto& [key, subscriber] : subscribers_) {
    if (!toAll && now > subscriber.expectsUntil) continue;
    for (auto& reader : subscriber.readers) {
      const auto queue = reader.queue.lock();
      if (queue == nullptr) continue;
      if (now < reader.loadsUntil) subscriber.sendSteps(*lastSent_, reader, *queue, now);
      if (reader.at == at()) continue;
      queue->push(quiet.of(subscriber.follower.visibility, reader.at));
      reader.at = at();
    }
  }
}

void FollowedAccount::renew(Time now) {
  publishTime(now);
  QuietTexts quiet(*lastSent_, at(), now);
  for (auto& [key, subscriber] : subscribers_)
    for (auto& reader : subscriber.readers)
      if (const auto queue = reader.queue.lock()) {
        queue->push(quiet.of(subscriber.follower.visibility, reader.at));
        reader.at = at();
      }
}

void FollowedAccount::disconnectAll() {
  const EventText reload = eventText("reload", lastSent_ ? at() : RevisionId{0, Mark(0)}, "{}");
  for (const auto& [key, subscriber] : subscribers_) {
    for (const auto& reader : subscriber.readers)
      if (const auto queue = reader.queue.lock()) {
        queue->push(reload);
        queue->close();
      }
  }
  subscribers_.clear();
  lastSent_.reset();
}

void FollowedAccount::closeAll() {
  for (const auto& [key, subscriber] : subscribers_)
    for (const auto& reader : subscriber.readers)
      if (const auto queue = reader.queue.lock()) queue->close();
}

void FollowedAccount::expect(const Principal& principal, Time now) {
  if (const auto found = subscribers_.find(keyOf(principal)); found != subscribers_.end())
    found->second.expectsUntil = now + expectsFor;
}

std::size_t FollowedAccount::readers() const {
  const auto isOpen = [](const StreamReader& reader) {
    const auto queue = reader.queue.lock();
    return queue != nullptr && !queue->isClosed();
  };
  std::size_t count = 0;
  for (const auto& [key, subscriber] : subscribers_)
    count += static_cast<std::size_t>(std::count_if(subscriber.readers.begin(), subscriber.readers.end(), isOpen));
  return count;
}

// ---- The copy ----

void FollowedAccount::copy(LiveAccount& account) {
  const std::shared_lock reading(account.mutex);
  lastSent_.emplace(account.facts);
  mark_ = account.marks.back();
}

/// Another policy has come into force: every subscriber loads a new snapshot, and keeps the stream.
void FollowedAccount::startOver(LiveAccount& account, Time now) {
  copy(account);
  Value data = Value::object();
  data.add("policy", lastSent_->policy().digest());
  const EventText reload = eventText("reload", at(), toJson(data));
  for (auto& [key, subscriber] : subscribers_) {
    subscriber.follower = followerOf(*lastSent_, subscriber.follower.principal, now);
    subscriber.recent.clear();
    for (auto& reader : subscriber.readers)
      if (const auto queue = reader.queue.lock()) {
        queue->push(reload);
        reader.at = at();
        reader.loadsUntil = now + loadsFor;
      }
  }
}

void FollowedAccount::catchUp(LiveAccount& account, Time now) {
  try {
    if (lastSent_) {
      std::optional<std::vector<LiveChange>> changes;
      {
        const std::shared_lock reading(account.mutex);
        changes = account.since(at());
      }
      if (!changes && isUnderOther(*lastSent_, account))
        startOver(account, now);
      else if (!changes)
        disconnectAll();
      else
        for (const auto& change : *changes) publish(change, now);
      if (lastSent_) sendQuiet(now, false);
    }
    if (!lastSent_) copy(account);
  } catch (...) {
    // Out of memory half-way: it is unknown how far the copy got.
    disconnectAll();
    throw;
  }
}

// ---- A new stream ----

/// Sends a reader what it has missed since a revision. Returns whether that is known.
bool FollowedAccount::sendMissed(const Subscriber& subscriber, const RevisionId& since, EventQueue& queue,
                                 Time now) const {
  bool isKnown = false;
  RevisionId has = since;
  for (const auto& event : subscriber.recent) {
    isKnown = isKnown || event.from == since;
    if (isKnown && event.delta != nullptr)
      queue.push(deltaTextFrom(*event.delta, std::exchange(has, event.to), event.to, now));
  }
  if (isKnown && has != at()) queue.push(QuietTexts(*lastSent_, at(), now).of(subscriber.follower.visibility, has));
  return isKnown;
}

std::shared_ptr<EventQueue> FollowedAccount::open(const Principal& principal, const RevisionId& since,
                                                  std::optional<Time> until, Time now, std::size_t most) {
  const std::string key = keyOf(principal);
  auto found = subscribers_.find(key);
  if (found == subscribers_.end())
    found = subscribers_.emplace(key, Subscriber{followerOf(*lastSent_, principal, now), {}, {}, now, 0}).first;
  Subscriber& subscriber = found->second;
  subscriber.dropEnded(now);
  if (subscriber.readers.size() >= most) return nullptr;
  const auto queue = std::make_shared<EventQueue>();
  // What the reader has may have been made before something ended or began.
  bool isKnown = !changesBetween(*lastSent_, principal, now - snapshotLifetime, now);
  if (isKnown && since != at()) isKnown = sendMissed(subscriber, since, *queue, now);
  if (!isKnown) queue->push(eventText("reload", at(), "{}"));
  subscriber.readers.push_back({queue, until, at(), isKnown ? 0 : now + loadsFor});
  subscriber.lastReader = now;
  return queue;
}

}  // namespace lockstep::server
