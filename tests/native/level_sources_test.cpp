// Format 2: where a level comes from: roles, shares, relations and collections.
#include "second.h"

namespace lockstep {

namespace {

using second::account, second::answer, second::decided, second::policy;

const std::string places =
    R"("resources":[{"id":"a","kind":"box","path":"/a"},{"id":"b","kind":"box","path":"/a/b"},
                    {"id":"n","kind":"note","path":"/a/b/n"},{"id":"z","kind":"box","path":"/z"}])";
const std::string box = R"({"path":"/new","kind":"box"})", boxIn = R"({"path":"/a/new","kind":"box"})";

Account shared(const std::string& on, const std::string& with, const std::string& more = "") {
  return account(policy(),
                 places + R"(,"shares":[{"on":")" + on + R"(","with":)" + with + R"(,"level":"write")" + more + "}]");
}
/// What users are answered who would edit the box at /a.
std::string edits(const Account& account, std::string_view user) { return answer(account, user, "box.edit", "/a"); }

/// A policy with several roles; one of them has no level, one ignores what is shared.
const second::Words manyRoles{.roles = R"({"member":{"allow":["box.*"]},"boss":{"level":"admin","allow":["*"]},
    "reader":{"level":"read","allow":["box.view"]},"noter":{"allow":["note.*"]},
    "clerk":{"level":"read","shares":false,"allow":["*"]},"paid":{"feature":"paid","level":"write","allow":["*"]}})",
                              .more = R"(,"plans":["free","pro"],"features":{"paid":"pro"})"};
Account with(const std::string& users, const std::string& more = "", const std::string& plan = "free") {
  return account(policy(manyRoles), R"("plan":")" + plan + R"(","users":[)" + users + "]," + places + more);
}

}  // namespace

TEST_CASE("the level of a role is held on the root and so everywhere, also where nothing is listed") {
  const Account a = account(policy(), places);
  CHECK(answer(a, "eve", "box.rule", "/a") == "allowed");
  CHECK(answer(a, "eve", "note.rule", "/a/b/n") == "allowed");
  CHECK(answer(a, "eve", "box.rule", box) == "allowed");
  CHECK(answer(a, "eve", "shelf.view", R"({"shelf":"none"})") == "not_shared");
  CHECK(answer(a, "ann", "box.view", "/a") == "not_shared");
  const Decision decision = decided(a, "eve", "box.rule", "/a");
  REQUIRE(decision.because.size() == 1);
  CHECK(decision.because[0].kind == Grant::Kind::role);
  CHECK(decision.because[0].name == "boss");
}

TEST_CASE("a share gives a user a level there and below, and nowhere else") {
  const Account a = shared("b", R"({"user":"ann"})");
  CHECK(answer(a, "ann", "box.edit", "/a/b") == "allowed");
  CHECK(answer(a, "ann", "note.edit", "/a/b/n") == "allowed");
  CHECK(answer(a, "ann", "box.view", "/a") == "not_shared");
  CHECK(answer(a, "ann", "box.view", "/z") == "not_shared");
  CHECK(answer(a, "bob", "box.view", "/a/b") == "not_shared");
  CHECK(answer(a, "ann", "box.edit", R"({"path":"/a/b/new","kind":"box"})") == "allowed");
  CHECK(answer(a, "ann", "box.view", R"({"path":"/a/bb","kind":"box"})") == "not_shared");
}

TEST_CASE("a share is with a user, a group, a role or everyone") {
  CHECK(edits(shared("a", R"({"user":"ann"})"), "ann") == "allowed");
  CHECK(edits(shared("a", R"({"role":"member"})"), "ann") == "allowed");
  CHECK(edits(shared("a", R"({"role":"boss"})"), "ann") == "not_shared");
  CHECK(edits(shared("a", R"({"everyone":true})"), "cid") == "allowed");
  const std::string group = R"(,"groups":[{"id":"g","name":"G","members":["ann"]}])";
  const Account a =
      account(policy(), places + group + R"(,"shares":[{"on":"a","with":{"group":"g"},"level":"write"}])");
  CHECK(edits(a, "ann") == "allowed");
  CHECK(edits(a, "bob") == "not_shared");
}

TEST_CASE("a share on the root gives a level everywhere") {
  const Account a = shared("/", R"({"user":"ann"})");
  CHECK(answer(a, "ann", "box.edit", "/a") == "allowed");
  CHECK(answer(a, "ann", "box.edit", box) == "allowed");
  CHECK(answer(a, "ann", "note.edit", "/a/b/n") == "allowed");
  CHECK(answer(a, "bob", "box.view", "/a") == "not_shared");
}

TEST_CASE("a share counts until its end, and not at its end") {
  CHECK(edits(shared("a", R"({"user":"ann"})", R"(,"until":"2026-01-15T12:00:01Z")"), "ann") == "allowed");
  CHECK(edits(shared("a", R"({"user":"ann"})", R"(,"until":"2026-01-15T12:00:00Z")"), "ann") == "not_shared");
}

TEST_CASE("groups contain groups: who is in an inner one has what is shared with the outer ones") {
  const Account a = account(policy(), places + R"(,"groups":[{"id":"top","name":"Top","members":[{"group":"mid"}]},
      {"id":"mid","name":"Mid","members":["bob",{"group":"low"}]},{"id":"low","name":"Low","members":["ann"]}],
      "shares":[{"on":"a","with":{"group":"top"},"level":"write"},{"on":"z","with":{"group":"low"},"level":"read"}])");
  CHECK(edits(a, "ann") == "allowed");
  CHECK(edits(a, "bob") == "allowed");
  CHECK(edits(a, "cid") == "not_shared");
  CHECK(answer(a, "ann", "box.view", "/z") == "allowed");
  CHECK(answer(a, "bob", "box.view", "/z") == "not_shared");
}

TEST_CASE("groups that contain each other, or one that is not there, are refused") {
  second::refused(policy(), R"("groups":[{"id":"x","name":"X","members":[{"group":"y"}]},
      {"id":"y","name":"Y","members":[{"group":"x"}]}])",
                  "group_cycle", "/groups");
  second::refused(policy(), R"("groups":[{"id":"x","name":"X","members":[{"group":"x"}]}])", "group_cycle", "/groups");
  second::refused(policy(), R"("groups":[{"id":"x","name":"X","members":[{"group":"y"}]}])", "reference_unknown",
                  "/groups/0/members");
}

TEST_CASE("a relation gives its level to the users that it names, there and below") {
  const Account a = account(policy(), R"("resources":[
      {"id":"a","kind":"box","path":"/a","relations":{"owner":"ann","reader":["bob","cid"]}},
      {"id":"n","kind":"note","path":"/a/n","relations":{"author":["bob"]}}])");
  CHECK(answer(a, "ann", "box.rule", "/a") == "allowed");
  CHECK(answer(a, "ann", "note.rule", "/a/n") == "allowed");
  CHECK(answer(a, "bob", "box.view", "/a") == "allowed");
  CHECK(answer(a, "bob", "box.edit", "/a") == "level_too_low");
  CHECK(answer(a, "bob", "note.edit", "/a/n") == "allowed");
  CHECK(answer(a, "cid", "note.edit", "/a/n") == "level_too_low");
  const Decision decision = decided(a, "bob", "note.edit", "/a/n");
  REQUIRE(decision.because.size() == 1);
  CHECK(decision.because[0].kind == Grant::Kind::relation);
  CHECK(decision.because[0].name == "author");
}

TEST_CASE("a collection gives its level on what it has, to those who hold that level on the collection") {
  const Account a = account(policy(), places + R"(,"collections":[{"id":"s","kind":"shelf","name":"S","items":["n"]}],
      "shares":[{"on":"s","with":{"user":"ann"},"level":"admin"}])");
  CHECK(answer(a, "ann", "note.view", "/a/b/n") == "allowed");
  CHECK(answer(a, "ann", "note.edit", "/a/b/n") == "level_too_low");
  CHECK(answer(a, "ann", "box.view", "/a/b") == "not_shared");
  CHECK(answer(a, "bob", "note.view", "/a/b/n") == "not_shared");
  CHECK(answer(a, "ann", "shelf.view", R"({"shelf":"s"})") == "allowed");
  CHECK(answer(a, "bob", "shelf.view", R"({"shelf":"s"})") == "not_shared");
}

TEST_CASE("a collection that gives more than a user holds on it gives that user nothing") {
  second::Words words;
  words.kinds = R"({"box":{"in":["/","box"]},"note":{"in":["box"]},"shelf":{"collects":["note"],"gives":"write"}})";
  const Account a = account(policy(words), places + R"(,"collections":[
      {"id":"s","kind":"shelf","name":"S","items":["n"]}],"shares":[{"on":"s","with":{"user":"ann"},"level":"read"}])");
  CHECK(answer(a, "ann", "note.view", "/a/b/n") == "not_shared");
}

TEST_CASE("with several roles a user has what any of them has, and only that") {
  const std::string ann = R"({"id":"ann","roles":["reader","noter"]})";
  const Account a = with(ann, R"(,"shares":[{"on":"b","with":{"user":"ann"},"level":"write"}])");
  CHECK(answer(a, "ann", "box.view", "/z") == "allowed");
  CHECK(answer(a, "ann", "note.edit", "/a/b/n") == "allowed");
  CHECK(answer(a, "ann", "box.edit", "/a/b") == "role_forbids");
}

TEST_CASE("one role opens an action and another gives its level") {
  const Account a = with(R"({"id":"ann","roles":["reader","member"]},{"id":"bob","roles":["member","reader"]})");
  CHECK(answer(a, "ann", "box.view", "/a") == "allowed");
  CHECK(answer(a, "bob", "box.view", "/a") == "allowed");
  CHECK(answer(a, "ann", "box.edit", "/a") == "level_too_low");
}

TEST_CASE("a share with a role is with those who have it as their second role too") {
  const Account a = with(R"({"id":"ann","roles":["member","noter"]},{"id":"bob","role":"member"})",
                         R"(,"shares":[{"on":"a","with":{"role":"noter"},"level":"write"}])");
  CHECK(edits(a, "ann") == "allowed");
  CHECK(edits(a, "bob") == "not_shared");
}

TEST_CASE("shares, relations and collections give a role with `shares: false` nothing") {
  const Account a = with(R"({"id":"ann","role":"clerk"},{"id":"bob","roles":["clerk","member"]})",
                         R"(,"shares":[{"on":"a","with":{"everyone":true},"level":"write"}])");
  CHECK(edits(a, "ann") == "level_too_low");
  CHECK(answer(a, "ann", "box.view", "/a") == "allowed");
  // Another role takes what is shared.
  CHECK(edits(a, "bob") == "allowed");
}

TEST_CASE("a role whose feature is off opens nothing and gives no level, beside other roles") {
  const std::string users = R"({"id":"ann","role":"paid"},{"id":"bob","roles":["member","paid"]})";
  CHECK(answer(with(users), "ann", "box.edit", "/a") == "plan_required");
  CHECK(answer(with(users), "bob", "box.edit", "/a") == "not_shared");
  CHECK(answer(with(users), "bob", "note.edit", "/a/b/n") == "plan_required");
  CHECK(answer(with(users, "", "pro"), "bob", "box.edit", "/a") == "allowed");
  CHECK(answer(with(users, "", "pro"), "bob", "note.edit", "/a/b/n") == "allowed");
}

TEST_CASE("a user is asked for by id or by e-mail") {
  const Account a = shared("a", R"({"user":"ann"})");
  CHECK(decide(a, second::request("ann@acme.test", "box.edit", "/a")).allowed);
  CHECK(decide(a, second::request("ANN@acme.test", "box.edit", "/a")).allowed);
  CHECK_FALSE(decide(a, second::request("bob@acme.test", "box.edit", "/a")).allowed);
}

TEST_CASE("what is not listed has its level from above, and from the relations that a request states") {
  const Account a = shared("a", R"({"user":"ann"})");
  CHECK(answer(a, "ann", "box.edit", boxIn) == "allowed");
  CHECK(answer(a, "ann", "box.edit", R"({"box":"any / id","in":"a"})") == "allowed");
  CHECK(answer(a, "ann", "box.edit", R"({"box":"any / id"})") == "not_shared");
  CHECK(answer(a, "bob", "box.rule", R"({"box":"x","relations":{"owner":"bob"}})") == "allowed");
  CHECK(answer(a, "bob", "box.rule", R"({"box":"x","relations":{"owner":"ann","reader":["bob"]}})") == "level_too_low");
}

TEST_CASE("the relations of the account count, and not those that a request states of something listed") {
  const Account a = shared("a", R"({"user":"ann"})");
  CHECK(answer(a, "bob", "box.view", R"({"box":"a","relations":{"owner":"bob"}})") == "not_shared");
  CHECK(answer(a, "ann", "box.rule", R"({"box":"a","relations":{"owner":"ann"}})") == "level_too_low");
}

TEST_CASE("ids of different kinds never meet") {
  const Account a = shared("a", R"({"user":"ann"})");
  CHECK(answer(a, "ann", "note.edit", R"({"note":"a"})") == "not_shared");
  CHECK(answer(a, "ann", "note.edit", R"({"note":"a","in":"a"})") == "allowed");
}

}  // namespace lockstep
