// A follower of an account through its changes, who keeps nothing, ends where a fresh slice is.
#include <doctest/doctest.h>

#include <map>

#include "disclosure/change_impact.h"
#include "disclosure/follow.h"
#include "generated.h"

namespace lockstep {

namespace {

std::string known(const Account& slice) {
  Value counts = Value::object();
  writeCounts(counts, slice);
  return toJson(slice.toValue()) + toJson(counts);
}

/// One of every kind: each role, restricted users, keys, visitors, and those who are not there (yet).
std::vector<Principal> everybody() {
  std::vector<Principal> all = {{Principal::Kind::visitor, ""}, Principal::user("ghost"), Principal::user("fresh")};
  for (const char* id : {"ada", "dev", "full", "vera", "fin", "r0", "r1", "r2", "r3"})
    all.push_back(Principal::user(id));
  for (const char* id : {"k0", "k1"}) all.push_back({Principal::Kind::apiKey, id});
  for (const char* id : {"l0", "l1", "l2"})
    for (const bool verified : {false, true}) all.push_back({Principal::Kind::visitor, id, verified});
  return all;
}

Principal actor(generated::Random& random) {
  const std::size_t kind = random.below(10);
  return kind < 5   ? Principal::user("ada")
         : kind < 7 ? Principal::system()
                    : Principal::user("r" + std::to_string(random.below(4)));
}

Asset closed(Asset asset) {
  if (asset.kind == folderKind) asset.passes = {};
  return asset;
}

/// A share that is there is rarely met by chance: this takes one away.
void aimAtShare(generated::Random& random, const Account& account, Request& request) {
  std::vector<Share> shares;
  account.eachShare([&](const Share& share) { shares.push_back(share); });
  if (shares.empty()) return;
  const Share& share = random.pick(shares);
  const Asset* asset = account.asset(share.on);
  request.principal = Principal::user("ada");
  request.action = asset != nullptr ? "asset.unshare" : "collection.unshare";
  request.resource =
      asset != nullptr ? Resource::at(asset->path) : Resource{Resource::Kind::collection, share.on, {}, anyKind};
  request.context = {};
  request.context.with = share.with;
}

/// How often each part of a slice was touched, and how often time alone changed one, so that a test that never gets
/// anywhere is seen.
struct Parts {
  std::map<Part, std::uint64_t> touched;
  std::uint64_t byTime = 0;
};

/// Brings a slice to a later time by the follower's delta; ends where a fresh one is.
void checkElapsed(const Account& account, Follower& follower, Time now, const std::string& where, Parts& parts) {
  const Account held = sliceFor(account, follower.principal, follower.at),
                fresh = sliceFor(account, follower.principal, now);
  const auto delta = elapse(account, follower, now);
  REQUIRE_MESSAGE(follower.at == now, where);
  REQUIRE_MESSAGE(toJson(toValue(delta ? *delta : quietDelta(account, follower.visibility, account.revision))) ==
                      toJson(toValue(deltaBetween(held, fresh))),
                  where);
  REQUIRE_MESSAGE(follower.visibility == followerOf(account, follower.principal, now).visibility, where);
  if (!delta) return;
  ++parts.byTime;
  Account kept = held;
  applyDelta(*delta, kept);
  REQUIRE_MESSAGE(known(kept) == known(fresh), where);
}

void checkHistory(std::uint64_t seed, const Policy& policy, Parts& parts) {
  generated::Random random(seed);
  Account account = generated::account(random, policy);
  if (policy.switches().limitedFolders)
    for (const auto& id : generated::idsOf(account.assets()))
      if (random.chance(20)) account.put(closed(*account.asset(id)));
  Account told = account;
  Time now = given::noon - 3;
  std::vector<Follower> followers;
  for (const auto& principal : everybody()) followers.push_back(followerOf(account, principal, now));
  std::vector<Follower*> all;
  for (auto& follower : followers) all.push_back(&follower);
  for (int step = 0; step < 20; ++step) {
    const Account before = account;
    Request request = generated::RequestMaker(random, before, 97).make(actor(random));
    if (random.chance(15)) aimAtShare(random, before, request);
    const auto done = apply(account, request);
    if (done.delta.from == done.delta.to) continue;
    const std::string doing = "seed " + std::to_string(seed) + ", step " + std::to_string(step) + ": " +
                              generated::described(request) + " for ";
    now += random.chance(30) ? 1 : 0;
    for (auto& follower : followers)
      checkElapsed(before, follower, now, doing + toJson(toValue(follower.principal)), parts);
    const ChangeImpact impact(before, done.delta);
    for (const auto& [principal, visibility, at] : followers)
      ++parts.touched[impact.affectedPart(before, principal, visibility)];
    const auto deltas = follow(told, done.delta, all);
    REQUIRE(toJson(told.toValue()) == toJson(account.toValue()));
    for (std::size_t i = 0; i < followers.size(); ++i) {
      const auto& [principal, visibility, at] = followers[i];
      const std::string where = doing + toJson(toValue(principal));
      const Account held = sliceFor(before, principal, now), fresh = sliceFor(account, principal, now);
      const Delta delta = deltas[i] ? *deltas[i] : quietDelta(account, visibility, before.revision);
      REQUIRE_MESSAGE(toJson(toValue(delta)) == toJson(toValue(deltaBetween(held, fresh))), where);
      Account kept = held;
      applyDelta(delta, kept);
      REQUIRE_MESSAGE(known(kept) == known(fresh), where);
      REQUIRE_MESSAGE(visibility == followerOf(account, principal, now).visibility, where);
    }
  }
}

}  // namespace

TEST_CASE(
    "a follower by deltas alone knows what a fresh slice has, for every principal and whatever is "
    "changed") {
  Parts parts;
  for (std::uint64_t seed = 3000; seed < 3000 + generated::cases(60); ++seed)
    checkHistory(seed, given::policy(), parts);
  for (const Part part : {Part::nothing, Part::rows, Part::library, Part::whole})
    CHECK_MESSAGE(parts.touched[part] > 20, static_cast<int>(part));
  CHECK(parts.byTime > 20);
}

TEST_CASE("so they do where folders stop what comes from above") {
  Parts parts;
  const Policy policy = given::policyWithLimitedFolders();
  for (std::uint64_t seed = 3300; seed < 3300 + generated::cases(60); ++seed) checkHistory(seed, policy, parts);
  CHECK(parts.touched[Part::library] > 20);
  CHECK(parts.byTime > 20);
}

TEST_CASE("the inverse of a change leaves the account as it was") {
  for (std::uint64_t seed = 3500; seed < 3500 + generated::cases(40); ++seed) {
    generated::Random random(seed);
    Account account = generated::account(random);
    for (int step = 0; step < 20; ++step) {
      const Account before = account;
      const Request request = generated::RequestMaker(random, before, 97).make(actor(random));
      const auto done = apply(account, request);
      if (done.delta.from == done.delta.to) continue;
      Account back = account;
      applyDelta(inverseOf(done.delta, before), back);
      REQUIRE_MESSAGE(toJson(back.toValue()) == toJson(before.toValue()), generated::described(request));
      applyDelta(done.delta, back);
      applyDelta(done.inverse, back);
      REQUIRE_MESSAGE(toJson(back.toValue()) == toJson(before.toValue()), generated::described(request));
      REQUIRE(back.revision == before.revision);
    }
  }
}

}  // namespace lockstep
