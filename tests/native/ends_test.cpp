// What ends is given for no longer, counts for nothing afterwards, and does not come back (R-124, R-131, R-142).
#include <doctest/doctest.h>

#include "given.h"
#include "level_words.h"
#include "lockstep/cache/decision_cache.h"

namespace lockstep {

namespace {

/// Rita manages /timed until February and /own for ever; /timed has five links, and one ends on January 20.
Account account() {
  return given::account(
      R"("assets":[{"id":"t","kind":"folder","path":"/timed"},{"id":"o","kind":"folder","path":"/own"},{"id":"p","kind":"folder","path":"/plain"}],
    "shares":[{"on":"t","with":{"user":"rita"},"level":"manage","until":"2026-02-01T00:00:00Z"},{"on":"o","with":{"user":"rita"},"level":"manage"}],
    "links":[{"id":"l1","on":"t"},{"id":"l2","on":"t"},{"id":"l3","on":"t"},{"id":"l4","on":"t"},{"id":"l5","on":"t","endsAt":"2026-01-20T00:00:00Z"},
             {"id":"p1","on":"p"},{"id":"p2","on":"p"},{"id":"p3","on":"p"},{"id":"p4","on":"p"},{"id":"p5","on":"p"}],
    "apiKeys":[{"id":"k1","kind":"standard"},{"id":"k2","kind":"standard"},{"id":"k3","kind":"standard"},{"id":"k4","kind":"standard"},{"id":"k5","kind":"standard","endsAt":"2026-01-18T00:00:00Z"}])");
}

std::string request(const char* who, const char* action, const char* resource, const std::string& context) {
  return std::string(R"({"principal":{"user":")") + who + R"("},"action":")" + action + R"(","resource":)" + resource +
         R"(,"context":)" + context + "}";
}

Decision ask(const char* who, const char* action, const char* resource, const std::string& context) {
  return given::ask(account(), request(who, action, resource, context));
}

constexpr const char* now = R"("now":"2026-01-15T12:00:00Z")";
std::string with(const std::string& more) { return "{" + more + (more.empty() ? "" : ",") + now + "}"; }

}  // namespace

TEST_CASE("what would outlast the giver's own level says which level, where and which field") {
  const Decision decision = ask("rita", "asset.share", R"({"path":"/timed/a"})",
                                with(R"("with":{"group":"g"},"level":"view","until":"2026-02-02T00:00:00Z")"));
  CHECK(decision.reason == Reason::level_too_low);
  CHECK_FALSE(decision.have.any());
  CHECK(decision.need == given::levelNamed("manage"));
  CHECK(decision.at == "/timed/a");
  CHECK(decision.message == "You have “Can manage” on /timed/a for a shorter time.");
  CHECK(decision.validUntil == parseTime("2026-02-01T00:00:00Z"));
  REQUIRE(decision.because.size() == 1);
  CHECK(decision.because[0].until == parseTime("2026-02-01T00:00:00Z"));
  REQUIRE(decision.problems.size() == 1);
  CHECK(decision.problems[0].field == "until");
  CHECK(decision.problems[0].code == "level_too_low");
  CHECK(decision.problems[0].message == decision.message);
}

TEST_CASE("an open form of a share says nothing yet, and one with a level asks for an end") {
  CHECK(ask("rita", "asset.share", R"({"path":"/timed"})", with("")).allowed);
  CHECK(given::told(ask("rita", "asset.share", R"({"path":"/timed"})", with(R"("level":"view")")).problems,
                    "level_too_low", "until"));
  CHECK(given::told(ask("rita", "link.create", R"({"path":"/timed"})", with("")).problems, "level_too_low", "endsAt"));
}

TEST_CASE("the host's statement of an owner is a level without an end") {
  CHECK(ask("rita", "link.create", R"({"path":"/timed/a.png"})", with("")).reason == Reason::level_too_low);
  CHECK(ask("rita", "asset.add_to_collection", R"({"path":"/unlisted.png"})", with(R"("owner":"rita")")).allowed);
}

TEST_CASE("a limit that is reached says when the first of what it counts ends") {
  const Decision links = ask("ada", "link.create", R"({"path":"/timed"})", with(""));
  CHECK(links.limit == "linksPerResource");
  CHECK(links.count == 5);
  CHECK(links.validUntil == parseTime("2026-01-20T00:00:01Z"));
  CHECK_FALSE(ask("ada", "link.create", R"({"path":"/plain"})", with("")).validUntil);
  const Decision keys = given::ask(
      account(),
      R"({"principal":{"user":"dev"},"action":"api_key.create","context":{"kind":"standard","now":"2026-01-15T12:00:00Z"}})");
  CHECK(keys.reason == Reason::limit_reached);
  CHECK(keys.validUntil == parseTime("2026-01-18T00:00:00Z"));
}

TEST_CASE("an end that is given holds the answer only until it has passed") {
  CHECK(ask("ada", "asset.share", R"({"path":"/plain"})",
            with(R"("with":{"user":"rita"},"level":"view","until":"2026-01-16T00:00:00Z")"))
            .validUntil == parseTime("2026-01-16T00:00:00Z"));
}

TEST_CASE("an end needs a clock: the decision names it, and the change is refused without") {
  const std::string share = request("ada", "asset.share", R"({"path":"/plain"})",
                                    R"({"with":{"user":"rita"},"level":"view","until":"2026-01-16T00:00:00Z"})");
  const std::string edit = request("ada", "link.edit", R"({"link":"l5"})", R"({"endsAt":"2026-01-21T00:00:00Z"})");
  const std::string roll = request("dev", "api_key.roll", R"({"apiKey":"k1"})", R"({"endsAt":"2026-01-21T00:00:00Z"})");
  for (const auto& asked : {share, edit}) {
    Account facts = account();
    const Decision decision = given::ask(facts, asked);
    CHECK(decision.allowed);
    CHECK(decision.unverified == std::vector<std::string>{"now"});
    const Decision done = given::carryOut(facts, asked);
    CHECK(done.reason == Reason::context_missing);
    CHECK(given::told(done.problems, "context_missing", "now"));
    CHECK(facts.revision == 7);
  }
  Account facts = account();
  CHECK(given::carryOut(facts, roll).reason == Reason::context_missing);
}

TEST_CASE("paths at which the level lasts for different times are different in the table") {
  const Account facts = account();
  const Access access(facts, Principal::user("rita"));
  DecisionCache cache(access);
  cache.begin(given::noon);
  const auto create = *given::policy().action("link.create"), add = *given::policy().action("asset.add_to_collection");
  const auto allows = [&](const char* path, ActionId action) {
    return (cache.ask(cache.equivalenceClass(path), action) & DecisionCache::allowed) != 0;
  };
  CHECK_FALSE(allows("/timed/a", create));
  CHECK_FALSE(allows("/timed/a", add));
  CHECK(allows("/own/a", create));
  CHECK(allows("/own/a", add));
}

TEST_CASE("links that have ended are not counted in the table") {
  const Account facts = account();
  const Access access(facts, Principal::user("ada"));
  DecisionCache cache(access);
  const auto create = *given::policy().action("link.create");
  const auto ask = [&](const char* path, Time at) {
    cache.begin(at);
    (void)cache.ask(cache.equivalenceClass("/plain"), create);
    return cache.ask(cache.equivalenceClass(path), create);
  };
  const Time end = *parseTime("2026-01-20T00:00:00Z");
  CHECK((ask("/timed", end) & DecisionCache::allowed) == 0);
  CHECK((ask("/timed", end + 1) & DecisionCache::allowed) != 0);
  CHECK((ask("/timed", end) & DecisionCache::timed) != 0);
  CHECK(cache.validUntil() == end + 1);
  CHECK((ask("/plain", end + 1) & DecisionCache::allowed) == 0);
}

TEST_CASE("what changes nothing is carried out with a warning (A-32)") {
  Account facts =
      given::account(R"("groups":[{"id":"g","name":"G","members":["rita"]},{"id":"e","name":"E","members":[]}],
    "assets":[{"id":"f","kind":"folder","path":"/f"},{"id":"s","kind":"folder","path":"/f/s"},{"id":"x","kind":"folder","path":"/x"}],"collections":[{"id":"c","name":"C","owner":"rita","items":["f"]}],
    "shares":[{"on":"f","with":{"user":"rita"},"level":"contribute"},{"on":"s","with":{"group":"g"},"level":"manage"}])");
  const auto warned = [&](const char* action, const char* resource, const char* context) {
    const Decision done = given::carryOut(facts, request("ada", action, resource, context));
    CHECK(done.allowed);
    return done.warnings == std::vector<std::string>{"no_effect"};
  };
  CHECK(warned("asset.share", R"({"path":"/f/s"})", R"({"with":{"user":"rita"},"level":"view"})"));
  // It takes the group's members down from manage to what they have by the folder above.
  CHECK_FALSE(warned("asset.share", R"({"path":"/f/s"})", R"({"with":{"group":"g"},"level":"view"})"));
  CHECK(warned("asset.share", R"({"path":"/f/s"})", R"({"with":{"group":"g"},"level":"contribute"})"));
  CHECK(warned("asset.share", R"({"path":"/f/s"})", R"({"with":{"group":"g"},"level":"contribute"})"));
  CHECK_FALSE(warned("asset.share", R"({"path":"/f/s"})", R"({"with":{"group":"g"},"level":"manage"})"));
  CHECK_FALSE(warned("asset.share", R"({"path":"/x"})", R"({"with":{"group":"g"},"level":"view"})"));
  CHECK(warned("asset.share", R"({"path":"/x"})", R"({"with":{"group":"e"},"level":"view"})"));
  CHECK(warned("collection.share", R"({"collection":"c"})", R"({"with":{"group":"g"},"level":"manage"})"));
  CHECK_FALSE(warned("asset.unshare", R"({"path":"/x"})", R"({"with":{"group":"g"}})"));
  CHECK(warned("asset.unshare", R"({"path":"/x"})", R"({"with":{"group":"g"}})"));
  CHECK(warned("asset.unshare", R"({"path":"/nowhere"})", R"({"with":{"group":"g"}})"));
  CHECK_FALSE(warned("collection.remove_asset", R"({"collection":"c"})", R"({"asset":"/f"})"));
  CHECK(warned("collection.remove_asset", R"({"collection":"c"})", R"({"asset":"/f"})"));
  CHECK(warned("group.add_member", R"({"group":"g"})", R"({"member":"rita"})"));
  CHECK_FALSE(warned("group.remove_member", R"({"group":"g"})", R"({"member":"rita"})"));
  CHECK(warned("group.remove_member", R"({"group":"g"})", R"({"member":"rita"})"));
}

TEST_CASE("a sign-in keeps a name that is blank or absent, and names a new user by the e-mail (R-44)") {
  Account facts = given::account();
  const auto signIn = [&](const std::string& context) {
    return given::carryOut(facts,
                           R"({"principal":{"system":true},"action":"user.provision","context":)" + context + "}");
  };
  CHECK(signIn(R"({"email":"dev@acme.test","role":"developer"})").allowed);
  CHECK(signIn(R"({"email":"dev@acme.test","role":"developer","name":" "})").allowed);
  CHECK(facts.user("dev")->name == "Dev");
  CHECK(signIn(R"({"email":"dev@acme.test","role":"developer","name":" Devi "})").allowed);
  CHECK(facts.user("dev")->name == "Devi");
  CHECK(signIn(R"({"email":"DEV@acme.test","role":"finance","id":"dev"})").allowed);
  CHECK(facts.user("dev")->role == "finance");
  CHECK(given::told(signIn(R"({"email":"dev@acme.test","role":"finance","id":"fin"})").problems, "name_taken", "id"));
  CHECK(given::carryOut(facts, R"({"principal":{"system":true},"action":"user.remove","resource":{"user":"fin"}})")
            .allowed);
  CHECK(signIn(R"({"email":"new@acme.test","role":"finance","id":"n","name":""})").allowed);
  CHECK(facts.user("n")->name == "new@acme.test");
  CHECK(signIn(R"({"email":"more@acme.test","role":"finance"})").reason == Reason::limit_reached);
  CHECK(signIn(R"({"email":"new@acme.test","role":"developer","id":"n"})").allowed);
}

}  // namespace lockstep
