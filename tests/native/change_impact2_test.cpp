// Format 2: a follower of an account through its changes, who keeps nothing, ends where a fresh slice is.
#include <map>

#include "disclosure/change_impact.h"
#include "disclosure/follow.h"
#include "generated.h"
#include "lockstep/change/preview.h"
#include "second.h"

namespace lockstep {

namespace {

const second::Words words{
    .levels = R"({"read":[],"write":["read"],"admin":["write"],"audit":{"feature":"auditing"}})",
    .kinds = R"({"box":{"in":["/","box"],"relations":{"owner":"admin","reader":"read"},"attributes":{"open":"bool"}},
                 "note":{"in":["box"],"relations":{"author":"write"},"attributes":{"open":"bool","size":"int"}},
                 "shelf":{"collects":["note","box"],"gives":"read","relations":{"owner":"admin"}},
                 "token":{"attributes":{"open":"bool"}}})",
    .actions = R"({"box.view":{"on":"box","level":"read"},"box.audit":{"on":["box","note"],"level":"audit"},
        "note.view":{"on":"note","level":"read"},"note.open":{"on":"note","level":"read","when":"isOpen"},
        "shelf.view":{"on":"shelf","level":"read"},"token.use":{"on":"token","when":"isOpen"},
        "box.make":{"on":["box","/"],"level":"write","does":"create:box","maker":"owner"},
        "note.make":{"on":"box","level":"write","does":"create:note","maker":"author"},
        "box.move":{"on":["box","note"],"level":"write","to":"write","does":"move"},
        "box.drop":{"on":["box","note","shelf"],"level":"admin","does":"delete"},
        "box.share":{"on":["box","note","shelf","/"],"level":"write","does":"share"},
        "box.unshare":{"on":["box","note","shelf","/"],"level":"write","does":"unshare"},
        "box.close":{"on":"box","level":"admin","does":"set:inherit"},
        "box.open":{"on":["box","note"],"level":"write","does":"set:open"},
        "box.own":{"on":["box","shelf"],"level":"admin","does":"relate:owner"},
        "shelf.add":{"on":"shelf","level":"write","item":"read","does":"collect"},
        "shelf.take":{"on":"shelf","level":"write","does":"uncollect"},
        "box.link":{"on":["box","note"],"level":"write","does":"link.create"},
        "link.drop":{"on":"link","level":"write","does":"link.delete"},
        "group.make":{"on":"account","does":"group.create"},"group.drop":{"on":"group","does":"group.delete"},
        "group.add":{"on":"group","does":"group.add_member"},"group.take":{"on":"group","does":"group.remove_member"},
        "user.role":{"on":"user","does":"user.set_role"},"user.drop":{"on":"user","does":"user.remove"},
        "plan.set":{"on":"account","host":true,"does":"account.set_plan"}})",
    .roles = R"({"member":{"allow":["*"],"except":["group.*","user.*"]},"boss":{"level":"admin","allow":["*"]},
                 "guest":{"allow":["box.view","note.*","token.*"]},"viewer":{"level":"read","allow":["*.view"]}})",
    .more = R"(,"plans":["free","pro"],"features":{"auditing":"pro"},
               "conditions":{"isOpen":{"if":"resource.open"},"isOurs":{"if":"'g1' in principal.groups"}})"};

/// The same words, where no condition reads the groups of a user.
second::Words withoutGroups() {
  second::Words plain = words;
  plain.more =
      R"(,"plans":["free","pro"],"features":{"auditing":"pro"},"conditions":{"isOpen":{"if":"resource.open"}})";
  return plain;
}
second::Words withoutConditions() {
  second::Words plain = words;
  plain.more = R"(,"plans":["free","pro"],"features":{"auditing":"pro"})";
  for (std::string_view condition : {R"(,"when":"isOpen")", R"(,"when":"isOpen")"})
    plain.actions.erase(plain.actions.find(condition), condition.size());
  return plain;
}

/// `conditions`: those that shares may have, as JSON names.
class History {
 public:
  History(std::uint64_t seed, const second::Words& given, std::vector<std::string> conditions)
      : random_(seed), policy_(second::policy(given)), conditions_(std::move(conditions)) {}

  Account account(int size) {
    std::string resources, shares, groups;
    for (int n = 0; n < size; ++n) {
      const bool isNote = !paths_.empty() && random_.chance(size > 8 ? 90 : 40);
      std::string path = (paths_.empty() || random_.chance(20) ? "" : random_.pick(paths_)) + "/b" + std::to_string(n);
      if (isNote && path.rfind('/') == 0) path = paths_.front() + path;
      resources += (n == 0 ? "" : ",") + resource(n, isNote ? "note" : "box", path);
      if (!isNote) paths_.push_back(path);
      if (random_.chance(size > 8 ? 5 : 60)) shares += (shares.empty() ? "" : ",") + share("r" + std::to_string(n));
    }
    if (random_.chance(30)) shares += (shares.empty() ? "" : ",") + share("s0");
    for (int n = 0; n < 4; ++n) {
      const std::string id = "g" + std::to_string(n), inner = R"({"group":"g)" + std::to_string(n + 1) + "\"}";
      groups += std::string(n == 0 ? "" : ",") + R"({"id":")" + id + R"(","name":")" + id + R"(","members":[)" +
                (n == 3 || random_.chance(60) ? user() : inner) + "]}";
    }
    return second::account(policy_, R"("plan":"pro","users":[{"id":"ann","role":"member"},
        {"id":"bob","roles":["member","guest"]},{"id":"cid","role":"guest"},{"id":"eve","role":"boss"},
        {"id":"val","role":"viewer"}],"groups":[)" +
                                        groups + R"(],"resources":[)" + resources +
                                        R"(,{"id":"t","kind":"token","attributes":{"open":true}}],
        "collections":[{"id":"s0","kind":"shelf","name":"S","items":["r0","r1"]}],
        "links":[{"id":"l0","on":"r0","level":"read"}],"shares":[)" +
                                        shares + "]");
  }

  Request next(const Account& account) {
    const std::string path = somePath(account);
    const std::string with = R"("with":)" + subject();
    const auto level = [&] { return R"("level":")" + std::string(random_.pick({"read", "write", "audit"})) + "\""; };
    const std::string id = "n" + std::to_string(++made_);
    const auto group = [&] { return R"({"group":"g)" + std::to_string(random_.below(5)) + "\"}"; };
    const auto ask = [](std::string_view action, const std::string& on, const std::string& context) {
      return second::request("eve", action, on, context);
    };
    switch (random_.below(17)) {
      case 0: return ask("box.make", path, R"("name":")" + id + R"(","id":")" + id + "\"");
      case 1: return ask("note.make", path, R"("name":")" + id + R"(","id":")" + id + "\"");
      case 2: return ask("box.move", path, R"("to":")" + somePath(account) + "\"");
      case 3: return random_.chance(30) ? ask("box.drop", path, "") : ask("box.open", path, R"("value":false)");
      case 4: return ask("box.share", path, with + "," + level());
      case 5: return ask("box.share", R"({"shelf":"s0"})", with + "," + level());
      case 6: return ask("box.unshare", path, with);
      case 7: return ask("box.close", path, R"("value":)" + std::string(random_.pick({"true", "false"})));
      case 8: return ask("box.own", path, R"("with":{"user":)" + user() + "}");
      case 9: return ask("shelf.add", R"({"shelf":"s0"})", R"("item":")" + path + "\"");
      case 10: return ask("shelf.take", R"({"shelf":"s0"})", R"("item":")" + path + "\"");
      case 11: return ask("box.link", path, R"("level":"read","id":")" + id + "\"");
      case 12: return ask("group.add", group(), R"("member":)" + user());
      case 13: return ask("group.take", group(), R"("member":)" + user());
      case 14:
        return random_.chance(50) ? ask("user.role", R"({"user":)" + user() + "}", R"("role":"guest")")
                                  : ask("group.drop", group(), "");
      case 15: {
        Request request = ask("plan.set", "", R"("plan":")" + std::string(random_.pick({"free", "pro"})) + "\"");
        request.principal = Principal::system();
        return request;
      }
      default: return ask("group.make", "", R"("name":")" + id + R"(","id":"g4","members":[)" + user() + "]");
    }
  }

 private:
  std::string user() { return "\"" + std::string(random_.pick({"ann", "bob", "cid", "val"})) + "\""; }
  std::string subject() {
    switch (random_.below(4)) {
      case 0: return R"({"everyone":true})";
      case 1: return R"({"role":"guest"})";
      case 2: return R"({"group":"g)" + std::to_string(random_.below(4)) + "\"}";
      default: return R"({"user":)" + user() + "}";
    }
  }
  std::string share(const std::string& on) {
    const std::string when =
        !conditions_.empty() && random_.chance(40) ? R"(,"when":[")" + random_.pick(conditions_) + "\"]" : "";
    return R"({"on":")" + on + R"(","with":)" + subject() + R"(,"level":")" +
           std::string(random_.pick({"read", "write", "audit"})) + "\"" + when + "}";
  }
  std::string resource(int n, const std::string& kind, const std::string& path) {
    const std::string relation = kind == "box" ? "owner" : "author";
    return R"({"id":"r)" + std::to_string(n) + R"(","kind":")" + kind + R"(","path":")" + path + "\"" +
           (random_.chance(30) ? R"(,"relations":{")" + relation + "\":" + user() + "}" : "") +
           (random_.chance(50) ? R"(,"attributes":{"open":true})" : "") +
           (kind == "box" && random_.chance(20) ? R"(,"inherit":false)" : "") + "}";
  }
  std::string somePath(const Account& account) {
    std::vector<std::string> all;
    for (const auto& [id, asset] : account.assets())
      if (!asset.path.empty()) all.push_back(asset.path);
    return all.empty() ? "/" : random_.pick(all);
  }

  generated::Random random_;
  const Policy policy_;
  const std::vector<std::string> conditions_;
  std::vector<std::string> paths_;
  int made_ = 0;
};

std::string known(const Account& slice) {
  Value counts = Value::object();
  writeCounts(counts, slice);
  return toJson(slice.toValue()) + toJson(counts);
}

/// Follows an account through a random history. Counts how often each part of a slice was touched.
void check(std::uint64_t seed, const second::Words& given, const std::vector<std::string>& conditions,
           std::map<Part, std::uint64_t>& touched, int size = 8) {
  History history(seed, given, conditions);
  Account account = history.account(size), mirror = account;
  std::vector<Follower> followers;
  for (const char* id : {"ann", "bob", "cid", "eve", "val"})
    followers.push_back(followerOf(account, Principal::user(id), given::noon));
  followers.push_back(followerOf(account, {Principal::Kind::visitor, "l0"}, given::noon));
  std::vector<Follower*> all;
  for (auto& follower : followers) all.push_back(&follower);
  for (int step = 0; step < 25; ++step) {
    const Account before = account;
    const Request request = history.next(before);
    const auto applied = apply(account, request);
    if (applied.delta.from == applied.delta.to) continue;
    const ChangeImpact impact(before, applied.delta);
    for (const auto& follower : followers)
      ++touched[impact.affectedPart(before, follower.principal, follower.visibility)];
    const auto deltas = follow(mirror, applied.delta, all);
    for (std::size_t i = 0; i < followers.size(); ++i) {
      const auto& [principal, visibility, at] = followers[i];
      const std::string where = "seed " + std::to_string(seed) + ", step " + std::to_string(step) + ": " +
                                generated::described(request) + " for " + toJson(toValue(principal));
      Account kept = sliceFor(before, principal, at);
      applyDelta(deltas[i] ? *deltas[i] : quietDelta(account, visibility, before.revision), kept);
      REQUIRE_MESSAGE(known(kept) == known(sliceFor(account, principal, at)), where);
      REQUIRE_MESSAGE(visibility == followerOf(account, principal, at).visibility, where);
    }
  }
}

}  // namespace

TEST_CASE("in format 2 a follower by deltas alone knows what a fresh slice has, whatever is changed") {
  std::map<Part, std::uint64_t> touched;
  for (std::uint64_t seed = 1; seed <= generated::cases(60); ++seed) {
    check(seed, withoutConditions(), {}, touched);
    check(seed, withoutGroups(), {"isOpen"}, touched);
    check(seed, words, {"isOpen", "isOurs"}, touched);
  }
  for (const Part part : {Part::nothing, Part::rows, Part::whole})
    CHECK_MESSAGE(touched[part] > 20, static_cast<int>(part));
}

TEST_CASE("so it does where a change reaches a large part of the account") {
  std::map<Part, std::uint64_t> touched;
  for (std::uint64_t seed = 500; seed < 500 + generated::cases(60) / 10; ++seed)
    check(seed, withoutConditions(), {}, touched, 250);
  CHECK(touched[Part::rows] > 20);
}

TEST_CASE("a change below a long chain of groups reaches them all, in bounded memory and stack") {
  constexpr int length = 100'000;
  std::string groups;
  for (int n = 0; n < length; ++n) {
    const std::string id = "g" + std::to_string(n);
    groups += std::string(n == 0 ? "" : ",") + R"({"id":")" + id + R"(","name":")" + id + R"(","members":[)" +
              (n + 1 < length ? R"({"group":"g)" + std::to_string(n + 1) + "\"}" : "") + "]}";
  }
  Account account = second::account(second::policy(withoutConditions()), R"("plan":"pro","groups":[)" + groups + R"(],
      "users":[{"id":"ann","role":"guest"},{"id":"eve","role":"boss"}],
      "resources":[{"id":"a","kind":"box","path":"/a"}],"shares":[{"on":"a","with":{"group":"g0"},"level":"read"}])");
  const Request request = second::request("eve", "group.add", R"({"group":"g99999"})", R"("member":"ann")");
  const Preview seen = preview(account, request);
  REQUIRE(seen.differences.size() == 1);
  CHECK(seen.differences[0].gained == std::vector<std::string>{"box.view"});
  Follower ann = followerOf(account, Principal::user("ann"), given::noon);
  Account changed = account;
  const auto deltas = follow(account, apply(changed, request).delta, {&ann});
  REQUIRE(deltas[0].has_value());
  CHECK(deltas[0]->put.asset("a") != nullptr);
}

}  // namespace lockstep
