// What a change would give and take, before it is made.
#include <doctest/doctest.h>

#include <algorithm>

#include "given.h"

namespace lockstep {

namespace {

Account acme() {
  return given::account(R"("groups":[{"id":"g1","name":"Design","members":["rita"]}],"assets":[{"id":"f1","kind":"folder","path":"/m"},{"id":"f2","kind":"folder","path":"/m/sub"},{"id":"a1","kind":"file","path":"/m/sub/x.png"},
    {"id":"f3","kind":"folder","path":"/private"}],"shares":[{"on":"f1","with":{"group":"g1"},"level":"contribute"}])");
}

const Difference* of(const Preview& preview, std::string_view user, std::string_view place) {
  for (const auto& difference : preview.differences)
    if (difference.user == user && difference.place == place) return &difference;
  return nullptr;
}

bool has(const std::vector<std::string>& list, std::string_view entry) { return std::find(list.begin(), list.end(), entry) != list.end(); }

Preview ada(const Account& account, std::string_view action, std::string_view rest) {
  return preview(account, given::request(R"({"principal":{"user":"ada"},"action":")" + std::string(action) + "\"," + std::string(rest) + "}"));
}

}  // namespace

TEST_CASE("a folder that moves shows who loses access to it, and the account stays as it is") {
  const Account account = acme();
  const std::string before = toJson(account.toValue());
  const Preview moved = ada(account, "asset.move", R"("resource":{"path":"/m/sub"},"context":{"to":"/private"})");
  CHECK(moved.decision.allowed);
  const Difference* lost = of(moved, "rita", "/private/sub");
  REQUIRE(lost != nullptr);
  CHECK(lost->before == 2);
  CHECK(lost->after == 0);
  CHECK(has(lost->lost, "asset.view"));
  CHECK(lost->gained.empty());
  CHECK(of(moved, "vera", "/private/sub") == nullptr);
  CHECK(toJson(account.toValue()) == before);
}

TEST_CASE("a share shows what is gained and where") {
  const Preview shared = ada(acme(), "asset.share", R"("resource":{"path":"/private"},"context":{"with":{"group":"g1"},"level":"manage"})");
  const Difference* gained = of(shared, "rita", "/private");
  REQUIRE(gained != nullptr);
  CHECK(gained->before == 0);
  CHECK(gained->after == 3);
  CHECK(has(gained->gained, "asset.delete"));
  CHECK(of(shared, "rita", "/m") == nullptr);
}

TEST_CASE("a share that is taken away shows the loss once, not for everything inside") {
  const Preview taken = ada(acme(), "asset.unshare", R"("resource":{"path":"/m"},"context":{"with":{"group":"g1"}})");
  REQUIRE(of(taken, "rita", "/m") != nullptr);
  CHECK(of(taken, "rita", "/m")->after == 0);
  CHECK(of(taken, "rita", "/m/sub") == nullptr);
}

TEST_CASE("a role that changes shows what is gained and lost on the account too") {
  const Preview changed = ada(acme(), "user.set_role", R"("resource":{"user":"rita"},"context":{"role":"finance"})");
  const Difference* account = of(changed, "rita", "");
  REQUIRE(account != nullptr);
  CHECK(has(account->gained, "billing.view"));
  CHECK(has(account->lost, "collection.create"));
  REQUIRE(of(changed, "rita", "/m") != nullptr);
  CHECK(of(changed, "rita", "/m")->after == 0);
  CHECK(of(changed, "vera", "/m") == nullptr);
}

TEST_CASE("a downgrade shows what everybody loses") {
  const Preview changed = preview(acme(), given::request(R"({"principal":{"system":true},"action":"account.set_plan","context":{"plan":"paid"}})"));
  CHECK(has(of(changed, "rita", "/m")->lost, "asset.view"));
  CHECK(has(of(changed, "ada", "")->lost, "group.create"));
  CHECK(given::contains(toJson(toValue(changed, given::policy())), R"({"user":"rita","path":"/m","before":"contribute","after":"contribute","gained":[],"lost":["asset.view",)"));
}

TEST_CASE("a change that is refused previews its refusal and no differences") {
  const Preview refused = ada(acme(), "user.remove", R"("resource":{"user":"ada"})");
  CHECK_FALSE(refused.decision.allowed);
  CHECK(refused.decision.reason == Reason::own_account);
  CHECK(refused.differences.empty());
}

}  // namespace lockstep
