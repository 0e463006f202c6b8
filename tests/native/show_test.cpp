// How the built-in policy shows a denial, and what it calls things: written out from the rule book.
#include <doctest/doctest.h>

#include <map>
#include <set>

#include "given.h"

namespace lockstep {

namespace {

/// The reasons that only policies in format 2 give.
const std::set<std::string_view> ofSecondFormat = {"condition_unmet", "gives_too_much", "role_in_use"};

}  // namespace

TEST_CASE("each reason is shown as section Q of the rule book says") {
  const std::map<std::string_view, Show> table = {{"unknown_action", Show::disabled},
                                                  {"resource_mismatch", Show::disabled},
                                                  {"context_missing", Show::disabled},
                                                  {"path_invalid", Show::disabled},
                                                  {"unknown_principal", Show::hidden},
                                                  {"unknown_role", Show::hidden},
                                                  {"plan_required", Show::disabled},
                                                  {"role_forbids", Show::hidden},
                                                  {"not_shared", Show::hidden},
                                                  {"level_too_low", Show::disabled},
                                                  {"root_closed", Show::disabled},
                                                  {"not_author", Show::disabled},
                                                  {"version_not_current", Show::disabled},
                                                  {"inside_itself", Show::disabled},
                                                  {"unpublished", Show::disabled},
                                                  {"not_restricted", Show::disabled},
                                                  {"own_account", Show::disabled},
                                                  {"last_administrator", Show::disabled},
                                                  {"name_invalid", Show::disabled},
                                                  {"name_taken", Show::disabled},
                                                  {"email_invalid", Show::disabled},
                                                  {"email_taken", Show::disabled},
                                                  {"limit_reached", Show::disabled},
                                                  {"key_scope", Show::disabled},
                                                  {"link_unknown", Show::hidden},
                                                  {"link_not_started", Show::hidden},
                                                  {"link_expired", Show::hidden},
                                                  {"link_password", Show::hidden},
                                                  {"outside_link", Show::hidden},
                                                  {"snapshot_stale", Show::disabled}};
  CHECK(table.size() + ofSecondFormat.size() + 1 == reasonNames.size());
  for (const auto& entry : table) {
    const auto name = entry.first;
    const Show show = entry.second;
    const auto reason = reasonNamed(name);
    REQUIRE_MESSAGE(reason.has_value(), name);
    CHECK_MESSAGE(given::policy().show(*reason) == show, name);
  }
}

TEST_CASE("the policy says how every reason is shown, not leaving one to the default") {
  const auto document = parseJson(builtinPolicy());
  const Value* shown = document->root().find("show");
  REQUIRE(shown != nullptr);
  for (std::size_t i = 1; i < reasonNames.size(); ++i)
    CHECK_MESSAGE((shown->find(reasonNames[i]) != nullptr || ofSecondFormat.count(reasonNames[i]) > 0), reasonNames[i]);
}

TEST_CASE("what takes away fails closed over a stale snapshot, and nothing else does") {
  const std::set<std::string_view> verbs = {"delete",        "delete_all", "delete_thread", "remove", "remove_asset",
                                            "remove_member", "unshare",    "move",          "cancel", "purge"};
  for (const auto& action : given::policy().actions()) {
    const std::string_view name = action.name;
    CHECK_MESSAGE(action.destructive == (verbs.count(name.substr(name.find('.') + 1)) > 0), name);
  }
}

TEST_CASE("levels and plans are called what the dashboard calls them") {
  const Policy& policy = given::policy();
  CHECK(policy.title("view") == "Can view");
  CHECK(policy.title("contribute") == "Can contribute");
  CHECK(policy.title("manage") == "Can manage");
  CHECK(policy.title("free") == "Free");
  CHECK(policy.title("paid") == "Paid");
  CHECK(policy.title("enterprise") == "Enterprise");
}

TEST_CASE("every plan, level, feature, limit and action has a title for people") {
  const Policy& policy = given::policy();
  for (const auto& name : policy.plans()) CHECK_MESSAGE(policy.title(name) != name, name);
  for (const auto& name : policy.levels()) CHECK_MESSAGE(policy.title(name) != name, name);
  for (const auto& feature : policy.features()) CHECK_MESSAGE(policy.title(feature.name) != feature.name, feature.name);
  // "users" is an English word already.
  for (const auto& limit : policy.limits())
    CHECK_MESSAGE((policy.title(limit.name) != limit.name || limit.name == "users"), limit.name);
  for (const auto& action : policy.actions()) CHECK_MESSAGE(action.title != action.name, action.name);
  for (const auto& role : policy.roles()) CHECK_MESSAGE(role.title != role.name, role.name);
}

TEST_CASE("the limits are those of table 1b") {
  const std::map<std::string_view, std::int64_t> table = {{"users", 5},
                                                          {"groups", 5},
                                                          {"linksPerResource", 5},
                                                          {"links", 100},
                                                          {"apiKeys", 5},
                                                          {"standardApiKeysKept", 1},
                                                          {"collectionsPerAsset", 50},
                                                          {"assetsPerAdd", 100},
                                                          {"collectionsPerAdd", 50},
                                                          {"assetsPerRemove", 100},
                                                          {"zipItems", 300},
                                                          {"publishFiles", 100}};
  CHECK(given::policy().limits().size() == table.size());
  for (const auto& limit : given::policy().limits()) {
    const auto at = table.find(limit.name);
    REQUIRE_MESSAGE(at != table.end(), limit.name);
    CHECK_MESSAGE(limit.value == at->second, limit.name);
  }
}

}  // namespace lockstep
