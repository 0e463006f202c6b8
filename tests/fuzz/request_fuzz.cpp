// A request: decided over the account as over its principal's snapshot, and carried out in whole or not at all.
#include <map>

#include "acme.h"
#include "alike.h"
#include "invariants.h"

using namespace lockstep;
using fuzz::hold;

namespace {

/// Each asker's snapshot, opened once.
const Access& sliceOf(const Principal& principal) {
  static std::map<std::string, Access> opened;
  const std::string name = toJson(toValue(principal));
  if (const auto known = opened.find(name); known != opened.end()) return known->second;
  if (opened.size() > 64) opened.clear();
  auto sliced = Access::open(fuzz::policy(), snapshot(fuzz::acme(), principal, fuzz::noon, fuzz::aThousandYears));
  hold(sliced.ok());
  return opened.emplace(name, std::move(*sliced)).first->second;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string before = toJson(fuzz::acme().toValue());
  static const auto known = checkInvariants(fuzz::acme());
  const std::string_view text = fuzz::text(data, size);
  const Request request = requestIn(text);
  const Decision whole = decide(fuzz::acme(), request);
  hold(whole.allowed == (whole.reason == Reason::none));
  const std::string words = toJson(toValue(whole, fuzz::policy()));
  const auto read = parseRequest(text);
  if (read.ok())
    hold(toJson(toValue(decide(fuzz::acme(), *read), fuzz::policy())) == words);
  else
    hold(!whole.allowed);

  const Access& sliced = sliceOf(request.principal);
  const Decision answer = sliced.decide(request.action, request.resource, request.context);
  hold(answer.allowed == sliced.can(request.action, request.resource, request.context));
  // A visitor of no link in particular gets a snapshot of nothing.
  const bool ofNothing = request.principal.kind == Principal::Kind::visitor && request.principal.id.empty();
  hold(ofNothing ? !answer.allowed : alike(whole, answer) || answer.reason == Reason::snapshot_stale);

  Account account = fuzz::acme();
  const auto applied = apply(account, request);
  if (!applied.decision.allowed || applied.delta.from == applied.delta.to) {
    hold(toJson(account.toValue()) == before);
    return 0;
  }
  hold(whole.allowed && account.revision == fuzz::acme().revision + 1);
  for (const auto& breach : checkInvariants(account)) hold(known.contains(breach));
  hold(newlyExceeded(fuzz::acme(), account).empty());
  // A follower has the same account.
  Account follower = fuzz::acme();
  const auto delta = readDelta(toJson(toValue(applied.delta)), follower);
  hold(delta.ok());
  applyDelta(*delta, follower);
  hold(toJson(follower.toValue()) == toJson(account.toValue()));
  return 0;
}
