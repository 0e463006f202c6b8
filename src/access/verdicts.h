#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/access.h"

namespace lockstep {

/// Answers of `decide` without context, kept in a table so that asking again costs a look-up. Paths fall into classes:
/// two paths of which `decide` can see the same facts (form, levels held there and on closed folders below, what stands there, links and collections) are
/// answered alike, so each class is asked once, for its first path. Decides nothing itself.
///
/// The access object must outlive it, stay where it is, and be followed by `begin` after each update.
class Verdicts {
 public:
  using Class = std::uint8_t;
  static constexpr Class account = 0;         ///< no resource at all
  static constexpr Class unclassed = 255;     ///< the table is full: ask `decide`
  static constexpr std::size_t mostClasses = 128;

  /// One answer: bit 0 allowed, bits 1 and 2 how to show it, bit 3 whether it holds only for the span of time.
  static constexpr std::uint8_t allowed = 1, timed = 8, unasked = 255;

  explicit Verdicts(const Access& access);

  /// Forgets everything; what is asked from here on is answered as of `now`.
  void begin(Time now);
  /// How often `begin` has been called: classes are of one generation.
  std::uint64_t generation() const { return generation_; }
  /// From the time of `begin` until this one all answers hold, also those about links, which this table has not.
  Time validUntil() const;

  /// The path is taken as it comes, and may be hostile.
  Class classOf(std::string_view path);
  /// The classes of many paths, with a separator between them that no path may have. Returns how many there were.
  std::size_t classesOf(std::string_view paths, char separator, std::vector<Class>& classes);
  std::uint8_t ask(Class of, ActionId action) {
    if (of >= classes_.size() || action >= actions_) return unasked;
    const std::uint8_t kept = table_[of * actions_ + action];
    return kept != unasked ? kept : decide(of, action);
  }
  /// `mostClasses` rows of one byte an action; it never moves.
  const std::uint8_t* table() const { return table_.data(); }

 private:
  struct Seen {
    std::uint8_t form = 0;  // refused, too deep for a folder, below the root, the root
    Level level = 0, lasting = 0;  // now, and without an end
    Level lowest = 0;       // on the closed folders below, or the level itself where there are none
    bool belowFile = false;
    std::optional<AssetKind> kind;
    bool own = false;
    std::size_t links = 0, collections = 0;
    bool operator==(const Seen&) const = default;
  };
  Seen see(std::string_view path) const;
  std::uint8_t decide(Class of, ActionId action);

  const Access& access_;
  std::size_t actions_;
  std::vector<std::uint8_t> table_;
  std::vector<Seen> classes_;
  std::vector<Resource> examples_;  // of each class; the first is the account's
  Time now_ = 0;
  bool allTimed_ = false, hasTimedGrants_ = false, hasTimedLinks_ = false;
  std::uint64_t generation_ = 0;
};

}  // namespace lockstep
