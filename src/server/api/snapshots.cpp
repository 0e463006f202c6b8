// What a page follows: its person's snapshot, signed, and the events that keep it current.
#include <algorithm>
#include <shared_mutex>

#include "base/digest.h"
#include "server/api/steps.h"
#include "server/auth/jws.h"
#include "server/wire/problem_response.h"

namespace lockstep::server {

namespace {

/// A snapshot is answered as unchanged only within half its life, so that a page never keeps one that is about to end.
constexpr Time tagLifetime = snapshotLifetime / 2;
constexpr std::size_t mostStreams = 32;

/// Whose snapshot: a user's own; to a host anybody's, named in the address.
Result<Principal> principalOf(const Call& call) {
  if (!call.caller.isHost) return call.caller.principal();
  if (const auto user = call.http.parameter("user")) return Principal::user(*user);
  if (const auto key = call.http.parameter("apiKey")) return Principal{Principal::Kind::apiKey, *key};
  if (const auto link = call.http.parameter("link"))
    return Principal{Principal::Kind::visitor, *link, call.http.parameter("passwordVerified") == "true"};
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

std::string tagOf(const Account& facts, const RevisionId& at, const Principal& principal, Time now) {
  const std::string whose =
      sha256(facts.policy().digest() + toJson(toValue(principal)) + std::to_string(lastChange(facts, principal, now)))
          .substr(0, 16);
  return "\"" + toText(at) + "." + std::to_string(now / tagLifetime) + "." + whose + "\"";
}

HttpResponse asResponse(const SnapshotCache::Kept& kept, const RevisionId& at, bool isKnown) {
  HttpResponse response = jsonResponse(isKnown ? std::string() : kept.text, isKnown ? 304 : 200);
  response.headers = {{"Cache-Control", "private, no-cache"},
                      {"ETag", kept.tag},
                      {"Vary", "Authorization"},
                      {"Lockstep-Revision", toText(at)}};
  if (!isKnown) response.headers.emplace_back("Lockstep-Signature", kept.signature);
  return response;
}

}  // namespace

namespace {

HttpResponse snapshotFor(const Call& call, LiveAccount& live) {
  const auto principal = principalOf(call);
  std::shared_lock reading(live.mutex);
  const Account& facts = live.facts;
  const RevisionId at = live.at();
  SnapshotCache::Kept made{tagOf(facts, at, *principal, call.now), {}, {}};
  if (call.http.hasAlready(made.tag)) return asResponse(made, at, true);
  const std::string whose = call.account + "\n" + toJson(toValue(*principal));
  if (const auto kept = call.service.snapshots.find(whose, made.tag)) return asResponse(*kept, at, false);
  if (principal->kind == Principal::Kind::system) {
    made.text = snapshot(facts, *principal, call.now);
    reading.unlock();
  } else {
    // Cutting takes a fraction of the time of serialising, which holds no lock.
    const Account slice = sliceFor(facts, *principal, call.now);
    reading.unlock();
    made.text = snapshotOf(slice, *principal, call.now);
  }
  made.signature = signDetached(call.service.signingKeys.current(call.now), made.text, "lockstep-snapshot");
  const auto kept = std::make_shared<const SnapshotCache::Kept>(std::move(made));
  call.service.snapshots.keep(whose, kept);
  return asResponse(*kept, at, false);
}

HttpResponse streamFor(const Call& call, const LivePointer& live) {
  // A browser's own reconnection sends the header, the first request the parameter.
  const auto last = call.http.header("last-event-id");
  const auto since = readRevisionId(last ? *last : call.http.parameter("since").value_or(""));
  if (!since)
    return problemResponse(422, "since_missing",
                           "Give the revision you have, as in `?since=41.9f2c81d07a3b4c5d`: the `Lockstep-Revision` of "
                           "a snapshot, or the id of an event.");
  if (!since->mark)
    return problemResponse(422, "since_incomplete",
                           "A number alone names no history: give all of the `Lockstep-Revision` of a snapshot, as in "
                           "`?since=41.9f2c81d07a3b4c5d`. A page of an older version has to be loaded again.");
  // A key may be revoked while its streams are open: they end, and it has to show itself again to go on.
  const auto until = call.caller.isHost ? std::optional(call.now + call.service.keyStreamTime) : call.caller.until;
  HttpResponse response;
  response.events = call.service.streams.open(live, *principalOf(call), *since, until, call.now,
                                              call.caller.isHost ? SIZE_MAX : mostStreams);
  if (response.events == nullptr)
    return problemResponse(429, "too_many_streams",
                           "You have " + std::to_string(mostStreams) + " event streams open. Close one.");
  return response;
}

}  // namespace

HttpResponse getSnapshot(const Call& call) {
  const auto live = liveAccount(call);
  if (!live) return problemResponse(live.problems());
  return later(call, [call, account = *live] { return snapshotFor(call, *account); });
}

HttpResponse getEvents(const Call& call) {
  const auto live = liveAccount(call);
  if (!live) return problemResponse(live.problems());
  return later(call, [call, account = *live] { return streamFor(call, account); });
}

HttpResponse getKeys(const Call& call) {
  Value keys = Value::object();
  Value& list = keys.add("keys", Value::array());
  for (auto& key : call.service.signingKeys.published(call.now)) list.push(std::move(key));
  HttpResponse response = jsonResponse(keys);
  response.headers = {{"Cache-Control", "public, max-age=300"}};
  return response;
}

}  // namespace lockstep::server
