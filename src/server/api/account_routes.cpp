// A whole account, in and out, for the host; and the one way to change it.
#include <algorithm>
#include <shared_mutex>

#include "base/text.h"
#include "lockstep/disclosure/decide.h"
#include "server/api/request_body.h"
#include "server/api/steps.h"
#include "server/wire/problem_response.h"
#include "server/wire/url.h"

namespace lockstep::server {

namespace {

/// Reads one of the tags of an If-Match, as a revision: `"41.9f2c81d07a3b4c5d"`, or a tag that begins with it, as a
/// snapshot's does.
/// `"41"` is that revision of the current history. Nothing is added for a weak tag, which never matches here (RFC
/// 9110, 13.1.1). Returns false where it is no tag of ours.
bool readTag(std::string_view tag, std::vector<RevisionId>& revisions) {
  const bool isWeak = tag.starts_with("W/");
  if (isWeak) tag.remove_prefix(2);
  if (tag.size() < 3 || tag.front() != '"' || tag.back() != '"' || tag.find('"', 1) != tag.size() - 1) return false;
  tag = tag.substr(1, tag.size() - 2);
  tag = tag.substr(0, tag.find('-'));  // of another coding
  const auto dot = tag.find('.');
  const auto revision = readRevisionId(dot == std::string_view::npos ? tag : tag.substr(0, tag.find('.', dot + 1)));
  if (revision && !isWeak) revisions.push_back(*revision);
  // What an older version gave out has no mark, and never matches.
  return revision.has_value() || readDigits(tag.substr(0, dot)).has_value();
}

/// The revisions in an If-Match, a list of tags. `*` is any.
bool readIfMatch(std::string_view tags, std::optional<std::vector<RevisionId>>& revisions) {
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

/// The problem that is no slip: to speak for another user, or for the host. An attempt to change something that way is
/// evidence.
const Problem* pretenceIn(const Problems& problems) {
  for (const std::string_view code : {"principal_foreign", "host_field"})
    for (const auto& problem : problems)
      if (problem.code == code) return &problem;
  return nullptr;
}

/// Of an Idempotency-Key: printable ASCII, which every client can send again as it was.
bool isKey(std::string_view text) {
  return !text.empty() && text.size() <= 200 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

HttpResponse answerOf(const Outcome& outcome) {
  switch (outcome.kind) {
    case Outcome::Kind::noAccount: return problemResponse({accountUnknown()});
    case Outcome::Kind::wrongRevision:
      return problemResponse(412, "revision_differs",
                             "The account is at revision " + toText(outcome.at) + ". Look again and ask again.");
    case Outcome::Kind::keyReused:
      return problemResponse(422, "idempotency_key_reused", "This Idempotency-Key was used for another request.");
    case Outcome::Kind::refused: return refusedResponse(outcome.decision);
    case Outcome::Kind::applied: return jsonResponse(outcome.body);
  }
  return problemResponse(500, "error", "");
}

}  // namespace

namespace {

/// Whether the facts, as they are now, refuse a request.
bool isRefused(LiveAccount& live, const Request& request) {
  const std::shared_lock reading(live.mutex);
  return !decide(live.facts, request).allowed;
}

HttpResponse tooManyRefusals(Time seconds) {
  return tooManyResponse("too_many_refusals",
                         "Too many of your requests were refused. Wait before you ask for more that is not allowed.",
                         seconds);
}

}  // namespace

HttpResponse putAccount(const Call& call) {
  if (!call.caller.account.empty() && call.caller.account != call.account) return problemResponse({accountUnknown()});
  const auto created = call.service.accounts.create(call.account, call.http.body, call.caller.name, call.now);
  if (!created) return problemResponse(created.problems());
  if (!*created)
    return problemResponse(409, "account_exists", "There is an account of that name. It is changed by requests.");
  HttpResponse response = jsonResponse(std::string("{}"), 201);
  response.headers.emplace_back("Location", "/v1/accounts/" + percentEncoded(call.account));
  return response;
}

HttpResponse getAccount(const Call& call) {
  const auto live = liveAccount(call);
  if (!live) return problemResponse(live.problems());
  return later(call, [account = *live] {
    const std::shared_lock reading(account->mutex);
    HttpResponse response = jsonResponse(account->facts.toValue());
    response.headers.emplace_back("ETag", "\"" + toText(account->at()) + "\"");
    return response;
  });
}

HttpResponse postRequest(const Call& call) {
  // Also where the body cannot be read: a caller learns nothing of an account that is not theirs.
  const auto live = liveAccount(call);
  if (!live) return problemResponse(live.problems());
  RefusalLimit& refusals = call.service.refusals;
  const auto wait = refusals.wait(call.account, call.caller, call.now);
  Problems problems;
  ChangeRequest changeRequest;
  changeRequest.request = requestOf(call, policyOf(**live), problems);
  changeRequest.requestJson = call.http.body;
  changeRequest.actor = call.caller.name;
  if (const Problem* pretence = pretenceIn(problems)) {
    if (wait) return tooManyRefusals(*wait);
    refusals.count(call.account, call.caller, call.now);
    // Whose attempt it was; the body, which the entry holds, says who they would have been.
    changeRequest.request.principal = call.caller.principal();
    const auto noted = call.service.accounts.refuse(call.account, changeRequest, pretence->code, call.now);
    if (!noted) return problemResponse(noted.problems());
  }
  if (!problems.empty()) return problemResponse(problems);
  changeRequest.returnsDelta = call.caller.isHost;
  if (const auto tag = call.http.header("if-match"); tag && !readIfMatch(*tag, changeRequest.ifRevisions))
    return problemResponse(400, "if_match_invalid",
                           "Give the revision in quotes, as in If-Match: \"41.9f2c81d07a3b4c5d\", or a list of them.");
  changeRequest.idempotencyKey = call.http.header("idempotency-key");
  if (changeRequest.idempotencyKey && !isKey(*changeRequest.idempotencyKey))
    return problemResponse(400, "idempotency_key_invalid", "Give 1 to 200 characters of printable ASCII.");
  if (wait && isRefused(**live, changeRequest.request)) return tooManyRefusals(*wait);
  if (!call.caller.isHost) call.service.streams.expect(call.account, changeRequest.request.principal, call.now);
  const auto outcome = call.service.accounts.applyChange(call.account, changeRequest, call.now);
  if (!outcome) return problemResponse(outcome.problems());
  if (outcome->kind == Outcome::Kind::applied || outcome->kind == Outcome::Kind::refused)
    call.service.metrics.of(call.account).decided(outcome->kind == Outcome::Kind::applied);
  if (outcome->kind == Outcome::Kind::applied && !outcome->isReplay) call.service.metrics.of(call.account).changed();
  if (outcome->kind == Outcome::Kind::refused && !outcome->isReplay)
    refusals.count(call.account, call.caller, call.now);
  HttpResponse response = answerOf(*outcome);
  if (!outcome->isReplay && outcome->at.mark) response.headers.emplace_back("Lockstep-Revision", toText(outcome->at));
  if (outcome->isReplay) response.headers.emplace_back("Idempotency-Replayed", "true");
  return response;
}

}  // namespace lockstep::server
