#include "server/live/snapshot_cache.h"

namespace lockstep::server {

SnapshotCache::KeptPointer SnapshotCache::find(const std::string& whose, const std::string& tag) {
  const std::lock_guard lock(mutex_);
  const auto at = byOwner_.find(whose);
  if (at == byOwner_.end() || at->second->kept->tag != tag) return nullptr;
  entries_.splice(entries_.begin(), entries_, at->second);
  return at->second->kept;
}

void SnapshotCache::keep(const std::string& whose, KeptPointer kept) {
  const std::lock_guard lock(mutex_);
  if (const auto at = byOwner_.find(whose); at != byOwner_.end()) erase(at->second);
  // One that would push out all others is not worth it.
  if (kept->text.size() > mostBytes / 4) return;
  bytes_ += kept->text.size();
  entries_.push_front({whose, std::move(kept)});
  byOwner_[whose] = entries_.begin();
  while (bytes_ > mostBytes) erase(std::prev(entries_.end()));
}

void SnapshotCache::erase(std::list<Entry>::iterator entry) {
  bytes_ -= entry->kept->text.size();
  byOwner_.erase(entry->whose);
  entries_.erase(entry);
}

}  // namespace lockstep::server
