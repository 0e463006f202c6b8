#include <doctest/doctest.h>

#include "given.h"

namespace lockstep {

namespace {

/// The example of the design: small, and every part of the format in it.
constexpr std::string_view example = R"({ "format": "lockstep-policy/1", "id": "imagekit", "version": "1.0.0",
  "plans":    ["free", "paid", "enterprise"],
  "features": { "user_management": "paid", "restricted_role": "enterprise" },
  "levels":   ["view", "contribute", "manage"],
  "limits":   { "users": 5, "groups": 5, "linksPerResource": 5, "links": 100 },
  "actions":  { "asset.view": { "on": "asset", "level": "view", "title": "View and search assets" },
                "asset.move": { "on": "asset", "level": "manage", "to": "manage", "destructive": true },
                "user.add":   { "on": "account", "feature": "user_management", "limit": "users" } },
  "roles":    { "account_administrator": { "level": "manage", "allow": ["*"] },
                "developer": { "level": "manage", "allow": ["*"], "except": ["user.*", "group.*", "billing.*", "subscription.*", "sso.*", "mfa.enforce"] },
                "media_library_view_only_access":  { "level": "view", "allow": ["profile.*"] },
                "media_library_restricted_access": { "level": "shared", "feature": "restricted_role", "allow": ["collection.create", "profile.*"] },
                "finance": { "allow": ["analytics.view", "billing.*", "subscription.*", "profile.*"] } },
  "show":     { "role_forbids": "hidden", "not_shared": "hidden", "level_too_low": "disabled" } })";

/// The example with one text put for another.
Result<Policy> with(std::string_view old, std::string_view fresh) {
  std::string text(example);
  const auto at = text.find(old);
  REQUIRE(at != std::string::npos);
  return Policy::parse(text.replace(at, old.size(), fresh));
}

}  // namespace

TEST_CASE("the example of the design is a policy and decides") {
  const auto policy = Policy::parse(example);
  REQUIRE_MESSAGE(policy.ok(), given::listed(policy.problems()));
  CHECK(policy->id() == "imagekit");
  CHECK(policy->actions().size() == 3);
  const auto account = Account::parse(
      R"({"format":"lockstep-account/1","plan":"paid","users":[{"id":"a","role":"account_administrator"},{"id":"d","role":"developer"},{"id":"v","role":"media_library_view_only_access"}]})",
      *policy);
  REQUIRE(account.ok());
  CHECK(given::ask(*account, R"({"principal":{"user":"a"},"action":"user.add"})").allowed);
  CHECK(given::ask(*account, R"({"principal":{"user":"d"},"action":"user.add"})").reason == Reason::role_forbids);
  CHECK(given::ask(*account, R"({"principal":{"user":"v"},"action":"asset.view","resource":{"path":"/a"}})").allowed);
  CHECK(given::ask(*account, R"({"principal":{"user":"v"},"action":"asset.move","resource":{"path":"/a"}})").show ==
        Show::hidden);
}

TEST_CASE("the built-in policy parses and lint finds nothing in it") {
  const auto policy = Policy::parse(builtinPolicy());
  REQUIRE(policy.ok());
  CHECK_MESSAGE(policy->lint().empty(), given::listed(policy->lint()));
  CHECK(policy->roles().size() == 6);
}

TEST_CASE("every problem of a policy comes at once with its place") {
  const auto policy =
      Policy::parse(R"({"format":"lockstep-policy/3","id":"x","version":"1","plans":["free","free",7],"levels":["view"],
    "features":{"a":"gold","b":{"plan":"free","with":["c"],"wiht":1},"bad name":"free"},"limits":{"users":-1,"groups":"five"},"switches":{"collectionReshare":"lax","limitedFolders":1,"other":true},
    "actions":{"a.b":{"on":"planet","level":"own","to":"x","kind":"image","root":"shut","versions":"old","own":"share","feature":["a","z"],"limit":"q","batch":"r","host":"yes","titel":"x"},"c.d":{}},
    "roles":{"r":{"level":"all","feature":"z","allow":"*","except":[1],"atLeast":-1,"extra":0}},"keys":{"none":"asset.view"},"visitor":{},"areas":{"m":"n.o"},
    "show":{"no_reason":"hidden","not_shared":"grey"},"titles":{"view":1},"shwo":{}})");
  REQUIRE(!policy.ok());
  const auto& problems = policy.problems();
  const struct {
    std::string_view code, field;
  } expected[] = {{"format_unknown", "/format"},
                  {"value_invalid", "/plans/1"},
                  {"value_invalid", "/plans/2"},
                  {"plan_unknown", "/features/a"},
                  {"feature_unknown", "/features/b/with/0"},
                  {"field_unknown", "/features/b/wiht"},
                  {"value_invalid", "/features/bad name"},
                  {"type_invalid", "/limits/users"},
                  {"type_invalid", "/limits/groups"},
                  {"value_invalid", "/switches/collectionReshare"},
                  {"type_invalid", "/switches/limitedFolders"},
                  {"field_unknown", "/switches/other"},
                  {"value_invalid", "/actions/a.b/on"},
                  {"level_unknown", "/actions/a.b/level"},
                  {"level_unknown", "/actions/a.b/to"},
                  {"value_invalid", "/actions/a.b/kind"},
                  {"value_invalid", "/actions/a.b/root"},
                  {"value_invalid", "/actions/a.b/versions"},
                  {"value_invalid", "/actions/a.b/own"},
                  {"feature_unknown", "/actions/a.b/feature/1"},
                  {"limit_unknown", "/actions/a.b/limit"},
                  {"limit_unknown", "/actions/a.b/batch"},
                  {"type_invalid", "/actions/a.b/host"},
                  {"field_unknown", "/actions/a.b/titel"},
                  {"field_missing", "/actions/c.d/on"},
                  {"level_unknown", "/roles/r/level"},
                  {"feature_unknown", "/roles/r/feature"},
                  {"type_invalid", "/roles/r/allow"},
                  {"type_invalid", "/roles/r/except/0"},
                  {"type_invalid", "/roles/r/atLeast"},
                  {"field_unknown", "/roles/r/extra"},
                  {"type_invalid", "/keys/none"},
                  {"type_invalid", "/visitor"},
                  {"action_unknown", "/areas/m"},
                  {"reason_unknown", "/show/no_reason"},
                  {"value_invalid", "/show/not_shared"},
                  {"type_invalid", "/titles/view"},
                  {"field_unknown", "/shwo"}};
  for (const auto& one : expected)
    CHECK_MESSAGE(given::told(problems, one.code, one.field), one.code << " " << one.field << "\n"
                                                                       << given::listed(problems));
}

TEST_CASE("an action that is asked on nothing is a problem of the policy") {
  const auto policy = Policy::parse(
      R"({"format":"lockstep-policy/1","id":"p","version":"1","plans":["free"],"levels":["view"],"actions":{"a.b":{"on":[]}},"roles":{}})");
  CHECK(given::told(policy.problems(), "value_invalid", "/actions/a.b/on"));
}

TEST_CASE("an empty policy is refused with each field that it lacks") {
  const auto policy = Policy::parse("{}");
  REQUIRE(!policy.ok());
  for (const std::string field : {"/format", "/id", "/version", "/plans", "/levels", "/actions", "/roles"})
    CHECK_MESSAGE(given::told(policy.problems(), "field_missing", field), field);
  for (const std::string text : {"[]", "null", "1", "\"\"", "", "{"}) CHECK_FALSE(Policy::parse(text).ok());
}

TEST_CASE("a policy has at most 15 levels and 2000 entries of a kind") {
  std::string levels = "\"levels\": [", entries = "\"limits\": {";
  for (int i = 0; i < 16; ++i) levels += (i > 0 ? ",\"l" : "\"l") + std::to_string(i) + "\"";
  CHECK(given::told(with(R"("levels":   ["view", "contribute", "manage"])", levels + "]").problems(), "value_invalid",
                    "/levels"));
  for (int i = 0; i < 2001; ++i) entries += (i > 0 ? ",\"l" : "\"l") + std::to_string(i) + "\":1";
  CHECK(given::told(
      with(R"("limits":   { "users": 5, "groups": 5, "linksPerResource": 5, "links": 100 })", entries + "}").problems(),
      "value_invalid", "/limits"));
}

TEST_CASE("how many of a role must stay is a number that the engine can hold, or a problem") {
  constexpr std::string_view role = R"("account_administrator": { "level": "manage", )";
  const auto most = with(role, std::string(role) + "\"atLeast\": 4294967295, ");
  REQUIRE(most.ok());
  CHECK(most->roles()[*most->role("account_administrator")].atLeast == 4294967295u);
  for (const std::string more : {"4294967296", "4294967297", "9007199254740991"})
    CHECK(given::told(with(role, std::string(role) + "\"atLeast\": " + more + ", ").problems(), "value_invalid",
                      "/roles/account_administrator/atLeast"));
}

TEST_CASE("lint finds an action that no role can ever have") {
  const auto policy = with(R"("allow": ["*"] },)", R"("allow": ["asset.*"] },)");
  REQUIRE(policy.ok());
  CHECK(given::told(policy->lint(), "action_unreachable", "/actions/user.add"));
}

TEST_CASE("lint finds a pattern that matches nothing, with its place") {
  const auto lint = Policy::parse(example)->lint();
  CHECK(given::told(lint, "pattern_empty", "/roles/developer/except/1"));
  CHECK(given::told(lint, "pattern_empty", "/roles/finance/allow/0"));
  CHECK_FALSE(given::told(lint, "pattern_empty", "/roles/developer/except/0"));
}

TEST_CASE("lint finds a feature, a level and a role that nothing uses") {
  const auto unused =
      with(R"("restricted_role": "enterprise" })", R"("restricted_role": "enterprise", "sso": "paid" })");
  REQUIRE(unused.ok());
  CHECK(given::told(unused->lint(), "feature_unused", "/features/sso"));
  CHECK_FALSE(given::told(unused->lint(), "feature_unused", "/features/user_management"));
  const auto lint = Policy::parse(example)->lint();
  CHECK(given::told(lint, "level_unused", "/levels/1"));
  CHECK_FALSE(given::told(lint, "level_unused", "/levels/0"));
  CHECK(given::told(lint, "role_empty", "/roles/finance"));
}

TEST_CASE("a level that is needed at any place of an action is used") {
  for (const std::string place : {"to", "asset", "collection"}) {
    const auto policy = with(R"("asset.move": { "on": "asset", "level": "manage", "to": "manage", "destructive")",
                             "\"asset.compare\": { \"on\": \"asset\", \"level\": \"manage\", \"" + place +
                                 R"(": "contribute", "destructive")");
    REQUIRE(policy.ok());
    CHECK_MESSAGE(!given::told(policy->lint(), "level_unused", "/levels/1"), place);
  }
}

TEST_CASE("a feature that comes with another is used") {
  const auto policy = with(R"("restricted_role": "enterprise" })",
                           R"("restricted_role": { "plan": "enterprise", "with": ["sso"] }, "sso": "paid" })");
  REQUIRE(policy.ok());
  CHECK_FALSE(given::told(policy->lint(), "feature_unused", "/features/sso"));
}

TEST_CASE("the digest does not change with the order of keys, white space or escapes") {
  const std::string one =
      Policy::parse(
          R"({"format":"lockstep-policy/1","id":"p","version":"1","plans":["free"],"levels":["view"],"actions":{"a.b":{"on":"asset","level":"view"}},"roles":{"r":{"level":"view"}}})")
          ->digest();
  const std::string other =
      Policy::parse(
          " {\n\"roles\" : "
          "{\"r\":{\"level\":\"vi\\u0065w\"}},\t\"actions\":{\"a.b\":{\"level\":\"view\",\"on\":\"asset\"}},\"levels\":"
          "[ \"view\" ],\"plans\":[\"free\"],\"version\":\"1\",\"id\":\"p\",\"format\":\"lockstep-policy/1\"}")
          ->digest();
  CHECK(one == other);
  CHECK(one.size() == 64);
}

TEST_CASE("the digest changes with every rule") {
  const std::string digest = Policy::parse(example)->digest();
  CHECK(with(R"("level": "view", "title")", R"("level": "manage", "title")")->digest() != digest);
  CHECK(with(R"("users": 5)", R"("users": 6)")->digest() != digest);
  CHECK(with("\"hidden\"", "\"disabled\"")->digest() != digest);
  CHECK(with("1.0.0", "1.0.1")->digest() != digest);
}

TEST_CASE("a pattern means a whole name, a noun with a dot and a star, or everything") {
  const auto can = [](std::string_view pattern, const std::string& action) {
    const auto policy = with(R"("media_library_view_only_access":  { "level": "view", "allow": ["profile.*"] })",
                             "\"media_library_view_only_access\": { \"allow\": [\"" + std::string(pattern) + "\"] }");
    REQUIRE(policy.ok());
    return policy->roles()[*policy->role("media_library_view_only_access")].allow.has(*policy->action(action));
  };
  CHECK(can("asset.view", "asset.view"));
  CHECK(can("asset.*", "asset.view"));
  CHECK(can("*", "asset.view"));
  for (const std::string pattern : {"asset", "asset.", "asset.v*", "ass*", ".*", "**", "Asset.view", "user.*"})
    CHECK_MESSAGE(!can(pattern, "asset.view"), pattern);
}

TEST_CASE("a role with a level has what the level allows, less what is excepted") {
  const auto policy =
      with(R"("level": "view", "allow": ["profile.*"])", R"("level": "manage", "except": ["asset.move"])");
  REQUIRE(policy.ok());
  const Role& role = policy->roles()[*policy->role("media_library_view_only_access")];
  CHECK(role.allow.has(*policy->action("asset.view")));
  CHECK_FALSE(role.allow.has(*policy->action("asset.move")));
  CHECK_FALSE(role.allow.has(*policy->action("user.add")));
}

TEST_CASE("a reason that the policy does not mention is shown greyed, never enabled") {
  const auto policy = Policy::parse(example);
  CHECK(policy->show(Reason::limit_reached) == Show::disabled);
  CHECK(policy->show(Reason::not_shared) == Show::hidden);
  CHECK(policy->show(Reason::none) == Show::enabled);
}

}  // namespace lockstep
