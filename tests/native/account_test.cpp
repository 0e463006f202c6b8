#include <doctest/doctest.h>

#include "given.h"

namespace lockstep {

namespace {

Result<Account> parsed(std::string_view more) {
  return Account::parse(
      R"({"format":"lockstep-account/1","id":"acme","plan":"enterprise","users":[{"id":"rita","name":"Rita","email":"rita@acme.test","role":"media_library_restricted_access"}])" +
          std::string(more.empty() ? "" : ",") + std::string(more) + "}",
      given::policy());
}

void refused(std::string_view more, std::string_view code, std::string_view field) {
  const auto account = parsed(more);
  CAPTURE(more);
  REQUIRE(!account.ok());
  CHECK_MESSAGE(given::told(account.problems(), code, field), given::listed(account.problems()));
}

}  // namespace

TEST_CASE("an account needs a plan and users and nothing else") {
  CHECK(Account::parse(R"({"format":"lockstep-account/1","plan":"free","users":[]})", given::policy()).ok());
  const auto bare = Account::parse("{}", given::policy());
  REQUIRE(!bare.ok());
  for (const std::string field : {"/format", "/plan", "/users"})
    CHECK(given::told(bare.problems(), "field_missing", field));
  for (const std::string text : {"", "[]", "null", "7"}) CHECK_FALSE(Account::parse(text, given::policy()).ok());
}

TEST_CASE("an account of another format or an unknown plan is refused") {
  CHECK(given::told(
      Account::parse(R"({"format":"lockstep-account/2","plan":"free","users":[]})", given::policy()).problems(),
      "format_unknown", "/format"));
  CHECK(given::told(
      Account::parse(R"({"format":"lockstep-account/1","plan":"gold","users":[]})", given::policy()).problems(),
      "plan_unknown", "/plan"));
}

TEST_CASE("a misspelt field is named by its place, in every kind of entry") {
  refused(R"("usres":[])", "field_unknown", "/usres");
  refused(R"("groups":[{"id":"g","name":"G","member":[]}])", "field_unknown", "/groups/0/member");
  refused(R"("assets":[{"id":"a","kind":"file","path":"/a"},{"id":"b","kind":"file","path":"/b","onwer":"rita"}])",
          "field_unknown", "/assets/1/onwer");
  refused(R"("collections":[{"id":"c","name":"C","assets":[]}])", "field_unknown", "/collections/0/assets");
  refused(
      R"("assets":[{"id":"a","kind":"file","path":"/a"}],"shares":[{"on":"a","with":{"user":"rita"},"level":"view","untill":"2026-01-01T00:00:00Z"}])",
      "field_unknown", "/shares/0/untill");
  refused(
      R"("assets":[{"id":"a","kind":"file","path":"/a"}],"shares":[{"on":"a","with":{"user":"rita","role":"x"},"level":"view"}])",
      "field_unknown", "/shares/0/with/role");
  refused(R"("assets":[{"id":"a","kind":"file","path":"/a"}],"links":[{"id":"l","on":"a","password":"x"}])",
          "field_unknown", "/links/0/password");
  refused(R"("apiKeys":[{"id":"k","kind":"standard","secret":"x"}])", "field_unknown", "/apiKeys/0/secret");
  refused(R"("assets":[{"id":"a","kind":"file","path":"/a"}],"comments":[{"id":"m","on":"a","text":"x"}])",
          "field_unknown", "/comments/0/text");
}

TEST_CASE("a wrong type is named by its place") {
  refused(R"("revision":-1)", "type_invalid", "/revision");
  refused(R"("revision":1.5)", "type_invalid", "/revision");
  refused(R"("groups":{})", "type_invalid", "/groups");
  refused(R"("groups":[7])", "type_invalid", "/groups/0");
  refused(R"("groups":[{"id":"g","name":"G","members":["rita",7]}])", "type_invalid", "/groups/0/members/1");
  refused(R"("assets":[{"id":7,"kind":"file","path":"/a"}])", "type_invalid", "/assets/0/id");
  refused(R"("assets":[{"id":"a","kind":"file","path":"/a","published":"no"}])", "type_invalid", "/assets/0/published");
  refused(R"("features":[])", "type_invalid", "/features");
  refused(R"("features":{"sso":"yes"})", "type_invalid", "/features");
  refused(R"("limits":{"users":-1})", "type_invalid", "/limits");
  refused(R"("limits":{"users":9007199254740992})", "type_invalid", "/limits");
}

TEST_CASE("a missing field is named by its place") {
  refused(R"("groups":[{"id":"g"}])", "field_missing", "/groups/0/name");
  refused(R"("assets":[{"id":"a","kind":"file"}])", "field_missing", "/assets/0/path");
  refused(R"("shares":[{"on":"a","level":"view"}])", "field_missing", "/shares/0/with");
  refused(R"("links":[{"id":"l"}])", "field_missing", "/links/0/on");
}

TEST_CASE("a value that is none of the words is named by its place") {
  refused(R"("assets":[{"id":"a","kind":"image","path":"/a"}])", "value_invalid", "/assets/0/kind");
  refused(R"("assets":[{"id":"a","kind":"file","path":"/a/../b"}])", "path_invalid", "/assets/0/path");
  refused(R"("assets":[{"id":"","kind":"file","path":"/a"}])", "value_invalid", "/assets/0/id");
  refused(R"("assets":[{"id":"a","kind":"file","path":"/a","inherit":false}])", "value_invalid", "/assets/0/inherit");
  refused(
      R"("assets":[{"id":"a","kind":"file","path":"/a"}],"shares":[{"on":"a","with":{"user":"rita"},"level":"own"}])",
      "level_unknown", "/shares/0/level");
  refused(
      R"("assets":[{"id":"a","kind":"file","path":"/a"}],"shares":[{"on":"a","with":{"user":"rita"},"level":"view","until":"tomorrow"}])",
      "value_invalid", "/shares/0/until");
  refused(
      R"("assets":[{"id":"a","kind":"file","path":"/a"}],"shares":[{"on":"a","with":{"user":"rita","group":"g"},"level":"view"}])",
      "value_invalid", "/shares/0/with");
  refused(R"("assets":[{"id":"a","kind":"file","path":"/a"}],"shares":[{"on":"a","with":{},"level":"view"}])",
          "value_invalid", "/shares/0/with");
  refused(
      R"("assets":[{"id":"a","kind":"file","path":"/a"}],"links":[{"id":"l","on":"a","endsAt":"2026-02-30T00:00:00Z"}])",
      "value_invalid", "/links/0/endsAt");
  refused(R"("apiKeys":[{"id":"k","kind":"master"}])", "value_invalid", "/apiKeys/0/kind");
  refused(R"("apiKeys":[{"id":"k","kind":"restricted","media":"all"}])", "value_invalid", "/apiKeys/0/media");
  refused(R"("features":{"flying":true})", "feature_unknown", "/features");
  refused(R"("limits":{"wishes":3})", "limit_unknown", "/limits");
}

TEST_CASE("a reference to what is not there is named by its place") {
  refused(R"("groups":[{"id":"g","name":"G","members":["ghost"]}])", "reference_unknown", "/groups/0/members");
  refused(R"("assets":[{"id":"a","kind":"file","path":"/a","owner":"ghost"}])", "reference_unknown", "/assets/0/owner");
  refused(R"("collections":[{"id":"c","name":"C","owner":"ghost"}])", "reference_unknown", "/collections/0/owner");
  refused(R"("collections":[{"id":"c","name":"C","items":["a"]}])", "reference_unknown", "/collections/0/items");
  refused(R"("collections":[{"id":"c","name":"C","items":["c"]}])", "reference_unknown", "/collections/0/items");
  refused(R"("collections":[{"id":"c","name":"C","items":["d"]},{"id":"d","name":"D","items":["c"]}])",
          "reference_unknown", "/collections/1/items");
  refused(R"("shares":[{"on":"a","with":{"user":"rita"},"level":"view"}])", "reference_unknown", "/shares/0/on");
  refused(
      R"("assets":[{"id":"a","kind":"file","path":"/a"}],"shares":[{"on":"a","with":{"user":"ghost"},"level":"view"}])",
      "reference_unknown", "/shares/0/with");
  refused(
      R"("assets":[{"id":"a","kind":"file","path":"/a"}],"shares":[{"on":"a","with":{"group":"rita"},"level":"view"}])",
      "reference_unknown", "/shares/0/with");
  refused(R"("groups":[{"id":"g","name":"G","members":[""]}])", "reference_unknown", "/groups/0/members");
  refused(R"("assets":[{"id":"a","kind":"file","path":"/a"}],"shares":[{"on":"a","with":{"user":""},"level":"view"}])",
          "reference_unknown", "/shares/0/with");
  refused(R"("assets":[{"id":"a","kind":"file","path":"/a"}],"shares":[{"on":"a","with":{"group":""},"level":"view"}])",
          "reference_unknown", "/shares/0/with");
  refused(R"("links":[{"id":"l","on":"a"}])", "reference_unknown", "/links/0/on");
  refused(R"("comments":[{"id":"m","on":"a"}])", "reference_unknown", "/comments/0/on");
  refused(R"("assets":[{"id":"a","kind":"file","path":"/a"}],"comments":[{"id":"m","on":"a","author":"ghost"}])",
          "reference_unknown", "/comments/0/author");
  refused(R"("collections":[{"id":"c","name":"C"}],"comments":[{"id":"m","on":"c"}])", "reference_unknown",
          "/comments/0/on");
}

TEST_CASE("what must be unique and occurs twice is named by its place") {
  refused(R"("groups":[{"id":"g","name":"A"},{"id":"g","name":"B"}])", "duplicate", "/groups/1/id");
  refused(R"("groups":[{"id":"g","name":"Design Team"},{"id":"h","name":" design team "}])", "duplicate",
          "/groups/1/name");
  refused(R"("assets":[{"id":"a","kind":"file","path":"/a"},{"id":"a","kind":"file","path":"/b"}])", "duplicate",
          "/assets/1/id");
  refused(R"("assets":[{"id":"a","kind":"file","path":"/a"},{"id":"b","kind":"folder","path":"a/"}])", "duplicate",
          "/assets/1/path");
  refused(R"("collections":[{"id":"c","name":"Brand"},{"id":"d","name":"brand"}])", "duplicate", "/collections/1/name");
  refused(R"("assets":[{"id":"x","kind":"file","path":"/a"}],"collections":[{"id":"x","name":"Brand"}])", "duplicate",
          "/collections/0/id");
  refused(
      R"("assets":[{"id":"a","kind":"file","path":"/a"}],"shares":[{"on":"a","with":{"user":"rita"},"level":"view"},{"on":"a","with":{"user":"rita"},"level":"manage"}])",
      "duplicate", "/shares/1/with");
  refused(R"("apiKeys":[{"id":"k","kind":"standard"},{"id":"k","kind":"restricted"}])", "duplicate", "/apiKeys/1/id");
  refused(R"("assets":[{"id":"a","kind":"file","path":"/a"}],"links":[{"id":"l","on":"a"},{"id":"l","on":"a"}])",
          "duplicate", "/links/1/id");
  refused(R"("assets":[{"id":"a","kind":"file","path":"/a"}],"comments":[{"id":"m","on":"a"},{"id":"m","on":"a"}])",
          "duplicate", "/comments/1/id");
  const auto twins = Account::parse(
      R"({"format":"lockstep-account/1","plan":"free","users":[{"id":"a","email":"A@x.test","role":"finance"},{"id":"b","email":" a@X.test","role":"finance"},{"id":"a","role":"finance"}]})",
      given::policy());
  CHECK(given::told(twins.problems(), "duplicate", "/users/1/email"));
  CHECK(given::told(twins.problems(), "duplicate", "/users/2/id"));
}

TEST_CASE("the problems of an account come all at once") {
  const auto account =
      parsed(R"("revision":"x","groups":[{"id":"g"}],"assets":[{"id":"a","kind":"x","path":".."}],"extra":1)");
  REQUIRE(!account.ok());
  CHECK(account.problems().size() == 5);
}

TEST_CASE("a user with a role that the policy lacks loads and is denied") {
  const auto account = Account::parse(
      R"({"format":"lockstep-account/1","plan":"enterprise","users":[{"id":"x","role":"archivist"},{"id":"y","role":"Finance"}]})",
      given::policy());
  REQUIRE_MESSAGE(account.ok(), given::listed(account.problems()));
  for (const std::string user : {"x", "y"}) {
    const Access access(*account, Principal::user(user));
    for (const auto& action : given::policy().actions())
      CHECK_MESSAGE(!access.can(action.name, action.isOn(On::asset) ? Resource::at("/a") : Resource{}), action.name);
    CHECK(access.decide("profile.edit").reason == Reason::unknown_role);
    CHECK(access.decide("profile.edit").show == Show::hidden);
  }
}

TEST_CASE("an account written out and read again is the same") {
  const Account account = given::account(
      R"("features":{"draft_assets":false},"limits":{"users":8},"groups":[{"id":"g","name":"G","members":["rita"]}],
    "assets":[{"id":"f","kind":"folder","path":"/f","owner":"rita"},{"id":"a","kind":"file","path":"/f/a.png","published":false}],"collections":[{"id":"c","name":"C","owner":"rita","items":["f"]}],
    "shares":[{"on":"f","with":{"group":"g"},"level":"view"},{"on":"c","with":{"user":"rita"},"level":"manage","until":"2026-02-01T00:00:00Z"}],
    "links":[{"id":"l","on":"f","startsAt":"2026-01-01T00:00:00Z","endsAt":"2026-02-01T00:00:00Z","hasPassword":true,"exposeUnpublished":true}],
    "apiKeys":[{"id":"k","kind":"restricted","media":"read"},{"id":"s","kind":"standard","endsAt":"2026-02-01T00:00:00Z"}],"comments":[{"id":"m","on":"a","author":"ada"}])");
  const std::string text = toJson(account.toValue());
  const auto again = Account::parse(text, given::policy());
  REQUIRE_MESSAGE(again.ok(), given::listed(again.problems()));
  CHECK(toJson(again->toValue()) == text);
  for (const std::string part : {R"("until":"2026-02-01T00:00:00Z")", R"("published":false)", R"("hasPassword":true)",
                                 R"("media":"read")", R"("users":8)", R"("draft_assets":false)", R"("author":"ada")"})
    CHECK_MESSAGE(given::contains(text, part), part);
}

TEST_CASE("users without an e-mail do not clash") {
  CHECK(
      Account::parse(
          R"({"format":"lockstep-account/1","plan":"free","users":[{"id":"a","role":"finance"},{"id":"b","role":"finance"}]})",
          given::policy())
          .ok());
}

TEST_CASE("a copy of an account leads from a path and a name to whom the account leads") {
  Account account(given::policy());
  account.put(Asset{"b", folderKind, "/m", ""});
  account.put(Asset{"a", folderKind, "/m", ""});
  account.put(Group{"h", "Team", {}});
  account.put(Group{"g", "Team", {}});
  const Account copy = account;
  CHECK(copy.assetAt("/m")->id == "a");
  CHECK(copy.assetAt("/m") != account.assetAt("/m"));
  CHECK(copy.groupNamed("team")->id == "g");
  account.eraseAsset("a");
  CHECK(account.assetAt("/m") == nullptr);
  CHECK(Account(account).assetAt("/m") == nullptr);
}

TEST_CASE("whatever is taken away, every other asset is found at its path") {
  // So many that paths push each other on in the table, wherever it begins.
  Account account(given::policy());
  const auto put = [&](int n) {
    Asset asset;
    asset.id = "a" + std::to_string(n);
    asset.path = "/" + std::to_string(n);
    account.put(std::move(asset));
  };
  constexpr int count = 2000;
  for (int n = 0; n < count; ++n) put(n);
  for (int round = 0; round < 4; ++round)
    for (int n = round; n < count; n += 4) {
      account.eraseAsset("a" + std::to_string(n));
      if (n % 40 != 0) continue;
      int lost = 0;
      for (int other = 0; other < count; ++other) {
        const bool isThere = other % 4 > round || (other % 4 == round && other > n);
        const Asset* const found = account.assetAt("/" + std::to_string(other));
        if (isThere ? found == nullptr || found->id != "a" + std::to_string(other) : found != nullptr) ++lost;
      }
      CHECK(lost == 0);
    }
}

TEST_CASE("a table is read from behind any id, whether it is there or not") {
  Account account(given::policy());
  CHECK(account.groups().after("") == account.groups().end());
  // More than one row has room for.
  for (int n = 1000; n < 2000; n += 2) account.put(Group{"g" + std::to_string(n), "", {}});
  for (int n = 999; n < 2001; ++n) {
    const auto at = account.groups().after("g" + std::to_string(n));
    const int next = n < 1000 ? 1000 : n / 2 * 2 + 2;
    if (n == 999)
      CHECK(at == account.groups().end());
    else if (next >= 2000)
      CHECK(at == account.groups().end());
    else
      CHECK(at->first == "g" + std::to_string(next));
  }
  CHECK(account.groups().after("")->first == "g1000");
  CHECK(account.groups().after("h") == account.groups().end());
}

}  // namespace lockstep
