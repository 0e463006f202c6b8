#include <doctest/doctest.h>

#include "given.h"

namespace lockstep {

namespace {

/// One of everything that a policy can say.
constexpr std::string_view everything = R"({ "format": "lockstep-policy/1", "id": "all", "version": "2.0.1", "title": "All of it",
  "plans": ["free", "paid"], "levels": ["view", "manage"], "limits": { "users": 5, "batch": 9007199254740991 },
  "features": { "early": { "plan": "free", "with": ["late"] }, "late": "paid" },
  "switches": { "collectionReshare": "strict", "limitedFolders": true },
  "actions": { "z.all": { "on": ["asset", "collection"], "level": "view", "to": "manage", "asset": "view", "collection": "manage", "kind": "file", "root": "open",
                 "versions": "any", "feature": ["late", "early"], "limit": ["users"], "batch": "batch", "destructive": true, "own": "comment", "title": "Äll \"of\" it" },
               "b.host": { "on": "account", "host": true, "byArea": true, "root": "closed" },
               "a.open": { "on": "link", "public": true, "versions": "noncurrent", "kind": "folder" } },
  "roles": { "first": { "title": "First", "level": "manage", "feature": "late", "atLeast": 2, "allow": ["*"], "except": ["b.*"], "own": ["z.all"] },
             "second": { "level": "shared", "allow": [] } },
  "keys": { "reading": ["z.all"] }, "visitor": ["a.open"], "areas": { "some": "b.host" },
  "show": { "not_shared": "hidden", "role_forbids": "hidden" }, "titles": { "paid": "Paid plan" } })";

/// What it compiles to. When this changes, so must the number in the format: a page's policy may be older than its engine.
constexpr std::string_view compiled =
    R"list(["lockstep-compiled/1","all","2.0.1","fc87dc41cbcb67bbe21e2b28f075851d4e65b9822cdcb0fb8e38a2b5dcaaf1b3",2,"free","paid",2,"view","manage",)list"
    R"list(2,"early","late",0,1,1,1,0,2,"users",5,"batch",9007199254740991,1,1,3,"z.all","Äll \"of\" it",2,3,4,1,2,1,2,1,1,2,2,1,0,1,0,2,0,0,1,)list"
    R"list(1,0,"b.host","b.host",1,0,0,0,0,0,0,2,0,0,0,0,1,0,0,0,1,"a.open","a.open",1,5,0,0,0,0,2,0,1,0,0,0,0,1,0,0,0,3,2,1,0,2,"first","First",)list"
    R"list(2,0,2,5,1,2,"second","second",0,1,0,1,0,0,1,"reading",1,4,1,"some",1,1,"paid","Paid plan",2,"role_forbids","not_shared"])list";

Policy parsed(std::string_view text) {
  auto policy = Policy::parse(text);
  REQUIRE_MESSAGE(policy.ok(), given::listed(policy.problems()));
  return *policy;
}

/// The list with the value at `at` put for another.
std::string with(const std::string& list, std::size_t at, const Value& fresh) {
  const auto document = parseJson(list);
  Value out = Value::array();
  for (std::size_t i = 0; i < document->items().size(); ++i) out.push(i == at ? fresh.copy() : document->items()[i].copy());
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
    for (std::size_t id = 0; id < policy.actions().size(); ++id) CHECK(opened->action(policy.actions()[id].name) == id);
    for (std::size_t reason = 0; reason < reasonNames.size(); ++reason) CHECK(opened->show(static_cast<Reason>(reason)) == policy.show(static_cast<Reason>(reason)));
  }
}

TEST_CASE("what is no compiled policy is refused with what to do") {
  const std::string whole = parsed(everything).compiled();
  for (const std::string& text : {std::string("{}"), std::string("[]"), std::string(everything), with(whole, 0, "lockstep-compiled/0")}) {
    const auto opened = Policy::open(text);
    REQUIRE_FALSE(opened.ok());
    CHECK(opened.problems()[0].code == "format_unknown");
  }
  CHECK(Policy::open("[").problems()[0].code == "json_invalid");
  CHECK(Policy::open(whole.substr(0, whole.size() - 1) + ",0]").problems()[0].message == "Is not what compiling a policy gives: compile it again.");
  CHECK_FALSE(Policy::open(R"(["lockstep-compiled/1","x","1","",0,0,0,0,0,0,0,0,0,0,0,0,0])").ok());
}

TEST_CASE("no value of a compiled policy leads out of its tables") {
  const std::string whole = parsed(everything).compiled();
  const auto document = parseJson(whole);
  REQUIRE(document->items().size() > 100);
  for (std::size_t at = 1; at < document->items().size(); ++at) {
    const bool isText = document->items()[at].isString();
    CHECK_FALSE(Policy::open(with(whole, at, isText ? Value(std::int64_t{1}) : Value("1"))).ok());
    if (isText) continue;
    CHECK_FALSE(Policy::open(with(whole, at, std::int64_t{-1})).ok());
    const auto high = Policy::open(with(whole, at, std::int64_t{1} << 40));
    // A limit may be any number.
    if (high) CHECK((document->items()[at - 1].string() == "users" || document->items()[at - 1].string() == "batch"));
  }
}

}  // namespace lockstep
