// What a decision says besides yes and no: reason, have, need, at, show, message and remedies.
#include <doctest/doctest.h>

#include <algorithm>

#include "level_words.h"
#include "library.h"

namespace lockstep {

using given::library;
using given::rita;

TEST_CASE("a level that is too low says what is held, what is needed, where, and whom to ask for it") {
  const Account account = library();
  const Decision decision =
      rita(account, "asset.move", R"("resource":{"path":"/own/x.png"},"context":{"to":"/marketing"})");
  CHECK_FALSE(decision.allowed);
  CHECK(decision.reason == Reason::level_too_low);
  CHECK(
      toJson(toValue(decision, given::policy())) ==
      R"({"allowed":false,"reason":"level_too_low","have":"view","need":"manage","at":"/marketing","show":"disabled","message":"Needs “Can manage” on /marketing; you have “Can view”.",)"
      R"("because":[{"kind":"share","on":"/marketing","with":{"group":"g1"},"level":"view"}],"remedies":[{"kind":"ask","level":"manage","on":"/marketing"}],"problems":[],"unverified":[],"revision":7})");
}

TEST_CASE("without any grant the button is hidden and the chain is empty") {
  const Decision decision = rita(library(), "asset.view", R"("resource":{"path":"/secret"})");
  CHECK(decision.reason == Reason::not_shared);
  CHECK(decision.show == Show::hidden);
  CHECK_FALSE(decision.have.any());
  CHECK(decision.need == given::levelNamed("view"));
  CHECK(decision.because.empty());
  REQUIRE(decision.remedies.size() == 1);
  CHECK(decision.remedies[0].kind == Remedy::Kind::ask);
}

TEST_CASE("a role that never may is denied for that reason and the button is hidden") {
  const Decision decision = given::ask(
      library(), R"({"principal":{"user":"vera"},"action":"asset.delete","resource":{"path":"/marketing"}})");
  CHECK(decision.reason == Reason::role_forbids);
  CHECK(decision.show == Show::hidden);
  CHECK(decision.because.empty());
  CHECK(decision.remedies.empty());
}

TEST_CASE("a gate names the feature and the lowest plan, and offers the upgrade") {
  const Account account = given::account("", "paid");
  const Decision decision = given::ask(account, R"({"principal":{"user":"ada"},"action":"group.create"})");
  CHECK(decision.reason == Reason::plan_required);
  CHECK(decision.feature == "user_groups");
  CHECK(decision.plan == "enterprise");
  CHECK(decision.message == "User groups needs the Enterprise plan.");
  REQUIRE(decision.remedies.size() == 1);
  CHECK(decision.remedies[0].kind == Remedy::Kind::upgrade);
  CHECK(decision.remedies[0].plan == "enterprise");
  CHECK(decision.show == Show::disabled);
}

TEST_CASE("a feature that is switched off is to be switched on, and offers no upgrade") {
  const Account account = given::account(R"("features":{"user_groups":false})");
  const Decision decision = given::ask(account, R"({"principal":{"user":"ada"},"action":"group.create"})");
  CHECK(decision.reason == Reason::plan_required);
  CHECK(decision.message == "User groups is switched off for this account.");
  REQUIRE(decision.remedies.size() == 1);
  CHECK(
      toJson(toValue(decision, given::policy())).find(R"("remedies":[{"kind":"switch_on","feature":"user_groups"}])") !=
      std::string::npos);
}

TEST_CASE("a limit names the count and the maximum") {
  const Decision decision = given::ask(library(), R"({"principal":{"user":"ada"},"action":"user.add"})");
  CHECK(decision.reason == Reason::limit_reached);
  CHECK(decision.limit == "users");
  CHECK(decision.count == 5);
  CHECK(decision.maximum == 5);
  CHECK(decision.message == "The limit is reached: 5 of 5 users.");
  CHECK(decision.remedies.at(0).kind == Remedy::Kind::raiseLimit);
  CHECK(given::contains(toJson(toValue(decision, given::policy())), R"("limit":"users","count":5,"maximum":5)"));
}

TEST_CASE("all field problems of a form come together and the first in order is the reason") {
  const Account account = given::account(R"("limits":{"users":9})");
  const Decision decision = given::ask(
      account,
      R"({"principal":{"user":"ada"},"action":"user.add","context":{"name":"  ","email":" RITA@acme.test ","role":"finance"}})");
  CHECK(decision.reason == Reason::name_invalid);
  REQUIRE(decision.problems.size() == 2);
  CHECK(decision.problems[0].field == "name");
  CHECK(decision.problems[1].field == "email");
  CHECK(decision.problems[1].code == "email_taken");
  CHECK(decision.remedies.size() == 2);
  CHECK(decision.remedies[0].kind == Remedy::Kind::changeField);
  CHECK(decision.remedies[1].field == "email");
}

TEST_CASE("a partial request is allowed and names what was not looked at") {
  const Account account = given::account(R"("limits":{"users":9})");
  const Decision decision = given::ask(account, R"({"principal":{"user":"ada"},"action":"user.add"})");
  CHECK(decision.allowed);
  CHECK(decision.unverified == std::vector<std::string>{"name", "email", "role"});
  const Decision email =
      given::ask(account, R"({"principal":{"user":"ada"},"action":"user.add","context":{"email":"no address"}})");
  CHECK(email.reason == Reason::email_invalid);
  CHECK(rita(library(), "asset.move", R"("resource":{"path":"/own/x.png"})").unverified ==
        std::vector<std::string>{"to"});
  CHECK(rita(library(), "asset.share", R"("resource":{"path":"/own"})").unverified ==
        std::vector<std::string>{"with", "level"});
}

TEST_CASE("a denial leaves nothing unverified") {
  CHECK(given::ask(library(), R"({"principal":{"user":"vera"},"action":"asset.move","resource":{"path":"/own"}})")
            .unverified.empty());
}

TEST_CASE("the earliest check names the reason (R-2)") {
  const Account free = given::account("", "free");
  // path before principal, principal before role, role before gate, gate before level, level before condition.
  CHECK(given::ask(free, R"({"principal":{"user":"ghost"},"action":"asset.view","resource":{"path":"/.."}})").reason ==
        Reason::path_invalid);
  CHECK(given::ask(free, R"({"principal":{"user":"ghost"},"action":"group.create"})").reason ==
        Reason::unknown_principal);
  CHECK(given::ask(free, R"({"principal":{"user":"fin"},"action":"group.create"})").reason == Reason::role_forbids);
  CHECK(given::ask(free, R"({"principal":{"user":"rita"},"action":"group.create"})").reason == Reason::role_forbids);
  CHECK(
      given::ask(free, R"({"principal":{"user":"rita"},"action":"asset.history","resource":{"path":"/m"}})").feature ==
      "restricted_role");
  CHECK(given::ask(library(), R"({"principal":{"user":"rita"},"action":"user.add","context":{"email":"x"}})").reason ==
        Reason::role_forbids);
  CHECK(
      rita(library(), "file.rename", R"("resource":{"path":"/marketing/logo.png"},"context":{"name":"a/b"})").reason ==
      Reason::level_too_low);
  CHECK(rita(library(), "folder.rename", R"("resource":{"path":"/own"},"context":{"name":"a/b"})").reason ==
        Reason::name_invalid);
}

TEST_CASE("a malformed request is denied with every fault of its fields") {
  const Decision decision = given::ask(
      library(),
      R"({"principal":{"user":"ada"},"action":"asset.share","resource":{"path":"/a\\b"},"context":{"level":"own","until":"soon","now":5,"colour":"red"}})");
  CHECK(decision.reason == Reason::path_invalid);
  std::vector<std::string> fields;
  for (const auto& problem : decision.problems) fields.push_back(problem.field);
  for (const std::string field : {"/context/until", "/context/now", "/context/colour", "path", "level"})
    CHECK_MESSAGE(std::find(fields.begin(), fields.end(), field) != fields.end(), field);
}

TEST_CASE("what cannot be read as a request is a problem with its place, or a denial") {
  for (const std::string text :
       {"", "[]", "{}", R"({"action":"asset.view"})", R"({"principal":{"user":"ada","visitor":true},"action":"x"})",
        R"({"principal":{},"action":"x"})",
        R"({"principal":{"user":"ada"},"action":"x","resource":{"user":"a","group":"b"}})",
        R"({"principal":{"user":"ada"},"action":"x","extra":1})", R"({"principal":{"system":false},"action":"x"})",
        R"({"principal":{"user":"ada","link":"l1"},"action":"x"})"}) {
    CAPTURE(text);
    CHECK_FALSE(parseRequest(text).ok());
    const Request request = requestIn(text);
    CHECK_FALSE(decide(library(), request).allowed);
  }
  // A resource that names nothing, as a page makes one of an id it does not have yet, is not the account.
  for (const std::string resource : {"{}", R"({"kind":"file"})", R"({"collection":null})"}) {
    const std::string text = R"({"principal":{"user":"ada"},"action":"collection.view","resource":)" + resource + "}";
    CAPTURE(text);
    CHECK_FALSE(parseRequest(text).ok());
    CHECK_FALSE(decide(library(), requestIn(text)).allowed);
  }
  CHECK(given::told(parseRequest(R"({"principal":{"usr":"ada"},"action":"x"})").problems(), "field_unknown",
                    "/principal/usr"));
  CHECK(given::told(parseRequest(R"({"action":"x"})").problems(), "field_missing", "/principal"));
}

TEST_CASE("a kind of resource that the policy lacks is a denial, because only the policy knows its kinds") {
  for (const std::string resource :
       {R"({"path":"/a","kind":"image"})", R"({"image":"a"})", R"({"path":"/a","kind":""})", R"({"asset":"/a"})"}) {
    const std::string text = R"({"principal":{"user":"ada"},"action":"asset.view","resource":)" + resource + "}";
    CAPTURE(text);
    CHECK(decide(library(), requestIn(text)).reason == Reason::resource_mismatch);
    Account account = library();
    CHECK_FALSE(apply(account, requestIn(text)).decision.allowed);
  }
}

TEST_CASE("a misspelt principal never becomes the host") {
  for (const std::string principal : {R"({"system":"true"})", R"({"sytem":true})", R"({"system":1})",
                                      R"({"system":true,"user":"rita"})", "null", "\"system\"", "true"}) {
    const Request request = requestIn(R"({"action":"account.set_plan","context":{"plan":"free"},"principal":)" +
                                      std::string(principal) + "}");
    CHECK_MESSAGE(request.principal.kind != Principal::Kind::system, principal);
    CHECK_FALSE(decide(library(), request).allowed);
  }
}

TEST_CASE("what the account lists is believed before what the request says is there") {
  const Account account = given::account(R"("assets":[{"id":"a1","kind":"file","path":"/logo.png","owner":"rita"}])");
  for (const std::string kind : {"file", "folder"})
    CHECK(rita(account, "file.upload", R"("resource":{"path":"/logo.png","kind":")" + kind + "\"}").reason ==
          Reason::resource_mismatch);
  CHECK(rita(account, "file.rename", R"("resource":{"path":"/logo.png","kind":"file"})").allowed);
}

TEST_CASE("the trusted field `owner` holds for the file that is asked about and for no other place") {
  const Account account = given::account(
      R"("assets":[{"id":"f1","kind":"folder","path":"/own","owner":"rita"},{"id":"f2","kind":"folder","path":"/secret"}],"collections":[{"id":"c1","name":"Mine","owner":"rita"}],"links":[{"id":"l1","on":"f2"}])");
  CHECK(rita(account, "asset.move", R"("resource":{"path":"/far/x.png"},"context":{"owner":"rita","to":"/own"})")
            .allowed);
  CHECK(
      rita(account, "asset.move", R"("resource":{"path":"/far/x.png"},"context":{"owner":"ada","to":"/own"})").reason ==
      Reason::not_shared);
  const Decision into =
      rita(account, "asset.move", R"("resource":{"path":"/far/x.png"},"context":{"owner":"rita","to":"/secret"})");
  CHECK(into.reason == Reason::not_shared);
  CHECK(into.at == "/secret");
  CHECK(rita(account, "link.edit", R"("resource":{"link":"l1"},"context":{"owner":"rita"})").reason ==
        Reason::not_shared);
  CHECK(rita(account, "collection.add_asset",
             R"("resource":{"collection":"c1"},"context":{"asset":"/far/x.png","owner":"rita"})")
            .allowed);
}

TEST_CASE("actions lists what is allowed, in the policy's order") {
  const Account account = library();
  const Access access(account, Principal::user("rita"));
  const auto names = access.actions(Resource::at("/marketing/logo.png"));
  CHECK(names == std::vector<std::string_view>{"asset.view", "asset.search", "file.view_details", "file.view_versions",
                                               "file.download", "asset.download_zip", "asset.history",
                                               "visual_search.use", "comment.view"});
  CHECK(access.actions(Resource::at("/secret")).empty());
  CHECK(Access(account, Principal::user("ghost")).actions().empty());
}

TEST_CASE("an access object over an account is not updated, and says so") {
  const Account account = library();
  Access access(account, Principal::user("rita"));
  CHECK(access.update("{}").at(0).code == "not_updatable");
}

TEST_CASE("fields that an action does not take change neither its answer nor its chain") {
  const Account account = library();
  for (const std::string asker : {"rita", "vera"}) {
    const auto ask = [&](const std::string& context) {
      return toJson(toValue(
          given::ask(account, R"({"principal":{"user":")" + asker +
                                  R"("},"action":"asset.view","resource":{"path":"/marketing/logo.png"},"context":)" +
                                  context + "}"),
          account.policy()));
    };
    for (const std::string field : {R"({"to":"/"})", R"({"to":"/secret"})", R"({"asset":"/"})", R"({"asset":"/own"})",
                                    R"({"collection":"c1"})", R"({"collection":"c9"})"})
      CHECK_MESSAGE(ask(field) == ask("{}"), asker << " " << field);
  }
}

TEST_CASE("the trusted field `owner` adds nothing for a user who may manage the file anyhow") {
  const Account account = given::account(
      R"("assets":[{"id":"f","kind":"folder","path":"/m"}],"shares":[{"on":"f","with":{"user":"rita"},"level":"manage"}])");
  const Decision decision =
      rita(account, "asset.delete", R"("resource":{"path":"/m/x.png"},"context":{"owner":"rita"})");
  REQUIRE(decision.because.size() == 1);
  CHECK(decision.because[0].kind == Grant::Kind::share);
}

TEST_CASE("an answer about two places holds until the first of their grants ends, whichever it is") {
  const Account account = given::account(
      R"("assets":[{"id":"f1","kind":"folder","path":"/a"},{"id":"f2","kind":"folder","path":"/b"},{"id":"f3","kind":"folder","path":"/c"}],
    "shares":[{"on":"f1","with":{"user":"rita"},"level":"manage","until":"2026-01-16T00:00:00Z"},{"on":"f2","with":{"user":"rita"},"level":"manage","until":"2026-01-17T00:00:00Z"},{"on":"f3","with":{"user":"rita"},"level":"manage"}])");
  const auto until = [&](const std::string& from, const std::string& to) {
    const auto ends = rita(account, "asset.move",
                           R"("resource":{"path":")" + from + R"(/x.png"},"context":{"to":")" + to +
                               R"(","now":"2026-01-15T12:00:00Z"})")
                          .validUntil;
    return ends ? formatTime(*ends) : std::string();
  };
  CHECK(until("/a", "/b") == "2026-01-16T00:00:00Z");
  CHECK(until("/b", "/a") == "2026-01-16T00:00:00Z");
  CHECK(until("/b", "/c") == "2026-01-17T00:00:00Z");
  CHECK(until("/c", "/b") == "2026-01-17T00:00:00Z");
  CHECK(until("/c", "/c").empty());
}

TEST_CASE("what a key may do holds until its last moment, of a rolled key") {
  const Account account = given::account(
      R"("assets":[{"id":"a1","kind":"file","path":"/x.png"}],"links":[{"id":"l1","on":"a1","endsAt":"2026-03-01T00:00:00Z"}],"apiKeys":[{"id":"k1","kind":"standard","endsAt":"2026-02-01T00:00:00Z"},{"id":"k2","kind":"standard"}])");
  const auto until = [&](const std::string& key, const std::string& rest) {
    return given::ask(account, R"({"principal":{"apiKey":")" + key + R"("},"context":{"now":"2026-01-15T12:00:00Z"},)" +
                                   rest + "}")
        .validUntil;
  };
  CHECK(until("k1", R"("action":"asset.view","resource":{"path":"/x.png"})") == parseTime("2026-02-01T00:00:00Z"));
  CHECK(until("k1", R"("action":"link.open","resource":{"link":"l1"})") == parseTime("2026-02-01T00:00:00Z"));
  CHECK(until("k2", R"("action":"link.open","resource":{"link":"l1"})") == parseTime("2026-03-01T00:00:01Z"));
  CHECK_FALSE(until("k2", R"("action":"asset.view","resource":{"path":"/x.png"})").has_value());
}

TEST_CASE("an entry of the audit log needs its area, and a request without one is denied (R-145)") {
  const Account account = library();
  const auto ask = [&](const std::string& context) {
    return given::ask(account, R"({"principal":{"user":"dev"},"action":"audit_log.view","context":)" + context + "}");
  };
  CHECK(ask("{}").unverified == std::vector<std::string>{"area"});
  CHECK(ask(R"({"area":"settings"})").unverified.empty());
}

TEST_CASE("where a level falls short or the root is closed, nothing more is asked or answered") {
  const Account account = library();
  const Decision decision =
      rita(account, "collection.add_asset",
           R"("resource":{"collection":"c2"},"context":{"asset":"/marketing/logo.png","version":"noncurrent"})");
  CHECK(decision.reason == Reason::level_too_low);
  CHECK(decision.at == "/marketing/logo.png");
  CHECK(decision.problems.empty());
  const Decision root = given::ask(
      account, R"({"principal":{"user":"ada"},"action":"asset.move","resource":{"path":"/"},"context":{"to":"/own"}})");
  CHECK(root.reason == Reason::root_closed);
  CHECK(root.problems.empty());
}

TEST_CASE("a role that cannot be given is the only reason: the gates come before the fields of the form") {
  const auto add = [](std::string_view plan, const std::string& role) {
    return given::ask(
        given::account("", plan),
        R"({"principal":{"user":"ada"},"action":"user.add","context":{"name":"","email":"none","role":")" + role +
            R"("}})");
  };
  const Decision unknown = add("enterprise", "king"), gated = add("paid", "media_library_restricted_access");
  CHECK(unknown.reason == Reason::unknown_role);
  CHECK(unknown.problems.size() == 1);
  CHECK(gated.reason == Reason::plan_required);
  CHECK(gated.problems.size() == 1);
}

}  // namespace lockstep
