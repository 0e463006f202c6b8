// Public links: who runs them, and whom they open for.
#include <doctest/doctest.h>

#include "library.h"

namespace lockstep {

using given::library;
using given::rita;

TEST_CASE("a link is run by who manages what it is on, whatever path is named with it") {
  Account account = given::account(
      R"("assets":[{"id":"f1","kind":"folder","path":"/own","owner":"rita"},{"id":"f2","kind":"folder","path":"/secret"}],"links":[{"id":"l1","on":"f2"},{"id":"l2","on":"f1"}])");
  for (const std::string action :
       {"link.view", "link.edit", "link.delete", "asset.view", "asset.delete", "tags.edit"}) {
    const auto ask = [&](const std::string& resource) {
      return given::carryOut(account, R"({"principal":{"user":"rita"},"action":")" + action + R"(","resource":)" +
                                          resource + R"(,"context":{"hasPassword":false}})");
    };
    CHECK_MESSAGE(ask(R"({"link":"l1","path":"/own"})").reason == Reason::resource_mismatch, action);
    CHECK_MESSAGE(ask(R"({"link":"l2","path":"/own"})").reason == Reason::resource_mismatch, action);
    CHECK_MESSAGE(ask(R"({"link":"l1"})").allowed == false, action);
    CHECK_MESSAGE(ask(R"({"link":"l2"})").allowed == action.starts_with("link."), action);
  }
  CHECK(account.links().size() == 1);
}

TEST_CASE("on an item no link is run but those of that item (R-128)") {
  Account account = given::account(
      R"("assets":[{"id":"f1","kind":"folder","path":"/own","owner":"rita"},{"id":"f2","kind":"folder","path":"/secret"}],
    "collections":[{"id":"c1","name":"Mine","owner":"rita"},{"id":"/loose","name":"Odd"}],"links":[{"id":"l1","on":"f2","hasPassword":true},{"id":"l2","on":"f1"},{"id":"l3","on":"c1"},{"id":"l4","on":"/loose"}])");
  const auto ask = [&](const std::string& action, const std::string& resource, const std::string& id) {
    return given::carryOut(account, R"({"principal":{"user":"rita"},"action":")" + action + R"(","resource":)" +
                                        resource + R"(,"context":{"owner":"rita","hasPassword":false,"id":")" + id +
                                        "\"}}");
  };
  for (const std::string action : {"link.view", "link.edit", "link.delete"}) {
    for (const std::string id : {"l1", "l3", "l4", "l9"})
      CHECK_MESSAGE(ask(action, R"({"path":"/own"})", id).reason == Reason::link_unknown, action << " " << id);
    for (const std::string id : {"l1", "l2", "l4"})
      CHECK_MESSAGE(ask(action, R"({"collection":"c1"})", id).reason == Reason::link_unknown, action << " " << id);
    CHECK_MESSAGE(ask(action, R"({"path":"/loose"})", "l4").reason == Reason::link_unknown, action);
    CHECK_MESSAGE(ask(action, R"({"path":"/own"})", "l2").allowed, action);
    CHECK_MESSAGE(ask(action, R"({"collection":"c1"})", "l3").allowed, action);
  }
  CHECK(account.links().size() == 2);
  CHECK(account.link("l1")->hasPassword);
}

TEST_CASE("on a plan without public links a visitor opens, sees and downloads nothing") {
  const char* more = R"("assets":[{"id":"a1","kind":"file","path":"/x.png"}],"links":[{"id":"l1","on":"a1"}])";
  for (const std::string action : {"link.open", "asset.view", "file.download", "asset.download_zip"}) {
    const auto request =
        given::request(R"({"principal":{"visitor":true},"action":")" + action + R"(","resource":{"link":"l1"}})");
    CHECK(decide(given::account(more), request).allowed);
    CHECK(decide(given::account(more, "paid"), request).reason == Reason::plan_required);
  }
}

TEST_CASE("a link opens for a visitor who has it, and for a signed-in user who may see it") {
  const Account account =
      given::account(R"("assets":[{"id":"a1","kind":"file","path":"/m/x.png"}],"links":[{"id":"l1","on":"a1"}])");
  const auto open = [&](const std::string& who) {
    return given::ask(account, R"({"principal":)" + who + R"(,"action":"link.open","resource":{"link":"l1"}})");
  };
  for (const std::string who : {R"({"user":"ada"})", R"({"visitor":true})", R"({"system":true})"})
    CHECK_MESSAGE(open(who).allowed, who);
  for (const std::string who : {R"({"user":"rita"})", R"({"user":"fin"})", R"({"user":"vera"})"})
    CHECK_MESSAGE(open(who).reason == Reason::link_unknown, who);
}

TEST_CASE("who has a public link may open it, by an API key of any kind as by none (R-133, R-143)") {
  const Account account =
      given::account(R"("assets":[{"id":"a","kind":"file","path":"/a.png"}],"links":[{"id":"l","on":"a"}],
    "apiKeys":[{"id":"k1","kind":"standard"},{"id":"k2","kind":"restricted","media":"none"}])");
  for (const std::string asker : {R"({"apiKey":"k1"})", R"({"apiKey":"k2"})", R"({"visitor":true})"}) {
    CHECK_MESSAGE(
        given::ask(account, R"({"principal":)" + asker + R"(,"action":"link.open","resource":{"link":"l"}})").allowed,
        asker);
    CHECK_MESSAGE(
        given::ask(account, R"({"principal":)" + asker + R"(,"action":"link.open","resource":{"link":"l9"}})").reason ==
            Reason::link_unknown,
        asker);
  }
}

TEST_CASE("to a visitor of an account without public links the plan is the reason for all that a link opens (R-31)") {
  const Account account =
      given::account(R"("assets":[{"id":"a","kind":"file","path":"/a.png"}],"links":[{"id":"l","on":"a"}])", "paid");
  const auto ask = [&](const std::string& action) {
    return given::ask(account, R"({"principal":{"visitor":true},"action":")" + action + R"(","resource":{"link":"l"}})")
        .reason;
  };
  for (const std::string action : {"link.open", "asset.view", "file.download"})
    CHECK_MESSAGE(ask(action) == Reason::plan_required, action);
  CHECK(ask("asset.delete") == Reason::role_forbids);
}

}  // namespace lockstep
