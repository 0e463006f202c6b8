#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/decision.h"
#include "account/account.h"

namespace lockstep {

/// What a principal holds at a place: the highest level, and the grants that give it.
struct Held {
  Level level = 0;
  std::vector<Grant> grants;
  std::optional<Time> changesAt;  ///< the first moment at which a grant that was looked at ends
};

/// The effective levels of one restricted user: from shares with the user and the
/// user's groups, owning, and collections. It keeps nothing: a look-up walks the path once, from the top down, since a
/// folder's level holds for everything below it, and asks the account what is granted at each place on the way.
class LevelIndex {
 public:
  /// Of nobody: there is no level anywhere.
  LevelIndex() = default;
  /// Over an account that outlives it.
  LevelIndex(const Account& account, std::string_view user) : account_(&account), user_(user) {}

  /// The level at a normal path. A timed grant counts while now < until, and not at all without `now`.
  /// The root never has a level.
  Level at(std::string_view path, std::optional<Time> now) const;
  Level at(const PathIndex::Way& way, std::optional<Time> now) const;
  Held explain(std::string_view path, std::optional<Time> now) const;
  Held onCollection(std::string_view id, std::optional<Time> now) const;

  /// Every path and collection at which something is granted, or a level from above stops; each once.
  std::vector<std::string_view> paths() const;
  std::vector<std::string_view> collections() const;
  /// When the first timed grant ends after `now`; where the account is a whole one, also somebody else's.
  std::optional<Time> nextChange(Time now) const { return account_ == nullptr ? std::nullopt : account_->nextShareEnd(now); }

 private:
  struct Collector;
  bool stopsAt(const Asset& asset) const { return !asset.inherit && account_->policy().switches().limitedFolders; }
  /// One thing that gives a level: a share, or without one owning; through a collection, where that is not empty.
  struct Source {
    Level level;
    const Share* share;
    std::string_view collection;

    bool counts(std::optional<Time> now) const { return share == nullptr || !share->until || (now && *now < *share->until); }
  };
  /// What is done with each. No template: its walks would stand in a page's download once for every use.
  using Take = void (*)(void* into, const Source& source);
  void eachOn(std::string_view item, std::string_view owner, std::string_view through, Take take, void* into) const;
  void eachAt(const Asset& asset, Take take, void* into) const;
  template <class Add>
  void eachHeld(Add add) const;

  const Account* account_ = nullptr;
  std::string user_;
};

}  // namespace lockstep
