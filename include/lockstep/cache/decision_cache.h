#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/access/access.h"

namespace lockstep {

/// A cache of the answers of `decide` without context: a repeated answer costs a look-up. Paths fall into classes: two
/// paths with the same facts (form, levels there and on closed folders below, the asset, links and collections) have
/// equal answers, so each class is decided once, for its first path. Decides nothing itself.
///
/// The access object must outlive it, stay where it is, and be followed by `begin` after each update.
class DecisionCache {
 public:
  /// The number of a class of paths.
  using Class = std::uint8_t;
  static constexpr Class account = 0;      ///< no resource at all
  static constexpr Class unclassed = 255;  ///< of no class, or the table is full: ask `decide`
  /// The most classes that the cache has.
  static constexpr std::size_t mostClasses = 128;

  /// Bit 0 of an answer: it is allowed.
  static constexpr std::uint8_t allowed = 1;
  /// Bits 1 and 2 of an answer, from this bit: how to show it, a `Show`.
  static constexpr std::uint8_t showShift = 1;
  /// Bit 3 of an answer: time can change it.
  static constexpr std::uint8_t timed = 8;
  /// Bit 4 of an answer: conditions read the time. `validUntil` may be earlier since the class was found.
  static constexpr std::uint8_t readsTime = 16;
  /// The request has no answer in the table yet.
  static constexpr std::uint8_t unasked = 255;

  /// Makes an empty cache over an access object.
  explicit DecisionCache(const Access& access);
  explicit DecisionCache(const Access&& access) = delete;

  /// Empties the cache. Later answers are as of `now`.
  void begin(Time now);
  /// The number of calls of `begin`. Classes are valid in one generation.
  std::uint64_t generation() const { return generation_; }
  /// All answers are right from the time of `begin` until this one, also those about links, which have no class.
  /// A class that is found later may make it earlier, where a condition reads the time.
  Time validUntil() const;

  /// Returns the class of a path, which may be hostile input.
  Class equivalenceClass(std::string_view path) { return equivalenceClass(Resource::at(path)); }
  /// Returns the class of a resource, which may also state what the account does not list.
  Class equivalenceClass(Resource resource);
  /// Finds the classes of many paths, joined by a separator that no path may contain. Returns the number of paths.
  std::size_t equivalenceClasses(std::string_view paths, char separator, std::vector<Class>& classes);
  /// Returns the answer for a class, decided at the first call; `unasked` if the class or action is unknown.
  std::uint8_t ask(Class of, ActionId action) {
    if (of >= classes_.size() || indexOf(action) >= actions_) return unasked;
    const std::uint8_t kept = table_[of * actions_ + indexOf(action)];
    return kept != unasked ? kept : decide(of, action);
  }

 private:
  /// What `decide` can see of a path. A condition that reads another fact of an asset needs it here too.
  struct PathFacts {
    std::uint8_t form = 0;    // refused, too deep for a folder, below the root, the root
    LevelSet level, lasting;  // now, and without an end
    LevelSet lowest;          // on the closed folders below, or the level itself where there are none
    bool belowFile = false;
    std::optional<KindId> kind;
    bool own = false;
    std::size_t links = 0, collections = 0;
    std::string more{};  // of a policy in format 2
    bool operator==(const PathFacts&) const = default;
  };
  PathFacts factsOf(const Resource& resource);
  bool hasClass(const Resource& resource) const;
  std::uint8_t decide(Class of, ActionId action);

  const Access& access_;
  std::size_t actions_;
  std::vector<std::uint8_t> table_;
  std::vector<PathFacts> classes_;
  std::vector<Resource> examples_;  // of each class; the first is the account's
  Time now_ = 0;
  std::optional<Time> conditionsChangeAt_;  // of the resources that have a class
  bool hasConditionalShares_ = false, readsTime_ = false;
  bool allTimed_ = false, hasTimedGrants_ = false, hasTimedLinks_ = false;
  std::uint64_t generation_ = 0;
};

}  // namespace lockstep
