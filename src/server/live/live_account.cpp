#include "server/live/live_account.h"

#include <shared_mutex>

namespace lockstep::server {

namespace {

/// A subscriber that is further behind loads a new snapshot.
constexpr std::size_t mostChanges = 64;

/// So far back it is known which history a revision was of.
constexpr std::size_t mostMarks = 4096;

}  // namespace

std::optional<std::vector<LiveChange>> LiveAccount::since(const RevisionId& at) const {
  std::vector<LiveChange> found;
  for (const auto& change : changes)
    if (change.delta->from >= at.revision) found.push_back(change);
  const bool isWhole = found.empty() ? facts.revision == at.revision : found.front().delta->from == at.revision;
  return isWhole && markOf(at.revision) == at.mark ? std::optional(std::move(found)) : std::nullopt;
}

std::optional<Mark> LiveAccount::markOf(std::int64_t revision) const {
  const std::int64_t back = facts.revision - revision;
  if (back < 0 || back >= static_cast<std::int64_t>(marks.size())) return std::nullopt;
  return marks[marks.size() - 1 - static_cast<std::size_t>(back)];
}

bool LiveAccount::has(const RevisionId& wanted) const {
  return wanted.revision <= facts.revision &&
         (!wanted.mark || markOf(wanted.revision).value_or(*wanted.mark) == *wanted.mark);
}

void LiveAccount::add(Mark mark) {
  marks.push_back(mark);
  if (marks.size() > mostMarks) marks.pop_front();
}

void LiveAccount::begin(std::string newEpoch, Mark mark) {
  const std::unique_lock lock(mutex);
  facts.epoch = std::move(newEpoch);
  ++facts.revision;
  add(mark);
  changes.clear();
}

void LiveAccount::make(Delta change, Mark mark) {
  auto made = std::make_shared<const Delta>(std::move(change));
  const std::unique_lock lock(mutex);
  isLost = true;  // unless it goes through
  applyDelta(*made, facts);
  changes.push_back({std::move(made), mark});
  if (changes.size() > mostChanges) changes.pop_front();
  add(mark);
  isLost = false;
}

void LiveAccount::make(Replayed replayed, Mark mark) {
  if (!replayed.moved) return make(std::move(*replayed.delta), mark);
  const std::unique_lock lock(mutex);
  isLost = true;  // unless it goes through
  applyTo(facts, std::move(replayed));
  changes.clear();
  add(mark);
  isLost = false;
}

}  // namespace lockstep::server
