#include "lockstep/disclosure/snapshot.h"

#include "account/facts_json.h"
#include "lockstep/account/delta.h"

namespace lockstep {

std::string snapshot(const Account& account, const Principal& principal, Time now, Time lifetime) {
  if (principal.kind == Principal::Kind::system) return snapshotOf(account, principal, now, lifetime);
  return snapshotOf(sliceFor(account, principal, now), principal, now, lifetime);
}

std::string snapshotOf(const Account& slice, const Principal& principal, Time now, Time lifetime) {
  const Policy& policy = slice.policy();
  Value out = Value::object();
  out.add("format", "lockstep-snapshot/1");
  Value& ruled = out.add("policy", Value::object());
  ruled.add("id", policy.id());
  ruled.add("digest", policy.digest());
  out.add("account", slice.id);
  if (!slice.epoch.empty()) out.add("epoch", slice.epoch);
  out.add("revision", slice.revision);
  out.add("issuedAt", formatTime(now));
  out.add("expiresAt", formatTime(now + lifetime));
  out.add("principal", toValue(principal));
  writeTerms(out, slice);
  writeCounts(out, slice);
  writeFacts(out, slice);
  return toJson(out);
}

Result<Delta> deltaSince(const Account& account, std::string_view snapshot, Time now, Time lifetime) {
  const auto before = Access::open(account.policy(), snapshot);
  if (!before) return before.problems();
  if (before->facts().id != account.id)
    return Problem{"delta_foreign", "/account", "The snapshot is of another account."};
  if (before->facts().epoch != account.epoch)
    return Problem{"history_differs", "/epoch", "The snapshot is of another history of the account."};
  if (before->facts().revision > account.revision)
    return Problem{"delta_gap", "/revision", "The snapshot is of a later revision than the account."};
  Delta delta = deltaBetween(before->facts(), sliceFor(account, before->principal(), now));
  delta.expiresAt = now + lifetime;
  return delta;
}

}  // namespace lockstep
