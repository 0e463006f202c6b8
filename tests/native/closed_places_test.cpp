// Format 2: places at which levels from above stop, and actions that take such a place with them.
#include <algorithm>

#include "lockstep/change/preview.h"
#include "second.h"

namespace lockstep {

namespace {

using second::account, second::answer, second::done, second::policy;

/// Every effect on a box with all that is in it, at one level.
const second::Words deep{
    .levels = R"({"read":[],"tag":["read"],"write":["read"],"admin":["write","tag"]})",
    .kinds = R"({"box":{"in":["/","box"],"relations":{"owner":"admin"},"attributes":{"archived":"bool"}},
                 "note":{"in":["box"]},"shelf":{"collects":["note","box"],"gives":"read"}})",
    .actions = R"({"box.view":{"on":"box","level":"read"},"box.edit":{"on":"box","level":"write"},
        "box.tag":{"on":"box","level":"tag"},"box.rule":{"on":"box","level":"admin"},
        "note.view":{"on":"note","level":"read"},"shelf.view":{"on":"shelf","level":"read"},
        "box.copy":{"on":"box","level":"write","to":"write","does":"copy"},
        "box.move":{"on":"box","level":"write","to":"write","does":"move"},
        "box.delete":{"on":"box","level":"write","does":"delete"},
        "box.rename":{"on":"box","level":"write","does":"rename"},
        "box.close":{"on":"box","level":"write","does":"set:inherit"},
        "link.create":{"on":["box","shelf"],"level":"write","does":"link.create"},
        "link.edit":{"on":["box","shelf","link"],"level":"write","does":"link.edit"},
        "link.delete":{"on":["box","shelf","link"],"level":"write","does":"link.delete"},
        "box.own":{"on":"box","level":"admin","does":"relate:owner"},
        "link.open":{"on":"link","public":true},"box.look":{"on":"box","level":"read"}})",
    .roles = R"({"member":{"allow":["*"]},"boss":{"level":"admin","allow":["*"]}})",
    .more = R"(,"visitor":["link.open","box.look"])"};

/// /a has a closed box with a box in it, and an open one; /z is elsewhere.
Account tree(const std::string& inherit, const std::string& shares, const std::string& more = "") {
  return account(policy(deep), R"("resources":[{"id":"a","kind":"box","path":"/a"},
      {"id":"c","kind":"box","path":"/a/c","inherit":)" +
                                   inherit + R"(,"relations":{"owner":"cid"}},{"id":"d","kind":"box","path":"/a/c/d"},
      {"id":"o","kind":"box","path":"/a/o"},{"id":"n","kind":"note","path":"/a/c/n"},
      {"id":"z","kind":"box","path":"/z"}],
      "shares":[{"on":"z","with":{"user":"ann"},"level":"admin"},)" +
                                   shares + "]" + more);
}
const std::string annWrites = R"({"on":"a","with":{"user":"ann"},"level":"write"})";
const std::string annWritesBoth = annWrites + R"(,{"on":"c","with":{"user":"ann"},"level":"write"})";
const std::string annReadsBelow = annWrites + R"(,{"on":"c","with":{"user":"ann"},"level":"tag"})";
const char* const deepActions[] = {"box.copy", "box.move", "box.delete"};

}  // namespace

TEST_CASE("a level from above stops at a closed place, and goes on to what lies beside it") {
  const Account a = tree("false", annWrites);
  CHECK(answer(a, "ann", "box.edit", "/a") == "allowed");
  CHECK(answer(a, "ann", "box.edit", "/a/o") == "allowed");
  CHECK(answer(a, "ann", "box.view", "/a/c") == "not_shared");
  CHECK(answer(a, "ann", "box.view", "/a/c/d") == "not_shared");
  CHECK(answer(a, "ann", "note.view", "/a/c/n") == "not_shared");
  CHECK(answer(a, "ann", "box.view", R"({"path":"/a/c/d/new","kind":"box"})") == "not_shared");
}

TEST_CASE("the level of a role stops at a closed place too, and so does a share on the root") {
  const Account a = tree("false", R"({"on":"/","with":{"user":"ann"},"level":"write"})");
  CHECK(answer(a, "eve", "box.rule", "/a") == "allowed");
  CHECK(answer(a, "eve", "box.view", "/a/c/d") == "not_shared");
  CHECK(answer(a, "ann", "box.edit", "/a/o") == "allowed");
  CHECK(answer(a, "ann", "box.view", "/a/c/d") == "not_shared");
}

TEST_CASE("owners and shares at a closed place and below keep their levels") {
  const Account a = tree("false", R"({"on":"c","with":{"user":"ann"},"level":"write"},
                                     {"on":"d","with":{"user":"bob"},"level":"tag"})");
  CHECK(answer(a, "cid", "box.rule", "/a/c/d") == "allowed");
  CHECK(answer(a, "ann", "box.edit", "/a/c") == "allowed");
  CHECK(answer(a, "ann", "box.edit", "/a/c/d") == "allowed");
  CHECK(answer(a, "bob", "box.tag", "/a/c/d") == "allowed");
  CHECK(answer(a, "bob", "box.view", "/a/c") == "not_shared");
}

TEST_CASE("a place that names levels lets those through, with what they include, and no other") {
  SUBCASE("the level that is held") {
    const Account a = tree(R"(["write"])", annWrites);
    CHECK(answer(a, "ann", "box.edit", "/a/c/d") == "allowed");
    CHECK(answer(a, "ann", "box.view", "/a/c/d") == "allowed");
  }
  SUBCASE("a lower one") {
    const Account a = tree(R"(["read"])", annWrites);
    CHECK(answer(a, "ann", "box.view", "/a/c/d") == "allowed");
    CHECK(answer(a, "ann", "box.edit", "/a/c/d") == "level_too_low");
    CHECK(second::have(a, "ann", "box.edit", "/a/c/d") == "read");
  }
  SUBCASE("a higher one, which is not held") {
    CHECK(answer(tree(R"(["admin"])", annWrites), "ann", "box.view", "/a/c") == "not_shared");
  }
  SUBCASE("one of two that are held side by side") {
    const Account a = tree(R"(["tag"])", R"({"on":"a","with":{"user":"ann"},"level":["write","tag"]})");
    CHECK(answer(a, "ann", "box.tag", "/a/c") == "allowed");
    CHECK(answer(a, "ann", "box.edit", "/a/c") == "level_too_low");
  }
  SUBCASE("none") { CHECK(answer(tree("[]", annWrites), "ann", "box.view", "/a/c") == "not_shared"); }
}

TEST_CASE("`inherit: true` is an open place") {
  CHECK(answer(tree("true", annWrites), "ann", "box.edit", "/a/c/d") == "allowed");
}

TEST_CASE("two closed places, one in the other, let through what both name") {
  const auto with = [](const std::string& outer, const std::string& inner) {
    return account(policy(deep), R"("resources":[{"id":"a","kind":"box","path":"/a","inherit":)" + outer +
                                     R"(},{"id":"b","kind":"box","path":"/a/b","inherit":)" + inner + "}]");
  };
  CHECK(answer(with(R"(["write"])", R"(["write"])"), "eve", "box.edit", "/a/b") == "allowed");
  CHECK(answer(with(R"(["write"])", R"(["admin"])"), "eve", "box.edit", "/a/b") == "not_shared");
  CHECK(answer(with(R"(["admin"])", R"(["read"])"), "eve", "box.edit", "/a/b") == "level_too_low");
  CHECK(answer(with("false", R"(["read","admin"])"), "eve", "box.view", "/a/b") == "not_shared");
}

TEST_CASE("copy, move and delete need the level on each closed place below") {
  for (const char* action : deepActions) {
    CAPTURE(action);
    const char* to = R"("to":"/z")";
    CHECK(answer(tree("false", annWrites), "ann", action, "/a", to) == "not_shared");
    CHECK(answer(tree(R"(["read"])", annWrites), "ann", action, "/a", to) == "level_too_low");
    CHECK(answer(tree("false", annReadsBelow), "ann", action, "/a", to) == "level_too_low");
    CHECK(answer(tree("false", annWritesBoth), "ann", action, "/a", to) == "allowed");
    CHECK(answer(tree(R"(["write"])", annWrites), "ann", action, "/a", to) == "allowed");
    CHECK(answer(tree("false", annWrites), "ann", action, "/a/o", to) == "allowed");
    CHECK(answer(tree("false", annWrites), "cid", action, "/a/c", to) ==
          (std::string_view(action) == "box.delete" ? "allowed" : "not_shared"));
  }
}

TEST_CASE("a role with a level everywhere needs it on closed places below as well") {
  const Account a = tree("false", annWrites);
  CHECK(answer(a, "eve", "box.delete", "/a") == "not_shared");
  CHECK(answer(tree(R"(["admin"])", annWrites), "eve", "box.delete", "/a") == "allowed");
}

TEST_CASE("what only looks at a place or renames it needs nothing below it") {
  const Account a = tree("false", annWrites);
  CHECK(answer(a, "ann", "box.edit", "/a") == "allowed");
  CHECK(answer(a, "ann", "box.rename", "/a", R"("name":"b")") == "allowed");
}

TEST_CASE("a link on a place needs the level on each closed place below") {
  CHECK(answer(tree("false", annWrites), "ann", "link.create", "/a") == "not_shared");
  CHECK(answer(tree("false", annReadsBelow), "ann", "link.create", "/a") == "level_too_low");
  CHECK(answer(tree("false", annWritesBoth), "ann", "link.create", "/a") == "allowed");
  CHECK(answer(tree("false", annWrites), "ann", "link.create", "/a/o") == "allowed");
  const std::string link = R"(,"links":[{"id":"l","on":"a","level":"read"}])";
  CHECK(answer(tree("false", annWrites, link), "ann", "link.edit", R"({"link":"l"})", R"("hasPassword":false)") ==
        "not_shared");
  CHECK(answer(tree("false", annWritesBoth, link), "ann", "link.edit", R"({"link":"l"})", R"("hasPassword":false)") ==
        "allowed");
}

TEST_CASE("a link on a collection needs the level on each closed place below what it holds") {
  const std::string shelf = R"(,"collections":[{"id":"s","kind":"shelf","name":"S","items":["a"]}])";
  const std::string annRuns = R"(,{"on":"s","with":{"user":"ann"},"level":"write"})";
  CHECK(answer(tree("false", annWrites + annRuns, shelf), "ann", "link.create", R"({"shelf":"s"})") == "not_shared");
  CHECK(answer(tree("false", annWritesBoth + annRuns, shelf), "ann", "link.create", R"({"shelf":"s"})") == "allowed");
}

TEST_CASE("what a collection gives on a place stops at a closed place below it") {
  const Account a = tree("false", R"({"on":"s","with":{"user":"bob"},"level":"read"})",
                         R"(,"collections":[{"id":"s","kind":"shelf","name":"S","items":["a"]}])");
  CHECK(answer(a, "bob", "box.view", "/a/o") == "allowed");
  CHECK(answer(a, "bob", "box.view", "/a/c") == "not_shared");
}

TEST_CASE("a destination behind a closed place needs its level there") {
  const Account a = tree("false", annWrites);
  CHECK(answer(a, "ann", "box.move", "/z", R"("to":"/a")") == "allowed");
  CHECK(answer(a, "ann", "box.move", "/z", R"("to":"/a/c")") == "not_shared");
  CHECK(answer(a, "ann", "box.copy", "/z", R"("to":"/a/c/d")") == "not_shared");
}

TEST_CASE("a visitor sees behind a closed place what it lets through, below the link's target") {
  const std::string link = R"(,"links":[{"id":"l","on":"a","level":"read"}])";
  const auto asked = [&](const std::string& path, const std::string& inherit = "false") {
    const Account a = tree(inherit, annWrites, link);
    return second::answerOf(decide(
        a, given::request(
               R"({"principal":{"visitor":true,"link":"l"},"action":"box.look","resource":{"link":"l","path":")" +
               path + R"("},"context":{"now":"2026-01-15T12:00:00Z"}})")));
  };
  CHECK(asked("/a/o") == "allowed");
  CHECK(asked("/a/c") == "outside_link");
  CHECK(asked("/a/c/d") == "outside_link");
  CHECK(asked("/z") == "outside_link");
  CHECK(asked("/a/c/d", R"(["read"])") == "allowed");
  CHECK(asked("/a/c/d", R"(["write"])") == "outside_link");
}

TEST_CASE("a copy stays closed where its source is, and gives its levels to no user by the way") {
  Account a = tree("false", annWritesBoth);
  CHECK(done(a, "ann", "box.copy", "/a", R"("to":"/z")") == "allowed");
  CHECK(answer(a, "ann", "box.rule", "/z/a/o") == "allowed");
  CHECK(answer(a, "ann", "box.view", "/z/a/c") == "not_shared");
  CHECK(answer(a, "cid", "box.view", "/z/a/c") == "not_shared");
}

TEST_CASE("a place is closed, and opened again, by `set:inherit`") {
  Account a = tree("true", annWrites);
  CHECK(answer(a, "ann", "box.edit", "/a/c") == "allowed");
  CHECK(done(a, "cid", "box.close", "/a/c", R"("value":false)") == "allowed");
  CHECK(answer(a, "ann", "box.view", "/a/c") == "not_shared");
  CHECK(done(a, "cid", "box.close", "/a/c", R"("value":["read"])") == "allowed");
  CHECK(answer(a, "ann", "box.edit", "/a/c") == "level_too_low");
  CHECK(done(a, "cid", "box.close", "/a/c", R"("value":true)") == "allowed");
  CHECK(answer(a, "ann", "box.edit", "/a/c") == "allowed");
}

TEST_CASE("`inherit` of a word that is no level, or of another type, is refused with its place") {
  const auto refused = [](const std::string& inherit, std::string_view code) {
    second::refused(policy(deep), R"("resources":[{"id":"a","kind":"box","path":"/a","inherit":)" + inherit + "}]",
                    code, "/resources/0/inherit");
  };
  refused(R"(["reed"])", "level_unknown");
  refused(R"([7])", "level_unknown");
  refused(R"([""])", "level_unknown");
  refused(R"({"level":"read"})", "level_unknown");
  refused("7", "level_unknown");
}

TEST_CASE("a preview lists what is lost above a closed place, where the place no longer goes along") {
  const Account a = tree("false", R"({"on":"a","with":{"user":"cid"},"level":"write"})");
  const Preview seen = preview(a, second::request("cid", "box.own", "/a/c", R"("with":{"user":"bob"})"));
  const auto above = std::find_if(seen.differences.begin(), seen.differences.end(),
                                  [](const Difference& each) { return each.user == "cid" && each.place == "/a"; });
  REQUIRE(above != seen.differences.end());
  for (const char* action : deepActions)
    CHECK_MESSAGE(std::count(above->lost.begin(), above->lost.end(), action) == 1, action);
}

}  // namespace lockstep
