// Shares that end, links with dates, keys that were rolled: what changes by itself.
#include <doctest/doctest.h>

#include <limits>

#include "given.h"

namespace lockstep {

namespace {

Account timed() {
  return given::account(
      R"("groups":[{"id":"g1","name":"A","members":["rita"]}],"assets":[{"id":"f1","kind":"folder","path":"/m"},{"id":"a1","kind":"file","path":"/x/pic.png"}],
    "collections":[{"id":"c1","name":"Brand","items":["a1"]}],
    "shares":[{"on":"f1","with":{"user":"rita"},"level":"manage","until":"2026-01-15T12:00:00Z"},{"on":"f1","with":{"group":"g1"},"level":"view","until":"2026-02-01T00:00:00Z"},
              {"on":"c1","with":{"user":"rita"},"level":"contribute","until":"2026-01-20T00:00:00Z"}],
    "links":[{"id":"l1","on":"f1","startsAt":"2026-01-01T00:00:00Z","endsAt":"2026-02-01T00:00:00Z"}],
    "apiKeys":[{"id":"k1","kind":"restricted","media":"read","endsAt":"2026-01-15T12:00:00Z"}])");
}

Decision at(const Account& account, const char* action, const char* resource, const char* now) {
  return given::ask(account, std::string(R"({"principal":{"user":"rita"},"action":")") + action + R"(","resource":)" +
                                 resource + R"(,"context":{"now":")" + now + "\"}}");
}

}  // namespace

TEST_CASE("a share counts up to its last second and not at it") {
  const Account account = timed();
  CHECK(at(account, "asset.delete", R"({"path":"/m/a"})", "2026-01-15T11:59:59Z").allowed);
  CHECK(at(account, "asset.delete", R"({"path":"/m/a"})", "2026-01-15T12:00:00Z").reason == Reason::level_too_low);
  CHECK(at(account, "asset.view", R"({"path":"/m/a"})", "2026-01-31T23:59:59Z").allowed);
  CHECK(at(account, "asset.view", R"({"path":"/m/a"})", "2026-02-01T00:00:00Z").reason == Reason::not_shared);
}

TEST_CASE("without a clock a timed share has ended") {
  CHECK(
      given::ask(timed(), R"({"principal":{"user":"rita"},"action":"asset.view","resource":{"path":"/m/a"}})").reason ==
      Reason::not_shared);
}

TEST_CASE("validUntil is the first moment at which an answer could change") {
  const Account account = timed();
  const Decision managing = at(account, "asset.view", R"({"path":"/m/a"})", "2026-01-10T00:00:00Z");
  CHECK(managing.validUntil == parseTime("2026-01-15T12:00:00Z"));
  const Decision viewing = at(account, "asset.view", R"({"path":"/m/a"})", "2026-01-15T12:00:00Z");
  CHECK(viewing.validUntil == parseTime("2026-02-01T00:00:00Z"));
  CHECK(viewing.because.size() == 1);
  CHECK_FALSE(at(account, "asset.view", R"({"path":"/m/a"})", "2026-03-01T00:00:00Z").validUntil);
  CHECK(given::contains(toJson(toValue(managing, given::policy())), R"("until":"2026-01-15T12:00:00Z"})"));
  CHECK(given::contains(toJson(toValue(managing, given::policy())), R"("validUntil":"2026-01-15T12:00:00Z")"));
}

TEST_CASE("an answer that rests on nothing timed has no validUntil") {
  const Account account = given::account(
      R"("assets":[{"id":"f1","kind":"folder","path":"/m"}],"shares":[{"on":"f1","with":{"user":"rita"},"level":"view"}])");
  CHECK_FALSE(at(account, "asset.view", R"({"path":"/m"})", "2026-01-10T00:00:00Z").validUntil);
}

TEST_CASE("what is seen through a collection ends with the share of the collection") {
  const Account account = timed();
  const Decision seen = at(account, "asset.view", R"({"path":"/x/pic.png"})", "2026-01-19T23:59:59Z");
  CHECK(seen.allowed);
  CHECK(seen.validUntil == parseTime("2026-01-20T00:00:00Z"));
  CHECK(at(account, "asset.view", R"({"path":"/x/pic.png"})", "2026-01-20T00:00:00Z").reason == Reason::not_shared);
  CHECK(at(account, "collection.view", R"({"collection":"c1"})", "2026-01-20T00:00:00Z").reason == Reason::not_shared);
}

TEST_CASE("a link works from its first second to its last, both included") {
  const Account account = timed();
  const auto open = [&](const char* now) {
    return given::ask(
        account,
        std::string(
            R"({"principal":{"visitor":true},"action":"link.open","resource":{"link":"l1"},"context":{"now":")") +
            now + "\"}}");
  };
  CHECK(open("2025-12-31T23:59:59Z").reason == Reason::link_not_started);
  CHECK(open("2025-12-31T23:59:59Z").validUntil == parseTime("2026-01-01T00:00:00Z"));
  CHECK(open("2026-01-01T00:00:00Z").allowed);
  CHECK(open("2026-02-01T00:00:00Z").allowed);
  CHECK(open("2026-02-01T00:00:00Z").validUntil == parseTime("2026-02-01T00:00:01Z"));
  CHECK(open("2026-02-01T00:00:01Z").reason == Reason::link_expired);
  CHECK(given::ask(account, R"({"principal":{"visitor":true},"action":"link.open","resource":{"link":"l1"}})").reason ==
        Reason::context_missing);
}

TEST_CASE("a rolled key ends at its second, and without a clock it has ended") {
  const Account account = timed();
  const auto view = [&](const char* context) {
    return given::ask(
        account,
        std::string(R"({"principal":{"apiKey":"k1"},"action":"asset.view","resource":{"path":"/a"},"context":)") +
            context + "}");
  };
  CHECK(view(R"({"now":"2026-01-15T11:59:59Z"})").allowed);
  CHECK(view(R"({"now":"2026-01-15T12:00:00Z"})").reason == Reason::unknown_principal);
  CHECK(view("{}").reason == Reason::unknown_principal);
}

TEST_CASE("the level index has the moment at which the first grant ends") {
  const Account account = timed();
  const LevelIndex levels(account, "rita");
  CHECK(levels.nextChange(0) == parseTime("2026-01-15T12:00:00Z"));
  CHECK(levels.nextChange(given::noon) == parseTime("2026-01-20T00:00:00Z"));
  CHECK_FALSE(levels.nextChange(*parseTime("2026-02-01T00:00:00Z")));
}

TEST_CASE("a table of answers holds until a share or a key ends, or a link opens or closes, or its snapshot expires") {
  const auto until = [](const Access& access, std::string_view now) {
    DecisionCache cache(access);
    cache.begin(*parseTime(now));
    return cache.validUntil();
  };
  const Account account = timed();
  const Access rita(account, Principal::user("rita"));
  CHECK(until(rita, "2025-12-31T23:59:59Z") == parseTime("2026-01-01T00:00:00Z"));
  CHECK(until(rita, "2026-01-01T00:00:00Z") == given::noon);
  CHECK(until(rita, "2026-01-15T12:00:00Z") == parseTime("2026-01-20T00:00:00Z"));
  CHECK(until(rita, "2026-01-20T00:00:00Z") == parseTime("2026-02-01T00:00:00Z"));
  CHECK(until(rita, "2026-02-01T00:00:00Z") == parseTime("2026-02-01T00:00:01Z"));
  CHECK(until(rita, "2026-02-01T00:00:01Z") == std::numeric_limits<Time>::max());

  const Account keys = given::account(
      R"("apiKeys":[{"id":"k1","kind":"standard","endsAt":"2026-01-15T12:00:00Z"},{"id":"k2","kind":"standard"}])");
  const Access key(keys, Principal{Principal::Kind::apiKey, "k1"});
  CHECK(until(key, "2026-01-15T11:59:59Z") == given::noon);
  CHECK(until(key, "2026-01-15T12:00:00Z") == std::numeric_limits<Time>::max());

  const Access page =
      Access::open(given::policy(), snapshot(given::account(), Principal::user("rita"), given::noon)).value();
  CHECK(until(page, "2026-01-15T12:59:59Z") == given::noon + snapshotLifetime);
  CHECK(until(page, "2026-01-15T13:00:00Z") == std::numeric_limits<Time>::max());
}

}  // namespace lockstep
