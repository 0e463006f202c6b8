// Reads a snapshot into an access object, and the deltas that follow it.
#include "account/facts_json.h"
#include "lockstep/access/access.h"
#include "lockstep/account/delta.h"

namespace lockstep {

Result<Access> Access::open(const Policy& policy, std::string_view text) {
  const auto document = parseJson(text);
  if (!document) return document.problems();
  Problems problems;
  const Place root;
  Reader reader(document->root(), root, problems);
  if (!document->root().isObject()) return problems;
  reader.format("lockstep-snapshot/1");
  for (const std::string_view needed : {"policy", "revision", "issuedAt", "expiresAt", "principal"})
    if (reader.field(needed) == nullptr) reader.report("field_missing", needed, "Every snapshot has this field.");
  if (const Value* ruled = reader.field("policy")) {
    const Place place{&root, "policy"};
    Reader entry(*ruled, place, problems);
    entry.text("id");
    const auto digest = entry.text("digest");
    if (problems.empty() && digest != policy.digest())
      entry.report("policy_differs", "digest",
                   "The snapshot is of another policy, or another version of it; use the same on both sides.");
    entry.finish();
  }

  auto slice = std::make_unique<Account>(policy);
  reader.optionalText("account", slice->id);
  reader.optionalText("epoch", slice->epoch);
  slice->revision = reader.number("revision").value_or(0);
  const auto issued = reader.time("issuedAt"), expires = reader.time("expiresAt");
  Principal principal;
  if (const Value* who = reader.field("principal"))
    principal = readPrincipal(*who, Place{&root, "principal"}, problems);
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
  if (slice_ == nullptr)
    return {{"not_updatable", "", "This access object is over a whole account: change the account."}};
  Delta delta(policy());
  if (auto problems = readDelta(text, *slice_, delta); !problems.empty()) return problems;
  if (delta.expiresAt) {
    // It was issued as much later as it expires.
    if (issuedAt_ && expiresAt_) *issuedAt_ += *delta.expiresAt - *expiresAt_;
    expiresAt_ = delta.expiresAt;
  }
  applyDelta(std::move(delta), *slice_);
  resolvePrincipal();
  return {};
}

}  // namespace lockstep
