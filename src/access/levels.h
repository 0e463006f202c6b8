#pragma once

#include <cstdint>
#include <map>
#include <set>
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

/// Where a change of the facts may have changed levels: paths, and collections with all that is or was in them.
struct Touched {
  std::set<std::string, std::less<>> paths, collections;
};

/// The effective levels of one restricted user: from shares with the user and the
/// user's groups, owning, and collections. A table from path to what is granted at that very path; a look-up walks
/// the path once, from the top down, since a folder's level holds for everything below it.
class LevelIndex {
 public:
  LevelIndex() = default;
  /// Work grows with what the user holds, not with the account.
  LevelIndex(const Account& account, std::string_view user);
  /// Follows the account to where it has changed; the user and the user's groups are the same as before. Work grows
  /// with what was touched.
  void refresh(const Account& account, std::string_view user, const Touched& touched);

  /// The level at a normal path. A timed grant counts while now < until, and not at all without `now`.
  /// The root never has a level.
  Level at(std::string_view path, std::optional<Time> now) const;
  Held explain(std::string_view path, std::optional<Time> now) const;
  Held onCollection(std::string_view id, std::optional<Time> now) const;

  /// Every path and collection at which something is granted.
  std::vector<std::string_view> paths() const;
  std::vector<std::string_view> collections() const;
  /// When the first timed grant ends after `now`.
  std::optional<Time> nextChange(Time now) const;

 private:
  struct Entry {
    std::string path;
    std::uint64_t hash = 0;
    Level lasting = 0;      // the highest of the grants without an end
    bool timed = false;
    bool barrier = false;   // a limited-access folder: levels from above stop here
    std::vector<Grant> grants;
    bool isEmpty() const { return grants.empty() && !barrier; }
  };

  Entry& entryFor(std::string_view path);
  const Entry* find(std::string_view path, std::uint64_t hash) const;
  void grow();
  void refreshCollection(const Account& account, std::string_view user, const std::string& id);
  void refreshPath(const Account& account, std::string_view user, const std::string& path);
  /// Takes the place of what was granted there.
  void replace(std::vector<Grant>& grants, std::vector<Grant> now);
  template <class Visit>
  void walk(std::string_view path, Visit visit) const;

  std::vector<Entry> entries_;
  std::vector<std::uint32_t> slots_;  // open addressing; 0 is free, else the entry's place plus one
  std::map<std::string, std::vector<Grant>, std::less<>> collections_;
  std::multiset<Time> ends_;  // of all timed grants
};

}  // namespace lockstep
