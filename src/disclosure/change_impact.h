#pragma once

#include <string>

#include "lockstep/account/delta.h"
#include "lockstep/disclosure/slice.h"

namespace lockstep {

/// What one change of an account may touch in the slices of its principals. It may say too much, never too little: that
/// every slice equals a fresh one after every change is tested over random histories.
class ChangeImpact {
 public:
  /// `before` is the account that the change was made to. Nothing of either is kept.
  ChangeImpact(const Account& before, const Delta& change);

  /// Returns the part of a principal's slice that the change may affect, given their visibility before the change.
  Part affectedPart(const Account& before, const Principal& principal, const Visibility& visibility) const;

  /// Facts that changed, whose visible form changed, or whose reason for being visible changed. Includes the links,
  /// comments and collections that lead to an affected asset, before and after the change.
  const RowIds& rows() const { return rows_; }

 private:
  using Set = RowIds::Set;
  void addRows(const Account& before, const Delta& change);
  void addReach(const Account& before, const Delta& change);
  void addPlace(const std::string& id, const Account& before, const Account& put);
  void addLeads(const Account& facts);
  void addHolders(const Account& before, const Delta& change);
  Part affectedPart2(const Account& before, const Principal& principal, const Visibility& visibility) const;
  Part affectedPartOfVisitor(const Account& before, const std::string& link) const;

  RowIds rows_;
  Set selves_;   // users whose own row changed
  Set holders_;  // users whose grants changed
  Set authors_;  // of the comments
  Set changedAssets_, changedCollections_, changedLinks_;
  std::vector<Subject> subjects_;  // of the shares
  bool changesRoles_ = false;      // of the customer
  bool movesBarrier_ = false;
  // In format 2:
  Set groupsAround_;           // changed groups, those that contain them, and those that they contain
  bool changesTerms_ = false;  // plan or features
  bool changesRoot_ = false;   // shares on the root
};

}  // namespace lockstep
