#include "server/live/poller.h"

#include "server/wire/stoppable.h"

namespace lockstep::server {

namespace {

/// An account that is being written to is looked at again after this.
constexpr std::chrono::milliseconds betweenLooks{100};

/// More ids than this are asked for in several questions.
constexpr std::size_t mostIds = 5000;

}  // namespace

Poller::Poller(Accounts& accounts, Store& store, Freshness& freshness, std::chrono::seconds every)
    : accounts_(accounts),
      store_(store),
      freshness_(freshness),
      every_(every),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void Poller::run(const std::stop_token& stop) {
  Stoppable waiting;
  do {
    if (ask()) followAll(stop);
  } while (waiting.wait(stop, every_));
}

/// Fills `differing_`. Returns false where the database cannot be asked.
bool Poller::ask() {
  askedAt_ = Freshness::Clock::now();
  differing_.clear();
  const auto heads = accounts_.heads();
  auto at = heads.begin();
  // With no account in memory the database still shows that it answers.
  do {
    std::vector<std::string> ids;
    const auto first = at;
    while (at != heads.end() && ids.size() < mostIds) ids.push_back(at++->first);
    const auto stored = store_.heads(ids);
    if (!stored) return false;
    for (auto each = first; each != at; ++each) compare(each->first, each->second, *stored);
  } while (at != heads.end());
  return true;
}

void Poller::compare(const std::string& id, const Head& inMemory, const std::map<std::string, Head>& stored) {
  const auto found = stored.find(id);
  if (found == stored.end()) {
    differing_[id] = std::nullopt;
    return;
  }
  const Head& there = found->second;
  const bool isSame = there.epoch == inMemory.epoch && there.at.revision == inMemory.at.revision &&
                      (!there.at.mark || there.at.mark == inMemory.at.mark);
  if (isSame) return;
  // Memory has meanwhile been brought there by a change of this instance's own. A database that went back is behind
  // instead.
  if (there.at.revision > inMemory.at.revision && accounts_.has(id, there)) return;
  differing_[id] = there.at.revision > inMemory.at.revision ? std::optional(there) : std::nullopt;
}

/// Ends once memory has what the database had when it was asked.
void Poller::followAll(const std::stop_token& stop) {
  Stoppable waiting;
  do {
    std::erase_if(differing_, [&](const auto& entry) {
      return (entry.second && accounts_.has(entry.first, *entry.second)) || accounts_.follow(entry.first);
    });
    if (differing_.empty()) {
      freshness_.caughtUp(askedAt_);
      return;
    }
  } while (Freshness::Clock::now() < askedAt_ + every_ + betweenLooks && waiting.wait(stop, betweenLooks));
}

}  // namespace lockstep::server
