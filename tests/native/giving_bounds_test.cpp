// Format 2: no user gives more than they hold, nor for longer; and which roles a user may give.
#include "second.h"

namespace lockstep {

namespace {

using second::account, second::answer, second::decided, second::done, second::policy;

const second::Words giving{
    .levels = R"({"read":[],"tag":["read"],"write":["read"],"admin":{"includes":["write","tag"]},
                  "top":{"includes":["admin"],"on":["box"]}})",
    .kinds = R"({"box":{"in":["/","box"],"relations":{"owner":"admin","reader":"read"},"attributes":{"open":"bool"}},
                 "note":{"in":["box"],"attributes":{"open":"bool"}},"shelf":{"collects":["note"],"gives":"read"}})",
    .actions = R"({"box.view":{"on":"box","level":"read"},"box.edit":{"on":"box","level":"write"},
        "box.share":{"on":["box","note","shelf"],"level":"read","does":"share"},
        "box.unshare":{"on":["box","note","shelf"],"level":"read","does":"unshare"},
        "box.grant":{"on":["box","/"],"level":"read","does":"share","gives":"any"},
        "box.revoke":{"on":"box","level":"read","does":"unshare","gives":"any"},
        "box.own":{"on":"box","level":"read","does":"relate:owner"},
        "box.let_read":{"on":"box","level":"read","does":"relate:reader"},
        "box.endow":{"on":"box","level":"read","does":"relate:owner","gives":"any"},
        "box.link":{"on":["box","shelf"],"level":"read","does":"link.create"},
        "link.edit":{"on":["box","link"],"level":"read","does":"link.edit"},
        "link.delete":{"on":["box","link"],"level":"read","does":"link.delete"}})",
    .roles = R"({"member":{"allow":["*"]},"boss":{"level":"admin","allow":["*"]}})",
    .more = R"(,"context":{"soft":"bool"},"conditions":{"open":{"if":"resource.open"},"soft":{"if":"context.soft"},
        "early":{"if":"now == now"},"mine":{"if":"principal.id == 'ann'"}})"};

/// /a contains a box and a note. `shares` are more of them.
Account tree(const std::string& shares, const std::string& more = "", const std::string& open = "true") {
  return account(policy(giving), R"("resources":[
      {"id":"a","kind":"box","path":"/a","attributes":{"open":)" +
                                     open + R"(}},{"id":"b","kind":"box","path":"/a/b"},
      {"id":"n","kind":"note","path":"/a/n","attributes":{"open":)" +
                                     open + R"(}}],
      "collections":[{"id":"s","kind":"shelf","name":"S"}],"shares":[)" +
                                     shares + "]" + more);
}
std::string share(const std::string& user, const std::string& level, const std::string& more = "",
                  const std::string& on = "a") {
  return R"({"on":")" + on + R"(","with":{"user":")" + user + R"("},"level":)" + level + more + "}";
}
std::string to(const std::string& level, const std::string& more = "", const std::string& user = "bob") {
  return R"("with":{"user":")" + user + R"("},"level":)" + level + more;
}
const std::string bob = R"("with":{"user":"bob"})";

}  // namespace

TEST_CASE("a share gives what its giver holds at the place, and no more") {
  const Account a = tree(share("ann", R"("write")"));
  CHECK(answer(a, "ann", "box.share", "/a", to(R"("write")")) == "allowed");
  CHECK(answer(a, "ann", "box.share", "/a", to(R"("read")")) == "allowed");
  CHECK(answer(a, "ann", "box.share", "/a/b", to(R"("write")")) == "allowed");
  CHECK(answer(a, "ann", "box.share", "/a", to(R"("tag")")) == "gives_too_much");
  CHECK(answer(a, "ann", "box.share", "/a", to(R"(["write","tag"])")) == "gives_too_much");
  CHECK(answer(a, "ann", "box.share", "/a", to(R"("admin")")) == "gives_too_much");
  CHECK(answer(a, "eve", "box.share", "/a", to(R"("admin")")) == "allowed");
  const Decision denied = decided(a, "ann", "box.share", "/a", to(R"("admin")"));
  CHECK(a.policy().levelName(denied.have) == "write");
  CHECK(a.policy().levelName(denied.need) == "admin");
}

TEST_CASE("a level that is not given on a kind is refused with the levels that are") {
  const Account a = tree("");
  const Decision denied = decided(a, "eve", "box.share", "/a/n", to(R"("top")"));
  CHECK(denied.reason == Reason::gives_too_much);
  CHECK(denied.message == "“top” is not given on this kind of resource. Given here: read, tag, write, admin.");
  REQUIRE(denied.problems.size() == 1);
  CHECK(denied.problems[0].message == denied.message);
  CHECK(denied.problems[0].field == "level");
  // What is given there and not held has the other sentence.
  const Account b = tree(share("ann", R"("write")"));
  CHECK(decided(b, "ann", "box.share", "/a", to(R"("admin")")).message == "You cannot give more than you have.");
}

TEST_CASE("both halves of a level are given by who holds both, and not the level above them") {
  const Account a = tree(share("ann", R"(["write","tag"])"));
  CHECK(answer(a, "ann", "box.share", "/a", to(R"(["write","tag"])")) == "allowed");
  CHECK(answer(a, "ann", "box.share", "/a", to(R"("admin")")) == "gives_too_much");
}

TEST_CASE("a level is not given beyond the end of the giver's own") {
  const Account a = tree(share("ann", R"("write")", R"(,"until":"2026-06-01T00:00:00Z")"));
  const auto until = [](const char* end) { return to(R"("write")", R"(,"until":")" + std::string(end) + "\""); };
  CHECK(answer(a, "ann", "box.share", "/a", until("2026-06-01T00:00:00Z")) == "allowed");
  CHECK(answer(a, "ann", "box.share", "/a", until("2026-06-01T00:00:01Z")) == "gives_too_much");
  CHECK(answer(a, "ann", "box.share", "/a", to(R"("write")")) == "gives_too_much");
  CHECK(answer(a, "ann", "box.let_read", "/a", bob) == "gives_too_much");
}

TEST_CASE("a level that is held twice is given for as long as the longer") {
  const Account a = tree(share("ann", R"("write")", R"(,"until":"2026-06-01T00:00:00Z")") + "," +
                         share("ann", R"("read")", "", "b") + R"(,{"on":"a","with":{"everyone":true},"level":"read"})");
  CHECK(answer(a, "ann", "box.share", "/a", to(R"("read")")) == "allowed");
  CHECK(answer(a, "ann", "box.share", "/a", to(R"("write")")) == "gives_too_much");
}

TEST_CASE("naming a user in a relation gives its level, and is bounded alike") {
  const Account a = tree(share("ann", R"("write")"));
  CHECK(answer(a, "ann", "box.let_read", "/a", bob) == "allowed");
  CHECK(answer(a, "ann", "box.own", "/a", bob) == "gives_too_much");
  CHECK(answer(a, "eve", "box.own", "/a", bob) == "allowed");
  CHECK(answer(a, "ann", "box.let_read", "/a", R"("with":{"role":"member"})") == "context_missing");
}

TEST_CASE("`gives: any` lifts the bound, for shares and for relations") {
  const Account a = tree(share("ann", R"("read")", R"(,"until":"2026-06-01T00:00:00Z")"));
  CHECK(answer(a, "ann", "box.grant", "/a", to(R"("top")")) == "allowed");
  CHECK(answer(a, "ann", "box.endow", "/a", bob) == "allowed");
}

TEST_CASE("a level with `on` is given on its kinds alone, also by who may give any") {
  const Account a = tree(share("ann", R"("top")"));
  CHECK(answer(a, "ann", "box.share", "/a", to(R"("top")")) == "allowed");
  CHECK(answer(a, "ann", "box.share", "/a/n", to(R"("top")")) == "gives_too_much");
  CHECK(answer(a, "ann", "box.share", "/a/n", to(R"("admin")")) == "allowed");
  CHECK(answer(a, "eve", "box.grant", "/", to(R"("top")")) == "gives_too_much");
}

TEST_CASE("a level that is held under a condition is given while the account says that it is met") {
  SUBCASE("by the facts of a place with nothing below it") {
    const std::string held =
        share("ann", R"("write")", R"(,"when":["open"])") + "," + share("ann", R"("read")", "", "b");
    CHECK(answer(tree(held), "ann", "box.share", "/a/n", to(R"("write")")) == "allowed");
    CHECK(answer(tree(held, "", "false"), "ann", "box.share", "/a/n", to(R"("write")")) == "not_shared");
  }
  SUBCASE("not at a place whose contents may not meet it") {
    const Account a = tree(share("ann", R"("write")", R"(,"when":["open"])"));
    CHECK(answer(a, "ann", "box.edit", "/a") == "allowed");
    CHECK(answer(a, "ann", "box.share", "/a", to(R"("write")")) == "gives_too_much");
  }
  SUBCASE("by what the account says of the giver") {
    const Account a = tree(share("ann", R"("write")", R"(,"when":["mine"])"));
    CHECK(answer(a, "ann", "box.share", "/a", to(R"("write")")) == "allowed");
  }
  SUBCASE("not by what a request states, and not by the time") {
    for (const char* name : {"soft", "early"}) {
      const std::string when = R"(,"when":[")" + std::string(name) + "\"]";
      const Account a =
          tree(share("ann", R"("write")", when) + R"(,{"on":"a","with":{"everyone":true},"level":"read"})");
      CHECK(decide(a, second::request("ann", "box.edit", "/a", R"("soft":true)")).allowed);
      CHECK(answer(a, "ann", "box.share", "/a", to(R"("write")", R"(,"soft":true)")) == "gives_too_much");
      CHECK(answer(a, "ann", "box.share", "/a", to(R"("read")", R"(,"soft":true)")) == "allowed");
      CHECK(answer(a, "ann", "box.link", "/a", R"("level":"write","soft":true)") == "gives_too_much");
    }
  }
}

TEST_CASE("who holds less than a share gives does not change or end it") {
  const Account a =
      tree(share("ann", R"("write")") + "," + share("bob", R"("admin")") + "," + share("cid", R"("read")"));
  CHECK(answer(a, "ann", "box.share", "/a", to(R"("read")")) == "gives_too_much");
  CHECK(answer(a, "ann", "box.unshare", "/a", bob) == "gives_too_much");
  CHECK(answer(a, "ann", "box.share", "/a", to(R"("write")", "", "cid")) == "allowed");
  CHECK(answer(a, "ann", "box.unshare", "/a", R"("with":{"user":"cid"})") == "allowed");
  CHECK(answer(a, "ann", "box.unshare", "/a", R"("with":{"user":"ann"})") == "allowed");
  CHECK(answer(a, "eve", "box.unshare", "/a", bob) == "allowed");
  CHECK(answer(a, "ann", "box.revoke", "/a", bob) == "allowed");
  CHECK(answer(a, "ann", "box.unshare", "/a", R"("with":{"user":"eve"})") == "allowed");
}

TEST_CASE("a share that has ended is changed by who may give its new level") {
  const Account a =
      tree(share("ann", R"("write")") + "," + share("bob", R"("admin")", R"(,"until":"2026-01-01T00:00:00Z")"));
  CHECK(answer(a, "ann", "box.share", "/a", to(R"("read")")) == "allowed");
}

TEST_CASE("a user who holds a level until a date names no user in a relation") {
  const Account a = tree(share("ann", R"("write")", R"(,"until":"2026-06-01T00:00:00Z")"));
  CHECK(answer(a, "ann", "box.let_read", "/a") == "gives_too_much");
  CHECK(answer(a, "ann", "box.let_read", "/a", R"("with":{"user":"bob"})") == "gives_too_much");
}

TEST_CASE("a link gives its visitors a level that its maker holds") {
  Account a = tree(share("ann", R"("write")"));
  CHECK(answer(a, "ann", "box.link", "/a", R"("level":"write")") == "allowed");
  CHECK(answer(a, "ann", "box.link", "/a", R"("level":"admin")") == "gives_too_much");
  CHECK(answer(a, "eve", "box.link", "/a", R"("level":"top")") == "gives_too_much");
  CHECK(answer(a, "eve", "box.link", R"({"shelf":"s"})", R"("level":"top")") == "gives_too_much");
  CHECK(done(a, "ann", "box.link", "/a", R"("id":"l","level":"read")") == "allowed");
  CHECK(second::has(a, R"("links":[{"id":"l","on":"a","level":"read"}])"));
}

TEST_CASE("a link does not open for longer than its maker holds its level") {
  const Account a = tree(share("ann", R"("write")", R"(,"until":"2026-06-01T00:00:00Z")") +
                         R"(,{"on":"a","with":{"everyone":true},"level":"read"})");
  CHECK(answer(a, "ann", "box.link", "/a", R"("level":"write")") == "gives_too_much");
  CHECK(answer(a, "ann", "box.link", "/a", R"("level":"read")") == "allowed");
  CHECK(answer(a, "ann", "box.link", "/a", R"("level":"write","endsAt":"2026-05-31T23:59:59Z")") == "allowed");
  CHECK(answer(a, "ann", "box.link", "/a", R"("level":"write","endsAt":"2026-06-01T00:00:00Z")") == "allowed");
  CHECK(answer(a, "ann", "box.link", "/a", R"("level":"write","endsAt":"2026-06-01T00:00:01Z")") == "gives_too_much");
}

TEST_CASE("a link without a level does not open for longer than its maker may make it") {
  const Account a = tree(share("ann", R"("write")", R"(,"until":"2026-06-01T00:00:00Z")"));
  CHECK(answer(a, "ann", "box.link", "/a", "") == "gives_too_much");
  CHECK(answer(a, "ann", "box.link", "/a", R"("endsAt":"2026-06-01T00:00:00Z")") == "allowed");
}

TEST_CASE("who holds less than a link gives does not change or end it") {
  const std::string links = R"(,"links":[{"id":"l","on":"a","level":"admin"},{"id":"m","on":"a","level":"read"}])";
  Account a = tree(share("ann", R"("write")"), links);
  CHECK(answer(a, "ann", "link.edit", R"({"link":"l"})", R"("endsAt":null)") == "gives_too_much");
  CHECK(answer(a, "ann", "link.edit", "/a", R"("id":"l","level":"read")") == "gives_too_much");
  CHECK(answer(a, "ann", "link.delete", R"({"link":"l"})") == "gives_too_much");
  CHECK(answer(a, "eve", "link.delete", R"({"link":"l"})") == "allowed");
  CHECK(answer(a, "ann", "link.edit", R"({"link":"m"})", R"("level":"admin")") == "gives_too_much");
  CHECK(done(a, "ann", "link.edit", R"({"link":"m"})", R"("level":"write")") == "allowed");
  CHECK(second::has(a, R"({"id":"m","on":"a","level":"write"})"));
  CHECK(done(a, "ann", "link.delete", R"({"link":"m"})") == "allowed");
}

TEST_CASE("`gives` where nothing is given, or of another word, is refused") {
  second::Words words;
  words.actions = R"({"box.view":{"on":"box","level":"read","gives":"any"},
                      "box.share":{"on":"box","level":"read","does":"share","gives":"all"}})";
  second::refused(words, "combination_invalid", "/actions/box.view/gives");
  second::refused(words, "value_invalid", "/actions/box.share/gives");
}

}  // namespace lockstep
