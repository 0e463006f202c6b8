#include <doctest/doctest.h>

#include <string>

#include "access/seen_paths.h"
#include "access/snapshot.h"
#include "account/delta.h"
#include "given.h"

using namespace lockstep;

namespace {

const char* const facts = R"({"format":"lockstep-account/1","id":"acme","revision":1,"plan":"enterprise",
  "users":[{"id":"ada","role":"account_administrator"},{"id":"rita","role":"media_library_restricted_access"}],
  "assets":[{"id":"f1","kind":"folder","path":"/shared"}],
  "shares":[{"on":"f1","with":{"user":"rita"},"level":"view","until":"2026-01-15T12:00:00Z"}]})";

/// Rita's verdicts in 1970, and what she has seen of them.
struct Seeing {
  const Account account = Account::parse(facts, given::policy()).value();
  const Access access{account, Principal::user("rita")};
  Verdicts verdicts{access};
  SeenPaths seen{verdicts};

  Seeing() { verdicts.begin(0); }
  bool allows(std::string_view path) { return (seen.ask(path, *given::policy().action("asset.view")) & Verdicts::allowed) != 0; }
};

}  // namespace

TEST_CASE("paths that were seen are answered as they were at first, and as their verdicts are") {
  Seeing rita;
  // More than there is room for at first, each three times.
  for (int round = 0; round < 3; ++round)
    for (int n = 0; n < 500; ++n) {
      CHECK(rita.allows("/shared/" + std::to_string(n)));
      CHECK_FALSE(rita.allows("/other/" + std::to_string(n)));
      CHECK(rita.seen.classOf("/shared/" + std::to_string(n)) == rita.verdicts.classOf("/shared/" + std::to_string(n)));
    }
  CHECK_FALSE(rita.allows("/shared/../x"));
  CHECK(rita.allows("shared/a/"));
}

TEST_CASE("what was seen is forgotten when its verdicts begin anew") {
  Seeing rita;
  CHECK(rita.allows("/shared/a"));
  rita.verdicts.begin(*parseTime("2026-01-15T12:00:00Z"));
  CHECK_FALSE(rita.allows("/shared/a"));
}

TEST_CASE("a path that was seen is not looked at again until its verdicts begin anew") {
  // Her access changes and nobody tells the verdicts: only what looks again can see that.
  const Principal principal = Principal::user("rita");
  const Account account = Account::parse(facts, given::policy()).value();
  const auto slice = std::make_shared<Account>(sliceFor(account, principal, given::noon - 1));
  Access access(slice, principal, std::nullopt);
  Verdicts verdicts(access);
  SeenPaths seen(verdicts);
  const auto path = [](int n) { return n % 2 == 0 ? "/shared/" + std::to_string(n) : "/a" + std::to_string(n); };
  constexpr int count = 3000;
  std::vector<Verdicts::Class> first;
  for (int n = 0; n < count; ++n) first.push_back(seen.classOf(path(n)));
  // A kilobyte is kept, a byte more is not.
  std::string kept = "/shared";
  for (const std::size_t length : {250, 250, 250, 250}) kept += "/" + std::string(length, 'k');
  kept += "/" + std::string(1024 - kept.size() - 1, 'k');
  const std::string longer = kept + "k";
  CHECK(seen.classOf(kept) == first[0]);
  CHECK(seen.classOf(longer) == first[0]);

  Account without = Account::parse(R"({"format":"lockstep-account/1","id":"acme","revision":2,"plan":"enterprise",
    "users":[{"id":"ada","role":"account_administrator"},{"id":"rita","role":"media_library_restricted_access"}],
    "assets":[{"id":"f1","kind":"folder","path":"/shared"}]})", given::policy()).value();
  REQUIRE(access.update(toJson(toValue(deltaBetween(*slice, sliceFor(without, principal, given::noon - 1))))).empty());
  CHECK(verdicts.classOf("/shared/0") != first[0]);
  CHECK(seen.classOf(kept) == first[0]);
  CHECK(seen.classOf(longer) != first[0]);
  for (int n = 0; n < count; ++n) CHECK(seen.classOf(path(n)) == first[n]);
  verdicts.begin(0);
  CHECK(seen.classOf("/shared/0") == seen.classOf("/a1"));
}
