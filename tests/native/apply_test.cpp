// Changes: all or nothing, one revision each, and a delta of what was done.
#include <doctest/doctest.h>

#include "given.h"
#include "invariants.h"

namespace lockstep {

namespace {

Account acme() {
  return given::account(R"("limits":{"users":9},"groups":[{"id":"g1","name":"Design","members":["rita"]}],
    "assets":[{"id":"f1","kind":"folder","path":"/m"},{"id":"a1","kind":"file","path":"/m/x.png","owner":"rita"},{"id":"f2","kind":"folder","path":"/archive"},{"id":"a2","kind":"file","path":"/archive/x.png","owner":"ada"}],
    "collections":[{"id":"c1","name":"Brand","owner":"rita","items":["a1"]}],"shares":[{"on":"f1","with":{"group":"g1"},"level":"manage"},{"on":"a1","with":{"user":"rita"},"level":"view"}],
    "links":[{"id":"l1","on":"a1"}],"comments":[{"id":"m1","on":"a1","author":"rita"}],"apiKeys":[{"id":"k1","kind":"standard"}])");
}

std::string text(const Account& account) { return toJson(account.toValue()); }

Applied ada(Account& account, std::string_view action, std::string_view rest) {
  Applied done = apply(account, given::request(R"({"principal":{"user":"ada"},"action":")" + std::string(action) +
                                               "\"," + std::string(rest) + "}"));
  const auto broken = checkInvariants(account);
  CHECK_MESSAGE(broken.empty(), *broken.begin());
  return done;
}

}  // namespace

TEST_CASE("a change raises the revision by one and its delta says from where to where") {
  Account account = acme();
  const Applied done = ada(account, "folder.create", R"("resource":{"path":"/m"},"context":{"name":"new","id":"f9"})");
  CHECK(done.decision.allowed);
  CHECK(account.revision == 8);
  CHECK(done.decision.revision == 8);
  CHECK(done.delta.from == 7);
  CHECK(done.delta.to == 8);
  CHECK(toJson(*toValue(done).find("delta")->find("assets")) ==
        R"([{"id":"f9","kind":"folder","path":"/m/new","owner":"ada"}])");
}

TEST_CASE("what has no effect on access leaves the revision alone and has no delta") {
  Account account = acme();
  const std::string before = text(account);
  for (const std::string rest : {R"("resource":{"path":"/m/x.png"})"}) {
    for (const std::string action :
         {"asset.view", "file.download", "tags.edit", "file.upload_version", "metadata.update"}) {
      const Applied done = ada(account, action, rest);
      CHECK(done.decision.allowed);
      CHECK(done.delta.from == done.delta.to);
      CHECK(toJson(toValue(done)).ends_with("\"delta\":null}"));
    }
  }
  ada(account, "folder.create", R"("resource":{"path":"/"},"context":{"name":"m"})");
  ada(account, "file.rename", R"("resource":{"path":"/m/x.png"},"context":{"name":"x.png"})");
  ada(account, "group.add_member", R"("resource":{"group":"g1"},"context":{"member":"rita"})");
  ada(account, "asset.share", R"("resource":{"path":"/m/x.png"},"context":{"with":{"user":"rita"},"level":"view"})");
  ada(account, "user.edit", R"("resource":{"user":"rita"},"context":{"name":"Rita"})");
  CHECK(text(account) == before);
}

TEST_CASE("a refused change changes nothing") {
  Account account = acme();
  const std::string before = text(account);
  for (
      const std::string request :
      {R"({"principal":{"user":"vera"},"action":"asset.delete","resource":{"path":"/m"}})",
       R"({"principal":{"user":"ada"},"action":"user.remove","resource":{"user":"ada"}})",
       R"({"principal":{"user":"ada"},"action":"user.add","context":{"name":"N","email":"rita@acme.test","role":"finance"}})",
       R"({"principal":{"user":"ada"},"action":"asset.move","resource":{"path":"/m"},"context":{"to":"/m/x"}})",
       R"({"principal":{"user":"ada"},"action":"group.add_member","resource":{"group":"g1"},"context":{"member":"ada"}})"}) {
    CHECK_FALSE(given::carryOut(account, request).allowed);
    CHECK(text(account) == before);
  }
}

TEST_CASE("what a partial request leaves open is refused field by field when it is to be done") {
  Account account = acme();
  const std::string before = text(account);
  const Decision user = ada(account, "user.add", R"("context":{"name":"Nina"})").decision;
  CHECK(user.reason == Reason::context_missing);
  REQUIRE(user.problems.size() == 2);
  CHECK(user.problems[0].field == "email");
  CHECK(user.problems[1].field == "role");
  CHECK(user.show == Show::disabled);
  for (const std::string rest : {R"("resource":{"path":"/m"})"})
    for (const std::string action : {"asset.move", "asset.copy", "asset.share", "asset.unshare", "folder.create",
                                     "folder.rename", "asset.add_to_collection"})
      CHECK_MESSAGE(ada(account, action, rest).decision.reason == Reason::context_missing, action);
  for (const std::string action : {"group.create", "collection.create", "api_key.create", "user.set_role",
                                   "user.remove", "group.delete", "api_key.delete", "mfa.enforce"})
    CHECK_MESSAGE(ada(account, action, R"("context":{})").decision.reason == Reason::context_missing, action);
  CHECK(text(account) == before);
}

TEST_CASE("an id that is given is used, and must be new") {
  Account account = acme();
  ada(account, "user.add", R"("context":{"name":"Nina","email":" Nina@acme.test ","role":"finance","id":"nina"})");
  REQUIRE(account.user("nina") != nullptr);
  CHECK(account.user("nina")->email == "Nina@acme.test");
  for (const std::string taken : {"nina", "ada", "g1", "f1", "c1", "l1", "k1", "m1"}) {
    const Decision decision =
        ada(account, "user.add",
            R"("context":{"name":"Otto","email":"otto@acme.test","role":"finance","id":")" + std::string(taken) + "\"}")
            .decision;
    CHECK_MESSAGE(decision.reason == Reason::name_taken, taken);
    CHECK(decision.problems.at(0).field == "id");
  }
  CHECK(ada(account, "user.add", R"("context":{"name":"Otto","email":"otto@acme.test","role":"finance","id":""})")
            .decision.reason == Reason::name_invalid);
}

TEST_CASE("an id that is given names what is made and never takes the place of what is there") {
  Account account = acme();
  REQUIRE(ada(account, "asset.share",
              R"("resource":{"path":"/unlisted"},"context":{"with":{"user":"rita"},"level":"view","id":"f1"})")
              .decision.allowed);
  CHECK(account.asset("f1")->path == "/m");
  REQUIRE(ada(account, "link.create", R"("resource":{"path":"/unlisted too"},"context":{"id":"l9"})").decision.allowed);
  CHECK(account.link("l9") != nullptr);
  CHECK(account.assetAt("/unlisted too")->id != "l9");
  CHECK(account.link("l9")->on == account.assetAt("/unlisted too")->id);
}

TEST_CASE("an id that is made is never used twice, not after a removal either") {
  Account account = acme();
  const Applied first = ada(account, "user.add", R"("context":{"name":"N","email":"n@acme.test","role":"finance"})");
  const std::string id = first.delta.put.users().begin()->first;
  given::carryOut(account, R"({"principal":{"user":"ada"},"action":"user.remove","resource":{"user":")" + id + "\"}}");
  const Applied second = ada(account, "user.add", R"("context":{"name":"N","email":"n@acme.test","role":"finance"})");
  CHECK(second.delta.put.users().begin()->first != id);
}

TEST_CASE("removing a user takes shares, owner marks and memberships, and leaves what they made") {
  Account account = acme();
  const Applied done = ada(account, "user.remove", R"("resource":{"user":"rita"})");
  REQUIRE(done.decision.allowed);
  CHECK(account.user("rita") == nullptr);
  CHECK(account.group("g1")->members.empty());
  CHECK(account.asset("a1")->owner.empty());
  CHECK(account.collection("c1")->owner.empty());
  CHECK(account.sharesOn("a1").empty());
  CHECK(account.link("l1") != nullptr);
  CHECK(account.comment("m1")->author.empty());
  CHECK(done.delta.users == std::vector<std::string>{"rita"});
}

TEST_CASE("a move onto an existing name merges: the one there keeps its owner and gets the collections") {
  Account account = acme();
  REQUIRE(ada(account, "asset.move", R"("resource":{"path":"/m/x.png"},"context":{"to":"/archive"})").decision.allowed);
  CHECK(account.asset("a1") == nullptr);
  CHECK(account.assetAt("/archive/x.png")->id == "a2");
  CHECK(account.asset("a2")->owner == "ada");
  CHECK(account.collection("c1")->items == std::vector<std::string>{"a2"});
  CHECK(account.links().empty());
}

TEST_CASE("a folder moves with all that is in it, and links inside do not survive") {
  Account account = acme();
  REQUIRE(ada(account, "asset.move", R"("resource":{"path":"/m"},"context":{"to":"/archive"})").decision.allowed);
  CHECK(account.asset("a1")->path == "/archive/m/x.png");
  CHECK(account.asset("a1")->owner == "rita");
  CHECK(account.sharesOn("f1").size() == 1);
  CHECK(account.links().empty());
  CHECK(account.collection("c1")->items == std::vector<std::string>{"a1"});
}

namespace {

/// Folders that are not listed, with files of Ron's in them; Rita may do anything in /p and /r.
Account unlisted() {
  return given::account(
      R"("limits":{"users":9},"assets":[{"id":"p","kind":"folder","path":"/p"},{"id":"x","kind":"file","path":"/p/q/x.png","owner":"dev"},
    {"id":"r","kind":"folder","path":"/r"},{"id":"q","kind":"folder","path":"/r/q","owner":"rita"},{"id":"y","kind":"file","path":"/r/q/y.png","owner":"rita"},{"id":"z","kind":"file","path":"/r/z","owner":"rita"}],
    "collections":[{"id":"c1","name":"Brand","items":["q"]}],"shares":[{"on":"p","with":{"user":"rita"},"level":"manage"},{"on":"r","with":{"user":"rita"},"level":"manage"}])");
}

Applied rita(Account& account, std::string_view action, std::string_view rest) {
  Applied done = apply(account, given::request(R"({"principal":{"user":"rita"},"action":")" + std::string(action) +
                                               "\"," + std::string(rest) + "}"));
  const auto broken = checkInvariants(account);
  CHECK_MESSAGE(broken.empty(), *broken.begin());
  CHECK(Account::parse(toJson(account.toValue()), account.policy()).ok());
  return done;
}

}  // namespace

TEST_CASE("a folder that contains something exists, listed or not, and no user makes it their own (R-79)") {
  Account account = unlisted();
  const Applied made = rita(account, "folder.create", R"("resource":{"path":"/p"},"context":{"name":"q"})");
  CHECK(made.decision.allowed);
  CHECK(made.delta.from == made.delta.to);
  CHECK(rita(account, "file.upload", R"("resource":{"path":"/p"},"context":{"name":"q"})").decision.reason ==
        Reason::name_taken);
  CHECK(rita(account, "folder.rename", R"("resource":{"path":"/r/q"},"context":{"name":"z"})").decision.reason ==
        Reason::name_taken);
  account.eraseAsset("z");
  account.put(Asset{"w", fileKind, "/r/s/y.png", "dev"});
  CHECK(rita(account, "folder.rename", R"("resource":{"path":"/r/q"},"context":{"name":"s"})").decision.reason ==
        Reason::name_taken);
  CHECK(account.assetAt("/p/q") == nullptr);
}

TEST_CASE("a folder moved or copied onto one that is not listed joins it, and its owner comes not along (R-94, R-97)") {
  for (const std::string action : {"asset.move", "asset.copy"}) {
    Account account = unlisted();
    REQUIRE(rita(account, action, R"("resource":{"path":"/r/q"},"context":{"to":"/p"})").decision.allowed);
    const Asset* there = account.assetAt("/p/q");
    CHECK((there == nullptr || there->owner.empty()));
    CHECK((action == "asset.copy" || account.collection("c1")->items == std::vector<std::string>{there->id}));
    CHECK(account.assetAt("/p/q/y.png")->owner == "rita");
    CHECK(account.assetAt("/p/q/x.png")->owner == "dev");
    account = unlisted();
    account.put(Asset{"n", fileKind, "/n/q", "rita"});
    CHECK(rita(account, action, R"("resource":{"path":"/n/q"},"context":{"to":"/p"})").decision.reason ==
          Reason::name_taken);
  }
}

TEST_CASE("a folder moves up onto the one it lies in, whatever bears its name on the way") {
  Account account = given::account(
      R"("limits":{"users":9},"assets":[{"id":"1","kind":"folder","path":"/r"},{"id":"2","kind":"folder","path":"/r/q"},{"id":"3","kind":"folder","path":"/r/q/q"},{"id":"4","kind":"file","path":"/r/q/q/z.png"},
    {"id":"5","kind":"folder","path":"/r/q/q/q","owner":"dev"},{"id":"6","kind":"file","path":"/r/q/q/q/z.png"},{"id":"7","kind":"file","path":"/r/q/q/q/a.png"}])");
  REQUIRE(ada(account, "asset.move", R"("resource":{"path":"/r/q/q"},"context":{"to":"/r"})").decision.allowed);
  CHECK(account.asset("4")->path == "/r/q/z.png");
  CHECK(account.asset("5")->path == "/r/q/q");
  CHECK(account.asset("6")->path == "/r/q/q/z.png");
  CHECK(account.asset("7")->path == "/r/q/q/a.png");
  CHECK(account.assets().size() == 6);
  CHECK(Account::parse(text(account), account.policy()).ok());
}

TEST_CASE("a link's dates are taken away by null, and stay where nothing is said of them") {
  Account account = acme();
  const auto edit = [&](const std::string& context) {
    return ada(account, "link.edit",
               R"("resource":{"link":"l1"},"context":{"now":"2026-01-15T12:00:00Z",)" + context + "}")
        .decision.allowed;
  };
  REQUIRE(edit(R"("startsAt":"2026-01-01T00:00:00Z","endsAt":"2026-02-01T00:00:00Z")"));
  REQUIRE(edit(R"("hasPassword":true,"startsAt":null)"));
  CHECK_FALSE(account.link("l1")->startsAt.has_value());
  CHECK(account.link("l1")->endsAt.has_value());
  REQUIRE(edit(R"("endsAt":null)"));
  CHECK_FALSE(account.link("l1")->endsAt.has_value());
}

TEST_CASE("a copy belongs to the copier and takes no shares, links or collections") {
  Account account = acme();
  REQUIRE(
      given::carryOut(
          account,
          R"({"principal":{"user":"rita"},"action":"folder.create","resource":{"path":"/m"},"context":{"name":"to"}})")
          .allowed);
  REQUIRE(
      given::carryOut(
          account,
          R"({"principal":{"user":"rita"},"action":"asset.copy","resource":{"path":"/m/x.png"},"context":{"to":"/m/to"}})")
          .allowed);
  const Asset* copy = account.assetAt("/m/to/x.png");
  REQUIRE(copy != nullptr);
  CHECK(copy->owner == "rita");
  CHECK(account.sharesOn(copy->id).empty());
  CHECK(account.linksOn(copy->id).empty());
  CHECK(account.collectionsOf(copy->id).empty());
  CHECK(account.asset("a1")->path == "/m/x.png");
}

TEST_CASE("a move that would put something deeper than 50 folders is refused") {
  Account account = acme();
  std::string deep;
  for (int i = 0; i < 50; ++i) deep += "/d";
  account.put(Asset{"deep", folderKind, deep, ""});
  CHECK(ada(account, "asset.move", R"("resource":{"path":"/m/x.png"},"context":{"to":")" + deep + "\"}")
            .decision.allowed);
  const Decision folder =
      ada(account, "asset.move", R"("resource":{"path":"/m"},"context":{"to":")" + deep + "\"}").decision;
  CHECK(folder.reason == Reason::path_invalid);
  CHECK(account.asset("f1")->path == "/m");
}

TEST_CASE("a share that gives nothing more is made, with a warning (A-32)") {
  Account account = acme();
  const Applied done =
      ada(account, "asset.share", R"("resource":{"path":"/m/sub"},"context":{"with":{"user":"rita"},"level":"view"})");
  CHECK(done.decision.allowed);
  CHECK(done.decision.warnings == std::vector<std::string>{"no_effect"});
  CHECK(
      ada(account, "asset.share", R"("resource":{"path":"/archive"},"context":{"with":{"user":"rita"},"level":"view"})")
          .decision.warnings.empty());
}

TEST_CASE("the host alone changes plan, features and limits") {
  Account account = acme();
  const auto host = [&](const char* rest) {
    return given::carryOut(account, std::string(R"({"principal":{"system":true},)") + rest + "}");
  };
  CHECK(host(R"("action":"account.set_plan","context":{"plan":"paid"})").allowed);
  CHECK(account.plan == account.policy().plan("paid"));
  CHECK(host(R"("action":"account.set_limit","context":{"limit":"users","value":3})").allowed);
  CHECK(account.maximum(*given::policy().limit("users")) == 3);
  CHECK(account.users().size() == 5);
  CHECK(host(R"("action":"account.set_feature","context":{"feature":"sso","value":true})").allowed);
  CHECK(account.hasFeature(*given::policy().feature("sso")));
  CHECK(account.revision == 10);
  for (const std::string action : {"account.set_plan", "account.set_limit", "account.set_feature"})
    CHECK(ada(account, action, R"("context":{"plan":"free","limit":"users","feature":"sso"})").decision.reason ==
          Reason::role_forbids);
}

TEST_CASE("the last administrator stays on every path, the sign-in of the identity provider included") {
  Account account = acme();
  CHECK(given::carryOut(account, R"({"principal":{"system":true},"action":"user.remove","resource":{"user":"ada"}})")
            .reason == Reason::last_administrator);
  CHECK(
      given::carryOut(
          account,
          R"({"principal":{"system":true},"action":"user.set_role","resource":{"user":"ada"},"context":{"role":"finance"}})")
          .reason == Reason::last_administrator);
  CHECK(
      given::carryOut(
          account,
          R"({"principal":{"system":true},"action":"user.provision","context":{"email":"ADA@acme.test","role":"finance"}})")
          .reason == Reason::last_administrator);
  CHECK(
      given::carryOut(
          account,
          R"({"principal":{"system":true},"action":"user.provision","context":{"email":"dev@acme.test","role":"account_administrator"}})")
          .allowed);
  CHECK(
      given::carryOut(
          account,
          R"({"principal":{"system":true},"action":"user.provision","context":{"email":"ada@acme.test","role":"finance"}})")
          .allowed);
}

TEST_CASE("a rolled key keeps its scope and the old one ends at once or at its time") {
  Account account = acme();
  REQUIRE(
      ada(account, "api_key.roll",
          R"("resource":{"apiKey":"k1"},"context":{"id":"k2","endsAt":"2026-01-15T13:00:00Z","now":"2026-01-15T12:00:00Z"})")
          .decision.allowed);
  CHECK(account.apiKey("k2")->standard);
  CHECK(account.apiKey("k1")->endsAt == given::noon + 3600);
  REQUIRE(ada(account, "api_key.roll", R"("resource":{"apiKey":"k2"},"context":{"id":"k3"})").decision.allowed);
  CHECK(account.apiKey("k2") == nullptr);
  CHECK_FALSE(account.apiKey("k3")->endsAt);
}

}  // namespace lockstep
