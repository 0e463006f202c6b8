#include "access/snapshot.h"

#include "account/delta.h"
#include "account/facts_json.h"

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
  if (before->facts().id != account.id) return Problem{"delta_foreign", "/account", "The snapshot is of another account."};
  if (before->facts().revision > account.revision) return Problem{"delta_gap", "/revision", "The snapshot is of a later revision than the account."};
  Delta delta = deltaBetween(before->facts(), sliceFor(account, before->principal(), now));
  delta.expiresAt = now + lifetime;
  return delta;
}

Result<Access> Access::open(const Policy& policy, std::string_view text) {
  const auto document = parseJson(text);
  if (!document) return document.problems();
  Problems problems;
  const Place root;
  Reader reader(*document, root, problems);
  if (!document->isObject()) return problems;
  reader.format("lockstep-snapshot/1");
  for (const std::string_view needed : {"policy", "revision", "issuedAt", "expiresAt", "principal"})
    if (reader.field(needed) == nullptr) reader.report("field_missing", needed, "Every snapshot has this field.");
  if (const Value* ruled = reader.field("policy")) {
    const Place place{&root, "policy"};
    Reader entry(*ruled, place, problems);
    entry.text("id");
    const auto digest = entry.text("digest");
    if (problems.empty() && digest != policy.digest()) entry.report("policy_differs", "digest", "The snapshot is of another policy, or another version of it; use the same on both sides.");
    entry.finish();
  }

  auto slice = std::make_shared<Account>(policy);
  reader.optionalText("account", slice->id);
  slice->revision = reader.number("revision").value_or(0);
  const auto issued = reader.time("issuedAt"), expires = reader.time("expiresAt");
  Principal principal;
  if (const Value* who = reader.field("principal")) principal = readPrincipal(*who, Place{&root, "principal"}, problems);
  slice->isSlice = true;
  readTerms(reader, *slice);
  readCounts(reader, *slice);
  readFacts(reader, *slice, problems);
  reader.finish();
  if (problems.empty()) checkReferences(reader, *slice, problems);
  if (!problems.empty()) return problems;
  slice->isSlice = principal.kind != Principal::Kind::system;
  Access access(std::move(slice), std::move(principal), expires);
  access.issuedAt_ = issued;
  return access;
}

Problems Access::update(std::string_view text) {
  if (slice_ == nullptr) return {{"not_updatable", "", "This access object stands over an account; change the account."}};
  Delta delta(policy());
  if (auto problems = readDelta(text, *slice_, delta); !problems.empty()) return problems;
  applyDelta(delta, *slice_);
  if (delta.expiresAt) {
    // It was issued as much later as it expires.
    if (issuedAt_ && expiresAt_) *issuedAt_ += *delta.expiresAt - *expiresAt_;
    expiresAt_ = delta.expiresAt;
  }
  resolvePrincipal();
  return {};
}

}  // namespace lockstep
