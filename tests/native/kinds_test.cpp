// Format 2: kinds of resources, where they may be, and what may be asked on them.
#include "second.h"

namespace lockstep {

namespace {

using second::account, second::answer, second::done, second::policy, second::refused;

const second::Words shelves{
    .kinds = R"({"box":{"in":["/","box"],"names":"key"},"note":{"in":["box"]},"page":{"in":["note"],"names":"id"},
                 "shelf":{"collects":["note"],"gives":"read"},"rack":{"collects":["note","page"],"gives":"write"},
                 "token":{"attributes":{"live":"bool"}}})",
    .actions = R"({"box.view":{"on":"box","level":"read"},"note.view":{"on":"note","level":"read"},
        "page.view":{"on":"page","level":"read"},"token.use":{"on":"token"},
        "shelf.add":{"on":["shelf","rack"],"level":"read","item":"read","does":"collect"},
        "shelf.free":{"on":["shelf","rack"],"level":"read","does":"collect"},
        "shelf.drop":{"on":["shelf","rack"],"level":"read","does":"uncollect"},
        "note.put":{"on":["note","box"],"level":"read","item":"read","does":"collect"},
        "note.take":{"on":["note","box"],"level":"read","does":"uncollect"}})"};

Account library(const std::string& shares = R"({"on":"/","with":{"user":"ann"},"level":"write"})") {
  return account(policy(shelves), R"("resources":[{"id":"a","kind":"box","path":"/a"},
      {"id":"n","kind":"note","path":"/a/n"},{"id":"p","kind":"page","path":"/a/n/p"},{"id":"t","kind":"token"}],
      "collections":[{"id":"s","kind":"shelf","name":"S"},{"id":"r","kind":"rack","name":"R"}],
      "shares":[)" + shares + "]");
}
const char* const shelf = R"({"shelf":"s"})";
const char* const rack = R"({"rack":"r"})";
std::string item(const std::string& what) { return R"("item":")" + what + "\""; }

}  // namespace

TEST_CASE("an action is asked on its kinds alone, as the account or the request says") {
  const Account a = library();
  CHECK(answer(a, "ann", "note.view", "/a/n") == "allowed");
  CHECK(answer(a, "ann", "note.view", R"({"note":"n"})") == "allowed");
  CHECK(answer(a, "ann", "note.view", "/a") == "resource_mismatch");
  CHECK(answer(a, "ann", "note.view", R"({"box":"a"})") == "resource_mismatch");
  CHECK(answer(a, "ann", "note.view", R"({"path":"/a/new","kind":"note"})") == "allowed");
  CHECK(answer(a, "ann", "note.view", R"({"path":"/a/new","kind":"box"})") == "resource_mismatch");
  CHECK(answer(a, "ann", "note.view", R"({"path":"/a","kind":"note"})") == "resource_mismatch");
  CHECK(answer(a, "ann", "note.view", R"({"crate":"n"})") == "resource_mismatch");
  CHECK(answer(a, "ann", "note.view", "/") == "resource_mismatch");
}

TEST_CASE("a kind that is nowhere in the tree is decided by the role alone") {
  const Account a = library();
  CHECK(answer(a, "bob", "token.use", R"({"token":"t"})") == "allowed");
  CHECK(answer(a, "bob", "token.use", R"({"token":"any"})") == "allowed");
}

TEST_CASE("resources are only where their kind may be") {
  const auto wrong = [](const std::string& resources, std::string_view code, std::string_view field) {
    refused(policy(shelves), R"("resources":[)" + resources + "]", code, field);
  };
  wrong(R"({"id":"n","kind":"note","path":"/n"})", "place_invalid", "/resources/0/path");
  wrong(R"({"id":"n","kind":"note","path":"/a/n"},{"id":"a","kind":"box","path":"/a"},
           {"id":"b","kind":"box","path":"/a/n/b"})",
        "place_invalid", "/resources/2/path");
  wrong(R"({"id":"t","kind":"token","path":"/t"})", "combination_invalid", "/resources/0/path");
  wrong(R"({"id":"t","kind":"token","inherit":false})", "combination_invalid", "/resources/0/inherit");
  wrong(R"({"id":"a","kind":"box"})", "path_invalid", "/resources/0/path");
  wrong(R"({"id":"a","kind":"box","path":"/"})", "path_invalid", "/resources/0/path");
  wrong(R"({"id":"a","kind":"box","path":""})", "path_invalid", "/resources/0/path");
  wrong(R"({"id":"s","kind":"shelf","path":"/s"})", "kind_unknown", "/resources/0/kind");
  wrong(R"({"id":"a","path":"/a"})", "kind_unknown", "/resources/0/kind");
  wrong(R"({"id":"a","kind":"","path":"/a"})", "kind_unknown", "/resources/0/kind");
  wrong(R"({"id":"","kind":"box","path":"/a"})", "value_invalid", "/resources/0/id");
}

TEST_CASE("a collection takes what its kind collects, and nothing else") {
  Account a = library();
  for (const char* action : {"shelf.add", "shelf.free"}) {
    CHECK(answer(a, "ann", action, shelf, item("/a/n")) == "allowed");
    CHECK(answer(a, "ann", action, shelf, item("n")) == "allowed");
    CHECK(answer(a, "ann", action, shelf, item("/a")) == "resource_mismatch");
    CHECK(answer(a, "ann", action, shelf, item("/a/n/p")) == "resource_mismatch");
    CHECK(answer(a, "ann", action, shelf, item("/")) != "allowed");
    CHECK(answer(a, "ann", action, rack, item("/a/n/p")) == "allowed");
  }
  CHECK(done(a, "ann", "shelf.free", shelf, item("/a")) == "resource_mismatch");
  CHECK(done(a, "ann", "shelf.free", shelf, item("/a/n")) == "allowed");
  CHECK(second::has(a, R"("kind":"shelf","items":["n"])"));
}

TEST_CASE("the same holds where the action is on the item") {
  Account a = library();
  CHECK(answer(a, "ann", "note.put", "/a/n", item("s")) == "allowed");
  CHECK(answer(a, "ann", "note.put", "/a/n", R"("collection":"s")") == "allowed");
  CHECK(answer(a, "ann", "note.put", "/a", item("s")) == "resource_mismatch");
  CHECK(answer(a, "ann", "note.put", "/a/n", item("none")) == "not_shared");
  CHECK(done(a, "ann", "note.put", "/a/n", item("s")) == "allowed");
  CHECK(second::has(a, R"("items":["n"])"));
  CHECK(done(a, "ann", "note.take", "/a/n", item("s")) == "allowed");
  CHECK_FALSE(second::has(a, R"("items":["n"])"));
  CHECK(done(a, "ann", "note.take", "/a/n", item("s")) == "allowed");
}

TEST_CASE("what is held until a date is collected nowhere, whichever collection the request names") {
  const Account a = library(R"({"on":"a","with":{"user":"ann"},"level":"write","until":"2030-01-01T00:00:00Z"},
                               {"on":"s","with":{"user":"ann"},"level":"read"})");
  CHECK(answer(a, "ann", "note.view", "/a/n") == "allowed");
  CHECK(answer(a, "ann", "note.put", "/a/n") == "gives_too_much");
  CHECK(answer(a, "ann", "note.put", "/a/n", item("s")) == "gives_too_much");
}

TEST_CASE("what is not listed is collected where its kind is sure, and is listed then") {
  Account a = library();
  CHECK(answer(a, "ann", "shelf.add", rack, item("/a/new")) == "resource_mismatch");
  CHECK(done(a, "ann", "shelf.add", shelf, item("/a/new")) == "allowed");
  CHECK(second::has(a, R"("kind":"note","path":"/a/new")"));
  CHECK(done(a, "ann", "shelf.add", shelf, item("/new")) != "allowed");
}

TEST_CASE("collecting needs its level on the item as well, and names it") {
  const Account a = library(R"({"on":"s","with":{"user":"ann"},"level":"write"})");
  CHECK(answer(a, "ann", "shelf.add", shelf, item("/a/n")) == "not_shared");
  CHECK(answer(a, "ann", "shelf.free", shelf, item("/a/n")) == "allowed");
  CHECK(decide(a, second::request("ann", "shelf.free", shelf)).unverified == std::vector<std::string>{"asset"});
  CHECK(answer(a, "ann", "shelf.drop", shelf, item("/a/n")) == "allowed");
}

TEST_CASE("collections in an account hold what their kinds collect") {
  const std::string items = R"("resources":[{"id":"a","kind":"box","path":"/a"}],"collections":[
      {"id":"x","kind":"rack","name":"X"},{"id":"b","kind":"shelf","name":"B","items":["a"]}])";
  refused(policy(shelves), items, "kind_invalid", "/collections/1/items");
  refused(policy(shelves), R"("collections":[{"id":"b","kind":"box","name":"B"}])", "kind_unknown",
          "/collections/0/kind");
  refused(policy(shelves), R"("collections":[{"id":"b","kind":"shelf","name":"B","items":["none"]}])",
          "reference_unknown", "/collections/0/items");
}

TEST_CASE("kinds that cannot be are refused with their place") {
  const auto wrong = [](const std::string& kinds, std::string_view code, std::string_view field) {
    second::Words words = shelves;
    words.kinds = kinds;
    words.actions = R"({"act":{"on":"account"}})";
    refused(words, code, field);
  };
  wrong(R"({"a":{"in":["b"]}})", "kind_unknown", "/kinds/a/in/0");
  wrong(R"({"a":{"in":[""]}})", "kind_unknown", "/kinds/a/in/0");
  wrong(R"({"a":{"in":["/","/x"]}})", "kind_unknown", "/kinds/a/in/1");
  wrong(R"({"a":{"in":["a","a"]}})", "duplicate", "/kinds/a/in/1");
  wrong(R"({"user":{}})", "value_invalid", "/kinds/user");
  wrong(R"({"":{}})", "value_invalid", "/kinds/");
  wrong(R"({"a":{"in":["/"],"collects":["a"],"gives":"read"}})", "combination_invalid", "/kinds/a/collects");
  wrong(R"({"a":{"in":["/"]},"s":{"collects":["a"]}})", "field_missing", "/kinds/s/gives");
  wrong(R"({"a":{"in":["/"]},"s":{"collects":[],"gives":"read"}})", "value_invalid", "/kinds/s/collects");
  wrong(R"({"a":{},"s":{"collects":["a"],"gives":"read"}})", "combination_invalid", "/kinds/s/collects");
  wrong(R"({"a":{"in":["/"]},"s":{"collects":["a","s"],"gives":"read"}})", "combination_invalid", "/kinds/s/collects");
  wrong(R"({"a":{"in":["/"],"gives":"read"}})", "combination_invalid", "/kinds/a/gives");
  wrong(R"({"a":{"relations":{"owner":"read"}}})", "combination_invalid", "/kinds/a/relations");
  wrong(R"({"a":{"in":["/"],"relations":{"owner":"own"}}})", "level_unknown", "/kinds/a/relations/owner");
  wrong(R"({"a":{"in":["/"],"relations":{"id":"read"}}})", "value_invalid", "/kinds/a/relations/id");
  wrong(R"({"a":{"in":["/"],"relations":{"x":"read"},"attributes":{"x":"bool"}}})", "duplicate", "/kinds/a");
  wrong(R"({"a":{"attributes":{"x":"number"}}})", "value_invalid", "/kinds/a/attributes/x");
  wrong(R"({"a":{"attributes":{"x":[]}}})", "value_invalid", "/kinds/a/attributes/x");
  wrong(R"({"a":{"attributes":{"":"bool"}}})", "value_invalid", "/kinds/a/attributes/");
  wrong(R"({"a":{"names":"path"}})", "value_invalid", "/kinds/a/names");
  wrong(R"({"a":{"within":["/"]}})", "field_unknown", "/kinds/a/within");
}

TEST_CASE("an action on something that cannot have it is refused with its place") {
  const auto wrong = [](const std::string& action, std::string_view code, std::string_view field) {
    second::Words words = shelves;
    words.actions = R"({"act":)" + action + "}";
    refused(words, code, "/actions/act/" + std::string(field));
  };
  wrong(R"({"on":"crate"})", "value_invalid", "on");
  wrong(R"({"on":""})", "value_invalid", "on");
  wrong(R"({"on":[]})", "value_invalid", "on");
  wrong(R"({})", "field_missing", "on");
  wrong(R"({"on":["self","user"]})", "combination_invalid", "on");
  wrong(R"({"on":"token","level":"read"})", "combination_invalid", "level");
  wrong(R"({"on":"account","level":"read"})", "combination_invalid", "level");
  wrong(R"({"on":["box","user"],"level":"read"})", "combination_invalid", "level");
  wrong(R"({"on":"box","level":""})", "level_unknown", "level");
  wrong(R"({"on":"box","to":"read","does":"delete"})", "combination_invalid", "to");
  wrong(R"({"on":"box","item":"read"})", "combination_invalid", "item");
  wrong(R"({"on":["note","shelf"],"does":"collect"})", "combination_invalid", "on");
  wrong(R"({"on":"box","does":""})", "value_invalid", "does");
  wrong(R"({"on":"box","does":"create"})", "value_invalid", "does");
  wrong(R"({"on":"box","does":"create:"})", "kind_unknown", "does");
  wrong(R"({"on":"note","does":"create:box"})", "combination_invalid", "does");
  wrong(R"({"on":"/","does":"create:note"})", "combination_invalid", "does");
  wrong(R"({"on":"box","does":"create:shelf"})", "combination_invalid", "does");
  wrong(R"({"on":"account","does":"create:box"})", "combination_invalid", "does");
  wrong(R"({"on":"box","does":"relate:owner"})", "relation_unknown", "does");
  wrong(R"({"on":"token","does":"set:dead"})", "attribute_unknown", "does");
  wrong(R"({"on":"box","does":"set:live"})", "attribute_unknown", "does");
  wrong(R"({"on":"account","does":"rename"})", "combination_invalid", "on");
  wrong(R"({"on":"user","does":"group.delete"})", "combination_invalid", "on");
  for (const char* effect : {"rename", "move", "copy", "share", "unshare", "set:inherit", "link.create"})
    wrong(R"({"on":"token","does":")" + std::string(effect) + "\"}", "combination_invalid", "on");
  for (const char* effect :
       {"rename", "move", "copy", "delete", "collect", "set:inherit", "link.create", "link.delete"})
    wrong(R"({"on":["/","box"],"does":")" + std::string(effect) + "\"}", "combination_invalid", "on");
  wrong(R"({"on":"shelf","does":"move"})", "combination_invalid", "on");
  wrong(R"({"on":"box","maker":"owner"})", "combination_invalid", "maker");
  wrong(R"({"on":"box","does":"create:note","maker":"owner"})", "relation_unknown", "maker");
  wrong(R"({"on":"box","when":[]})", "value_invalid", "when");
  wrong(R"({"on":"box","unless":[]})", "value_invalid", "unless");
  wrong(R"({"on":"box","limit":[]})", "value_invalid", "limit");
  wrong(R"({"on":"box","feature":[]})", "value_invalid", "feature");
  wrong(R"({"on":"box","when":["open"]})", "condition_unknown", "when/0");
  wrong(R"({"on":"box","host":true,"level":"read"})", "combination_invalid", "level");
  wrong(R"({"on":"box","public":true})", "combination_invalid", "public");
}

}  // namespace lockstep
