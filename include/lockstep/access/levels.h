#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/access/decision.h"
#include "lockstep/account/account.h"
#include "lockstep/account/holder.h"

namespace lockstep {

/// A principal's levels at a place: the union of all grants, with the grants that decide it.
struct Held {
  /// The levels, with all that they include.
  LevelSet level;
  /// The grants that give no less than any other.
  std::vector<Grant> grants;
  std::optional<Time> changesAt;  ///< the first moment at which a grant that was looked at ends
};

/// Decides whether the resource that is asked about meets the conditions of a share.
class ShareConditions {
 public:
  /// Returns whether the conditions of a share are met.
  virtual bool areMet(const Share& share) const = 0;

 protected:
  ~ShareConditions() = default;
};

/// The effective levels of one user: from shares with the user, the user's groups and
/// roles and with everyone, from relations, from collections and from roles with a level on the root. It stores nothing
/// of places: a look-up walks the path once, from the top down, because a level applies to everything below, and
/// reads the account's grants at each place.
class LevelIndex {
 public:
  /// An index without a user: there is no level anywhere.
  LevelIndex() = default;
  /// The levels of `user` in `account`, which must outlive this.
  LevelIndex(const Account& account, std::string_view user);
  LevelIndex(const Account&& account, std::string_view user) = delete;

  /// The levels at a normal path. A timed grant counts while now < until, and not at all without `now`.
  /// On the root a policy in format 1 gives no level.
  LevelSet at(std::string_view path, std::optional<Time> now, const ShareConditions* conditions = nullptr) const;
  /// The levels at the place that a way leads to.
  /// Shares with conditions count where `conditions` says that they are met, and not at all without it.
  LevelSet at(const PathIndex::Way& way, std::optional<Time> now, const ShareConditions* conditions = nullptr) const;
  /// The levels at a normal path, with the grants that give them.
  Held explain(std::string_view path, std::optional<Time> now, const ShareConditions* conditions = nullptr) const;
  /// The levels on a collection, with the grants that give them.
  Held onCollection(std::string_view id, std::optional<Time> now, const ShareConditions* conditions = nullptr) const;

  /// Every path and collection at which something is granted, or a level from above stops; each once.
  std::vector<std::string_view> paths() const;
  /// Every collection at which something is granted; each once.
  std::vector<std::string_view> collections() const;
  /// Returns the levels that roles give on the root and so everywhere, but for closed places.
  LevelSet everywhere() const;
  /// The user as shares name one.
  const Holder& holder() const { return holder_; }
  /// Returns the first end of a timed grant after `now`; in a whole account it may be another user's.
  std::optional<Time> nextChange(Time now) const {
    return account_ == nullptr ? std::nullopt : account_->nextShareEnd(now);
  }

 private:
  struct Union;
  struct Collector;
  /// A source of levels. Without a share, a relation and a role it is ownership.
  struct Source {
    LevelSet level;
    const Share* share = nullptr;
    const Role* role = nullptr;
    std::string_view relation{};
    std::string_view collection{};  // through which it comes
    std::string_view on{};          // the path of the place; empty for the level on a collection

    bool counts(std::optional<Time> now, const ShareConditions* conditions) const {
      if (share == nullptr) return true;
      if (share->until && !(now && *now < *share->until)) return false;
      return !hasFormat2 || share->when.empty() || (conditions != nullptr && conditions->areMet(*share));
    }
  };
  /// What a walk calls: with each source, and where some levels from above stop. No template: a page would download the
  /// walk once for every use.
  struct Taker {
    void (*take)(Taker& self, const Source& source);
    void (*pass)(Taker& self, const Policy& policy, LevelSet levels);
    std::optional<Time> now;
    const ShareConditions* conditions;
  };
  /// What passes levels on: an item, or a collection that has it.
  struct Item {
    std::string_view id;
    std::string_view owner;
    const Relations& relations;
    KindId kind;
    std::string_view through;  // the collection, where it is one
    std::string_view path;
  };
  void walk(const PathIndex::Way& way, Taker& taker) const;
  void eachOnRoot(Taker& taker) const;
  void eachLone(std::string_view on, Taker& taker) const;
  void eachAt(const Asset& asset, Taker& taker) const;
  void eachOn(const Item& item, Taker& taker) const;
  LevelSet levelOf(const Role& role) const;
  void eachOfRoot(const Item& item, Taker& taker) const;
  void eachOnCollection(const Item& collection, Taker& taker) const;
  void eachShare(const Shares& shares, const Item& item, Taker& taker) const;
  void give(const Item& item, Source source, Taker& taker) const;
  template <class Add>
  void eachHeld(Add add) const;

  const Account* account_ = nullptr;
  std::string user_;
  Holder holder_;
  bool counts_ = false;  // whether shares and relations count
};

}  // namespace lockstep
