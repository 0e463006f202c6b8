#include <doctest/doctest.h>

#include <string>

#include "given.h"
#include "lockstep/account/delta.h"
#include "lockstep/cache/path_cache.h"
#include "lockstep/disclosure/snapshot.h"

using namespace lockstep;

namespace {

const char* const facts = R"({"format":"lockstep-account/1","id":"acme","revision":1,"plan":"enterprise",
  "users":[{"id":"ada","role":"account_administrator"},{"id":"rita","role":"media_library_restricted_access"}],
  "assets":[{"id":"f1","kind":"folder","path":"/shared"}],
  "shares":[{"on":"f1","with":{"user":"rita"},"level":"view","until":"2026-01-15T12:00:00Z"}]})";

/// Rita's cache in 1970, and what she has seen of them.
struct Seeing {
  const Account account = Account::parse(facts, given::policy()).value();
  const Access access{account, Principal::user("rita")};
  DecisionCache cache{access};
  PathCache seen{cache};

  Seeing() { cache.begin(0); }
  bool allows(std::string_view path) {
    return (seen.ask(path, *given::policy().action("asset.view")) & DecisionCache::allowed) != 0;
  }
};

}  // namespace

TEST_CASE("paths that were seen are answered as they were at first, and as their cache are") {
  Seeing rita;
  // More than there is room for at first, each three times.
  for (int round = 0; round < 3; ++round)
    for (int n = 0; n < 500; ++n) {
      CHECK(rita.allows("/shared/" + std::to_string(n)));
      CHECK_FALSE(rita.allows("/other/" + std::to_string(n)));
      CHECK(rita.seen.equivalenceClass("/shared/" + std::to_string(n)) ==
            rita.cache.equivalenceClass("/shared/" + std::to_string(n)));
    }
  CHECK_FALSE(rita.allows("/shared/../x"));
  CHECK(rita.allows("shared/a/"));
}

TEST_CASE("what was seen is forgotten when its cache begins again") {
  Seeing rita;
  CHECK(rita.allows("/shared/a"));
  rita.cache.begin(*parseTime("2026-01-15T12:00:00Z"));
  CHECK_FALSE(rita.allows("/shared/a"));
}

TEST_CASE("a path that was seen is not looked at again until its cache begins again") {
  // Her access changes without a `begin` of the cache: only what looks again can see that.
  const Principal principal = Principal::user("rita");
  const Account account = Account::parse(facts, given::policy()).value();
  Access access(std::make_unique<Account>(sliceFor(account, principal, given::noon - 1)), principal, std::nullopt);
  DecisionCache cache(access);
  PathCache seen(cache);
  const auto path = [](int n) { return n % 2 == 0 ? "/shared/" + std::to_string(n) : "/a" + std::to_string(n); };
  constexpr int count = 3000;
  std::vector<DecisionCache::Class> first;
  for (int n = 0; n < count; ++n) first.push_back(seen.equivalenceClass(path(n)));
  // A kilobyte is kept, a byte more is not.
  std::string kept = "/shared";
  for (const std::size_t length : {250, 250, 250, 250}) kept += "/" + std::string(length, 'k');
  kept += "/" + std::string(1024 - kept.size() - 1, 'k');
  const std::string longer = kept + "k";
  CHECK(seen.equivalenceClass(kept) == first[0]);
  CHECK(seen.equivalenceClass(longer) == first[0]);

  Account without = Account::parse(R"({"format":"lockstep-account/1","id":"acme","revision":2,"plan":"enterprise",
    "users":[{"id":"ada","role":"account_administrator"},{"id":"rita","role":"media_library_restricted_access"}],
    "assets":[{"id":"f1","kind":"folder","path":"/shared"}]})",
                                   given::policy())
                        .value();
  REQUIRE(access.update(toJson(toValue(deltaBetween(access.facts(), sliceFor(without, principal, given::noon - 1)))))
              .empty());
  CHECK(cache.equivalenceClass("/shared/0") != first[0]);
  CHECK(seen.equivalenceClass(kept) == first[0]);
  CHECK(seen.equivalenceClass(longer) != first[0]);
  for (int n = 0; n < count; ++n) CHECK(seen.equivalenceClass(path(n)) == first[n]);
  cache.begin(0);
  CHECK(seen.equivalenceClass("/shared/0") == seen.equivalenceClass("/a1"));
}
