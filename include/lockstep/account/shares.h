#pragma once

#include <array>

#include "lockstep/account/facts.h"
#include "lockstep/account/table.h"

namespace lockstep {

/// The key of a share in a table of one item's shares.
inline const std::string& keyOf(const Share& share) { return share.with.id; }

/// The shares on one item: at most one for each subject. The users come first, then groups, roles and everyone, each in
/// the order of their ids.
class Shares {
 public:
  /// The share with a user or group, or nullptr.
  const Share* find(const Subject& with) const { return tables_[indexOf(with)].find(with.id); }
  /// Returns whether there is a share with a user or group.
  bool contains(const Subject& with) const { return find(with) != nullptr; }
  bool empty() const { return size() == 0; }
  /// The number of shares.
  std::size_t size() const {
    std::size_t all = 0;
    for (const auto& table : tables_) all += table.size();
    return all;
  }
  /// The shares with subjects of one kind.
  const Table<Share>& with(Subject::Kind kind) const { return tables_[static_cast<std::size_t>(kind)]; }

  /// Precondition: there is no share with this user or group.
  void insert(Share share) { tables_[indexOf(share.with)].insert(std::move(share)); }
  /// Removes the share with a user or group.
  void erase(const Subject& with) { tables_[indexOf(with)].erase(with.id); }

  /// Calls `call` with each share.
  template <class Call>
  void each(Call call) const {
    for (const auto& table : tables_) table.each(call);
  }

 private:
  static std::size_t indexOf(const Subject& with) { return static_cast<std::size_t>(with.kind); }

  std::array<Table<Share>, countOfSubjectKinds> tables_;  // by the kind of subject
};

}  // namespace lockstep
