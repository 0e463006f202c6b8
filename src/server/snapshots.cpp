// What a page follows: its person's snapshot, signed, and the events that keep it current.
#include <algorithm>
#include <shared_mutex>

#include "base/digest.h"
#include "server/problem_response.h"
#include "server/routes.h"

namespace lockstep::server {

namespace {

/// A snapshot is told to be unchanged only within half its life, so that whoever asks again never keeps one that ends.
constexpr Time tagLifetime = snapshotLifetime / 2;
constexpr std::size_t mostStreams = 32;

/// Whose snapshot: a user's own; to a host anybody's, named in the address.
Result<Principal> principalOf(const Call& call) {
  if (!call.caller.isHost) return call.caller.principal();
  if (const auto user = call.http.parameter("user")) return Principal::user(*user);
  if (const auto key = call.http.parameter("apiKey")) return Principal{Principal::Kind::apiKey, *key};
  if (const auto link = call.http.parameter("link")) return Principal{Principal::Kind::visitor, *link, call.http.parameter("passwordVerified") == "true"};
  return Principal::system();
}

/// The last moment until now at which time alone may have changed the snapshot.
Time lastChange(const Account& facts, const Principal& principal, Time now) {
  Time last = 0;
  const auto passed = [&](std::optional<Time> moment) {
    if (moment && *moment <= now) last = std::max(last, *moment);
  };
  switch (principal.kind) {
    case Principal::Kind::user: passed(facts.lastShareEnd(now)); break;
    case Principal::Kind::apiKey:
      if (const ApiKey* key = facts.apiKey(principal.id)) passed(key->endsAt);
      break;
    case Principal::Kind::visitor:
      if (const Link* link = facts.link(principal.id)) {
        passed(link->startsAt);
        if (link->endsAt) passed(*link->endsAt + 1);
      }
      break;
    case Principal::Kind::system: break;
  }
  return last;
}

std::string tagOf(const Account& facts, const Principal& principal, Time now) {
  const std::string whose = sha256(facts.policy().digest() + toJson(toValue(principal)) + std::to_string(lastChange(facts, principal, now))).substr(0, 16);
  return "\"" + std::to_string(facts.revision) + "." + std::to_string(now / tagLifetime) + "." + whose + "\"";
}

/// A detached JWS (RFC 7515, appendix F): the text is the payload, as it is.
std::string signatureOf(const SigningKey& key, std::string_view text) {
  const std::string signature = sign(key, text, "lockstep-snapshot");
  const auto first = signature.find('.'), last = signature.rfind('.');
  return signature.substr(0, first + 1) + signature.substr(last);
}

HttpResponse asResponse(const SnapshotCache::Kept& kept, std::int64_t revision, bool isKnown) {
  HttpResponse response = jsonResponse(isKnown ? std::string() : kept.text, isKnown ? 304 : 200);
  response.headers = {{"Cache-Control", "private, no-cache"}, {"ETag", kept.tag}, {"Vary", "Authorization"}, {"Lockstep-Revision", std::to_string(revision)}};
  if (!isKnown) response.headers.emplace_back("Lockstep-Signature", kept.signature);
  return response;
}

}  // namespace

HttpResponse getSnapshot(const Call& call) {
  const auto live = liveAccount(call);
  if (!live) return problemResponse(live.problems());
  const auto principal = principalOf(call);
  std::shared_lock reading((*live)->mutex);
  const Account& facts = (*live)->facts;
  const std::int64_t revision = facts.revision;
  SnapshotCache::Kept made{tagOf(facts, *principal, call.now), {}, {}};
  if (call.http.hasAlready(made.tag)) return asResponse(made, revision, true);
  const std::string whose = call.account + "\n" + toJson(toValue(*principal));
  if (const auto kept = call.service.snapshots.find(whose, made.tag)) return asResponse(*kept, revision, false);
  if (principal->kind == Principal::Kind::system) {
    made.text = snapshot(facts, *principal, call.now);
    reading.unlock();
  } else {
    // Cutting takes a fraction of writing it down, for which nobody has to wait.
    const Account slice = sliceFor(facts, *principal, call.now);
    reading.unlock();
    made.text = snapshotOf(slice, *principal, call.now);
  }
  made.signature = signatureOf(call.service.signingKey, made.text);
  const auto kept = std::make_shared<const SnapshotCache::Kept>(std::move(made));
  call.service.snapshots.keep(whose, kept);
  return asResponse(*kept, revision, false);
}

HttpResponse getEvents(const Call& call) {
  const auto live = liveAccount(call);
  if (!live) return problemResponse(live.problems());
  // A browser's own reconnection sends the header, the first request the parameter.
  const auto last = call.http.header("last-event-id");
  const auto since = readDigits(last ? *last : call.http.parameter("since").value_or(""));
  if (!since) return problemResponse(422, "since_missing", "Say which revision you have: ?since=41");
  // A key may be revoked while its streams are open: they end, and it has to show itself again to go on.
  const auto until = call.caller.isHost ? std::optional(call.now + call.service.keyStreamTime) : call.caller.until;
  HttpResponse response;
  response.events = call.service.streams.open(*live, *principalOf(call), *since, until, call.now, call.caller.isHost ? SIZE_MAX : mostStreams);
  if (response.events == nullptr) return problemResponse(429, "too_many_streams", "You have " + std::to_string(mostStreams) + " event streams open. Close one.");
  return response;
}

HttpResponse getKeys(const Call& call) {
  Value keys = Value::object();
  keys.add("keys", Value::array()).push(call.service.signingKey.publicJwk());
  HttpResponse response = jsonResponse(keys);
  response.headers = {{"Cache-Control", "public, max-age=300"}};
  return response;
}

}  // namespace lockstep::server
