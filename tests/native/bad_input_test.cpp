// Format 2: documents and requests that are wrong somewhere are refused, each with the place.
#include "second.h"

namespace lockstep {

namespace {

using second::account, second::answer, second::policy, second::refused;

const second::Words& plain() {
  static const second::Words words{.more = R"(,"conditions":{"open":{"if":"!resource.closed"}},
      "users":{"attributes":{"dept":"string","age":"int"}})"};
  return words;
}
void wrongRole(const std::string& role, std::string_view code, std::string_view field) {
  second::Words words = plain();
  words.roles = R"({"member":{"allow":["*"]},"r":)" + role + "}";
  refused(words, code, "/roles/r" + std::string(field));
}
void wrongFacts(const std::string& facts, std::string_view code, std::string_view field) {
  refused(policy(plain()), R"("resources":[{"id":"a","kind":"box","path":"/a"}],)" + facts, code, field);
}

}  // namespace

TEST_CASE("roles that cannot be read are refused with their place") {
  wrongRole(R"({"level":"reed","allow":[]})", "level_unknown", "/level");
  wrongRole(R"({"level":"","allow":[]})", "level_unknown", "/level");
  wrongRole(R"({"feature":"x","allow":[]})", "feature_unknown", "/feature");
  wrongRole(R"({"feature":"","allow":[]})", "feature_unknown", "/feature");
  wrongRole(R"({"allow":"*"})", "type_invalid", "/allow");
  wrongRole(R"({"allow":[7]})", "type_invalid", "/allow/0");
  wrongRole(R"({"allow":[{"actions":["box.view"]}]})", "field_missing", "/allow/0/when");
  wrongRole(R"({"allow":[{"actions":["box.view"],"when":[]}]})", "field_missing", "/allow/0/when");
  wrongRole(R"({"allow":[{"when":["open"]}]})", "field_missing", "/allow/0/actions");
  wrongRole(R"({"allow":[{"actions":["box.view"],"when":["shut"]}]})", "condition_unknown", "/allow/0/when/0");
  wrongRole(R"({"allow":[{"actions":["box.view"],"when":[""]}]})", "condition_unknown", "/allow/0/when/0");
  wrongRole(R"({"allow":[{"actions":["box.view"],"unless":["open"]}]})", "field_unknown", "/allow/0/unless");
  wrongRole(R"({"allow":[],"except":"box.view"})", "type_invalid", "/except");
  wrongRole(R"({"allow":[],"mayGive":["none"]})", "role_unknown", "/mayGive/0");
  wrongRole(R"({"allow":[],"mayGive":[""]})", "role_unknown", "/mayGive/0");
  wrongRole(R"({"allow":[],"atLeast":-1})", "type_invalid", "/atLeast");
  wrongRole(R"({"allow":[],"shares":"no"})", "type_invalid", "/shares");
  wrongRole(R"({"alow":[]})", "field_unknown", "/alow");
}

TEST_CASE("a policy needs its parts, and has no others") {
  const auto bare = Policy::parse(R"({"format":"lockstep-policy/2"})");
  for (const char* field : {"/id", "/version", "/actions", "/roles"})
    CHECK_MESSAGE(given::told(bare.problems(), "field_missing", field), given::listed(bare.problems()));
  second::Words words;
  words.more = R"(,"areas":{},"show":{"none":"hidden","not_shared":"grey"},"keys":{"admin":["*"]},"visitor":"box.view",
      "titles":{"read":7},"users":{"fields":{}},"context":{"x":"number"},"features":{"f":"gold"},"plans":["a","a",""])";
  for (const auto& [code, field] : {std::pair("field_unknown", "/areas"),
                                    {"reason_unknown", "/show/none"},
                                    {"value_invalid", "/show/not_shared"},
                                    {"value_invalid", "/keys/admin"},
                                    {"type_invalid", "/visitor"},
                                    {"type_invalid", "/titles/read"},
                                    {"field_unknown", "/users/fields"},
                                    {"value_invalid", "/context/x"},
                                    {"plan_unknown", "/features/f"},
                                    {"value_invalid", "/plans/1"},
                                    {"value_invalid", "/plans/2"}})
    refused(words, code, field);
}

TEST_CASE("names of actions are letters, digits and some signs") {
  for (const char* name : {"", "a b", "a/b", "ä", "a*"}) {
    second::Words words;
    words.actions = R"({")" + std::string(name) + R"(":{"on":"box"}})";
    std::string place = name;
    if (const auto slash = place.find('/'); slash != std::string::npos) place.replace(slash, 1, "~1");
    refused(words, "value_invalid", "/actions/" + place);
  }
  second::Words words;
  words.actions = R"({"GET":{"on":"box"},"can_read":{"on":"box"},"a-b:c.d":{"on":"box"}})";
  policy(words);
}

TEST_CASE("users that cannot be read are refused with their place") {
  const auto wrong = [](const std::string& user, std::string_view code, std::string_view field) {
    refused(policy(plain()), R"("users":[)" + user + "]", code, "/users/0" + std::string(field));
  };
  wrong(R"({"id":"","role":"member"})", "value_invalid", "/id");
  wrong(R"({"id":"u"})", "field_missing", "/role");
  wrong(R"({"id":"u","role":"member","roles":["member"]})", "field_missing", "/role");
  wrong(R"({"id":"u","roles":"member"})", "type_invalid", "/roles");
  wrong(R"({"id":"u","roles":[7]})", "type_invalid", "/roles/0");
  wrong(R"({"id":"u","role":"member","attributes":{"town":"x"}})", "attribute_unknown", "/attributes/town");
  wrong(R"({"id":"u","role":"member","attributes":{"":"x"}})", "attribute_unknown", "/attributes/");
  wrong(R"({"id":"u","role":"member","attributes":{"age":"7"}})", "type_invalid", "/attributes/age");
  wrong(R"({"id":"u","role":"member","attributes":{"age":7.5}})", "type_invalid", "/attributes/age");
  wrong(R"({"id":"u","role":"member","attribute":{}})", "field_unknown", "/attribute");
}

TEST_CASE("a user of no role, or of one that is not there, may do nothing") {
  const Account a = account(policy(), R"("users":[{"id":"ann","role":""},{"id":"bob","role":"none"},
      {"id":"cid","roles":[]},{"id":"dan","roles":["none","boss"]}],"resources":[{"id":"a","kind":"box","path":"/a"}])");
  for (const char* user : {"ann", "bob", "cid"}) CHECK(answer(a, user, "box.view", "/a") == "unknown_role");
  CHECK(answer(a, "dan", "box.view", "/a") == "allowed");
  CHECK(answer(a, "", "box.view", "/a") == "unknown_principal");
}

TEST_CASE("shares that cannot be read are refused with their place") {
  const auto wrong = [](const std::string& share, std::string_view code, std::string_view field) {
    wrongFacts(R"("shares":[)" + share + "]", code, "/shares/0" + std::string(field));
  };
  wrong(R"({"on":"none","with":{"user":"ann"},"level":"read"})", "reference_unknown", "/on");
  wrong(R"({"on":"","with":{"user":"ann"},"level":"read"})", "reference_unknown", "/on");
  wrong(R"({"on":"a","with":{"user":""},"level":"read"})", "reference_unknown", "/with");
  wrong(R"({"on":"a","with":{"group":""},"level":"read"})", "reference_unknown", "/with");
  wrong(R"({"on":"a","with":{"role":""},"level":"read"})", "reference_unknown", "/with");
  wrong(R"({"on":"a","with":{"everyone":false},"level":"read"})", "value_invalid", "/with");
  wrong(R"({"on":"a","with":{},"level":"read"})", "value_invalid", "/with");
  wrong(R"({"on":"a","with":{"user":"ann","role":"boss"},"level":"read"})", "value_invalid", "/with");
  wrong(R"({"on":"a","with":{"user":"ann"}})", "field_missing", "/level");
  wrong(R"({"on":"a","with":{"user":"ann"},"level":[]})", "value_invalid", "/level");
  wrong(R"({"on":"a","with":{"user":"ann"},"level":""})", "level_unknown", "/level");
  wrong(R"({"on":"a","with":{"user":"ann"},"level":["read",7]})", "level_unknown", "/level");
  wrong(R"({"on":"a","with":{"user":"ann"},"level":"read","when":[]})", "value_invalid", "/when");
  wrong(R"({"on":"a","with":{"user":"ann"},"level":"read","when":["shut"]})", "condition_unknown", "/when");
  wrong(R"({"on":"a","with":{"user":"ann"},"level":"read","unless":["open"]})", "field_unknown", "/unless");
  wrong(R"({"on":"a","with":{"user":"ann"},"level":"read","until":"soon"})", "value_invalid", "/until");
}

TEST_CASE("relations, attributes, links and groups that cannot be read are refused with their place") {
  const auto wrong = [](const std::string& fields, std::string_view code, std::string_view field) {
    refused(policy(plain()), R"("resources":[{"id":"a","kind":"box","path":"/a",)" + fields + "}]", code,
            "/resources/0" + std::string(field));
  };
  wrong(R"("relations":{"keeper":"ann"})", "relation_unknown", "/relations/keeper");
  wrong(R"("relations":{"owner":"none"})", "reference_unknown", "/relations");
  wrong(R"("relations":{"owner":""})", "reference_unknown", "/relations");
  wrong(R"("relations":{"owner":[7]})", "type_invalid", "/relations/owner");
  wrong(R"("attributes":{"closed":"yes"})", "type_invalid", "/attributes/closed");
  wrong(R"("attributes":{"shut":true})", "attribute_unknown", "/attributes/shut");
  wrong(R"("owner":"ann")", "field_unknown", "/owner");
  wrongFacts(R"("links":[{"id":"l","on":"/"}])", "reference_unknown", "/links/0/on");
  wrongFacts(R"("links":[{"id":"l","on":""}])", "reference_unknown", "/links/0/on");
  wrongFacts(R"("links":[{"id":"l","on":"a","level":""}])", "level_unknown", "/links/0/level");
  wrongFacts(R"("groups":[{"id":"g","name":"G","members":[{"group":""}]}])", "reference_unknown", "/groups/0/members");
  wrongFacts(R"("groups":[{"id":"g","name":"G","members":[{"role":"boss"}]}])", "field_unknown",
             "/groups/0/members/0/role");
  wrongFacts(R"("assets":[])", "field_unknown", "/assets");
}

TEST_CASE("a link whose level is not given on its kind is refused with its place") {
  second::Words words;
  words.levels = R"({"read":[],"write":["read"],"admin":{"includes":["write"],"on":["box"]}})";
  words.kinds = R"({"box":{"in":["/"]},"note":{"in":["box"]},"shelf":{"collects":["note"],"gives":"read"}})";
  words.roles = R"({"member":{"allow":["*"]}})";
  const std::string items = R"("users":[],"resources":[{"id":"a","kind":"box","path":"/a"},
      {"id":"n","kind":"note","path":"/a/n"}],"links":[)";
  account(policy(words), items + R"({"id":"l","on":"a","level":"admin"}])");
  refused(policy(words), items + R"({"id":"l","on":"n","level":"admin"}])", "level_place", "/links/0/level");
}

TEST_CASE("requests that cannot be read are denied, and never allowed by mistake") {
  const Account a = account(policy(), R"("resources":[{"id":"a","kind":"box","path":"/a"}])");
  for (const char* resource :
       {R"({"path":"/a","kind":""})", R"({"path":"/a","kind":7})", R"({"box":"a","note":"n"})", R"({"box":7})", R"({})",
        R"({"in":"/a"})", R"({"box":"a","attributes":[]})", R"({"box":"a","relations":{"owner":[7]}})"})
    CHECK_MESSAGE(
        !parseRequest(R"({"principal":{"user":"eve"},"action":"box.view","resource":)" + std::string(resource) + "}")
             .ok(),
        resource);
  CHECK(answer(a, "eve", "box.view", R"({"box":""})") == "resource_mismatch");
  CHECK(answer(a, "eve", "box.view", R"({"":"a"})") == "resource_mismatch");
  CHECK(answer(a, "eve", "box.view", R"({"box":"x","in":"none"})") == "resource_mismatch");
  CHECK(answer(a, "eve", "box.view", R"({"box":"x","in":"/a/../b"})") == "resource_mismatch");
  CHECK(answer(a, "eve", "box.view", R"({"box":"x","in":""})") == "resource_mismatch");
  CHECK(answer(a, "eve", "box.view", "/a/../b") == "path_invalid");
}

TEST_CASE("what a request says of a resource is written as it was read") {
  for (const char* resource :
       {R"({"path":"/a"})", R"({"path":"/a","kind":"box"})", R"({"box":"a"})", R"({"user":"ann"})",
        R"({"role":"boss"})", R"({"link":"l","path":"/a","kind":"box"})",
        R"({"box":"x","in":"/a","attributes":{"closed":true,"points":7},"relations":{"owner":["ann","bob"]}})",
        R"({"path":"/a/new","kind":"box","attributes":{"closed":false},"relations":{"reader":[]}})"}) {
    const Request read = second::request("ann", "box.view", resource);
    CHECK(toJson(toValue(read.resource)) == resource);
  }
}

}  // namespace lockstep
