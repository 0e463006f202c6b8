// Format 2: levels are sets with a partial order, and a user holds the union of all that is given.
#include "second.h"

namespace lockstep {

namespace {

using second::account, second::answer, second::decided, second::policy, second::refused;

/// Two levels side by side, and one above both.
const second::Words diamond{.levels = R"({"read":[],"comment":["read"],"triage":["read"],"write":["comment","triage"],
                                          "lone":[],"admin":["write"]})",
                            .kinds = R"({"box":{"in":["/","box"]}})",
                            .actions = R"({"see":{"on":"box","level":"read"},"comment":{"on":"box","level":"comment"},
                                           "triage":{"on":"box","level":"triage"},"write":{"on":"box","level":"write"},
                                           "alone":{"on":"box","level":"lone"}})",
                            .roles = R"({"member":{"allow":["*"]},"boss":{"level":"write","allow":["*"]}})"};

Account boxes(const Policy& policy, const std::string& shares) {
  return account(policy, R"("resources":[{"id":"a","kind":"box","path":"/a"},{"id":"b","kind":"box","path":"/a/b"}],
                            "shares":[)" +
                             shares + "]");
}
std::string shared(const std::string& on, const std::string& level, const std::string& with = R"({"user":"ann"})") {
  return R"({"on":")" + on + R"(","with":)" + with + R"(,"level":)" + level + "}";
}

}  // namespace

TEST_CASE("a level includes what it names and what those include, and nothing beside") {
  const Account a = boxes(policy(diamond), shared("a", R"("comment")"));
  CHECK(answer(a, "ann", "see", "/a") == "allowed");
  CHECK(answer(a, "ann", "comment", "/a") == "allowed");
  CHECK(answer(a, "ann", "triage", "/a") == "level_too_low");
  CHECK(answer(a, "ann", "write", "/a") == "level_too_low");
  CHECK(answer(a, "ann", "alone", "/a") == "level_too_low");
  CHECK(answer(a, "bob", "see", "/a") == "not_shared");
}

TEST_CASE("an allowance names the grants that give its level, and no others") {
  const auto places = [](const Account& account, std::string_view action) {
    std::string list;
    for (const Grant& grant : decided(account, "ann", action, "/a/b").because) list += grant.on + " ";
    return list;
  };
  const Account apart = boxes(policy(diamond), shared("a", R"("comment")") + "," + shared("b", R"("lone")"));
  CHECK(places(apart, "comment") == "/a ");
  CHECK(places(apart, "alone") == "/a/b ");
  // Each gives a part of what no share gives alone.
  const Account parts = boxes(policy(diamond), shared("a", R"("comment")") + "," + shared("b", R"("triage")"));
  CHECK(places(parts, "comment") == "/a ");
  CHECK(places(parts, "see") == "/a /a/b ");
}

TEST_CASE("a level above two others gives both") {
  const Account a = boxes(policy(diamond), shared("a", R"("admin")"));
  for (const char* action : {"see", "comment", "triage", "write"}) CHECK(answer(a, "ann", action, "/a") == "allowed");
  CHECK(answer(a, "ann", "alone", "/a") == "level_too_low");
}

TEST_CASE("what is given in several ways is held together") {
  SUBCASE("by one share with a list") {
    const Account a = boxes(policy(diamond), shared("a", R"(["comment","triage"])"));
    CHECK(answer(a, "ann", "comment", "/a/b") == "allowed");
    CHECK(answer(a, "ann", "triage", "/a/b") == "allowed");
  }
  SUBCASE("by a share at the place and one above") {
    const Account a = boxes(policy(diamond), shared("a", R"("comment")") + "," + shared("b", R"("triage")"));
    CHECK(answer(a, "ann", "comment", "/a/b") == "allowed");
    CHECK(answer(a, "ann", "triage", "/a/b") == "allowed");
    CHECK(answer(a, "ann", "triage", "/a") == "level_too_low");
  }
  SUBCASE("by shares with the user and with everyone") {
    const Account a =
        boxes(policy(diamond), shared("a", R"("comment")") + "," + shared("a", R"("lone")", R"({"everyone":true})"));
    CHECK(answer(a, "ann", "comment", "/a") == "allowed");
    CHECK(answer(a, "ann", "alone", "/a") == "allowed");
    CHECK(answer(a, "bob", "alone", "/a") == "allowed");
    CHECK(answer(a, "bob", "see", "/a") == "level_too_low");
  }
}

TEST_CASE("both halves of a level are not the level above them") {
  const Account a = boxes(policy(diamond), shared("a", R"(["comment","triage"])"));
  CHECK(answer(a, "ann", "write", "/a") == "level_too_low");
}

TEST_CASE("a decision names the highest levels held, joined by a plus") {
  const Policy rules = policy(diamond);
  CHECK(second::have(boxes(rules, shared("a", R"(["comment","triage"])")), "ann", "write", "/a") == "comment+triage");
  CHECK(second::have(boxes(rules, shared("a", R"(["read","comment","lone"])")), "ann", "write", "/a") ==
        "comment+lone");
  CHECK(second::have(boxes(rules, shared("a", R"("write")")), "ann", "alone", "/a") == "write");
  CHECK(second::have(boxes(rules, ""), "ann", "write", "/a") == "");
  const Decision denied = decided(boxes(rules, shared("a", R"("comment")")), "ann", "write", "/a");
  CHECK(rules.levelName(denied.need) == "write");
  CHECK(denied.at == "/a");
}

TEST_CASE("a list of levels is ascending, and each includes those before it") {
  second::Words words = diamond;
  words.levels = R"(["read","comment","triage","write","lone"])";
  const Account a = boxes(policy(words), shared("a", R"("triage")"));
  CHECK(answer(a, "ann", "comment", "/a") == "allowed");
  CHECK(answer(a, "ann", "write", "/a") == "level_too_low");
  CHECK(second::have(a, "ann", "write", "/a") == "triage");
}

TEST_CASE("a policy has up to 16 levels, in a list and in an object") {
  const auto named = [](int count, bool isList) {
    std::string names;
    for (int i = 0; i < count; ++i) {
      names += names.empty() ? "" : ",";
      names += "\"l" + std::to_string(i) + "\"" + (isList ? "" : ":[]");
    }
    return isList ? "[" + names + "]" : "{" + names + "}";
  };
  for (const bool isList : {true, false}) {
    second::Words words{.levels = named(16, isList),
                        .kinds = R"({"box":{"in":["/"]}})",
                        .actions = R"({"last":{"on":"box","level":"l15"}})",
                        .roles = R"({"member":{"allow":["*"]},"boss":{"allow":["*"]}})"};
    const Policy most = policy(words);
    const Account a = account(most, R"("resources":[{"id":"a","kind":"box","path":"/a"}],
        "shares":[{"on":"a","with":{"user":"ann"},"level":"l15"},{"on":"a","with":{"user":"bob"},"level":"l14"}])");
    CHECK(answer(a, "ann", "last", "/a") == "allowed");
    CHECK(answer(a, "bob", "last", "/a") == "level_too_low");
    words.levels = named(17, isList);
    refused(words, "value_invalid", isList ? "/levels" : "/levels/l16");
  }
}

TEST_CASE("levels that include each other are refused, each with its place") {
  second::Words words = diamond;
  words.levels = R"({"read":["write"],"comment":["read"],"triage":[],"write":["comment"],"lone":["lone"]})";
  for (const char* level : {"read", "comment", "write", "lone"})
    refused(words, "level_cycle", std::string("/levels/") + level);
}

TEST_CASE("unknown words in levels are refused with their place") {
  second::Words words = diamond;
  words.levels = R"({"read":[],"comment":["reed"],"triage":{"includes":["read"],"on":["crate"]},
                     "write":{"feature":"none"},"lone":{"inclodes":[]}})";
  refused(words, "level_unknown", "/levels/comment/0");
  refused(words, "kind_unknown", "/levels/triage/on/0");
  refused(words, "feature_unknown", "/levels/write/feature");
  refused(words, "field_unknown", "/levels/lone/inclodes");
  words.levels = R"(["read","comment","triage","write","lone","read"])";
  refused(words, "value_invalid", "/levels/5");
  words.levels = R"(["read","comment","triage","write","lone",""])";
  refused(words, "value_invalid", "/levels/5");
  words.levels = R"("read")";
  refused(words, "type_invalid", "/levels");
}

namespace {

const second::Words placed{.levels = R"({"read":[],"write":["read"],"admin":{"includes":["write"],"on":["box"]}})",
                           .roles = R"({"member":{"allow":["*"]},"boss":{"level":"write","allow":["*"]}})"};

}  // namespace

TEST_CASE("a level with `on` is given on those kinds alone") {
  const Policy rules = policy(placed);
  const std::string items = R"("resources":[{"id":"a","kind":"box","path":"/a"},{"id":"n","kind":"note","path":"/a/n"}],
      "collections":[{"id":"s","kind":"shelf","name":"S"}],"shares":[)";
  account(rules, items + shared("a", R"("admin")") + "]");
  refused(rules, items + shared("n", R"("admin")") + "]", "level_place", "/shares/0/level");
  refused(rules, items + shared("/", R"("admin")") + "]", "level_place", "/shares/0/level");
  refused(rules, items + shared("s", R"(["read","admin"])") + "]", "level_place", "/shares/0/level");
}

TEST_CASE("a level with `on` is held below its place, whatever the kind there") {
  const Account a = account(policy(placed), R"("resources":[{"id":"a","kind":"box","path":"/a"},
      {"id":"n","kind":"note","path":"/a/n"}],"shares":[)" +
                                                shared("a", R"("admin")") + "]");
  CHECK(answer(a, "ann", "note.rule", "/a/n") == "allowed");
}

TEST_CASE("a relation and a collection give no level where it is not given; a role holds it everywhere") {
  second::Words words = placed;
  words.roles = R"({"member":{"allow":["*"]},"boss":{"level":"admin","allow":["*"]}})";
  const Account a = account(policy(words), R"("resources":[{"id":"a","kind":"box","path":"/a"},
      {"id":"n","kind":"note","path":"/a/n"}])");
  CHECK(answer(a, "eve", "note.rule", "/a/n") == "allowed");
  words.kinds = R"({"box":{"in":["/"]},"note":{"in":["box"],"relations":{"author":"admin"}},
                    "shelf":{"collects":["note"],"gives":"admin"}})";
  refused(words, "level_place", "/kinds/note/relations/author");
  refused(words, "level_place", "/kinds/shelf/gives");
}

TEST_CASE("a level whose feature is off gives nothing, and one that includes it gives all of it") {
  second::Words words{.levels = R"({"read":[],"write":{"includes":["read"],"feature":"paid"},"admin":["write"]})",
                      .more = R"(,"plans":["free","pro"],"features":{"paid":"pro"})"};
  const Policy rules = policy(words);
  const auto on = [&](const std::string& plan) {
    return account(rules, R"("plan":")" + plan + R"(","resources":[{"id":"a","kind":"box","path":"/a"}],"shares":[)" +
                              shared("a", R"("write")") + "," + shared("a", R"("admin")", R"({"user":"bob"})") + "," +
                              shared("a", R"(["read","write"])", R"({"user":"cid"})") + "]");
  };
  CHECK(answer(on("pro"), "ann", "box.edit", "/a") == "allowed");
  CHECK(answer(on("free"), "ann", "box.edit", "/a") == "not_shared");
  CHECK(answer(on("free"), "ann", "box.view", "/a") == "not_shared");
  CHECK(answer(on("free"), "bob", "box.edit", "/a") == "allowed");
  CHECK(answer(on("free"), "cid", "box.edit", "/a") == "level_too_low");
  CHECK(answer(on("free"), "cid", "box.view", "/a") == "allowed");
}

TEST_CASE("an action without a level is decided by the role alone, and one that no role lists is for no user") {
  second::Words words = diamond;
  words.actions = R"({"look":{"on":"box"},"touch":{"on":"box"}})";
  words.roles = R"({"member":{"allow":["look"]},"boss":{"allow":["look"]}})";
  const Account a = boxes(policy(words), "");
  CHECK(answer(a, "ann", "look", "/a/b") == "allowed");
  CHECK(answer(a, "ann", "touch", "/a/b") == "role_forbids");
  CHECK(answer(a, "zoe", "look", "/a/b") == "unknown_principal");
  CHECK(answer(a, "ann", "jump", "/a/b") == "unknown_action");
}

}  // namespace lockstep
