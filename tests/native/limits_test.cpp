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

TEST_CASE("a limit per resource counts what is directly in the place, also in the root and in what is not listed") {
  const std::string notes = twoBoxes.substr(0, twoBoxes.size() - 1) + R"(,{"id":"n","kind":"note","path":"/a/b/n"}])";
  CHECK(answer(with(notes, "pro"), "ann", "note.create", "/a/b") == "limit_reached");
  CHECK(answer(with(notes, "pro"), "ann", "note.create", "/a") == "allowed");
  CHECK(answer(with(notes, "pro"), "ann", "note.create", R"({"path":"/new","kind":"box"})") == "allowed");
  CHECK(answer(with(notes), "ann", "top.create", "/") == "limit_reached");
  CHECK(answer(with(notes), "ann", "top.create", "/a") == "limit_reached");
  CHECK(answer(with(notes), "ann", "top.create", "/a/b") == "allowed");
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

TEST_CASE("limits that count nothing, or cannot be read, are refused with their place") {
  const auto wrong = [](const std::string& limit, std::string_view code, std::string_view field) {
    second::Words bad;
    bad.more = R"(,"plans":["free"],"limits":{"l":)" + limit + "}";
    refused(bad, code, "/limits/l" + std::string(field));
  };
  wrong(R"({"value":2})", "field_missing", "/count");
  wrong(R"({"count":"crate","value":2})", "value_invalid", "/count");
  wrong(R"({"count":"","value":2})", "value_invalid", "/count");
  wrong(R"({"count":{"role":"none"},"value":2})", "role_unknown", "/count");
  wrong(R"({"count":{"role":""},"value":2})", "role_unknown", "/count");
  wrong(R"({"count":{"kind":"box"},"value":2})", "field_unknown", "/count/kind");
  wrong(R"({"count":"user"})", "field_missing", "/value");
  wrong(R"({"count":"user","value":-1})", "type_invalid", "/value");
  wrong(R"({"count":"user","value":1,"plans":{"gold":2}})", "plan_unknown", "/plans/gold");
  wrong(R"({"count":"user","value":1,"plans":{"":2}})", "plan_unknown", "/plans/");
  wrong(R"({"count":"user","value":1,"plans":{"free":"2"}})", "type_invalid", "/plans/free");
  wrong(R"({"count":"user","value":1,"per":"resource"})", "combination_invalid", "/per");
  wrong(R"({"count":"shelf","value":1,"per":"resource"})", "combination_invalid", "/per");
  wrong(R"({"count":"link","value":1,"per":"user"})", "value_invalid", "/per");
}

TEST_CASE("an action counts against limits that can be counted where it is asked") {
  second::Words bad = words;
  bad.actions = R"({"a":{"on":"account","limit":"linksEach"},"b":{"on":"account","limit":"boxesEach"},
                    "c":{"on":"account","limit":"none"},"d":{"on":"account","limit":""}})";
  bad.roles = R"({"member":{"allow":["*"]},"guest":{"allow":["*"]}})";
  refused(bad, "combination_invalid", "/actions/a/limit");
  refused(bad, "combination_invalid", "/actions/b/limit");
  refused(bad, "limit_unknown", "/actions/c/limit");
  refused(bad, "limit_unknown", "/actions/d/limit");
}

}  // namespace lockstep
