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

TEST_CASE("a user of no role, or of one that is not there, may do nothing") {
  const Account a = account(policy(), R"("users":[{"id":"ann","role":""},{"id":"bob","role":"none"},
      {"id":"cid","roles":[]},{"id":"dan","roles":["none","boss"]}],"resources":[{"id":"a","kind":"box","path":"/a"}])");
  for (const char* user : {"ann", "bob", "cid"}) CHECK(answer(a, user, "box.view", "/a") == "unknown_role");
  CHECK(answer(a, "dan", "box.view", "/a") == "allowed");
  CHECK(answer(a, "", "box.view", "/a") == "unknown_principal");
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

}  // namespace lockstep
