// Least disclosure: what has ended, is closed, or is not one's own to know is in no snapshot and in no delta.
#include <doctest/doctest.h>

#include <map>

#include "alike.h"
#include "disclosure/follow.h"
#include "generated.h"
#include "level_words.h"

namespace lockstep {

namespace {

Context now(Time at) {
  Context context;
  context.now = at;
  return context;
}

std::string with(std::string text, std::string_view old, std::string_view fresh) {
  const auto at = text.find(old);
  REQUIRE_MESSAGE(at != std::string::npos, old);
  return text.replace(at, old.size(), fresh);
}

}  // namespace

TEST_CASE("of a link that does not open a visitor's snapshot holds no more than the reason") {
  constexpr std::string_view on =
      R"("assets":[{"id":"merger","kind":"folder","path":"/merger-with-initech"}],"links":[{"id":"l1","on":"merger","exposeUnpublished":true)";
  const auto told = [&](std::string_view link, std::string_view rest, Time at, bool verified = false) {
    const Account account = given::account(std::string(on) + std::string(link) + "}]" + std::string(rest));
    return std::pair(account, snapshot(account, {Principal::Kind::visitor, "l1", verified}, at));
  };
  const auto closed = [&](std::string_view link, Reason reason, std::string_view rest = "") {
    const auto snapshot = told(link, rest, given::noon);
    const Account& account = snapshot.first;
    const std::string& text = snapshot.second;
    CHECK_MESSAGE(!given::contains(text, "merger"), text);
    CHECK_FALSE(given::contains(text, "exposeUnpublished"));
    const Principal visitor{Principal::Kind::visitor, "l1"};
    const auto access = Access::open(given::policy(), text);
    REQUIRE_MESSAGE(access.ok(), given::listed(access.problems()));
    for (const char* action : {"link.open", "asset.view", "file.download"})
      for (const auto& path : {std::optional<std::string>(), std::optional<std::string>("/merger-with-initech"),
                               std::optional<std::string>("/other")}) {
        const Resource resource{Resource::Kind::link, "l1", path, anyKind};
        CHECK_MESSAGE(alike(Access(account, visitor).decide(action, resource, now(given::noon)),
                            access->decide(action, resource, now(given::noon))),
                      action << " " << path.value_or(""));
      }
    CHECK(access->decide("link.open", {Resource::Kind::link, "l1", {}, anyKind}, now(given::noon)).reason == reason);
  };
  closed(R"(,"startsAt":"2027-01-01T00:00:00Z")", Reason::link_not_started);
  closed(R"(,"endsAt":"2025-01-01T00:00:00Z")", Reason::link_expired);
  closed(R"(,"hasPassword":true)", Reason::link_password);
  const Account paid = [&] {
    Account account = told("", "", given::noon).first;
    account.plan = *given::policy().plan("paid");
    return account;
  }();
  CHECK_FALSE(given::contains(snapshot(paid, {Principal::Kind::visitor, "l1"}, given::noon), "merger"));
  CHECK_FALSE(given::contains(snapshot(paid, {Principal::Kind::visitor, "l1"}, given::noon), "\"links\""));

  // What it is on comes as soon as it opens, and with the password.
  CHECK(given::contains(told("", "", given::noon).second, "/merger-with-initech"));
  CHECK(given::contains(told(R"(,"startsAt":"2026-01-15T12:00:00Z")", "", given::noon).second, "/merger-with-initech"));
  CHECK(given::contains(told(R"(,"endsAt":"2026-01-15T12:00:00Z")", "", given::noon).second, "/merger-with-initech"));
  CHECK_FALSE(given::contains(told(R"(,"endsAt":"2026-01-15T12:00:00Z")", "", given::noon + 1).second, "merger"));
  const auto [account, text] = told(R"(,"hasPassword":true)", "", given::noon, true);
  CHECK(given::contains(text, "/merger-with-initech"));
  CHECK(given::contains(text, R"("principal":{"visitor":true,"link":"l1","passwordVerified":true})"));
  CHECK(Access::open(given::policy(), text)->can("link.open", {Resource::Kind::link, "l1", {}, anyKind}));
}

TEST_CASE("a closed link that opens meanwhile is left in doubt until a new snapshot") {
  const Account account = given::account(
      R"("assets":[{"id":"f1","kind":"folder","path":"/press"}],"links":[{"id":"l1","on":"f1","startsAt":"2026-01-15T12:00:10Z"}])");
  const Principal visitor{Principal::Kind::visitor, "l1"};
  const std::string text = snapshot(account, visitor, given::noon);
  auto access = Access::open(given::policy(), text);
  const Resource link{Resource::Kind::link, "l1", {}, anyKind};
  CHECK(access->decide("link.open", link, now(given::noon + 9)).validUntil == given::noon + 10);
  const Decision begun = access->decide("link.open", link, now(given::noon + 10));
  CHECK(begun.allowed);
  CHECK(begun.unverified == std::vector<std::string>{"outside_link", "unpublished"});
  const auto delta = deltaSince(account, text, given::noon + 10);
  REQUIRE(delta.ok());
  REQUIRE(access->update(toJson(toValue(*delta))).empty());
  CHECK(access->decide("link.open", link, now(given::noon + 10)).unverified.empty());
  CHECK(access->decide("asset.view", {Resource::Kind::link, "l1", "/press/x.png", anyKind}, now(given::noon + 10))
            .allowed);
}

TEST_CASE("a link of an account is on something; of a snapshot or a delta it may keep on what") {
  const std::string link = R"("links":[{"id":"l1"}])";
  CHECK(given::told(
      Account::parse(R"({"format":"lockstep-account/1","id":"acme","plan":"enterprise","users":[],)" + link + "}",
                     given::policy())
          .problems(),
      "field_missing", "/links/0/on"));
  const Account account = given::account();
  CHECK(Access::open(given::policy(),
                     with(snapshot(account, Principal::user("rita"), given::noon), "\"plan\"", link + ",\"plan\""))
            .ok());
  CHECK(readDelta(
            with(toJson(toValue(quietDelta(account, Visibility(), account.revision))), "\"plan\"", link + ",\"plan\""),
            account)
            .ok());
}

TEST_CASE("a share that has ended brings nothing, from the second in which it ends") {
  Account account = given::account(
      R"("groups":[{"id":"g9","name":"Board","members":["rita"]}],"assets":[{"id":"g","kind":"folder","path":"/project"},{"id":"h","kind":"folder","path":"/project/layoffs","owner":"rita"},{"id":"i","kind":"folder","path":"/kept"}],
    "collections":[{"id":"c1","name":"Takeover","items":["g"]}],"links":[{"id":"l1","on":"g"}],"comments":[{"id":"m1","on":"g","author":"rita"}],
    "shares":[{"on":"g","with":{"user":"rita"},"level":"manage","until":"2026-01-15T12:00:00Z"},{"on":"c1","with":{"group":"g9"},"level":"manage","until":"2026-01-15T12:00:00Z"},{"on":"i","with":{"user":"rita"},"level":"view"}])");
  Asset inner = *account.asset("h");
  inner.owner.clear();
  account.put(inner);
  const std::string held = snapshot(account, Principal::user("rita"), given::noon - 1),
                    ended = snapshot(account, Principal::user("rita"), given::noon);
  for (const std::string part : {"/project", "Takeover", "l1", "m1", "2026-01-15T12:00:00Z\"}", "counts"})
    CHECK_MESSAGE(given::contains(held, part), part);
  for (const std::string part : {"/project", "Takeover", "l1", "m1", "until", "counts"})
    CHECK_MESSAGE(!given::contains(ended, part), part);
  CHECK(given::contains(ended, "/kept"));

  // Nor does it by a delta, and what is renamed there is not named.
  Access access = Access::open(given::policy(), held).value();
  Asset renamed = *account.asset("g");
  renamed.path = "/merger";
  account.put(renamed);
  ++account.revision;
  const auto delta = deltaSince(account, held, given::noon);
  REQUIRE(delta.ok());
  const std::string text = toJson(toValue(*delta));
  CHECK_FALSE(given::contains(text, "merger"));
  REQUIRE(access.update(text).empty());
  CHECK(toJson(access.facts().toValue()) ==
        toJson(
            Access::open(given::policy(), snapshot(account, Principal::user("rita"), given::noon))->facts().toValue()));
}

TEST_CASE("the owner of an item is in the snapshots of users who may see who has access there, and of the owner") {
  Account account = given::account();
  for (const char* id : {"remy", "rob"})
    account.put(
        User{id, id, "", "media_library_restricted_access", given::policy().role("media_library_restricted_access")});
  for (const char* id : {"f", "z", "o"})
    account.put(Asset{id, folderKind, std::string("/") + id, std::string(id) == "o" ? "rita" : "remy"});
  for (const char* id : {"c1", "c2"}) account.put(Collection{id, id, "remy", {}});
  for (const auto& [on, level] : {std::pair<const char*, const char*>{"f", "view"},
                                  {"z", "manage"},
                                  {"o", "view"},
                                  {"c1", "contribute"},
                                  {"c2", "manage"}})
    account.put(Share{on, Subject::user("rita"), given::levelNamed(level), {}});
  const Account rita = sliceFor(account, Principal::user("rita"), given::noon);
  CHECK(rita.user("remy") != nullptr);
  CHECK(rita.asset("f")->owner.empty());
  CHECK(rita.asset("z")->owner == "remy");
  CHECK(rita.asset("o")->owner == "rita");
  CHECK(rita.collection("c1")->owner.empty());
  CHECK(rita.collection("c2")->owner == "remy");
  CHECK(sliceFor(account, Principal::user("vera"), given::noon).collection("c2")->owner.empty());
  CHECK(sliceFor(account, Principal::user("dev"), given::noon).collection("c2")->owner == "remy");

  // Without the feature no user may see who has access.
  account.featureOverrides[*given::policy().feature("sharing")] = false;
  account.featureOverrides[*given::policy().feature("user_groups")] = false;
  CHECK(sliceFor(account, Principal::user("rita"), given::noon).asset("z")->owner.empty());
  CHECK(sliceFor(account, Principal::user("rita"), given::noon).asset("o")->owner == "rita");
}

TEST_CASE("what the plan closes is not in a snapshot, and comes by delta when it opens") {
  Account account = given::account(
      R"("groups":[{"id":"g1","name":"Board","members":["rita"]}],"assets":[{"id":"f","kind":"folder","path":"/merger","owner":"rita"}],"collections":[{"id":"c1","name":"Takeover","owner":"rita","items":["f"]}],
    "shares":[{"on":"f","with":{"user":"rita"},"level":"view"}],"links":[{"id":"l1","on":"f"}],"comments":[{"id":"m1","on":"f","author":"rita"}])",
      "paid");
  const std::string closed = snapshot(account, Principal::user("rita"), given::noon);
  for (const std::string part : {"merger", "Takeover", "Board", "l1", "m1", "ada", "counts"})
    CHECK_MESSAGE(!given::contains(closed, part), part);
  const Access before = Access::open(given::policy(), closed).value();
  CHECK(before.decide("asset.view", Resource::at("/merger")).reason == Reason::plan_required);
  CHECK(before.can("profile.edit"));

  Follower follower = followerOf(account, Principal::user("rita"), given::noon);
  Account told = account;
  const auto upgraded = apply(
      account,
      given::request(R"({"principal":{"system":true},"action":"account.set_plan","context":{"plan":"enterprise"}})"));
  const auto deltas = follow(told, upgraded.delta, {&follower});
  REQUIRE(deltas[0]);
  Access access = Access::open(given::policy(), closed).value();
  REQUIRE(access.update(toJson(toValue(*deltas[0]))).empty());
  CHECK(access.can("asset.view", Resource::at("/merger")));
  CHECK(toJson(access.facts().toValue()) ==
        toJson(
            Access::open(given::policy(), snapshot(account, Principal::user("rita"), given::noon))->facts().toValue()));
}

TEST_CASE("an API key that has ended has a snapshot of nothing") {
  const Account account = given::account(
      R"("apiKeys":[{"id":"k1","kind":"standard"},{"id":"k2","kind":"standard","endsAt":"2026-01-15T12:00:00Z"}],"limits":{"zipItems":1,"publishFiles":2})");
  const std::string text = snapshot(account, {Principal::Kind::apiKey, "k2"}, given::noon);
  CHECK_FALSE(given::contains(text, "apiKeys"));
  CHECK_FALSE(given::contains(text, "limits"));
  CHECK(given::contains(snapshot(account, {Principal::Kind::apiKey, "k2"}, given::noon - 1), "apiKeys"));
}

TEST_CASE("before its time a snapshot leaves open what had ended when it was issued") {
  const Account account = given::account(
      R"("assets":[{"id":"f1","kind":"folder","path":"/m"},{"id":"f2","kind":"folder","path":"/m/n"}],"apiKeys":[{"id":"k1","kind":"standard","endsAt":"2026-01-15T12:00:00Z"}],
    "shares":[{"on":"f1","with":{"user":"rita"},"level":"view","until":"2026-01-15T12:00:00Z"},{"on":"f2","with":{"user":"rita"},"level":"view"}])");
  const auto asked = [&](const Principal& principal, std::string_view action, std::string_view path, Time at) {
    return Access::open(given::policy(), snapshot(account, principal, given::noon))
        ->decide(action, Resource::at(path), now(at));
  };
  const Principal rita = Principal::user("rita"), key{Principal::Kind::apiKey, "k1"};
  CHECK(asked(rita, "asset.view", "/m", given::noon - 1).unverified == std::vector<std::string>{"not_shared"});
  CHECK(asked(rita, "asset.delete", "/m/n", given::noon - 1).unverified == std::vector<std::string>{"level_too_low"});
  // Nothing that had ended: only that no file may be listed above.
  CHECK(asked(rita, "asset.view", "/m/n", given::noon - 1).unverified == std::vector<std::string>{"resource_mismatch"});
  CHECK(asked(rita, "asset.view", "/m", given::noon).unverified.empty());
  CHECK(asked(key, "asset.view", "/m", given::noon - 1).unverified == std::vector<std::string>{"unknown_principal"});
  CHECK(asked(key, "asset.view", "/m", given::noon).unverified.empty());
}

// ---- What a principal may not know makes no difference ----

namespace {

std::string known(const Account& slice) {
  Value counts = Value::object();
  writeCounts(counts, slice);
  return toJson(slice.toValue()) + toJson(counts);
}

/// One principal over an account that is changed only in what they may not know.
class Unknown {
 public:
  Unknown(generated::Random& random, Account account, Principal principal)
      : random_(random), account_(std::move(account)), principal_(std::move(principal)) {}

  /// Shares with the user what is invisible to them, until a moment that has passed, and moves it.
  bool endShare() {
    const Access access(account_, principal_);
    const Asset* asset =
        pick([&](const Asset& each) { return each.path != "/" && !access.levels().at(each.path, given::noon).any(); });
    if (!access.isShared() || asset == nullptr || account_.sharesOn(asset->id).contains(Subject::user(principal_.id)))
      return false;
    account_.put(Share{asset->id, Subject::user(principal_.id), given::levelNamed("manage"),
                       given::noon - static_cast<Time>(random_.below(2))});
    Asset moved = *asset;
    moved.path = "/hidden";
    account_.put(moved);
    return true;
  }
  bool hideFolder() {
    account_.put(Asset{"hidden", folderKind, "/hidden", random_.chance(50) ? "r3" : ""});
    return principal_.id != "r3";
  }
  /// Gives another owner to what the user may not share.
  bool changeOwner() {
    const Access access(account_, principal_);
    const auto isHeldLow = [&](LevelSet level) {
      return access.isShared() ? level.any() && given::rankOf(level) < 3
                               : access.role() != nullptr && given::rankOf(access.role()->level) < 3;
    };
    const auto owner = [&] { return random_.chance(50) ? std::string("r2") : std::string("r3"); };
    const Asset* asset = pick([&](const Asset& each) {
      return each.owner != principal_.id && isHeldLow(access.levels().at(each.path, given::noon));
    });
    if (principal_.id == "r2" || principal_.id == "r3" || asset == nullptr) return false;
    Asset other = *asset;
    other.owner = owner();
    account_.put(other);
    return true;
  }
  /// Puts a draft where the visitor's link leads, which does not show it.
  bool addDraft() {
    const Link* link = principal_.kind == Principal::Kind::visitor ? account_.link(principal_.id) : nullptr;
    if (link == nullptr || link->exposeUnpublished) return false;
    const Asset* folder = account_.asset(link->on);
    if (folder != nullptr && folder->kind == fileKind) return false;
    account_.put(Asset{"draft", fileKind, joinPath(folder != nullptr ? folder->path : "/", "draft.pdf"), "", false});
    if (folder != nullptr) return true;
    Collection collection = *account_.collection(link->on);
    collection.items.push_back("draft");
    account_.put(collection);
    return true;
  }
  /// Puts a visitor's link that does not open on something else.
  bool changeTarget() {
    const Link* known = principal_.kind == Principal::Kind::visitor ? account_.link(principal_.id) : nullptr;
    if (known == nullptr) return false;
    Link link = *known;
    const std::size_t why = random_.below(3);
    if (why == 0) link.startsAt = given::noon + 1;
    if (why == 1) link.endsAt = given::noon - 1;
    if (why == 2) link.hasPassword = true, principal_.passwordVerified = false;
    account_.put(link);
    before_ = slice();
    link.on = "hidden";
    hideFolder();
    account_.put(link);
    return true;
  }
  /// Shares with a user whose role the plan closes.
  bool shareOnClosedPlan() {
    const Access access(account_, principal_);
    const Asset* asset = pick([](const Asset&) { return true; });
    if (!access.isShared() || asset == nullptr) return false;
    account_.plan = PlanId{1};
    account_.featureOverrides.clear();
    before_ = slice();
    account_.put(Share{asset->id, Subject::user(principal_.id), given::levelNamed("manage"), {}});
    return true;
  }

  std::string before() const { return before_; }
  std::string slice() const { return known(sliceFor(account_, principal_, given::noon)); }

 private:
  template <class Test>
  const Asset* pick(Test test) const {
    std::vector<const Asset*> fit;
    for (const auto& [id, asset] : account_.assets())
      if (test(asset)) fit.push_back(&asset);
    return fit.empty() ? nullptr : random_.pick(fit);
  }

  generated::Random& random_;
  Account account_;
  Principal principal_;
  std::string before_ = slice();
};

}  // namespace

TEST_CASE("two accounts that differ in what a principal may not know have one snapshot") {
  using Change = bool (Unknown::*)();
  constexpr std::pair<const char*, Change> changes[] = {{"a share that has ended", &Unknown::endShare},
                                                        {"a folder", &Unknown::hideFolder},
                                                        {"an owner", &Unknown::changeOwner},
                                                        {"a draft", &Unknown::addDraft},
                                                        {"a target", &Unknown::changeTarget},
                                                        {"a share on a closed plan", &Unknown::shareOnClosedPlan}};
  std::map<std::string, int> tried;
  for (std::uint64_t seed = 4000; seed < 4000 + generated::cases(40); ++seed) {
    generated::Random random(seed);
    const Account account = generated::account(random);
    for (int i = 0; i < 6; ++i) {
      const Principal principal =
          random.chance(30) ? Principal{Principal::Kind::visitor, random.pick({"l0", "l1", "l2"}), random.chance(50)}
                            : generated::principal(random);
      for (const auto& entry : changes) {
        const auto& what = entry.first;
        const auto& change = entry.second;
        Unknown unknown(random, account, principal);
        if (!(unknown.*change)()) continue;
        ++tried[what];
        REQUIRE_MESSAGE(unknown.slice() == unknown.before(),
                        "seed " << seed << ": " << what << " for " << toJson(toValue(principal)));
      }
    }
  }
  for (const auto& entry : changes) CHECK_MESSAGE(tried[entry.first] > 10, entry.first);
}

}  // namespace lockstep
