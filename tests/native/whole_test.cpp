// What is allowed with nothing left open is carried out, and what is denied is denied in the same words.
#include <doctest/doctest.h>

#include "generated.h"
#include "invariants.h"

namespace lockstep {

namespace {

std::uint64_t compare(const Policy& policy, std::uint64_t first, std::uint64_t seeds) {
  std::uint64_t carriedOut = 0;
  for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
    generated::Random random(seed);
    Account account = generated::account(random, policy);
    for (int step = 0; step < 40; ++step) {
      const Principal asker = random.chance(10)   ? Principal::system()
                              : random.chance(40) ? Principal::user("ada")
                                                  : generated::principal(random);
      const Request request = generated::RequestMaker(random, account, 92).make(asker);
      const Decision asked = decide(account, request);
      const auto done = apply(account, request);
      const Decision& answer = done.decision;
      const std::string where = "seed " + std::to_string(seed) + ", step " + std::to_string(step) + ": " +
                                generated::described(request) + "\nasked: " + toJson(toValue(asked, policy)) +
                                "\ndone:  " + toJson(toValue(answer, policy));
      if (!asked.allowed)
        REQUIRE_MESSAGE((!answer.allowed && answer.reason == asked.reason), where);
      else if (asked.unverified.empty())
        REQUIRE_MESSAGE(answer.allowed, where);
      else
        REQUIRE_MESSAGE((answer.allowed || answer.reason == Reason::context_missing), where);
      carriedOut += done.delta.from != done.delta.to ? 1 : 0;
    }
  }
  return carriedOut;
}

}  // namespace

TEST_CASE("decide says what apply does") {
  CHECK(compare(given::policy(), 3000, generated::cases(60)) > generated::cases(60));
}

TEST_CASE("decide says what apply does, where folders may be closed") {
  CHECK(compare(given::policyWithLimitedFolders(), 4000, generated::cases(60) / 2) > 0);
}

}  // namespace lockstep
