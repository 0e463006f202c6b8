// The level at a path: what every question about one comes down to. What it rests on is told in levels.cpp.
#include "access/levels.h"

namespace lockstep {

/// What shares with the user and the user's groups, and owning, give on one item.
void LevelIndex::eachOn(std::string_view item, std::string_view owner, std::string_view through, Take take, void* into) const {
  // Whoever has at least view on a collection may view what is in it, and no more.
  const auto given = [&](Level level) { return through.empty() ? level : Level{1}; };
  const Shares& shares = account_->sharesOn(item);
  const Ids& groups = account_->groupsOf(user_);
  if (shares.size() <= groups.size() + 1) {
    shares.each([&](const Share& share) {
      if (share.with.isGroup ? groups.contains(share.with.id) : share.with.id == user_) take(into, {given(share.level), &share, through});
    });
  } else {
    const auto takeWith = [&](Subject with) {
      if (const Share* share = shares.find(with)) take(into, {given(share->level), share, through});
    };
    takeWith({false, user_});
    for (const auto& group : groups) takeWith({true, group});
  }
  if (owner == user_) take(into, {given(account_->policy().highest()), nullptr, through});
}

void LevelIndex::eachAt(const Asset& asset, Take take, void* into) const {
  eachOn(asset.id, asset.owner, {}, take, into);
  for (const auto& id : account_->collectionsOf(asset.id))
    if (const Collection* holder = account_->collection(id)) eachOn(id, holder->owner, id, take, into);
}

Level LevelIndex::at(std::string_view path, std::optional<Time> now) const {
  return at(account_ == nullptr ? PathIndex::Way() : account_->wayTo(path), now);
}

Level LevelIndex::at(const PathIndex::Way& way, std::optional<Time> now) const {
  struct Highest {
    std::optional<Time> now;
    Level level = 0;
  } highest{now};
  if (account_ == nullptr) return 0;
  for (const Asset* asset : way) {
    if (stopsAt(*asset)) highest.level = 0;
    const auto take = [](void* into, const Source& source) {
      auto& most = *static_cast<Highest*>(into);
      if (source.level > most.level && source.counts(most.now)) most.level = source.level;
    };
    eachAt(*asset, take, &highest);
  }
  return highest.level;
}

}  // namespace lockstep
