// The chain of an allowance: on which grants it rests.
#include <doctest/doctest.h>

#include "level_words.h"
#include "library.h"

namespace lockstep {

using given::library;
using given::rita;

TEST_CASE("the chain of an allowance names the share of a group, with its place") {
  const Decision decision = rita(library(), "file.download", R"("resource":{"path":"/marketing/deep/er/x.png"})");
  REQUIRE(decision.allowed);
  REQUIRE(decision.because.size() == 1);
  CHECK(decision.because[0].kind == Grant::Kind::share);
  CHECK(decision.because[0].on == "/marketing");
  CHECK(decision.because[0].with == Subject::group("g1"));
  CHECK(decision.because[0].level == given::levelNamed("view"));
  CHECK(decision.message == "Allowed: “Can view” on /marketing, through a share.");
  CHECK(decision.show == Show::enabled);
  CHECK(decision.reason == Reason::none);
  CHECK(decision.remedies.empty());
}

TEST_CASE("the chain names the highest grant alone") {
  const Decision decision = rita(library(), "tags.edit", R"("resource":{"path":"/marketing/summer/x.png"})");
  REQUIRE(decision.allowed);
  REQUIRE(decision.because.size() == 1);
  CHECK(decision.because[0].on == "/marketing/summer");
  CHECK(decision.because[0].with == Subject::user("rita"));
}

TEST_CASE("grants of the same level are all named") {
  const Account account = given::account(
      R"("groups":[{"id":"g1","name":"A","members":["rita"]}],"assets":[{"id":"f1","kind":"folder","path":"/m"},{"id":"f2","kind":"folder","path":"/m/n"}],
    "shares":[{"on":"f1","with":{"group":"g1"},"level":"view"},{"on":"f2","with":{"user":"rita"},"level":"view"}])");
  CHECK(rita(account, "asset.view", R"("resource":{"path":"/m/n"})").because.size() == 2);
}

TEST_CASE("the chain names owning, and the folder that is owned") {
  const Decision decision = rita(library(), "asset.delete", R"("resource":{"path":"/own/sub/x.png"})");
  REQUIRE(decision.allowed);
  CHECK(decision.because.at(0).kind == Grant::Kind::owner);
  CHECK(decision.because.at(0).on == "/own");
  CHECK(decision.message == "Allowed: you own /own.");
}

TEST_CASE("the chain names the collection through which an asset is seen") {
  const Decision decision = rita(library(), "asset.view", R"("resource":{"path":"/loose/pic.png"})");
  REQUIRE(decision.allowed);
  CHECK(decision.because.at(0).kind == Grant::Kind::collection);
  CHECK(decision.because.at(0).collection == "c1");
  CHECK(decision.because.at(0).level == given::levelNamed("view"));
  // Managing the collection is no contributing to what is in it (R-116).
  CHECK(rita(library(), "tags.edit", R"("resource":{"path":"/loose/pic.png"})").reason == Reason::level_too_low);
}

TEST_CASE("the chain on a collection names its owner or its share") {
  CHECK(rita(library(), "collection.delete", R"("resource":{"collection":"c2"})").because.at(0).kind ==
        Grant::Kind::owner);
  const Decision shared = rita(library(), "collection.view", R"("resource":{"collection":"c1"})");
  CHECK(shared.because.at(0).kind == Grant::Kind::share);
  CHECK(shared.because.at(0).collection == "c1");
  CHECK(given::contains(toJson(toValue(shared, given::policy())),
                        R"({"kind":"share","collection":"c1","with":{"user":"rita"},"level":"manage"})"));
}

TEST_CASE("the chain has two places where an action needs two") {
  const Decision decision =
      rita(library(), "asset.copy", R"("resource":{"path":"/own/x.png"},"context":{"to":"/marketing/summer"})");
  REQUIRE(decision.allowed);
  REQUIRE(decision.because.size() == 2);
  CHECK(decision.because[0].on == "/own");
  CHECK(decision.because[1].on == "/marketing/summer");
}

TEST_CASE("the chain of a blanket role is the role") {
  const Account account = library();
  const Decision decision =
      given::ask(account, R"({"principal":{"user":"vera"},"action":"asset.view","resource":{"path":"/secret/x.png"}})");
  REQUIRE(decision.allowed);
  CHECK(decision.because.at(0).kind == Grant::Kind::role);
  CHECK(decision.because.at(0).name == "media_library_view_only_access");
  // The chain has the level also where the role allows everything by name.
  for (const auto& [who, role] :
       {std::pair<std::string, std::string>{"dev", "developer"}, {"ada", "account_administrator"}}) {
    const Grant grant = given::ask(account, R"({"principal":{"user":")" + who +
                                                R"("},"action":"asset.view","resource":{"path":"/secret/x.png"}})")
                            .because.at(0);
    CHECK(grant.name == role);
    CHECK(grant.level == account.policy().allLevels());
  }
  CHECK(given::ask(account, R"({"principal":{"system":true},"action":"account.set_plan","context":{"plan":"free"}})")
            .because.at(0)
            .kind == Grant::Kind::system);
}

}  // namespace lockstep
