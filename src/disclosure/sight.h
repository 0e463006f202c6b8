#pragma once

#include <string>
#include <string_view>

#include "lockstep/access/access.h"
#include "lockstep/disclosure/visibility.h"

namespace lockstep {

/// Which facts of an account a user sees, and in which form. All that is given must outlive this.
class Sight {
 public:
  Sight(const Account& account, const Access& access, const Visibility& visibility, Time now)
      : account_(account), access_(access), visibility_(visibility), now_(now), reads_(account.policy().reads()) {}

  /// What the conditions of the policy read.
  const Reads& reads() const { return reads_; }

  bool isMe(std::string_view id) const { return access_.user() != nullptr && access_.user()->id == id; }
  /// Returns whether a share may be with the user, who is then known by name.
  bool isShareable(const User& user) const;
  /// Returns whether the user is in the slice, wanted or not.
  bool isKnown(std::string_view id) const;
  /// Returns whether the user is in the group, or in a group inside it.
  bool isMine(const Group& group) const;
  bool hasRole(const std::string& id) const;

  /// The level on an item: all levels where the role is not limited to what is shared.
  LevelSet levelOn(const Asset& asset) const;
  LevelSet levelOn(const Collection& collection) const;

  /// In format 2. Returns whether a level may be held at any place: the whole account is looked through then.
  bool holdsRoot() const;
  /// In format 2. A closed place is seen where a level from above comes that far: it says that the level stops.
  bool isSeen(const Asset& asset) const;
  bool isSeen(const Collection& collection) const;

  /// Returns the group with its own user and with the groups that contain the user, and no other member.
  Group withoutOthers(const Group& group, bool isMine) const;
  /// Returns the item without its owner, unless that is the user, or one who is known where the user may see who has
  /// access.
  template <class Item>
  Item withKnownOwner(const Item& item, const AnyOf& access) const {
    Item known = item;
    if (!known.owner.empty() && !isMe(known.owner) && !(isKnown(known.owner) && access.isMetBy(levelOn(item))))
      known.owner.clear();
    return known;
  }
  /// In format 2. Returns the item without attributes that no condition reads, and without users whom the principal may
  /// not know.
  Asset known(const Asset& asset) const;
  Collection known(const Collection& collection) const;

 private:
  bool isOpenKind(KindId kind) const;
  template <class Item>
  Item withKnownFacts(const Item& item, bool seesAccess) const;

  const Account& account_;
  const Access& access_;
  const Visibility& visibility_;
  const Time now_;
  const Reads reads_;
};

}  // namespace lockstep
