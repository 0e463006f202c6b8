// What a policy may choose, and what it may add: readings of the source, limited folders, roles and actions of its own.
#include <doctest/doctest.h>

#include "given.h"
#include "level_words.h"

namespace lockstep {

namespace {

/// The built-in policy with one text put for another.
Policy with(std::string_view old, std::string_view fresh) {
  std::string text(builtinPolicy());
  const auto at = text.find(old);
  REQUIRE(at != std::string::npos);
  const auto policy = Policy::parse(text.replace(at, old.size(), fresh));
  REQUIRE_MESSAGE(policy.ok(), given::listed(policy.problems()));
  return *policy;
}

Account account(const Policy& policy, std::string_view more) {
  const auto parsed = Account::parse(
      R"({"format":"lockstep-account/1","plan":"enterprise","users":[{"id":"ada","role":"account_administrator"},{"id":"rita","role":"media_library_restricted_access"},
    {"id":"vera","role":"media_library_view_only_access"}],)" +
          std::string(more) + "}",
      policy);
  REQUIRE_MESSAGE(parsed.ok(), given::listed(parsed.problems()));
  return *parsed;
}

Decision rita(const Account& account, std::string_view action, std::string_view path) {
  return given::ask(account, R"({"principal":{"user":"rita"},"action":")" + std::string(action) +
                                 R"(","resource":{"path":")" + std::string(path) + "\"}}");
}

constexpr std::string_view limited =
    R"("assets":[{"id":"f1","kind":"folder","path":"/m"},{"id":"f2","kind":"folder","path":"/m/closed","inherit":false},{"id":"f3","kind":"folder","path":"/m/closed/in"},
  {"id":"a1","kind":"file","path":"/m/closed/own.png","owner":"rita"}],"shares":[{"on":"f1","with":{"user":"rita"},"level":"manage"},{"on":"f3","with":{"user":"rita"},"level":"view"}])";

}  // namespace

TEST_CASE("a role that a host adds is decided over a snapshot as over the account") {
  const Policy policy = with(
      R"("finance": {)",
      R"("teams": { "title": "Teams", "allow": ["group.*"] }, "links": { "title": "Links", "allow": ["link.*", "comment.*"] }, "hires": { "title": "Hires", "allow": ["user.add"] }, "keys": { "title": "Keys", "allow": ["api_key.create"] }, "finance": {)");
  const auto facts = Account::parse(
      R"({"format":"lockstep-account/1","plan":"enterprise","limits":{"apiKeys":1,"users":99},"users":[{"id":"ada","email":"ada@acme.test","role":"account_administrator"},{"id":"rita","role":"media_library_restricted_access"},
    {"id":"t","role":"teams"},{"id":"l","role":"links"},{"id":"h","role":"hires"},{"id":"k","role":"keys"}],"groups":[{"id":"g1","name":"G"}],"assets":[{"id":"a1","kind":"file","path":"/x.png"}],
    "links":[{"id":"l1","on":"a1"}],"apiKeys":[{"id":"k1","kind":"standard"}],"comments":[{"id":"m1","on":"a1","author":"l"}]})",
      policy);
  REQUIRE_MESSAGE(facts.ok(), given::listed(facts.problems()));
  const auto same = [&](const std::string& who, const std::string& rest, Reason expected) {
    const Request request = given::request(R"({"principal":{"user":")" + who + "\"}," + rest + "}");
    CHECK_MESSAGE(decide(*facts, request).reason == expected, who);
    CHECK_MESSAGE(Access::open(policy, snapshot(*facts, request.principal, given::noon))
                          ->decide(request.action, request.resource, request.context)
                          .reason == expected,
                  who);
  };
  same("t", R"("action":"group.add_member","resource":{"group":"g1"},"context":{"member":"rita"})", Reason::none);
  same("t", R"("action":"group.add_member","resource":{"group":"g1"},"context":{"member":"ada"})",
       Reason::not_restricted);
  same("l", R"("action":"link.edit","resource":{"link":"l1"})", Reason::none);
  same("l", R"("action":"comment.edit","resource":{"path":"/x.png"},"context":{"comment":"m1"})", Reason::none);
  same("h", R"("action":"user.add","context":{"name":"B","email":"ada@acme.test","role":"hires"})",
       Reason::email_taken);
  same("h", R"("action":"user.add","context":{"name":"B","email":"new@acme.test","role":"finance"})",
       Reason::role_forbids);
  same("k", R"("action":"api_key.create","context":{"kind":"standard"})", Reason::limit_reached);
}

TEST_CASE("at a limited folder levels from above stop, and what is granted inside remains") {
  const Account facts = account(with("\"limitedFolders\": false", "\"limitedFolders\": true"), limited);
  // What is taken with all that lies in it needs the level on what is closed, too.
  CHECK(rita(facts, "asset.delete", "/m").reason == Reason::not_shared);
  CHECK(rita(facts, "asset.share", "/m").allowed);
  CHECK(rita(facts, "asset.delete", "/m/open").allowed);
  CHECK(rita(facts, "asset.view", "/m/closed").reason == Reason::not_shared);
  CHECK(rita(facts, "asset.view", "/m/closed/x.png").reason == Reason::not_shared);
  CHECK(rita(facts, "asset.view", "/m/closed/in/x.png").allowed);
  CHECK(rita(facts, "asset.delete", "/m/closed/in/x.png").reason == Reason::level_too_low);
  CHECK(rita(facts, "asset.delete", "/m/closed/own.png").allowed);
  CHECK(rita(facts, "asset.view", "/m/closed-not/x.png").allowed);
}

TEST_CASE("a limited folder keeps a share on itself and does not stop a blanket role") {
  const Account facts = account(
      with("\"limitedFolders\": false", "\"limitedFolders\": true"),
      R"("assets":[{"id":"f1","kind":"folder","path":"/m"},{"id":"f2","kind":"folder","path":"/m/closed","inherit":false}],"shares":[{"on":"f1","with":{"user":"rita"},"level":"manage"},{"on":"f2","with":{"user":"rita"},"level":"view"}])");
  CHECK(rita(facts, "asset.view", "/m/closed/x").allowed);
  CHECK(rita(facts, "asset.delete", "/m/closed/x").reason == Reason::level_too_low);
  CHECK(given::ask(facts, R"({"principal":{"user":"vera"},"action":"asset.view","resource":{"path":"/m/closed/x"}})")
            .allowed);
}

TEST_CASE("levels from above stop at a limited folder alone") {
  constexpr std::string_view more =
      R"("assets":[{"id":"f1","kind":"folder","path":"/m"},{"id":"f2","kind":"folder","path":"/m/open"},{"id":"f3","kind":"folder","path":"/m/closed","inherit":false}],
    "shares":[{"on":"f1","with":{"user":"rita"},"level":"manage"},{"on":"f2","with":{"user":"rita"},"level":"view"},{"on":"f3","with":{"user":"rita"},"level":"view"}])";
  const Account facts = account(with("\"limitedFolders\": false", "\"limitedFolders\": true"), more);
  CHECK(rita(facts, "asset.delete", "/m/open/x.png").allowed);
  CHECK(rita(facts, "asset.delete", "/m/closed/x.png").reason == Reason::level_too_low);
}

TEST_CASE("a person's effective access names the folders at which it stops") {
  const Account facts = account(with("\"limitedFolders\": false", "\"limitedFolders\": true"), limited);
  std::string places;
  for (const auto& cell : matrixOf(facts, "rita", given::noon))
    places += cell.place + "=" + std::to_string(given::rankOf(cell.level)) + " ";
  CHECK(places == "/m=3 /m/closed=0 /m/closed/in=1 /m/closed/own.png=3 ");
}

TEST_CASE("a snapshot knows the limits of folders that its principal sees") {
  const Account facts = account(with("\"limitedFolders\": false", "\"limitedFolders\": true"), limited);
  const auto access = Access::open(facts.policy(), snapshot(facts, Principal::user("rita"), given::noon));
  REQUIRE_MESSAGE(access.ok(), given::listed(access.problems()));
  for (const std::string path :
       {"/m", "/m/open", "/m/closed", "/m/closed/x.png", "/m/closed/in/x.png", "/m/closed/own.png"}) {
    CHECK_MESSAGE(access->can("asset.view", Resource::at(path)) == rita(facts, "asset.view", path).allowed, path);
    CHECK_MESSAGE(access->can("asset.delete", Resource::at(path)) == rita(facts, "asset.delete", path).allowed, path);
  }
}

TEST_CASE("with strict reshare what goes into a collection needs manage, with stated contribute") {
  constexpr std::string_view more =
      R"("assets":[{"id":"f1","kind":"folder","path":"/m"},{"id":"f2","kind":"folder","path":"/full"}],"collections":[{"id":"c1","name":"Mine","owner":"rita"}],
    "shares":[{"on":"f1","with":{"user":"rita"},"level":"contribute"},{"on":"f2","with":{"user":"rita"},"level":"manage"}])";
  const Account stated = account(given::policy(), more),
                strict = account(with("\"collectionReshare\": \"stated\"", "\"collectionReshare\": \"strict\""), more);
  const auto collect = [](const Account& facts, const std::string& path) {
    return given::ask(facts, R"({"principal":{"user":"rita"},"action":"asset.add_to_collection","resource":{"path":")" +
                                 path + R"("},"context":{"collection":"c1"}})");
  };
  const auto take = [](const Account& facts, const std::string& path) {
    return given::ask(
        facts,
        R"({"principal":{"user":"rita"},"action":"collection.add_asset","resource":{"collection":"c1"},"context":{"asset":")" +
            path + "\"}}");
  };
  CHECK(collect(stated, "/m/x.png").allowed);
  CHECK(take(stated, "/m/x.png").allowed);
  CHECK(collect(strict, "/m/x.png").reason == Reason::level_too_low);
  CHECK(take(strict, "/m/x.png").reason == Reason::level_too_low);
  CHECK(given::rankOf(take(strict, "/m/x.png").need) == 3);
  // The level comes before the question whether the collection is there.
  CHECK(
      given::ask(
          strict,
          R"({"principal":{"user":"rita"},"action":"asset.add_to_collection","resource":{"path":"/m/x.png"},"context":{"collection":"c9"}})")
          .reason == Reason::level_too_low);
  CHECK(collect(strict, "/full/x.png").allowed);
  // What goes into no collection needs what it needed.
  CHECK(rita(strict, "tags.edit", "/m/x.png").allowed);
  CHECK(take(strict, "/full/x.png").allowed);
}

TEST_CASE("a blanket level brings only what it allows at every place of an action") {
  const std::string_view role = "\"media_library_view_only_access\": {", level = "\"level\": \"view\",";
  const auto contributing = [&](std::string_view old, std::string_view fresh) {
    std::string text(builtinPolicy());
    const auto at = text.find(level, text.find(role));
    text.replace(at, level.size(), "\"level\": \"contribute\",");
    const auto changed = text.find(old);
    REQUIRE(changed != std::string::npos);
    const auto policy = Policy::parse(text.replace(changed, old.size(), fresh));
    REQUIRE_MESSAGE(policy.ok(), given::listed(policy.problems()));
    return account(*policy, R"("collections":[{"id":"c1","name":"Brand"}])");
  };
  const auto vera = [](const Account& facts, const std::string& action, const std::string& resource,
                       const std::string& context) {
    return given::ask(facts, R"({"principal":{"user":"vera"},"action":")" + action + "\",\"resource\":" + resource +
                                 ",\"context\":" + context + "}")
        .reason;
  };
  constexpr std::string_view copy = R"("level": "contribute", "to": "contribute")";
  const Account same = contributing(copy, copy),
                higher = contributing(copy, R"("level": "contribute", "to": "manage")");
  const auto copies = [&](const Account& facts) {
    return vera(facts, "asset.copy", R"({"path":"/a"})", R"({"to":"/b"})");
  };
  CHECK(copies(same) == Reason::none);
  CHECK(copies(higher) == Reason::role_forbids);
  // H-1: with strict reshare what goes into a collection needs the highest.
  const Account strict = contributing("\"collectionReshare\": \"stated\"", "\"collectionReshare\": \"strict\"");
  for (const Account* facts : {&same, &strict}) {
    const Reason expected = facts == &same ? Reason::none : Reason::role_forbids;
    CHECK(vera(*facts, "asset.add_to_collection", R"({"path":"/a"})", R"({"collection":"c1"})") == expected);
    CHECK(vera(*facts, "collection.add_asset", R"({"collection":"c1"})", R"({"asset":"/a"})") == expected);
    CHECK(copies(*facts) == Reason::none);
  }
}

TEST_CASE("an action without a level of its own still needs those of its other places") {
  const auto policy = Policy::parse(
      R"({"format":"lockstep-policy/1","id":"own","version":"1","plans":["all"],"levels":["view","manage"],"switches":{"collectionReshare":"strict"},
    "actions":{"library.import":{"on":"library","to":"manage","asset":"manage"},"library.gather":{"on":"library","collection":"view"},"asset.view":{"on":"asset","level":"view"}},
    "roles":{"guest":{"level":"shared","allow":["library.*"]},"listed":{"allow":["library.*"]}}})");
  REQUIRE_MESSAGE(policy.ok(), given::listed(policy.problems()));
  const auto facts = Account::parse(
      R"({"format":"lockstep-account/1","plan":"all","users":[{"id":"g","role":"guest"},{"id":"l","role":"listed"}],"assets":[{"id":"f","kind":"folder","path":"/f"},{"id":"s","kind":"folder","path":"/seen"}],
    "collections":[{"id":"c","name":"C"},{"id":"d","name":"D"}],"shares":[{"on":"f","with":{"user":"g"},"level":"manage"},{"on":"s","with":{"user":"g"},"level":"view"},{"on":"c","with":{"user":"g"},"level":"view"}]})",
      *policy);
  REQUIRE_MESSAGE(facts.ok(), given::listed(facts.problems()));
  const auto ask = [&](const char* user, const char* action, const std::string& context) {
    return given::ask(*facts, std::string(R"({"principal":{"user":")") + user + R"("},"action":")" + action +
                                  "\",\"context\":" + context + "}");
  };
  CHECK(ask("g", "library.import", R"({"to":"/f"})").allowed);
  CHECK(ask("g", "library.import", R"({"to":"/f","asset":"/f/x.png"})").allowed);
  CHECK(ask("g", "library.import", R"({"to":"/seen"})").reason == Reason::level_too_low);
  CHECK(given::rankOf(ask("g", "library.import", R"({"to":"/seen"})").need) == 2);
  CHECK(ask("g", "library.import", R"({"to":"/else"})").reason == Reason::not_shared);
  CHECK(ask("g", "library.import", R"({"to":"/"})").reason == Reason::root_closed);
  CHECK(ask("g", "library.import", R"({"to":"/f","asset":"/seen/x.png"})").reason == Reason::level_too_low);
  CHECK(ask("g", "library.gather", R"({"collection":"c"})").allowed);
  CHECK(ask("g", "library.gather", R"({"collection":"d"})").reason == Reason::not_shared);
  // What is listed for a role without shares is its everywhere.
  CHECK(ask("l", "library.import", R"({"to":"/else"})").allowed);
}

TEST_CASE("a level is lowered by an edit of the policy alone (A-19)") {
  const Policy lowered = with(R"("file.publish": { "on": "asset", "kind": "file", "level": "manage")",
                              R"("file.publish": { "on": "asset", "kind": "file", "level": "contribute")");
  constexpr std::string_view more =
      R"("assets":[{"id":"f1","kind":"folder","path":"/m"}],"shares":[{"on":"f1","with":{"user":"rita"},"level":"contribute"}])";
  CHECK(rita(account(given::policy(), more), "file.publish", "/m/x.png").reason == Reason::level_too_low);
  CHECK(rita(account(lowered, more), "file.publish", "/m/x.png").allowed);
}

TEST_CASE("downloads are taken from the view-only role by an edit of the policy alone (A-8)") {
  const Policy narrowed = with(R"("level": "view",
      "allow")",
                               R"("level": "view", "except": ["file.download", "asset.download_zip"],
      "allow")");
  const Account facts = account(narrowed, R"("groups":[])");
  const auto vera = [&](const char* action) {
    return given::ask(facts, std::string(R"({"principal":{"user":"vera"},"action":")") + action +
                                 R"(","resource":{"path":"/a.png"}})");
  };
  CHECK(vera("asset.view").allowed);
  CHECK(vera("file.download").reason == Reason::role_forbids);
}

TEST_CASE("what is the host's alone is no key's, whatever the policy's keys say") {
  const Account facts = account(with("\"standard\": [", "\"standard\": [\"account.set_plan\", "),
                                R"("apiKeys":[{"id":"k","kind":"standard"}])");
  CHECK(given::ask(facts, R"({"principal":{"apiKey":"k"},"action":"account.set_plan","context":{"plan":"free"}})")
            .reason == Reason::key_scope);
}

TEST_CASE("a role, an action and a level of one's own work by the policy alone") {
  const auto policy = Policy::parse(
      R"({"format":"lockstep-policy/1","id":"own","version":"1","plans":["all"],"levels":["peek","comment","edit","own"],
    "actions":{"sheet.peek":{"on":"asset","level":"peek"},"sheet.note":{"on":"asset","level":"comment"},"sheet.write":{"on":"asset","level":"edit"},"sheet.burn":{"on":"asset","level":"own","destructive":true},"vault.open":{"on":"account"}},
    "roles":{"guest":{"level":"shared"},"reader":{"level":"comment"},"boss":{"level":"own","allow":["*"],"except":["sheet.burn"]}}})");
  REQUIRE_MESSAGE(policy.ok(), given::listed(policy.problems()));
  const auto facts = Account::parse(
      R"({"format":"lockstep-account/1","plan":"all","users":[{"id":"g","role":"guest"},{"id":"r","role":"reader"},{"id":"b","role":"boss"}],"assets":[{"id":"f","kind":"folder","path":"/f"}],
    "shares":[{"on":"f","with":{"user":"g"},"level":"edit"}]})",
      *policy);
  REQUIRE_MESSAGE(facts.ok(), given::listed(facts.problems()));
  const auto can = [&](const char* user, const char* action) {
    return Access(*facts, Principal::user(user)).can(action, Resource::at("/f/x"));
  };
  CHECK(can("g", "sheet.write"));
  CHECK_FALSE(can("g", "sheet.burn"));
  CHECK(can("r", "sheet.note"));
  CHECK_FALSE(can("r", "sheet.write"));
  CHECK(can("b", "sheet.write"));
  CHECK_FALSE(can("b", "sheet.burn"));
  CHECK(Access(*facts, Principal::user("b")).can("vault.open"));
  CHECK_FALSE(Access(*facts, Principal::user("r")).can("vault.open"));
}

}  // namespace lockstep
