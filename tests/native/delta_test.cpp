// A delta brings a snapshot on, or is refused as a whole.
#include <doctest/doctest.h>

#include "given.h"

namespace lockstep {

namespace {

Account acme() {
  return given::account(
      R"("groups":[{"id":"g1","name":"Design","members":["rita"]}],"assets":[{"id":"f1","kind":"folder","path":"/m"},{"id":"a1","kind":"file","path":"/m/x.png"}],
    "shares":[{"on":"f1","with":{"group":"g1"},"level":"view"}],"comments":[{"id":"m1","on":"a1","author":"rita"}])");
}

Access open(const Account& account, std::string_view user = "rita") {
  return Access::open(account.policy(), snapshot(account, Principal::user(std::string(user)), given::noon)).value();
}

std::string factsOf(const Access& access) { return toJson(access.facts().toValue()); }

/// The delta of a change, as Rita gets it.
std::string change(Account& account, std::string_view request) {
  const Account before = account;
  const Decision decision = given::carryOut(account, request);
  REQUIRE_MESSAGE(decision.allowed, request);
  return toJson(toValue(deltaBetween(sliceFor(before, Principal::user("rita"), given::noon),
                                     sliceFor(account, Principal::user("rita"), given::noon))));
}

std::string with(std::string text, std::string_view old, std::string_view fresh) {
  const auto at = text.find(old);
  REQUIRE_MESSAGE(at != std::string::npos, old << " in " << text);
  return text.replace(at, old.size(), fresh);
}

constexpr std::string_view shareMore =
    R"({"principal":{"user":"ada"},"action":"asset.share","resource":{"path":"/m"},"context":{"with":{"user":"rita"},"level":"manage"}})";
constexpr std::string_view leaveGroup =
    R"({"principal":{"user":"ada"},"action":"group.delete","resource":{"group":"g1"}})";

}  // namespace

TEST_CASE("a share arrives, and goes, by delta") {
  Account account = acme();
  Access access = open(account);
  CHECK_FALSE(access.can("asset.delete", Resource::at("/m/x.png")));
  CHECK(access.update(change(account, shareMore)).empty());
  CHECK(access.can("asset.delete", Resource::at("/m/x.png")));
  CHECK(access.facts().revision == 8);
  CHECK(
      access
          .update(change(
              account,
              R"({"principal":{"user":"ada"},"action":"asset.unshare","resource":{"path":"/m"},"context":{"with":{"user":"rita"}}})"))
          .empty());
  CHECK_FALSE(access.can("asset.delete", Resource::at("/m/x.png")));
  CHECK(access.update(change(account, leaveGroup)).empty());
  CHECK(access.decide("asset.view", Resource::at("/m/x.png")).reason == Reason::not_shared);
  CHECK_FALSE(given::contains(factsOf(access), "/m"));
}

TEST_CASE("a role that changes, and its user's removal, arrive by delta") {
  Account account = acme();
  Access access = open(account);
  CHECK(
      access
          .update(change(
              account,
              R"({"principal":{"user":"ada"},"action":"user.set_role","resource":{"user":"rita"},"context":{"role":"media_library_full_access"}})"))
          .empty());
  CHECK(access.can("asset.delete", Resource::at("/anything")));
  CHECK(
      access
          .update(change(account, R"({"principal":{"user":"ada"},"action":"user.remove","resource":{"user":"rita"}})"))
          .empty());
  CHECK(access.decide("profile.edit").reason == Reason::unknown_principal);
}

TEST_CASE("an access object is never copied, and one that has moved follows its updates") {
  static_assert(!std::is_copy_constructible_v<Access> && !std::is_copy_assignable_v<Access>);
  static_assert(std::is_nothrow_move_constructible_v<Access> && std::is_nothrow_move_assignable_v<Access>);
  Account account = acme();
  Access first = open(account);
  Access moved = std::move(first);
  CHECK(moved.update(change(account, shareMore)).empty());
  CHECK(moved.can("asset.delete", Resource::at("/m/x.png")));
  Access assigned = open(account, "vera");
  assigned = std::move(moved);
  CHECK(
      assigned
          .update(change(
              account,
              R"({"principal":{"user":"ada"},"action":"user.set_role","resource":{"user":"rita"},"context":{"role":"media_library_view_only_access"}})"))
          .empty());
  CHECK(assigned.user()->id == "rita");
  CHECK_FALSE(assigned.can("asset.delete", Resource::at("/m/x.png")));
  CHECK(assigned.can("asset.view", Resource::at("/anything")));
}

TEST_CASE("a plan, a feature and a limit that change arrive by delta") {
  Account account = acme();
  Access access = open(account);
  CHECK(
      access
          .update(change(
              account,
              R"({"principal":{"system":true},"action":"account.set_feature","context":{"feature":"media_audit_log","value":false}})"))
          .empty());
  CHECK(access.decide("asset.history", Resource::at("/m")).reason == Reason::plan_required);
  CHECK(access
            .update(change(account,
                           R"({"principal":{"system":true},"action":"account.set_plan","context":{"plan":"free"}})"))
            .empty());
  CHECK(access.decide("asset.view", Resource::at("/m")).feature == "restricted_role");
}

TEST_CASE("a delta with a gap is refused and nothing has changed") {
  Account account = acme();
  Access access = open(account);
  const std::string before = factsOf(access), first = change(account, shareMore), second = change(account, leaveGroup);
  CHECK(given::told(access.update(second), "delta_gap", "/from"));
  CHECK(factsOf(access) == before);
  CHECK(access.update(first).empty());
  CHECK(given::told(access.update(first), "delta_gap", "/from"));
  CHECK(access.update(second).empty());
}

TEST_CASE("a delta that ends before it starts is refused") {
  Account account = acme();
  Access access = open(account);
  const std::string before = factsOf(access);
  CHECK_FALSE(access.update(with(change(account, shareMore), "\"to\":8", "\"to\":6")).empty());
  CHECK(factsOf(access) == before);
}

TEST_CASE("a delta of another account or policy is refused and nothing has changed") {
  Account account = acme();
  Access access = open(account);
  const std::string before = factsOf(access), delta = change(account, shareMore);
  CHECK(given::told(access.update(with(delta, "\"account\":\"acme\"", "\"account\":\"other\"")), "delta_foreign",
                    "/account"));
  CHECK(given::told(access.update(with(delta, given::policy().digest(), std::string(64, '0'))), "delta_foreign",
                    "/policy"));
  CHECK(factsOf(access) == before);
}

TEST_CASE("a delta of another history is refused, one that names none is taken") {
  Account account = acme();
  account.epoch = "9f2c81d07a3b4c5d";
  Access access = open(account);
  CHECK(access.facts().epoch == account.epoch);
  const std::string before = factsOf(access), delta = change(account, shareMore);
  CHECK(given::told(access.update(with(delta, account.epoch, "0000000000000000")), "history_differs", "/epoch"));
  CHECK(factsOf(access) == before);
  CHECK(access.update(with(delta, "\"epoch\":\"9f2c81d07a3b4c5d\",", "")).empty());
}

TEST_CASE("a delta that cannot be read changes nothing, whatever else it says") {
  Account account = acme();
  Access access = open(account);
  const std::string before = factsOf(access), delta = change(account, shareMore);
  for (const auto& bad :
       {with(delta, "\"level\":\"manage\"", "\"level\":\"own\""), with(delta, "\"shares\"", "\"shaers\""),
        with(delta, "lockstep-delta/1", "lockstep-delta/2"), with(delta, "\"from\":7", "\"from\":\"7\""),
        with(delta, "\"plan\":\"enterprise\"", "\"plan\":\"gold\""), std::string("{}"), std::string(""),
        std::string("[]"), delta.substr(0, delta.size() / 2)}) {
    CHECK_FALSE(access.update(bad).empty());
    CHECK(factsOf(access) == before);
  }
  CHECK(access.update(delta).empty());
}

TEST_CASE("a delta of things that lead nowhere is refused or harmless") {
  Account account = acme();
  Access access = open(account);
  const std::string delta =
      with(change(account, shareMore), "\"shares\":[{\"on\":\"f1\"", "\"shares\":[{\"on\":\"nothing\"");
  CHECK(access.update(delta).empty());
  for (const auto& action : given::policy().actions()) CHECK_FALSE(access.can(action.name, Resource::at("/nothing")));
}

TEST_CASE("a snapshot's holder can be brought up to date from the snapshot alone") {
  Account account = acme();
  const std::string old = snapshot(account, Principal::user("rita"), given::noon);
  Access access = Access::open(given::policy(), old).value();
  change(account, shareMore);
  change(account, leaveGroup);
  const auto delta = deltaSince(account, old, given::noon + 600);
  REQUIRE_MESSAGE(delta.ok(), given::listed(delta.problems()));
  CHECK(delta->from == 7);
  CHECK(delta->to == 9);
  CHECK(access.update(toJson(toValue(*delta))).empty());
  CHECK(factsOf(access) == factsOf(open(account)));
  CHECK(access.expiresAt() == given::noon + 600 + snapshotLifetime);
}

TEST_CASE("no delta is made from a snapshot of another account, another history or a later revision") {
  Account account = acme();
  const std::string old = snapshot(account, Principal::user("rita"), given::noon);
  Account other = account;
  other.id = "other";
  CHECK(given::told(deltaSince(other, old, given::noon).problems(), "delta_foreign", "/account"));
  Account restored = account;
  restored.epoch = "9f2c81d07a3b4c5d";
  CHECK(given::told(deltaSince(restored, old, given::noon).problems(), "history_differs", "/epoch"));
  Account earlier = account;
  earlier.revision = 3;
  CHECK(given::told(deltaSince(earlier, old, given::noon).problems(), "delta_gap", "/revision"));
  CHECK_FALSE(deltaSince(account, "{}", given::noon).ok());
}

TEST_CASE("a delta says only what its reader may know") {
  Account account = acme();
  const std::string delta = change(
      account,
      R"({"principal":{"user":"ada"},"action":"folder.create","resource":{"path":"/"},"context":{"name":"topsecret"}})");
  CHECK_FALSE(given::contains(delta, "topsecret"));
  CHECK(given::contains(delta, "\"from\":7,\"to\":8"));
}

}  // namespace lockstep
