// A whole account, in and out, for the host; and the one way to change it.
#include <algorithm>
#include <shared_mutex>

#include "base/text.h"
#include "server/problem_response.h"
#include "server/request_body.h"

namespace lockstep::server {

namespace {

/// One of the tags of an If-Match, as a revision: `"41"`, or the tag of a snapshot, which begins with it. Nothing is added for
/// a weak tag, which never matches here (RFC 9110, 13.1.1). Returns false where it is no tag of ours.
bool readTag(std::string_view tag, std::vector<std::int64_t>& revisions) {
  const bool isWeak = tag.starts_with("W/");
  if (isWeak) tag.remove_prefix(2);
  if (tag.size() < 3 || tag.front() != '"' || tag.back() != '"' || tag.find('"', 1) != tag.size() - 1) return false;
  const auto revision = readDigits(tag.substr(1, tag.find_first_of(".\"", 1) - 1));
  if (revision && !isWeak) revisions.push_back(*revision);
  return revision.has_value();
}

/// The revisions in an If-Match, a list of tags. `*` is any.
bool readIfMatch(std::string_view tags, std::optional<std::vector<std::int64_t>>& revisions) {
  if (trimmed(tags) == "*") return true;
  revisions.emplace();
  for (std::string_view rest = tags;;) {
    const auto end = rest.find(',');
    const std::string_view tag = trimmed(rest.substr(0, end));
    // A list may have empty places (RFC 9110, 5.6.1), but not they alone.
    if (!tag.empty() && !readTag(tag, *revisions)) return false;
    if (end == std::string_view::npos) return tags.find('"') != std::string_view::npos;
    rest.remove_prefix(end + 1);
  }
}

/// The problem that is no slip: to speak for somebody else, or for the host. An attempt at a change by that is evidence.
const Problem* pretenceIn(const Problems& problems) {
  for (const std::string_view code : {"principal_foreign", "host_field"})
    for (const auto& problem : problems)
      if (problem.code == code) return &problem;
  return nullptr;
}

/// Of an Idempotency-Key: printable ASCII, which every client can send again as it was.
bool isKey(std::string_view text) {
  return !text.empty() && text.size() <= 200 && std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

HttpResponse answerOf(const Outcome& outcome) {
  switch (outcome.kind) {
    case Outcome::Kind::noAccount: return problemResponse({accountUnknown()});
    case Outcome::Kind::wrongRevision: return problemResponse(412, "revision_differs", "The account is at revision " + std::to_string(outcome.revision) + ". Look again and ask again.");
    case Outcome::Kind::keyReused: return problemResponse(422, "idempotency_key_reused", "This Idempotency-Key was used for another request.");
    case Outcome::Kind::refused: {
      const auto told = parseJson(outcome.body);
      if (const Value* decision = told ? told->find("decision") : nullptr) return refusedResponse(*decision);
      break;
    }
    case Outcome::Kind::applied: return jsonResponse(outcome.body);
  }
  return problemResponse(500, "error", "");
}

}  // namespace

HttpResponse putAccount(const Call& call) {
  if (!call.caller.account.empty() && call.caller.account != call.account) return problemResponse({accountUnknown()});
  const auto created = call.service.accounts.create(call.account, call.http.body);
  if (!created) return problemResponse(created.problems());
  if (!*created) return problemResponse(409, "account_exists", "There is an account of that name. It is changed by requests.");
  HttpResponse response = jsonResponse(std::string("{}"), 201);
  response.headers.emplace_back("Location", "/v1/accounts/" + percentEncoded(call.account));
  return response;
}

HttpResponse getAccount(const Call& call) {
  const auto live = liveAccount(call);
  if (!live) return problemResponse(live.problems());
  const std::shared_lock reading((*live)->mutex);
  HttpResponse response = jsonResponse((*live)->facts.toValue());
  response.headers.emplace_back("ETag", "\"" + std::to_string((*live)->facts.revision) + "\"");
  return response;
}

HttpResponse postRequest(const Call& call) {
  // Also where the body cannot be read: nobody learns of an account that is not theirs.
  if (const auto live = liveAccount(call); !live) return problemResponse(live.problems());
  Problems problems;
  Order order;
  order.request = requestOf(call, problems);
  order.requestJson = call.http.body;
  order.actor = call.caller.name;
  if (const Problem* pretence = pretenceIn(problems)) {
    // Whose attempt it was; the body, which the entry holds, says who they would have been.
    order.request.principal = call.caller.principal();
    const auto noted = call.service.accounts.refuse(call.account, order, pretence->code, call.now);
    if (!noted) return problemResponse(noted.problems());
  }
  if (!problems.empty()) return problemResponse(problems);
  order.tellsDelta = call.caller.isHost;
  if (const auto tag = call.http.header("if-match"); tag && !readIfMatch(*tag, order.ifRevisions)) return problemResponse(400, "if_match_invalid", "Give the revision in quotes, as in If-Match: \"41\", or a list of them.");
  order.idempotencyKey = call.http.header("idempotency-key");
  if (order.idempotencyKey && !isKey(*order.idempotencyKey)) return problemResponse(400, "idempotency_key_invalid", "Give 1 to 200 characters of printable ASCII.");
  const auto outcome = call.service.accounts.carryOut(call.account, order, call.now);
  if (!outcome) return problemResponse(outcome.problems());
  if (outcome->kind == Outcome::Kind::applied || outcome->kind == Outcome::Kind::refused) call.service.metrics.of(call.account).decided(outcome->kind == Outcome::Kind::applied);
  if (outcome->kind == Outcome::Kind::applied && !outcome->isReplay) call.service.metrics.of(call.account).changed();
  HttpResponse response = answerOf(*outcome);
  if (!outcome->isReplay && outcome->kind != Outcome::Kind::noAccount) response.headers.emplace_back("Lockstep-Revision", std::to_string(outcome->revision));
  if (outcome->isReplay) response.headers.emplace_back("Idempotency-Replayed", "true");
  return response;
}

}  // namespace lockstep::server
