// Random histories: whatever is applied in whatever order, the account stays sound and its deltas tell the whole story.
#include <doctest/doctest.h>

#include <map>

#include "generated.h"
#include "invariants.h"

namespace lockstep {

namespace {

Principal actor(generated::Random& random) {
  const std::size_t kind = random.below(10);
  if (kind < 4) return Principal::user("ada");
  if (kind < 5) return Principal::system();
  if (kind < 8) return Principal::user("r" + std::to_string(random.below(4)));
  return generated::principal(random);
}

std::string text(const Account& account) { return toJson(account.toValue()); }

/// Facts of a slice, counts of what it does not list included.
std::string known(const Account& slice) {
  Value counts = Value::object();
  writeCounts(counts, slice);
  return text(slice) + toJson(counts);
}

}  // namespace

TEST_CASE("whatever is applied, the account keeps its invariants, and a refusal changes nothing") {
  std::uint64_t applied = 0;
  for (std::uint64_t seed = 1; seed <= generated::cases(40); ++seed) {
    generated::Random random(seed);
    Account account = generated::account(random);
    auto known = checkInvariants(account);
    for (int step = 0; step < 25; ++step) {
      const Account before = account;
      const Request request = generated::RequestMaker(random, before, 97).make(actor(random));
      const auto done = apply(account, request);
      const std::string where =
          "seed " + std::to_string(seed) + ", step " + std::to_string(step) + ": " + generated::described(request);
      if (!done.decision.allowed || done.delta.from == done.delta.to) {
        REQUIRE_MESSAGE(text(account) == text(before), where);
        continue;
      }
      ++applied;
      REQUIRE_MESSAGE(account.revision == before.revision + 1, where);
      for (const auto& breach : checkInvariants(account))
        if (!known.contains(breach)) FAIL(where << ": " << breach << "\n" << text(before));
      for (const auto& limit : newlyExceeded(before, account)) FAIL(where << ": exceeds " << limit);
      known = checkInvariants(account);
    }
  }
  CHECK(applied > generated::cases(40));
}

TEST_CASE("the delta of a change turns the account before it into the one after it") {
  for (std::uint64_t seed = 500; seed < 500 + generated::cases(40) / 2; ++seed) {
    generated::Random random(seed);
    Account account = generated::account(random), mirror = account;
    for (int step = 0; step < 25; ++step) {
      const Request request = generated::RequestMaker(random, account, 97).make(actor(random));
      const auto done = apply(account, request);
      if (done.delta.from != done.delta.to) {
        const auto read = readDelta(toJson(toValue(done.delta)), mirror);
        REQUIRE_MESSAGE(read.ok(), "seed " << seed << ": " << generated::described(request) << "\n"
                                           << given::listed(read.problems()));
        applyDelta(*read, mirror);
      }
      REQUIRE_MESSAGE(text(mirror) == text(account), "seed " << seed << ": " << generated::described(request) << "\n"
                                                             << toJson(toValue(done.delta)));
    }
  }
}

TEST_CASE("an open snapshot that follows by deltas equals a fresh one after every change") {
  for (std::uint64_t seed = 900; seed < 900 + generated::cases(40) / 2; ++seed) {
    generated::Random random(seed);
    Account account = generated::account(random);
    Time now = given::noon - 2;
    std::map<std::string, Access> open;
    for (const std::string id : {"ada", "vera", "r0", "r1"})
      open.emplace(id, Access::open(account.policy(), snapshot(account, Principal::user(id), now)).value());
    for (int step = 0; step < 15; ++step) {
      const Account before = account;
      const Request request = generated::RequestMaker(random, before, 97).make(actor(random));
      const auto done = apply(account, request);
      if (done.delta.from == done.delta.to) continue;
      const Time then = now;
      now += random.chance(30) ? 1 : 0;
      const std::string where =
          "seed " + std::to_string(seed) + ", step " + std::to_string(step) + ": " + generated::described(request);
      for (auto& entry : open) {
        const std::string& id = entry.first;
        Access& access = entry.second;
        const Principal principal = Principal::user(id);
        Delta delta = deltaBetween(sliceFor(before, principal, then), sliceFor(account, principal, now));
        delta.expiresAt = now + snapshotLifetime;
        const auto problems = access.update(toJson(toValue(delta)));
        REQUIRE_MESSAGE(problems.empty(), where << "\n" << given::listed(problems));
        const auto fresh = Access::open(account.policy(), snapshot(account, principal, now));
        REQUIRE_MESSAGE(known(access.facts()) == known(fresh->facts()), where << " for " << id);
        for (int i = 0; i < 8; ++i) {
          const Request question = generated::RequestMaker(random, account, 70).make(principal);
          const auto one =
              toJson(toValue(access.decide(question.action, question.resource, question.context), account.policy()));
          const auto other =
              toJson(toValue(fresh->decide(question.action, question.resource, question.context), account.policy()));
          REQUIRE_MESSAGE(one == other, where << " then " << generated::described(question));
        }
      }
    }
  }
}

}  // namespace lockstep
