#include <doctest/doctest.h>

#include "given.h"

namespace lockstep {

namespace {

/// One of everything that a policy can say.
constexpr std::string_view everything =
    R"({ "format": "lockstep-policy/1", "id": "all", "version": "2.0.1", "title": "All of it",
  "plans": ["free", "paid"], "levels": ["view", "manage"], "limits": { "users": 5, "batch": 9007199254740991 },
  "features": { "early": { "plan": "free", "with": ["late"] }, "late": "paid" },
  "switches": { "collectionReshare": "strict", "limitedFolders": true },
  "actions": { "z.all": { "on": ["asset", "collection"], "level": "view", "to": "manage", "asset": "view", "collection": "manage", "kind": "file",
                 "versions": "any", "feature": ["late", "early"], "limit": ["users"], "batch": "batch", "destructive": true, "title": "Äll \"of\" it" },
               "y.own": { "on": "asset", "level": "view", "own": "comment", "root": "open", "versions": "noncurrent" },
               "asset.delete": { "on": "asset", "root": "closed" },
               "c.log": { "on": "account", "byArea": true },
               "b.host": { "on": "account", "host": true },
               "a.open": { "on": "link", "public": true } },
  "roles": { "first": { "title": "First", "level": "manage", "feature": "late", "atLeast": 2, "allow": ["*"], "except": ["b.*"], "own": ["z.all"] },
             "second": { "level": "shared", "allow": [] } },
  "keys": { "read": ["z.all"] }, "visitor": ["a.open"], "areas": { "some": "c.log" },
  "show": { "not_shared": "hidden", "role_forbids": "hidden" }, "titles": { "paid": "Paid plan" } })";

/// What it compiles to. When this changes, so must the number in the format: a page's policy may be older than its
/// engine.
constexpr std::string_view compiled =
    R"list(["lockstep-compiled/6",1,"all","2.0.1",)list"
    R"list("acef3a4cf35c3c36f151910b9f1ede12713d1207ecbef76d8bfd7a49396662e9",2,"free","paid",2,"view",)list"
    R"list("manage",1,3,0,0,4,"","file","folder","collection",2,0,0,0,0,0,0,0,1,2,1,0,0,0,0,0,1,2,1,0,0,0,0,)list"
    R"list(0,0,0,0,0,0,2,1,2,1,2,"early","late",0,1,1,1,0,2,"users",5,1,0,"",0,0,"batch",9007199254740991,0,)list"
    R"list(0,"",0,0,1,1,0,6,"z.all",0,2,3,4,1,3,1,3,1,0,2,2,1,0,1,0,2,0,0,1,0,0,0,0,"y.own",0,1,3,1,0,0,0,)list"
    R"list(0,1,1,0,0,0,0,0,0,1,0,0,0,"asset.delete",8,1,3,0,0,0,0,0,2,0,0,0,0,0,0,0,0,0,1,0,"c.log",0,1,0,0,)list"
    R"list(0,0,0,0,0,0,0,0,0,0,0,0,0,1,0,0,"b.host",0,1,0,0,0,0,0,0,0,0,0,0,0,1,0,0,0,0,0,0,"a.open",0,1,5,0,)list"
    R"list(0,0,0,0,0,0,0,0,0,0,1,0,0,0,0,0,6,5,2,4,3,1,0,2,"first",3,0,2,47,1,2,1,"second",0,1,0,3,0,0,0,1,)list"
    R"list("read",1,32,1,"some",3,1,"paid","Paid plan",2,"role_forbids","not_shared"])list";

Policy parsed(std::string_view text) {
  auto policy = Policy::parse(text);
  REQUIRE_MESSAGE(policy.ok(), given::listed(policy.problems()));
  return *policy;
}

/// The list with the value at `at` put for another.
std::string with(const std::string& list, std::size_t at, const Value& fresh) {
  const auto document = parseJson(list);
  Value out = Value::array();
  for (std::size_t i = 0; i < document->root().items().size(); ++i)
    out.push(i == at ? fresh.copy() : document->root().items()[i].copy());
  return toJson(out);
}

}  // namespace

TEST_CASE("what a policy compiles to is what it was when the number of its format was given") {
  CHECK(parsed(everything).compiled() == compiled);
}

TEST_CASE("a compiled policy opens as the same policy") {
  for (const std::string_view text : {everything, builtinPolicy()}) {
    const Policy policy = parsed(text);
    const auto opened = Policy::open(policy.compiled());
    REQUIRE(opened.ok());
    CHECK(opened->compiled() == policy.compiled());
    CHECK(opened->digest() == policy.digest());
    for (ActionId id : policy.actions().ids()) CHECK(opened->action(policy.actions()[id].name) == id);
    for (std::size_t reason = 0; reason < reasonNames.size(); ++reason)
      CHECK(opened->show(static_cast<Reason>(reason)) == policy.show(static_cast<Reason>(reason)));
  }
}

TEST_CASE("a compiled policy names the smallest module that has what it needs") {
  const auto module = [](std::string_view actions, std::string_view more) {
    const std::string text =
        R"({ "format": "lockstep-policy/2", "id": "x", "version": "1", "kinds": { "page": { "in": ["/"] } },
      "roles": { "all": { "allow": ["*"] } }, "actions": {)" +
        std::string(actions) + "}" + std::string(more) + "}";
    return parseJson(parsed(text).compiled())->root().items()[1].integer();
  };
  CHECK(parseJson(parsed(everything).compiled())->root().items()[1].integer() == 1);
  CHECK(module(R"("read": { "on": "page" })", "") == 3);
  CHECK(module(R"("read": { "on": ["page", "user", "group"] }, "see": { "on": "account" }, "edit": { "on": "self" })",
               "") == 3);
  CHECK(module(R"("read": { "on": "page" }, "drop": { "on": "page", "does": "delete" })", "") == 2);
  CHECK(module(R"("read": { "on": "page" })", R"(, "levels": ["view"])") == 2);
  CHECK(module(R"("read": { "on": "page" })", R"(, "keys": { "read": ["read"] })") == 2);
}

TEST_CASE("what is no compiled policy is refused with what to do") {
  const std::string whole = parsed(everything).compiled();
  for (const std::string& text :
       {std::string("{}"), std::string("[]"), std::string(everything), with(whole, 0, "lockstep-compiled/0")}) {
    const auto opened = Policy::open(text);
    REQUIRE_FALSE(opened.ok());
    CHECK(opened.problems()[0].code == "format_unknown");
  }
  CHECK(Policy::open("[").problems()[0].code == "json_invalid");
  CHECK(Policy::open(whole.substr(0, whole.size() - 1) + ",0]").problems()[0].message ==
        "Is not what compiling a policy gives: compile it again.");
  CHECK_FALSE(Policy::open(R"(["lockstep-compiled/6",1,"x","1","",0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0])").ok());
}

TEST_CASE("no value of a compiled policy leads out of its tables") {
  const std::string whole = parsed(everything).compiled();
  const auto document = parseJson(whole);
  REQUIRE(document->root().items().size() > 100);
  for (std::size_t at = 1; at < document->root().items().size(); ++at) {
    const bool isText = document->root().items()[at].isString();
    CHECK_FALSE(Policy::open(with(whole, at, isText ? Value(std::int64_t{1}) : Value("1"))).ok());
    if (isText) continue;
    CHECK_FALSE(Policy::open(with(whole, at, std::int64_t{-1})).ok());
    const auto high = Policy::open(with(whole, at, std::int64_t{1} << 40));
    // A limit may be any number.
    if (high)
      CHECK((document->root().items()[at - 1].string() == "users" ||
             document->root().items()[at - 1].string() == "batch"));
  }
}

}  // namespace lockstep
