// What a change would give and take, before it is made.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "generated.h"
#include "level_words.h"
#include "lockstep/account/path.h"

namespace lockstep {

namespace {

Account acme() {
  return given::account(
      R"("groups":[{"id":"g1","name":"Design","members":["rita"]}],"assets":[{"id":"f1","kind":"folder","path":"/m"},{"id":"f2","kind":"folder","path":"/m/sub"},{"id":"a1","kind":"file","path":"/m/sub/x.png"},
    {"id":"f3","kind":"folder","path":"/private"}],"shares":[{"on":"f1","with":{"group":"g1"},"level":"contribute"}])");
}

const Difference* of(const Preview& preview, std::string_view user, std::string_view place) {
  for (const auto& difference : preview.differences)
    if (difference.user == user && difference.place == place) return &difference;
  return nullptr;
}

bool has(const std::vector<std::string>& list, std::string_view entry) {
  return std::find(list.begin(), list.end(), entry) != list.end();
}

Preview ada(const Account& account, std::string_view action, std::string_view rest) {
  return preview(account, given::request(R"({"principal":{"user":"ada"},"action":")" + std::string(action) + "\"," +
                                         std::string(rest) + "}"));
}

// ---- The same by looking at every user everywhere ----

using Place = std::optional<Resource>;

Place placeOf(const Account& account, const std::string& id) {
  if (const Asset* asset = account.asset(id)) return Resource::at(asset->path);
  if (account.collection(id) != nullptr) return Resource{Resource::Kind::collection, id, {}, anyKind};
  return std::nullopt;
}

LevelSet levelAt(const Access& access, const Place& place, const Context& context) {
  if (!place || access.role() == nullptr || place->kind == Resource::Kind::account) return {};
  if (!access.isShared()) return access.role()->level;
  return place->kind == Resource::Kind::collection ? access.levels().onCollection(place->id, context.now).level
                                                   : access.levels().at(place->id, context.now);
}

std::vector<std::string> lackingIn(const Access& access, const Access& other, const Place& place,
                                   const Place& otherPlace, const Context& context) {
  std::vector<std::string> lacking;
  for (const auto& action : access.policy().actions())
    if (place && access.can(action.name, *place, context) &&
        !(otherPlace && other.can(action.name, *otherPlace, context)))
      lacking.emplace_back(action.name);
  return lacking;
}

bool termsDiffer(const Account& before, const Account& after, const std::string& id) {
  const User *was = before.user(id), *is = after.user(id);
  return was == nullptr || is == nullptr || was->role != is->role || before.plan != after.plan ||
         before.featureOverrides != after.featureOverrides;
}

/// Whether a limit is reached on one side alone: by what the whole account has, or by what an item has.
struct Filled {
  bool onAccount = false, everywhere = false, here = false;

  Filled(const Account& before, const Account& after, const std::string& item, std::optional<Time> now) {
    const auto keys = [&](const Account& account) {
      const auto& all = account.apiKeys();
      return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](const auto& entry) {
        return !entry.second.endsAt || !now || *now < *entry.second.endsAt;
      }));
    };
    const auto flips = [&](const char* limit, auto count) {
      const auto isReached = [&](const Account& account) {
        return static_cast<std::int64_t>(count(account)) >= account.maximum(*account.policy().limit(limit));
      };
      return isReached(before) != isReached(after);
    };
    everywhere = flips("links", [](const Account& account) { return account.links().size(); });
    onAccount = everywhere || flips("users", [](const Account& account) { return account.users().size(); }) ||
                flips("groups", [](const Account& account) { return account.groups().size(); }) ||
                flips("apiKeys", keys);
    here = flips("linksPerResource", [&](const Account& account) { return account.linksOn(item).size(); }) ||
           flips("collectionsPerAsset", [&](const Account& account) { return account.collectionsOf(item).size(); });
  }
};

std::optional<Difference> differenceAt(const Access& was, const Access& is, const Place& before, const Place& after,
                                       const Context& context, bool everywhere) {
  Difference difference;
  difference.user = was.principal().id;
  if (after)
    difference.place = after->id;
  else if (before)
    difference.place = before->id;
  difference.isCollection = (after ? after : before)->kind == Resource::Kind::collection;
  difference.before = levelAt(was, before, context), difference.after = levelAt(is, after, context);
  if (!everywhere && difference.before == difference.after && before.has_value() == after.has_value())
    return std::nullopt;
  difference.gained = lackingIn(is, was, after, before, context),
  difference.lost = lackingIn(was, is, before, after, context);
  if (difference.before == difference.after && difference.gained.empty() && difference.lost.empty())
    return std::nullopt;
  return difference;
}

/// Without what lies in a folder that fares alike.
void addWithoutCascades(const std::vector<Difference>& found, const std::set<std::string>& filled,
                        std::vector<Difference>& all) {
  std::map<std::string_view, const Difference*> byPath;
  for (const auto& difference : found)
    if (!difference.isCollection && !difference.place.empty()) byPath[difference.place] = &difference;
  for (const auto& difference : found) {
    const Difference* above = nullptr;
    if (!difference.isCollection && !difference.place.empty())
      for (std::string_view path = difference.place; path != "/" && above == nullptr;) {
        path = parentPath(path);
        if (const auto known = byPath.find(path); known != byPath.end()) above = known->second;
      }
    const bool isAlike = above != nullptr && above->before == difference.before && above->after == difference.after;
    if (!isAlike || filled.contains(difference.place)) all.push_back(difference);
  }
}

std::vector<Difference> differencesOfAll(const Account& before, const Account& after, std::optional<Time> now) {
  Context context;
  context.now = now;
  std::vector<std::string> ids;
  for (const auto ids_of : {+[](const Account& account) { return generated::idsOf(account.assets()); },
                            +[](const Account& account) { return generated::idsOf(account.collections()); }}) {
    std::set<std::string> both;
    for (const Account* account : {&before, &after})
      for (auto& id : ids_of(*account)) both.insert(std::move(id));
    ids.insert(ids.end(), both.begin(), both.end());
  }
  std::set<std::string> users;
  for (const Account* account : {&before, &after})
    for (auto& id : generated::idsOf(account->users())) users.insert(std::move(id));
  std::vector<Difference> all;
  for (const auto& user : users) {
    const Access was(before, Principal::user(user)), is(after, Principal::user(user));
    const bool everywhere = termsDiffer(before, after, user);
    std::vector<Difference> found;
    std::set<std::string> full;
    if (auto difference = differenceAt(was, is, Resource{}, Resource{}, context,
                                       everywhere || Filled(before, after, "", now).onAccount))
      found.push_back(std::move(*difference));
    for (const auto& id : ids) {
      const Filled filled(before, after, id, now);
      auto difference = differenceAt(was, is, placeOf(before, id), placeOf(after, id), context,
                                     everywhere || filled.everywhere || filled.here);
      if (!difference) continue;
      if (filled.here) full.insert(difference->place);
      found.push_back(std::move(*difference));
    }
    addWithoutCascades(found, full, all);
  }
  return all;
}

std::string described(Preview preview, const Policy& policy) {
  preview.decision = {};
  return toJson(toValue(preview, policy));
}

}  // namespace

TEST_CASE("a preview finds what a look at every user at every place would, and one of nothing looks at no user") {
  std::size_t differences = 0, compared = 0, everything = 0;
  for (const bool stops : {false, true}) {
    const Policy policy = stops ? given::policyWithLimitedFolders() : given::policy();
    for (std::uint64_t seed = 5000; seed < 5000 + generated::cases(60); ++seed) {
      generated::Random random(seed);
      Account account = generated::account(random, policy);
      for (int step = 0; step < 20; ++step) {
        const Account before = account;
        Request request = generated::RequestMaker(random, before, 97)
                              .make(random.chance(50)   ? Principal::user("ada")
                                    : random.chance(40) ? Principal::system()
                                                        : Principal::user("r" + std::to_string(random.below(4))));
        // Two that are made at random would differ.
        if (!request.context.id) request.context.id = "made" + std::to_string(step);
        const Preview seen = preview(before, request);
        const auto done = apply(account, request);
        // A name in place of a hidden one is not shown before it is there.
        if (!done.decision.warnings.empty() && done.decision.warnings[0] == "renamed") continue;
        Preview expected{{}, differencesOfAll(before, account, request.context.now), 0};
        REQUIRE_MESSAGE(described(seen, policy) == described(expected, policy),
                        "seed " << seed << ", step " << step << ": " << generated::described(request));
        CHECK(toJson(toValue(seen.decision, policy)) == toJson(toValue(done.decision, policy)));
        if (done.delta.from == done.delta.to) CHECK(seen.compared == 0);
        differences += seen.differences.size(), compared += seen.compared;
        everything += before.users().size() * (1 + before.assets().size() + before.collections().size());
      }
    }
  }
  CHECK(differences > 500);
  CHECK_MESSAGE(compared * 5 < everything, compared << " of " << everything);
}

TEST_CASE("a limit that a change fills, empties, raises or lowers is gained or lost") {
  const Account account = given::account(
      R"("limits":{"users":6,"linksPerResource":1},"assets":[{"id":"f1","kind":"folder","path":"/m"},{"id":"f2","kind":"folder","path":"/m/sub"}],"links":[{"id":"l1","on":"f2"}])");
  const auto host = [&](std::string_view action, std::string_view context) {
    return preview(account, given::request(R"({"principal":{"system":true},"action":")" + std::string(action) +
                                           R"(","context":)" + std::string(context) + "}"));
  };
  const Preview lowered = host("account.set_limit", R"({"limit":"users","value":5})");
  REQUIRE(of(lowered, "ada", "") != nullptr);
  CHECK(of(lowered, "ada", "")->lost == std::vector<std::string>{"user.add"});
  CHECK(lowered.differences.size() == 1);
  CHECK(of(host("account.set_limit", R"({"limit":"linksPerResource","value":2})"), "dev", "/m/sub")->gained ==
        std::vector<std::string>{"link.create"});
  CHECK(host("account.set_limit", R"({"limit":"groups","value":7})").differences.empty());
  CHECK(has(of(host("account.set_limit", R"({"limit":"links","value":1})"), "ada", "/m")->lost, "link.create"));
  CHECK(of(ada(account, "user.add", R"("context":{"name":"New","email":"new@acme.test","role":"finance"})"), "ada", "")
            ->lost == std::vector<std::string>{"user.add"});
  CHECK(of(ada(account, "link.create", R"("resource":{"path":"/m"})"), "dev", "/m")->lost ==
        std::vector<std::string>{"link.create"});
  CHECK(of(ada(account, "link.delete", R"("resource":{"link":"l1"})"), "dev", "/m/sub")->gained ==
        std::vector<std::string>{"link.create"});
}

TEST_CASE("a preview looks only at whom and what the change may concern") {
  const Account account = acme();
  CHECK(ada(account, "group.create", R"("context":{"name":"New"})").compared == 0);
  const Preview shared = ada(account, "asset.share",
                             R"("resource":{"path":"/private"},"context":{"with":{"user":"rita"},"level":"view"})");
  CHECK(shared.compared == 1);
  const Preview taken = ada(account, "asset.unshare", R"("resource":{"path":"/m"},"context":{"with":{"group":"g1"}})");
  CHECK(taken.compared == 3);
}

TEST_CASE("a preview for a user names the users in their slice alone") {
  const Account account = acme();
  const Request request = given::request(
      R"({"principal":{"user":"ada"},"action":"asset.share","resource":{"path":"/private"},"context":{"with":{"group":"g1"},"level":"view"}})");
  const Account vera = sliceFor(account, Principal::user("vera"), given::noon),
                rita = sliceFor(account, Principal::user("rita"), given::noon);
  REQUIRE(vera.user("rita") == nullptr);
  CHECK(preview(account, request, {}, &vera).differences.empty());
  CHECK(preview(account, request, {}, &vera).compared == 0);
  CHECK(of(preview(account, request, {}, &rita), "rita", "/private") != nullptr);
}

TEST_CASE("a folder that moves shows who loses access to it, and the account stays as it is") {
  const Account account = acme();
  const std::string before = toJson(account.toValue());
  const Preview moved = ada(account, "asset.move", R"("resource":{"path":"/m/sub"},"context":{"to":"/private"})");
  CHECK(moved.decision.allowed);
  const Difference* lost = of(moved, "rita", "/private/sub");
  REQUIRE(lost != nullptr);
  CHECK(lost->before == given::levelNamed("contribute"));
  CHECK_FALSE(lost->after.any());
  CHECK(has(lost->lost, "asset.view"));
  CHECK(lost->gained.empty());
  CHECK(of(moved, "vera", "/private/sub") == nullptr);
  CHECK(toJson(account.toValue()) == before);
}

TEST_CASE("a share shows what is gained and where") {
  const Preview shared = ada(acme(), "asset.share",
                             R"("resource":{"path":"/private"},"context":{"with":{"group":"g1"},"level":"manage"})");
  const Difference* gained = of(shared, "rita", "/private");
  REQUIRE(gained != nullptr);
  CHECK_FALSE(gained->before.any());
  CHECK(gained->after == given::levelNamed("manage"));
  CHECK(has(gained->gained, "asset.delete"));
  CHECK(of(shared, "rita", "/m") == nullptr);
}

TEST_CASE("a share that is taken away shows the loss once, not for everything inside") {
  const Preview taken = ada(acme(), "asset.unshare", R"("resource":{"path":"/m"},"context":{"with":{"group":"g1"}})");
  REQUIRE(of(taken, "rita", "/m") != nullptr);
  CHECK_FALSE(of(taken, "rita", "/m")->after.any());
  CHECK(of(taken, "rita", "/m/sub") == nullptr);
}

TEST_CASE("a role that changes shows what is gained and lost on the account too") {
  const Preview changed = ada(acme(), "user.set_role", R"("resource":{"user":"rita"},"context":{"role":"finance"})");
  const Difference* account = of(changed, "rita", "");
  REQUIRE(account != nullptr);
  CHECK(has(account->gained, "billing.view"));
  CHECK(has(account->lost, "collection.create"));
  REQUIRE(of(changed, "rita", "/m") != nullptr);
  CHECK_FALSE(of(changed, "rita", "/m")->after.any());
  CHECK(of(changed, "vera", "/m") == nullptr);
}

TEST_CASE("a downgrade shows what every user loses") {
  const Preview changed = preview(
      acme(), given::request(R"({"principal":{"system":true},"action":"account.set_plan","context":{"plan":"paid"}})"));
  CHECK(has(of(changed, "rita", "/m")->lost, "asset.view"));
  CHECK(has(of(changed, "ada", "")->lost, "group.create"));
  CHECK(given::contains(
      toJson(toValue(changed, given::policy())),
      R"({"user":"rita","path":"/m","before":"contribute","after":"contribute","gained":[],"lost":["asset.view",)"));
}

TEST_CASE("a change that is refused previews its refusal and no differences") {
  const Preview refused = ada(acme(), "user.remove", R"("resource":{"user":"ada"})");
  CHECK_FALSE(refused.decision.allowed);
  CHECK(refused.decision.reason == Reason::own_account);
  CHECK(refused.differences.empty());
}

}  // namespace lockstep
