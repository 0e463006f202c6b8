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

TEST_CASE("collecting needs its level on the item as well, and names it") {
  const Account a = library(R"({"on":"s","with":{"user":"ann"},"level":"write"})");
  CHECK(answer(a, "ann", "shelf.add", shelf, item("/a/n")) == "not_shared");
  CHECK(answer(a, "ann", "shelf.free", shelf, item("/a/n")) == "allowed");
  CHECK(decide(a, second::request("ann", "shelf.free", shelf)).unverified == std::vector<std::string>{"asset"});
  CHECK(answer(a, "ann", "shelf.drop", shelf, item("/a/n")) == "allowed");
}

}  // namespace lockstep
