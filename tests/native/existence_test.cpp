// H-8: no answer shows a restricted user that something exists which is not theirs.
#include <doctest/doctest.h>

#include <set>

#include "generated.h"

namespace lockstep {

namespace {

/// An answer with the path that was asked about put out of sight, so that two can be compared.
std::string answer(const Account& account, const Request& request, const std::string& path) {
  std::string text = toJson(toValue(decide(account, request), account.policy()));
  for (auto at = text.find(path); at != std::string::npos; at = text.find(path, at))
    text.replace(at, path.size(), "PATH");
  return text;
}

/// The account with the assets at and below a path gone, and everything that hangs on them.
Account without(const Account& account, const std::string& path) {
  Account less = account;
  std::vector<std::string> ids;
  for (const Asset* asset : account.below(path)) ids.push_back(asset->id);
  if (const Asset* asset = account.assetAt(path)) ids.push_back(asset->id);
  for (const auto& id : ids) {
    std::vector<Subject> holders;
    less.sharesOn(id).each([&](const Share& share) { holders.push_back(share.with); });
    for (const auto& holder : holders) less.eraseShare(id, holder);
    for (const auto& link : std::set<std::string>(less.linksOn(id).begin(), less.linksOn(id).end()))
      less.eraseLink(link);
    for (const auto& comment : std::set<std::string>(less.commentsOn(id).begin(), less.commentsOn(id).end()))
      less.eraseComment(comment);
    for (const auto& holder : std::set<std::string>(less.collectionsOf(id).begin(), less.collectionsOf(id).end())) {
      Collection collection = *less.collection(holder);
      std::erase(collection.items, id);
      less.put(collection);
    }
    less.eraseAsset(id);
  }
  return less;
}

bool seesNothing(const Account& account, const std::string& user, const std::string& path) {
  const LevelIndex levels(account, user);
  if (levels.at(path, Time{0}).any()) return false;
  for (const Asset* asset : account.below(path))
    if (levels.at(asset->path, Time{0}).any()) return false;
  return true;
}

}  // namespace

TEST_CASE("asking about what one may not see is answered as if it were not there") {
  std::uint64_t compared = 0;
  for (std::uint64_t seed = 1; seed <= generated::cases(60); ++seed) {
    generated::Random random(seed);
    const Account account = generated::account(random);
    for (const std::string user : {"r0", "r1", "r2"}) {
      generated::RequestMaker maker(random, account, 90);
      for (int i = 0; i < 12; ++i) {
        const std::string path = normalPath(maker.path()).value_or("/");
        if (path == "/" || !seesNothing(account, user, path)) continue;
        const Account less = without(account, path);
        Request request = maker.make(Principal::user(user));
        request.resource = Resource::at(path);
        request.context.owner.reset();  // a user who knows the owner knows that it is there
        ++compared;
        const std::string there = answer(account, request, path), absent = answer(less, request, path);
        CHECK_MESSAGE(there == absent, "seed " << seed << ": " << generated::described(request) << "\nthere:  " << there
                                               << "\nabsent: " << absent);
      }
    }
  }
  CHECK(compared > 100);
}

TEST_CASE("a destination, an asset or a collection that one may not see is answered as if it were not there") {
  const Account account = given::account(
      R"("assets":[{"id":"f1","kind":"folder","path":"/own","owner":"rita"},{"id":"f2","kind":"folder","path":"/secret"},{"id":"a1","kind":"file","path":"/hidden.png"}],
    "collections":[{"id":"c1","name":"Mine","owner":"rita"},{"id":"c2","name":"Theirs"}],"links":[{"id":"l1","on":"f2"},{"id":"l2","on":"c2"}],"comments":[{"id":"m1","on":"a1","author":"ada"}])");
  const auto ask = [&](const std::string& rest) {
    return toJson(toValue(given::ask(account, R"({"principal":{"user":"rita"},)" + rest + "}"), given::policy()));
  };
  const auto same = [&](std::string rest, const std::string& there, const std::string& absent) {
    std::string one = ask(rest.replace(rest.find('#'), 1, there)),
                other = ask(rest.replace(rest.find(there), there.size(), absent));
    for (auto at = one.find(there); at != std::string::npos; at = one.find(there))
      one.replace(at, there.size(), absent);
    CHECK_MESSAGE(one == other, rest);
  };
  same(R"("action":"asset.move","resource":{"path":"/own/x.png"},"context":{"to":"#"})", "/secret", "/nowhere");
  same(R"("action":"asset.copy","resource":{"path":"/own/x.png"},"context":{"to":"#"})", "/hidden.png", "/no-such.png");
  same(R"("action":"collection.add_asset","resource":{"collection":"c1"},"context":{"asset":"#"})", "/hidden.png",
       "/no-such.png");
  same(R"("action":"asset.add_to_collection","resource":{"path":"/own/x.png"},"context":{"collection":"#"})", "c2",
       "c9");
  same(R"("action":"collection.view","resource":{"collection":"#"})", "c2", "c9");
  same(R"("action":"collection.delete","resource":{"collection":"#"})", "c2", "c9");
  same(R"("action":"link.view","resource":{"link":"#"})", "l1", "l9");
  same(R"("action":"link.view","resource":{"link":"#"})", "l2", "l9");
  same(R"("action":"link.delete","resource":{"link":"#"})", "l2", "l9");
  same(R"("action":"link.edit","resource":{"link":"#"})", "l1", "l9");
  same(R"("action":"file.download","resource":{"path":"#"})", "/hidden.png", "/no-such.png");
  same(R"("action":"folder.create","resource":{"path":"#"},"context":{"name":"x"})", "/secret", "/nowhere");
}

TEST_CASE("people, groups and keys that are there are answered as those that are not, to who may not run them") {
  const Account account =
      given::account(R"("groups":[{"id":"g1","name":"Board"}],"apiKeys":[{"id":"k1","kind":"standard"}])");
  for (const std::string user : {"rita", "vera", "fin"}) {
    for (const auto& one : {std::tuple{"user.edit", R"({"user":"ada"})", R"({"user":"ghost"})"},
                            {"user.remove", R"({"user":"ada"})", R"({"user":"ghost"})"},
                            {"group.delete", R"({"group":"g1"})", R"({"group":"g9"})"},
                            {"group.view", R"({"group":"g1"})", R"({"group":"g9"})"},
                            {"api_key.delete", R"({"apiKey":"k1"})", R"({"apiKey":"k9"})"}}) {
      const char *action = std::get<0>(one), *there = std::get<1>(one), *absent = std::get<2>(one);
      const auto ask = [&](const char* resource) {
        return toJson(toValue(given::ask(account, std::string(R"({"principal":{"user":")") + user + R"("},"action":")" +
                                                      action + R"(","resource":)" + resource + "}"),
                              given::policy()));
      };
      CHECK_MESSAGE(ask(there) == ask(absent), user << " " << action);
    }
  }
}

}  // namespace lockstep
