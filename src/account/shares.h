#pragma once

#include "account/facts.h"
#include "account/table.h"

namespace lockstep {

/// What a table of shares on one item knows a share by.
inline const std::string& keyOf(const Share& share) { return share.with.id; }

/// The shares on one item: at most one for each user or group. The users come first, each sort in the order of their ids.
class Shares {
 public:
  /// The share with a user or group, or nullptr.
  const Share* find(const Subject& with) const { return (with.isGroup ? groups_ : users_).find(with.id); }
  bool contains(const Subject& with) const { return find(with) != nullptr; }
  bool empty() const { return size() == 0; }
  std::size_t size() const { return users_.size() + groups_.size(); }

  /// There is none with that user or group.
  void insert(Share share) { tableFor(share.with).insert(std::move(share)); }
  void erase(const Subject& with) { tableFor(with).erase(with.id); }

  /// Calls `call` with each share.
  template <class Call>
  void each(Call call) const {
    for (const auto& [id, share] : users_) call(share);
    for (const auto& [id, share] : groups_) call(share);
  }

 private:
  Table<Share>& tableFor(const Subject& with) { return with.isGroup ? groups_ : users_; }

  Table<Share> users_, groups_;
};

}  // namespace lockstep
