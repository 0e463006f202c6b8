#pragma once

#include "lockstep/disclosure/slice.h"
#include "server/api/routes.h"

namespace lockstep::server {

/// The part of an account that a caller may know. Only the wanted rows are cut, by the rules of slice.cpp. The facts
/// outlive it and do not change meanwhile.
class Known {
 public:
  Known(const Account& facts, const Call& call)
      : facts_(facts),
        access_(facts, call.caller.principal()),
        visibility_(visibilityOf(access_, call.now)),
        isHost_(call.caller.isHost),
        now_(call.now) {}

  const Account& facts() const { return facts_; }
  const Access& access() const { return access_; }
  const Visibility& visibility() const { return visibility_; }
  bool isHost() const { return isHost_; }

  /// The caller's slice, as far as it has rows among those. To a host everything is known: not for it.
  Account rows(const RowIds& wanted) const {
    Account rows = sliceFor(facts_, access_.principal(), visibility_, now_, wanted, Part::rows);
    // One's own row is never among those of others.
    if (const User* own = access_.user(); own != nullptr && wanted.users.contains(own->id)) rows.put(*own);
    return rows;
  }
  /// The caller's slice without the directory of users and groups.
  Account library() const { return sliceFor(facts_, access_.principal(), visibility_, now_, RowIds(), Part::library); }

 private:
  const Account& facts_;
  const Access access_;
  const Visibility visibility_;
  const bool isHost_;
  const Time now_;
};

}  // namespace lockstep::server
