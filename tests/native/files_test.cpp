// What may be put where: files hold nothing, kinds settle, names that are hidden are passed by, and ids cannot be
// guessed.
#include <doctest/doctest.h>

#include <set>

#include "given.h"
#include "invariants.h"

namespace lockstep {

namespace {

Decision done(Account& account, std::string_view who, std::string_view action, std::string_view rest) {
  const std::string principal = who == "host" ? R"({"system":true})" : R"({"user":")" + std::string(who) + "\"}";
  const Decision decision = given::carryOut(account, R"({"principal":)" + principal + R"(,"action":")" +
                                                         std::string(action) + "\"," + std::string(rest) + "}");
  const auto broken = checkInvariants(account);
  CHECK_MESSAGE(broken.empty(), *broken.begin());
  return decision;
}

Decision asked(const Account& account, std::string_view who, std::string_view action, std::string_view rest) {
  return given::ask(account, R"({"principal":{"user":")" + std::string(who) + R"("},"action":")" + std::string(action) +
                                 "\"," + std::string(rest) + "}");
}

bool names(const Decision& decision, std::string_view what) {
  return std::find(decision.unverified.begin(), decision.unverified.end(), what) != decision.unverified.end();
}

}  // namespace

TEST_CASE("no action is at a path below a listed file, nor leads there") {
  const Account account = given::account(
      R"("assets":[{"id":"x","kind":"file","path":"/a/x.png"},{"id":"b","kind":"folder","path":"/b"}],"collections":[{"id":"c","name":"C"}],
    "shares":[{"on":"x","with":{"user":"rita"},"level":"manage"},{"on":"b","with":{"user":"rita"},"level":"manage"}])");
  for (const std::string path : {"/a/x.png/y", "/a/x.png/y/z"})
    for (const std::string user : {"ada", "rita"}) {
      for (const auto& each : {std::pair<std::string, std::string>{"folder.create", R"({"name":"n"})"},
                               {"file.upload", R"({"name":"n.png"})"},
                               {"asset.view", "{}"},
                               {"asset.move", R"({"to":"/b"})"},
                               {"asset.copy", R"({"to":"/b"})"},
                               {"asset.share", R"({"with":{"user":"rita"},"level":"view"})"},
                               {"link.create", "{}"},
                               {"comment.add", "{}"},
                               {"asset.delete", "{}"},
                               {"file.rename", R"({"name":"n.png"})"}})
        CHECK_MESSAGE(
            asked(account, user, each.first, R"("resource":{"path":")" + path + R"("},"context":)" + each.second)
                    .reason == Reason::resource_mismatch,
            user << " " << each.first << " " << path);
      for (const std::string action : {"asset.move", "asset.copy"})
        CHECK(asked(account, user, action, R"("resource":{"path":"/b"},"context":{"to":")" + path + "\"}").reason ==
              Reason::resource_mismatch);
    }
}

TEST_CASE("a kind stays open until something says what it is") {
  Account account = given::account();
  REQUIRE(done(account, "ada", "asset.share",
               R"("resource":{"path":"/docs/LICENSE"},"context":{"with":{"user":"rita"},"level":"contribute"})")
              .allowed);
  CHECK(account.assetAt("/docs/LICENSE")->kind == anyKind);
  CHECK(toJson(account.toValue()).find("\"kind\"") == std::string::npos);
  CHECK(asked(account, "rita", "file.download", R"("resource":{"path":"/docs/LICENSE"})").allowed);
  CHECK(asked(account, "rita", "file.upload", R"("resource":{"path":"/docs/LICENSE"},"context":{"name":"x"})").reason ==
        Reason::resource_mismatch);
  SUBCASE("an action on files makes it one") {
    REQUIRE(done(account, "ada", "file.publish", R"("resource":{"path":"/docs/LICENSE"},"context":{"value":false})")
                .allowed);
    CHECK(account.assetAt("/docs/LICENSE")->kind == fileKind);
  }
  SUBCASE("a new version of it makes it a file") {
    REQUIRE(done(account, "ada", "file.upload", R"("resource":{"path":"/docs"},"context":{"name":"LICENSE"})").allowed);
    CHECK(account.assetAt("/docs/LICENSE")->kind == fileKind);
  }
  SUBCASE("a request that says folder makes it one") {
    REQUIRE(done(account, "rita", "folder.create",
                 R"("resource":{"path":"/docs/LICENSE","kind":"folder"},"context":{"name":"x"})")
                .allowed);
    CHECK(account.assetAt("/docs/LICENSE")->kind == folderKind);
  }
  SUBCASE("what lies in it makes it a folder for now") {
    account.put(Asset{"n", fileKind, "/docs/LICENSE/n.png", ""});
    CHECK(
        asked(account, "rita", "file.upload", R"("resource":{"path":"/docs/LICENSE"},"context":{"name":"x"})").allowed);
    CHECK(asked(account, "rita", "file.download", R"("resource":{"path":"/docs/LICENSE"})").reason ==
          Reason::resource_mismatch);
  }
  SUBCASE("nothing else is put onto it") {
    CHECK(
        asked(account, "ada", "folder.create", R"("resource":{"path":"/docs"},"context":{"name":"LICENSE"})").reason ==
        Reason::name_taken);
    CHECK(asked(account, "ada", "asset.copy", R"("resource":{"path":"/LICENSE"},"context":{"to":"/docs"})").reason ==
          Reason::name_taken);
    CHECK(asked(account, "ada", "asset.move", R"("resource":{"path":"/other"},"context":{"to":"/docs/LICENSE"})")
              .reason == Reason::resource_mismatch);
  }
}

TEST_CASE("in an account that lists everything, what is not listed is not there") {
  Account account = given::account(
      R"("complete":true,"assets":[{"id":"a","kind":"folder","path":"/a"},{"id":"x","kind":"file","path":"/i/x.png"}],"shares":[{"on":"a","with":{"user":"rita"},"level":"manage"}])");
  for (const auto& each : {std::pair<std::string, std::string>{"file.upload", R"({"name":"n.png"})"},
                           {"folder.create", R"({"name":"n"})"},
                           {"asset.view", "{}"},
                           {"asset.delete", "{}"},
                           {"asset.share", "{}"}}) {
    CHECK_MESSAGE(asked(account, "ada", each.first, R"("resource":{"path":"/gone"},"context":)" + each.second).reason ==
                      Reason::resource_mismatch,
                  each.first);
    CHECK_MESSAGE(
        asked(account, "rita", each.first, R"("resource":{"path":"/a/gone"},"context":)" + each.second).reason ==
            Reason::resource_mismatch,
        each.first);
    CHECK_MESSAGE(
        asked(account, "rita", each.first, R"("resource":{"path":"/gone"},"context":)" + each.second).reason ==
            Reason::not_shared,
        each.first);
  }
  CHECK(asked(account, "ada", "asset.move", R"("resource":{"path":"/a"},"context":{"to":"/gone"})").reason ==
        Reason::resource_mismatch);
  CHECK(asked(account, "ada", "file.upload", R"("resource":{"path":"/i"},"context":{"name":"n.png"})").allowed);
  CHECK(asked(account, "ada", "file.upload", R"("resource":{"path":"/"},"context":{"name":"n.png"})").allowed);
  const auto page = Access::open(account.policy(), snapshot(account, Principal::user("ada"), given::noon));
  const Decision upload = page->decide("file.upload", Resource::at("/gone"));
  CHECK(upload.allowed);
  CHECK(names(upload, "resource_mismatch"));
  REQUIRE(done(account, "rita", "folder.create", R"("resource":{"path":"/a"},"context":{"name":"new"})").allowed);
  CHECK(asked(account, "rita", "file.upload", R"("resource":{"path":"/a/new"},"context":{"name":"n.png"})").allowed);
  CHECK(toJson(account.toValue()).find("\"complete\":true") != std::string::npos);
  CHECK(Account(account).complete);
}

TEST_CASE("a name that the one who asks may not see is answered as free, and stepped aside for") {
  Account account = given::account(
      R"("assets":[{"id":"x","kind":"file","path":"/team/x.png","owner":"rita"},{"id":"y","kind":"file","path":"/team/y.png","owner":"ada"},{"id":"y2","kind":"file","path":"/team/y-2.png","owner":"ada"},
    {"id":"f","kind":"folder","path":"/team/f","owner":"rita"},{"id":"g","kind":"folder","path":"/team/g"},{"id":"gx","kind":"file","path":"/team/f/in.png"},{"id":"s","kind":"file","path":"/team/seen.png","owner":"rita"}],
    "collections":[{"id":"c1","name":"Press"},{"id":"c2","name":"Mine","owner":"rita"},{"id":"c3","name":"press-2"}])");
  const auto rename = [&](const char* path, const char* action, const char* name) {
    return done(account, "rita", action,
                R"("resource":{"path":")" + std::string(path) + R"("},"context":{"name":")" + name + "\"}");
  };
  const auto ask = [&](const char* name) {
    return toJson(toValue(asked(account, "rita", "file.rename",
                                R"("resource":{"path":"/team/x.png"},"context":{"name":")" + std::string(name) + "\"}"),
                          account.policy()));
  };
  CHECK(ask("y.png") == ask("z.png"));
  CHECK(rename("/team/x.png", "file.rename", "seen.png").reason == Reason::name_taken);
  CHECK(
      asked(account, "ada", "file.rename", R"("resource":{"path":"/team/x.png"},"context":{"name":"y.png"})").reason ==
      Reason::name_taken);
  const Decision renamed = rename("/team/x.png", "file.rename", "y.png");
  CHECK(renamed.allowed);
  CHECK(renamed.warnings == std::vector<std::string>{"renamed"});
  CHECK(account.asset("x")->path == "/team/y-3.png");
  CHECK(rename("/team/f", "folder.rename", "g").allowed);
  CHECK(account.asset("gx")->path == "/team/g-2/in.png");
  CHECK(done(account, "rita", "collection.create", R"("context":{"name":"PRESS","id":"c9"})").allowed);
  CHECK(account.collection("c9")->name == "PRESS-3");
  CHECK(done(account, "rita", "collection.rename", R"("resource":{"collection":"c2"},"context":{"name":"press"})")
            .allowed);
  CHECK(account.collection("c2")->name == "press-4");
  CHECK(done(account, "rita", "collection.create", R"("context":{"name":"PRESS-4"})").reason == Reason::name_taken);
  CHECK(done(account, "ada", "collection.create", R"("context":{"name":"press"})").reason == Reason::name_taken);
}

TEST_CASE("a preview has no hidden name either") {
  const Account account = given::account(
      R"("assets":[{"id":"x","kind":"folder","path":"/team/x","owner":"rita"},{"id":"y","kind":"folder","path":"/team/zzzz"}])");
  const auto preview = [&](const char* name) {
    std::string text = toJson(toValue(
        lockstep::preview(
            account,
            given::request(
                R"({"principal":{"user":"rita"},"action":"folder.rename","resource":{"path":"/team/x"},"context":{"name":")" +
                std::string(name) + "\"}}")),
        account.policy()));
    for (auto at = text.find(name); at != std::string::npos; at = text.find(name))
      text.replace(at, std::string_view(name).size(), "NAME");
    return text;
  };
  CHECK(preview("zzzz") == preview("qqqq"));
}

TEST_CASE(
    "a copy passes by a closed folder that the copier may not see, and joins none on which they hold too little") {
  const auto policy = given::policyWithLimitedFolders();
  const std::string text =
      R"({"format":"lockstep-account/1","id":"acme","plan":"enterprise","users":[{"id":"rita","role":"media_library_restricted_access"}],
    "assets":[{"id":"b","kind":"folder","path":"/berlin"},{"id":"p","kind":"folder","path":"/berlin/pay","inherit":false},{"id":"q","kind":"folder","path":"/own","owner":"rita"},{"id":"o","kind":"folder","path":"/own/pay"},{"id":"n","kind":"file","path":"/own/pay/n.png"}],
    "shares":[{"on":"b","with":{"user":"rita"},"level":"manage"}SHARE]})";
  const auto with = [&](const std::string& share) {
    return Account::parse(std::string(text).replace(text.find("SHARE"), 5, share), policy).value();
  };
  const Request copy = given::request(
      R"({"principal":{"user":"rita"},"action":"asset.copy","resource":{"path":"/own/pay"},"context":{"to":"/berlin"}})");
  Account hidden = with("");
  CHECK(apply(hidden, copy).decision.allowed);
  CHECK(hidden.assetAt("/berlin/pay-2/n.png") != nullptr);
  CHECK(hidden.assetAt("/berlin/pay/n.png") == nullptr);
  const Account seen = with(R"(,{"on":"p","with":{"user":"rita"},"level":"view"})");
  const Decision refused = decide(seen, copy);
  CHECK(refused.reason == Reason::level_too_low);
  CHECK(refused.at == "/berlin/pay");
  for (const std::string action : {"asset.delete", "asset.copy", "asset.move"}) {
    const Decision taken =
        decide(with(""), given::request(R"({"principal":{"user":"rita"},"action":")" + action +
                                        R"(","resource":{"path":"/berlin"},"context":{"to":"/own"}})"));
    CHECK_MESSAGE(taken.reason == Reason::not_shared, action);
    CHECK(toJson(toValue(taken, policy)).find("pay") == std::string::npos);
    CHECK(taken.remedies.empty());
  }
}

TEST_CASE("ids that are made are random, short, fit for an address and never alike") {
  std::set<std::string> ids;
  for (int i = 0; i < 200; ++i) {
    Account account = given::account();
    REQUIRE(done(account, "ada", "link.create", R"("resource":{"path":"/x.png"})").allowed);
    const std::string id = account.links().begin()->first;
    CHECK(id.size() == 23);
    CHECK(id[0] == 'l');
    CHECK(id.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
          std::string::npos);
    CHECK(ids.insert(id.substr(1)).second);
    CHECK(ids.insert(account.assets().begin()->first.substr(1)).second);
  }
}

TEST_CASE("decide says at once what is wrong with an id that is given, or that it is missing") {
  const Account account = given::account(
      R"("assets":[{"id":"f","kind":"folder","path":"/f"}],"links":[{"id":"l1","on":"f","endsAt":"2026-01-15T12:00:00Z"}],"comments":[{"id":"m1","on":"f","author":"ada"}])");
  CHECK(asked(account, "ada", "group.create", R"("context":{"name":"G","id":"f"})").reason == Reason::name_taken);
  CHECK(asked(account, "ada", "group.create", R"("context":{"name":"G","id":""})").reason == Reason::name_invalid);
  CHECK(names(asked(account, "ada", "link.edit", R"("resource":{"path":"/f"})"), "id"));
  CHECK(names(asked(account, "ada", "user.remove", R"("context":{})"), "resource"));
  CHECK(asked(account, "ada", "link.edit",
              R"("resource":{"path":"/f"},"context":{"id":"l1","startsAt":"2026-01-16T00:00:00Z"})")
            .problems.at(0)
            .field == "endsAt");
  CHECK(asked(account, "ada", "link.edit",
              R"("resource":{"path":"/f"},"context":{"id":"l1","startsAt":"2026-01-16T00:00:00Z","endsAt":null})")
            .allowed);
  CHECK(
      given::ask(
          account,
          R"({"principal":{"system":true},"action":"comment.delete","resource":{"path":"/g"},"context":{"comment":"m1"}})")
          .reason == Reason::resource_mismatch);
  CHECK(
      given::ask(
          account,
          R"({"principal":{"system":true},"action":"comment.delete","resource":{"path":"/f"},"context":{"comment":"m1"}})")
          .allowed);
}

}  // namespace lockstep
