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

}  // namespace

TEST_CASE("paths that were seen are answered as they were at first, and as their verdicts are") {
  const auto account = Account::parse(facts, given::policy());
  REQUIRE(account.ok());
  const Access access(*account, Principal::user("rita"));
  Verdicts verdicts(access);
  verdicts.begin(0);
  SeenPaths seen(verdicts);
  const ActionId view = *given::policy().action("asset.view");
  const auto allows = [&](std::string_view path) { return (seen.ask(path, view) & Verdicts::allowed) != 0; };
  // More than there is room for at first, each three times.
  for (int round = 0; round < 3; ++round)
    for (int n = 0; n < 500; ++n) {
      CHECK(allows("/shared/" + std::to_string(n)));
      CHECK_FALSE(allows("/other/" + std::to_string(n)));
      CHECK(seen.classOf("/shared/" + std::to_string(n)) == verdicts.classOf("/shared/" + std::to_string(n)));
    }
  CHECK_FALSE(allows("/shared/../x"));
  CHECK(allows("shared/a/"));
}

TEST_CASE("what was seen is forgotten when its verdicts begin anew") {
  const auto account = Account::parse(facts, given::policy());
  REQUIRE(account.ok());
  const Access access(*account, Principal::user("rita"));
  Verdicts verdicts(access);
  verdicts.begin(0);
  SeenPaths seen(verdicts);
  const ActionId view = *given::policy().action("asset.view");
  CHECK((seen.ask("/shared/a", view) & Verdicts::allowed) != 0);
  verdicts.begin(*parseTime("2026-01-15T12:00:00Z"));
  CHECK((seen.ask("/shared/a", view) & Verdicts::allowed) == 0);
}
