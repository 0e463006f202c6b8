// Format 2: limits that count what the account has, or what the host says.
#include "second.h"

namespace lockstep {

namespace {

using second::account, second::answer, second::decided, second::done, second::policy, second::refused;

const second::Words words{
    .kinds =
        R"({"box":{"in":["/","box"]},"note":{"in":["box"],"names":"id"},"shelf":{"collects":["note"],"gives":"read"}})",
    .actions = R"({"box.create":{"on":["/","box"],"does":"create:box","limit":"boxes"},
        "note.create":{"on":"box","does":"create:note","limit":["notes","notesEach"]},
        "top.create":{"on":["/","box"],"does":"create:box","limit":"boxesEach"},
        "shelf.create":{"on":"account","does":"create:shelf","limit":"shelves"},
        "user.add":{"on":"account","does":"user.add","limit":["users","guests"]},
        "user.set":{"on":"user","does":"user.set_role","limit":"guests"},
        "group.add":{"on":"account","does":"group.create","limit":"groups"},
        "link.add":{"on":["box","shelf"],"does":"link.create","limit":["links","linksEach"]},
        "send":{"on":"account","limit":"mails"},"note.view":{"on":"note"}})",
    .roles = R"({"member":{"allow":["*"],"mayGive":["*"]},"guest":{"allow":["note.view"]}})",
    .more = R"(,"plans":["free","pro"],"limits":{"boxes":{"count":"box","value":2,"plans":{"pro":3}},
        "notes":{"count":"note","plans":{"free":2}},"notesEach":{"count":"note","per":"resource","value":1},
        "boxesEach":{"count":"box","per":"resource","value":1},"shelves":{"count":"shelf","value":1},
        "users":{"count":"user","value":3},"guests":{"count":{"role":"guest"},"value":1},
        "groups":{"count":"group","value":1},"links":{"count":"link","value":3},
        "linksEach":{"count":"link","per":"resource","value":1},"mails":{"count":"host","value":10}})"};

Account with(const std::string& facts, const std::string& plan = "free") {
  return account(policy(words), R"("plan":")" + plan + R"(","users":[{"id":"ann","role":"member"}])" + facts);
}
const std::string twoBoxes =
    R"(,"resources":[{"id":"a","kind":"box","path":"/a"},{"id":"b","kind":"box","path":"/a/b"}])";

}  // namespace

TEST_CASE("a limit on a kind counts its resources in the whole account, by plan") {
  CHECK(answer(with(""), "ann", "box.create", "/") == "allowed");
  CHECK(answer(with(twoBoxes), "ann", "box.create", "/") == "limit_reached");
  CHECK(answer(with(twoBoxes, "pro"), "ann", "box.create", "/a") == "allowed");
  const Decision reached = decided(with(twoBoxes), "ann", "box.create", "/a");
  CHECK(reached.limit == "boxes");
  CHECK(reached.count == 2);
  CHECK(reached.maximum == 2);
}

TEST_CASE("the account's own number counts before the policy's") {
  CHECK(answer(with(twoBoxes + R"(,"limits":{"boxes":5})"), "ann", "box.create", "/") == "allowed");
  CHECK(answer(with(R"(,"limits":{"boxes":0})"), "ann", "box.create", "/") == "limit_reached");
}

TEST_CASE("a limit with values for some plans is no limit on the others") {
  const std::string notes = R"(,"resources":[{"id":"a","kind":"box","path":"/a"},{"id":"b","kind":"box","path":"/b"},
      {"id":"c","kind":"box","path":"/c"},{"id":"n","kind":"note","path":"/a/n"},{"id":"m","kind":"note","path":"/b/m"}])";
  CHECK(answer(with(notes), "ann", "note.create", "/c") == "limit_reached");
  CHECK(answer(with(notes, "pro"), "ann", "note.create", "/c") == "allowed");
}

TEST_CASE("limits count users, users of a role, groups, collections and links") {
  const std::string users =
      R"(,"users":[{"id":"ann","role":"member"},{"id":"bob","role":"member"},{"id":"gus","roles":["member","guest"]}])";
  const Account full = account(policy(words), R"("plan":"free")" + users + R"(,"groups":[{"id":"g","name":"G"}],
      "collections":[{"id":"s","kind":"shelf","name":"S"}])");
  CHECK(answer(full, "ann", "user.add", "", R"("email":"x@acme.test","name":"X","role":"member")") == "limit_reached");
  CHECK(answer(full, "ann", "user.set", R"({"user":"bob"})", R"("role":"guest")") == "limit_reached");
  CHECK(answer(full, "ann", "user.set", R"({"user":"bob"})", R"("role":"member")") == "allowed");
  CHECK(answer(full, "ann", "group.add", "", R"("name":"H")") == "limit_reached");
  CHECK(answer(full, "ann", "shelf.create", "", R"("name":"T")") == "limit_reached");
  CHECK(answer(with(""), "ann", "user.add", "", R"("email":"x@acme.test","name":"X","role":"guest")") == "allowed");
}

TEST_CASE("links are counted in the account, or on each box and each collection") {
  const auto linked = [](const char* on) {
    return with(twoBoxes + R"(,"collections":[{"id":"s","kind":"shelf","name":"S"}],"links":[{"id":"l","on":")" + on +
                "\"}]");
  };
  CHECK(answer(linked("a"), "ann", "link.add", "/a") == "limit_reached");
  CHECK(answer(linked("a"), "ann", "link.add", "/a/b") == "allowed");
  CHECK(answer(linked("s"), "ann", "link.add", R"({"shelf":"s"})") == "limit_reached");
  CHECK(answer(linked("a"), "ann", "link.add", R"({"shelf":"s"})") == "allowed");
}

TEST_CASE("what the host counts comes with the request") {
  Account a = with("");
  CHECK(answer(a, "ann", "send", "", R"("count":9)") == "allowed");
  CHECK(answer(a, "ann", "send", "", R"("count":10)") == "limit_reached");
  CHECK(decided(a, "ann", "send").unverified == std::vector<std::string>{"count"});
  CHECK(done(a, "ann", "send") == "context_missing");
}

}  // namespace lockstep
