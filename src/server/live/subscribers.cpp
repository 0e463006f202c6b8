// Which accounts are followed. followed_account.cpp has what their streams are sent.
#include "server/live/subscribers.h"

#include <utility>

namespace lockstep::server {

Subscribers::Subscribers() : publisher_([this](const std::stop_token& stop) { publishWaiting(stop); }) {}

Subscribers::FollowedPointer Subscribers::followed(const LivePointer& live) {
  FollowedPointer old, fresh;
  {
    const std::lock_guard lock(mutex_);
    FollowedPointer& known = accounts_[live->id];
    if (known != nullptr && !known->isOver && known->live.lock() == live) return known;
    old = std::exchange(known, std::make_shared<FollowedAccount>(live));
    fresh = known;
  }
  // The account was loaded again, and the changes between are unknown.
  if (old != nullptr) {
    const std::lock_guard sending(old->mutex);
    old->disconnectAll();
  }
  return fresh;
}

Subscribers::FollowedPointer Subscribers::find(const std::string& account) const {
  const std::lock_guard lock(mutex_);
  const auto at = accounts_.find(account);
  return at == accounts_.end() ? nullptr : at->second;
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
  for (;;) {
    const FollowedPointer where = followed(live);
    const std::lock_guard sending(where->mutex);
    if (where->isOver) continue;
    where->catchUp(*live, now);
    return where->open(principal, since, until, now, most);
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
  const std::lock_guard sending(where->mutex);
  where->disconnectAll();
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
      const std::lock_guard sending(where->mutex);
      if (where->hasCopy()) where->catchUp(*live, now);
    } catch (const std::exception&) {
      // Out of memory: all were disconnected.
    }
    lock.lock();
  }
}

void Subscribers::renew(Time now) {
  for (const auto& where : all()) {
    const std::lock_guard sending(where->mutex);
    const LivePointer live = where->live.lock();
    where->dropEnded(now);
    if (live == nullptr || !where->hasSubscribers()) {
      where->disconnectAll();
      where->isOver = true;
      continue;
    }
    where->catchUp(*live, now);
    if (where->hasCopy()) where->renew(now);
  }
  const std::lock_guard lock(mutex_);
  std::erase_if(accounts_, [](const auto& entry) { return entry.second->isOver.load(); });
}

void Subscribers::publishQuiet(Time now) {
  for (const auto& where : all()) {
    const std::lock_guard sending(where->mutex);
    if (where->hasCopy()) where->sendQuiet(now, true);
  }
}

void Subscribers::expect(const std::string& account, const Principal& principal, Time now) {
  const FollowedPointer where = find(account);
  if (where == nullptr) return;
  const std::lock_guard sending(where->mutex);
  where->expect(principal, now);
}

void Subscribers::elapse(Time now) {
  for (const auto& where : all()) {
    const std::lock_guard sending(where->mutex);
    try {
      if (where->hasCopy()) where->publishTime(now);
    } catch (const std::exception&) {
      // Out of memory: it is unknown which events were sent.
      where->disconnectAll();
    }
  }
}

std::size_t Subscribers::readers() const {
  std::size_t count = 0;
  for (const auto& where : all()) {
    const std::lock_guard sending(where->mutex);
    count += where->readers();
  }
  return count;
}

std::size_t Subscribers::readers(const std::string& account) const {
  const FollowedPointer where = find(account);
  if (where == nullptr) return 0;
  const std::lock_guard sending(where->mutex);
  return where->readers();
}

void Subscribers::endAll() {
  for (const auto& where : all()) {
    const std::lock_guard sending(where->mutex);
    where->closeAll();
  }
}

bool Subscribers::follows(const LiveAccount& live) const {
  const FollowedPointer where = find(live.id);
  return where != nullptr && !where->isOver;
}

}  // namespace lockstep::server
