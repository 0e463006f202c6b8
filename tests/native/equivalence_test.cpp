// The promise that everything rests on: a snapshot decides as the whole account does.
#include <doctest/doctest.h>

#include "alike.h"
#include "generated.h"

namespace lockstep {

namespace {

void compare(const Policy& policy, std::uint64_t seeds, std::uint64_t& asked, std::uint64_t& allowed) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    generated::Random random(seed);
    const Account account = generated::account(random, policy);
    for (int asker = 0; asker < 6; ++asker) {
      const Principal principal = generated::principal(random);
      const Time issued = given::noon - 2 + static_cast<Time>(random.below(4));
      const auto access = Access::open(policy, snapshot(account, principal, issued));
      REQUIRE_MESSAGE(access.ok(), "seed " << seed << "\n" << given::listed(access.problems()));
      for (int i = 0; i < 25; ++i) {
        const Request request = generated::RequestMaker(random, account, 70).make(principal);
        const Decision whole = decide(account, request),
                       sliced = access->decide(request.action, request.resource, request.context);
        ++asked, allowed += whole.allowed ? 1 : 0;
        if (alike(whole, sliced)) continue;
        FAIL("seed " << seed << ": " << generated::described(request) << "\naccount:  "
                     << toJson(toValue(whole, policy)) << "\nsnapshot: " << toJson(toValue(sliced, policy)) << "\n"
                     << toJson(account.toValue()));
      }
    }
  }
}

}  // namespace

TEST_CASE("deciding over a snapshot equals deciding over the account, or says what it cannot know") {
  std::uint64_t asked = 0, allowed = 0;
  compare(given::policy(), generated::cases(60), asked, allowed);
  // The questions are worth asking: a fair share of the answers is yes.
  CHECK(allowed * 100 > asked * 20);
  CHECK(allowed * 100 < asked * 80);
}

TEST_CASE("the same holds under the other readings of the policy") {
  std::string text(builtinPolicy());
  for (const auto& [old, fresh] : {std::pair<std::string, std::string>{"\"stated\"", "\"strict\""},
                                   {"\"limitedFolders\": false", "\"limitedFolders\": true"}})
    text.replace(text.find(old), old.size(), fresh);
  const auto policy = Policy::parse(text);
  REQUIRE(policy.ok());
  std::uint64_t asked = 0, allowed = 0;
  compare(*policy, generated::cases(60) / 4, asked, allowed);
  CHECK(allowed > 0);
}

TEST_CASE(
    "an allowance never rests on what a snapshot leaves out: what it allows the account allows, but for what it "
    "names") {
  std::uint64_t named = 0, asked = 0;
  for (std::uint64_t seed = 1000; seed < 1000 + generated::cases(60) / 4; ++seed) {
    generated::Random random(seed);
    const Account account = generated::account(random);
    const Principal principal = Principal::user(generated::userId(random));
    const Account slice = sliceFor(account, principal, given::noon - 1);
    const Access sliced(slice, principal), whole(account, principal);
    for (int i = 0; i < 40; ++i) {
      const Request request = generated::RequestMaker(random, account, 100).make(principal);
      const Decision answer = sliced.decide(request.action, request.resource, request.context);
      ++asked;
      if (!answer.allowed || whole.can(request.action, request.resource, request.context)) continue;
      ++named;
      CHECK_MESSAGE(!answer.unverified.empty(), "seed " << seed << ": " << generated::described(request));
    }
  }
  CHECK(named * 20 < asked);
}

}  // namespace lockstep
