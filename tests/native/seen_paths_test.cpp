#include <doctest/doctest.h>

#include <string>

#include "access/seen_paths.h"
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
