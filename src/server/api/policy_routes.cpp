// The policies of the database over HTTP: which is in force, how a service key switches it, and what a page runs by.
#include <algorithm>

#include "lockstep/base/reader.h"
#include "server/api/request_body.h"
#include "server/api/routes.h"
#include "server/auth/jws.h"
#include "server/live/policy_switch.h"
#include "server/wire/problem_response.h"

namespace lockstep::server {

namespace {

constexpr std::string_view documentFormat = "lockstep-policy/1";

Value toValue(const StoredPolicy& policy) {
  Value out = Value::object();
  if (!policy.account.empty()) out.add("account", policy.account);
  out.add("digest", policy.digest);
  out.add("id", policy.id);
  out.add("version", policy.version);
  out.add("since", formatTime(policy.since));
  out.add("inForce", policy.isInForce);
  return out;
}

HttpResponse forAllAlone() {
  return problemResponse(403, "host_only", "Only a service key for every account may ask this.");
}

/// A body `{ "policy": document }` or `{ "digest": … }`, with a `mapping` or without.
Result<PolicyChangeRequest> changeRequestOf(const Call& call) {
  const auto body = documentOf(call.http);
  if (!body) return body.problems();
  Problems problems;
  const Place root;
  Reader reader(body->root(), root, problems);
  const Value* document = reader.field("policy");
  const auto digest = reader.optionalText("digest");
  const Value* mapping = reader.field("mapping");
  reader.finish();
  if (problems.empty() && (document != nullptr) == digest.has_value())
    reader.report("field_missing", "policy", "Give a policy, or the digest of one that the database has.");
  if (!problems.empty()) return problems;
  PolicyChangeRequest asked{document != nullptr ? toJson(*document) : std::string(),
                            mapping != nullptr ? toJson(*mapping) : std::string(), call.account, call.caller.name};
  if (!digest) return asked;
  const auto kept = call.service.store.policyDocument(std::string(*digest));
  if (!kept) return kept.problems();
  if (!*kept) return Problem{"policy_unknown", "/digest", "The database has no policy of this digest."};
  asked.document = **kept;
  return asked;
}

HttpResponse brokenResponse(const PolicyOutcome& outcome) {
  Problems problems;
  for (const auto& [account, faults] : outcome.broken)
    for (const auto& fault : faults)
      if (!areMany(problems)) problems.push_back({fault.code, "/accounts/" + account + fault.field, fault.message});
  return problemResponse(409, "policy_breaks_accounts",
                         "The policy lacks names that " + std::to_string(outcome.broken.size()) +
                             (outcome.broken.size() == 1 ? " account uses" : " accounts use") +
                             ". Give a mapping of old names to new ones.",
                         problems);
}

HttpResponse answerOf(const Call& call, const Result<PolicyOutcome>& outcome) {
  if (!outcome) return problemResponse(outcome.problems());
  if (outcome->kind == PolicyOutcome::Kind::noAccount) return problemResponse({accountUnknown()});
  if (outcome->kind == PolicyOutcome::Kind::breaks) return brokenResponse(*outcome);
  for (const auto& account : outcome->switched) call.service.accounts.followNow(account);
  Value body = Value::object();
  body.add("digest", outcome->digest);
  body.add("accounts", static_cast<std::int64_t>(outcome->switched.size()));
  return jsonResponse(body);
}

HttpResponse put(const Call& call) {
  const auto asked = changeRequestOf(call);
  if (!asked) return problemResponse(asked.problems());
  return answerOf(call, switchPolicy(call.service.store, call.service.accounts.policies(), *asked, call.now));
}

bool isOfOther(const Call& call) { return !call.caller.account.empty() && call.caller.account != call.account; }

/// Whether a caller may read a policy: of the whole database, or of the caller's own account.
Result<bool> mayRead(const Call& call, const std::string& digest) {
  const auto policies =
      call.service.store.policies(call.caller.account.empty() ? std::nullopt : std::optional(call.caller.account));
  if (!policies) return policies.problems();
  return std::any_of(policies->begin(), policies->end(),
                     [&](const StoredPolicy& policy) { return policy.digest == digest; });
}

/// The first string of a compiled policy.
std::string_view formatOf(std::string_view compiled) { return compiled.substr(2, compiled.find('"', 2) - 2); }

}  // namespace

HttpResponse getPolicy(const Call& call) {
  if (!call.caller.account.empty()) return forAllAlone();
  const auto policies = call.service.store.policies();
  if (!policies) return problemResponse(policies.problems());
  Value body = Value::object();
  Value& list = body.add("policies", Value::array());
  for (const auto& policy : *policies) list.push(toValue(policy));
  return jsonResponse(body);
}

HttpResponse putPolicy(const Call& call) { return call.caller.account.empty() ? put(call) : forAllAlone(); }

HttpResponse getAccountPolicy(const Call& call) {
  const auto live = liveAccount(call);
  if (!live) return problemResponse(live.problems());
  const auto policies = call.service.store.policies(call.account);
  if (!policies) return problemResponse(policies.problems());
  // An account's own comes after that of the whole database.
  const StoredPolicy* found = nullptr;
  for (const auto& policy : *policies)
    if (policy.isInForce) found = &policy;
  return found == nullptr ? problemResponse(404, "policy_unknown", "No policy is in force.")
                          : jsonResponse(toValue(*found));
}

HttpResponse putAccountPolicy(const Call& call) {
  return isOfOther(call) ? problemResponse({accountUnknown()}) : put(call);
}

HttpResponse deleteAccountPolicy(const Call& call) {
  if (isOfOther(call)) return problemResponse({accountUnknown()});
  return answerOf(call, dropOwnPolicy(call.service.store, call.service.accounts.policies(), call.account,
                                      call.caller.name, call.now));
}

HttpResponse getCompiledPolicy(const Call& call) {
  const std::string& digest = call.account;
  const auto may = mayRead(call, digest);
  if (!may) return problemResponse(may.problems());
  if (!*may) return problemResponse(404, "policy_unknown", "There is no such policy, or it is another account's.");
  const auto policy = call.service.accounts.policies().find(digest);
  if (!policy) return problemResponse(policy.problems());
  std::string text = policy->compiled();
  const auto wanted = call.http.parameter("format");
  if (wanted == documentFormat) {
    const auto document = call.service.store.policyDocument(digest);
    if (!document) return problemResponse(document.problems());
    text = document->value_or("");
  } else if (wanted && wanted != formatOf(text)) {
    return problemResponse(
        406, "policy_format_unknown",
        "This server compiles policies as " + std::string(formatOf(text)) + ". Load the page again.");
  }
  HttpResponse response = jsonResponse(text);
  const std::string tag = "\"" + digest + "\"";
  response.headers = {
      {"Cache-Control", "private, max-age=31536000, immutable"}, {"ETag", tag}, {"Vary", "Authorization"}};
  if (call.http.hasAlready(tag)) {
    response.status = 304;
    response.body.clear();
    return response;
  }
  response.headers.emplace_back("Lockstep-Signature",
                                signDetached(call.service.signingKeys.current(call.now), text, "lockstep-policy"));
  return response;
}

}  // namespace lockstep::server
