// Format 2: resources of one class have the same answers. A page finds the class of each once.
#include <algorithm>

#include "lockstep/cache/decision_cache.h"
#include "second.h"

namespace lockstep {

namespace {

const second::Words words{
    .levels = R"({"read":[],"tag":["read"],"write":["read"],"admin":["write","tag"]})",
    .kinds =
        R"({"box":{"in":["/","box"],"relations":{"owner":"admin"},"attributes":{"closed":"bool","size":"int","due":"time"}},
        "note":{"in":["box"],"attributes":{"closed":"bool"}},"token":{"attributes":{"live":"bool"}},
        "shelf":{"collects":["note","box"],"gives":"read","relations":{"keeper":"write"},"attributes":{"closed":"bool"}}})",
    .actions =
        R"({"view":{"on":["box","note","shelf"],"level":"read"},"edit":{"on":["box","note"],"level":"write","unless":["closed"]},
        "tag":{"on":["box","/"],"level":"tag"},"look":{"on":["box","note","token"]},"use":{"on":"token","when":["live"]},
        "delete":{"on":["box","shelf"],"level":"write","does":"delete"},"make":{"on":["/","box"],"does":"create:box","limit":"boxes"},
        "link":{"on":["box","shelf"],"level":"read","does":"link.create","limit":"links"},
        "link.edit":{"on":"link","level":"write","does":"link.edit"},"soft":{"on":"box","when":["soft"]},
        "late":{"on":"box","when":["late"]},"mix":{"on":["box","note"],"when":["mixed"]},
        "own":{"on":"box","level":"read","does":"relate:owner"},"due":{"on":"box","when":["due"]},"mine":{"on":["box","shelf"],"when":["mine"]},
        "user.edit":{"on":"user","does":"user.edit"},"me.edit":{"on":"self"},"group.drop":{"on":"group","does":"group.delete"},
        "move":{"on":"box","level":"write","to":"read","does":"move"},"pay":{"on":"account"}})",
    .roles = R"({"member":{"allow":["*"],"except":["pay"]},"boss":{"level":"admin","allow":["*"]},
        "desk":{"allow":["view","link","delete"]},"part":{"level":"read","allow":["view",{"actions":["look"],"when":["open"]}]}})",
    .more =
        R"(,"context":{"soft":"bool"},"conditions":{"closed":{"if":"resource.closed"},"open":{"if":"!resource.closed"},
        "live":{"if":"resource.live"},"soft":{"if":"context.soft"},"late":{"if":"has(resource.size) && now == now"},
        "mixed":{"if":"!resource.closed && context.soft"},"due":{"if":"resource.due < now"},
        "mine":{"if":"has(resource.closed) && principal.id != ''"}},
        "limits":{"boxes":{"count":"box","per":"resource","value":1},"links":{"count":"link","per":"resource","value":1}})"};

Account house() {
  return second::account(second::policy(words), R"("users":[{"id":"ann","role":"member"},{"id":"bob","role":"member"},
      {"id":"pat","role":"part"},{"id":"kim","role":"desk"},{"id":"eve","role":"boss"},{"id":"two","roles":["part","member"]}],
      "groups":[{"id":"g","name":"G","members":["bob"]}],
      "resources":[{"id":"a","kind":"box","path":"/a","relations":{"owner":"ann"},"attributes":{"closed":false,"size":1,"due":"2026-01-15T12:00:01Z"}},
        {"id":"b","kind":"box","path":"/a/b","inherit":false,"attributes":{"closed":true}},
        {"id":"c","kind":"box","path":"/a/b/c","inherit":["read"]},{"id":"d","kind":"box","path":"/d","attributes":{"closed":true,"due":"2026-01-15T11:00:00Z"}},
        {"id":"e","kind":"box","path":"/e","inherit":["tag"]},{"id":"n","kind":"note","path":"/a/n","attributes":{"closed":true}},
        {"id":"m","kind":"note","path":"/a/b/m"},{"id":"t","kind":"token","attributes":{"live":true}},{"id":"u","kind":"token"}],
      "collections":[{"id":"s","kind":"shelf","name":"S","items":["a","n"],"relations":{"keeper":"bob"},"attributes":{"closed":false}},
        {"id":"r","kind":"shelf","name":"R","items":["d"]},{"id":"q","kind":"shelf","name":"Q"},
        {"id":"o","kind":"shelf","name":"O"},{"id":"p","kind":"shelf","name":"P"}],
      "shares":[{"on":"d","with":{"group":"g"},"level":"tag","until":"2026-06-01T00:00:00Z"},{"on":"b","with":{"user":"bob"},"level":"write"},
        {"on":"e","with":{"everyone":true},"level":"write","when":["open"]},{"on":"r","with":{"role":"member"},"level":"read"},
        {"on":"q","with":{"user":"ann"},"level":"write"},
        {"on":"o","with":{"user":"kim"},"level":"write"},
        {"on":"p","with":{"user":"kim"},"level":"write","until":"2026-06-01T00:00:00Z"},{"on":"a","with":{"user":"two"},"level":["write","tag"]},
        {"on":"e","with":{"user":"bob"},"level":"admin","when":["mine"]},{"on":"d","with":{"user":"bob"},"level":"admin"}],
      "links":[{"id":"l","on":"a","level":"read"},{"id":"k","on":"r"},{"id":"j","on":"d"}])");
}

const char* const resources[] = {R"("/")",
                                 R"("/a")",
                                 R"("/a/b")",
                                 R"("/a/b/c")",
                                 R"("/d")",
                                 R"("/e")",
                                 R"("/a/n")",
                                 R"("/a/b/m")",
                                 R"("/none")",
                                 R"({"path":"/a/new","kind":"box"})",
                                 R"({"path":"/a/new","kind":"note"})",
                                 R"({"path":"/d/new","kind":"box"})",
                                 R"({"box":"a"})",
                                 R"({"box":"none"})",
                                 R"({"note":"a"})",
                                 R"({"token":"t"})",
                                 R"({"token":"u"})",
                                 R"({"token":"v"})",
                                 R"({"token":"v","attributes":{"live":true}})",
                                 R"({"box":"x","in":"/a"})",
                                 R"({"box":"x","in":"b"})",
                                 R"({"box":"x","relations":{"owner":"bob"}})",
                                 R"({"box":"x","attributes":{"closed":false,"size":3}})",
                                 R"({"note":"x","in":"/a","attributes":{"closed":true}})",
                                 R"({"shelf":"s"})",
                                 R"({"shelf":"r"})",
                                 R"({"shelf":"q"})",
                                 R"({"shelf":"o"})",
                                 R"({"shelf":"p"})",
                                 R"({"shelf":"none"})",
                                 R"({"collection":"s"})",
                                 R"({"user":"ann"})",
                                 R"({"user":"bob"})",
                                 R"({"user":"none"})",
                                 R"({"group":"g"})",
                                 R"({"group":"none"})",
                                 R"({"link":"l"})",
                                 R"({"link":"k"})",
                                 R"({"link":"j"})",
                                 R"({"link":"none"})",
                                 R"({"role":"boss"})",
                                 R"({"key":"none"})",
                                 R"({"crate":"a"})",
                                 R"({})"};

/// Asks everything in some order, so that the first of a class is not always the same.
void compare(const Access& access, bool backwards) {
  DecisionCache cache(access);
  cache.begin(given::noon);
  Context context;
  context.now = given::noon;
  const std::vector<const char*> list(std::begin(resources), std::end(resources));
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string json = list[backwards ? list.size() - 1 - i : i];
    const Request request = requestIn(R"({"principal":{"system":true},"action":"view","resource":)" + json + "}");
    const DecisionCache::Class of = cache.equivalenceClass(request.resource);
    if (of == DecisionCache::unclassed) continue;
    for (const ActionId id : access.policy().actions().ids()) {
      const std::string& action = access.policy().actions()[id].name;
      const Decision decision = access.decide(action, request.resource, context);
      const std::uint8_t answer = cache.ask(of, id);
      const bool isSame = ((answer & DecisionCache::allowed) != 0) == decision.allowed &&
                          (answer >> 1 & 3) == static_cast<int>(decision.show);
      CHECK_MESSAGE(isSame, access.principal().id << " " << action << " " << json << ": " << nameOf(decision.reason));
    }
  }
}

/// Compares the answers by class with decisions on the paths themselves, in their order.
void comparePaths(const Access& access, const std::vector<std::string>& paths) {
  DecisionCache cache(access);
  cache.begin(given::noon);
  Context context;
  context.now = given::noon;
  for (const auto& path : paths)
    for (const ActionId id : access.policy().actions().ids()) {
      const std::string& action = access.policy().actions()[id].name;
      const Decision decision = access.decide(action, Resource::at(path), context);
      const std::uint8_t answer = cache.ask(cache.equivalenceClass(path), id);
      CHECK_MESSAGE(((answer & DecisionCache::allowed) != 0) == decision.allowed,
                    access.principal().id << " " << action << " " << path << " after " << paths.front());
      CHECK((answer >> 1 & 3) == static_cast<int>(decision.show));
    }
}

}  // namespace

TEST_CASE("an answer by class is that of the resource itself, over an account and over a snapshot") {
  const Account account = house();
  for (const char* user : {"ann", "bob", "kim", "pat", "eve", "two", "none"})
    for (const bool backwards : {false, true}) {
      const Access whole(account, Principal::user(user));
      compare(whole, backwards);
      const auto page = Access::open(account.policy(), snapshot(account, Principal::user(user), given::noon));
      REQUIRE_MESSAGE(page.ok(), given::listed(page.problems()));
      compare(*page, backwards);
    }
}

TEST_CASE("places that are not listed share a class where the same kinds may be there, if they exist at all") {
  const Policy policy = second::policy(
      {.kinds = R"({"box":{"in":["/","box"]},"note":{"in":["box"]},"case":{"in":["/"]},"sheet":{"in":["case"]},
          "strip":{"in":["sheet"]}})",
       .actions = R"({"box.see":{"on":"box","level":"read"},"note.see":{"on":"note"},"case.see":{"on":"case"},
          "sheet.see":{"on":"sheet","level":"read"},"strip.see":{"on":"strip"},"any.see":{"on":["box","sheet"]},
          "box.make":{"on":["/","box"],"does":"create:box"},"strip.make":{"on":"sheet","does":"create:strip"},
          "sheet.move":{"on":"sheet","level":"write","to":"read","does":"move"},"drop":{"on":["box","case"],"does":"delete"}})",
       .roles = R"({"member":{"allow":["*"]},"boss":{"level":"admin","allow":["*"]}})"});
  const std::vector<std::string> paths = {"/z",      "/a",        "/a/b",        "/a/b/c", "/a/x",   "/a/x/y", "/c",
                                          "/c/s",    "/c/s/t",    "/c/s/t/u",    "/d",     "/d/s",   "/d/s/t", "/n",
                                          "/a/note", "/a/note/x", "/a/note/x/y", "/e/f",   "/e/f/g", "/e"};
  for (const std::string complete : {"", R"("complete":true,)"}) {
    const Account facts = second::account(policy, complete + R"("resources":[{"id":"b","kind":"box","path":"/a/b"},
        {"id":"c","kind":"case","path":"/c"},{"id":"s","kind":"sheet","path":"/d/s"},
        {"id":"n","kind":"note","path":"/a/note"},{"id":"g","kind":"box","path":"/e/f/g"}])");
    for (const char* user : {"ann", "eve"}) {
      const Access whole(facts, Principal::user(user));
      const auto page = Access::open(policy, snapshot(facts, Principal::user(user), given::noon));
      REQUIRE_MESSAGE(page.ok(), given::listed(page.problems()));
      for (const Access* access : {&whole, &*page})
        for (std::size_t first = 0; first < paths.size(); ++first) {
          std::vector<std::string> order = paths;
          std::rotate(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(first), order.end());
          comparePaths(*access, order);
        }
    }
  }
}

TEST_CASE("answers hold until a condition reads another time, of all that has a class") {
  const Account account = house();
  const Access access(account, Principal::user("ann"));
  DecisionCache cache(access);
  cache.begin(given::noon);
  const ActionId due = *access.policy().action("due");
  const auto isDue = [&](const char* path) {
    const std::uint8_t answer = cache.ask(cache.equivalenceClass(path), due);
    CHECK((answer & DecisionCache::timed) != 0);
    return (answer & DecisionCache::allowed) != 0;
  };
  CHECK(isDue("/d"));
  const Time before = cache.validUntil();
  CHECK_FALSE(isDue("/a"));
  // It is due after 12:00:01.
  CHECK(before > given::noon + 1);
  CHECK(cache.validUntil() == given::noon + 1);
  Context context;
  context.now = given::noon + 1;
  CHECK_FALSE(access.can("due", Resource::at("/a"), context));
  CHECK(access.decide("due", Resource::at("/a"), context).validUntil == given::noon + 2);
  cache.begin(given::noon + 2);
  CHECK(isDue("/a"));
  CHECK(cache.validUntil() > given::noon + 2);
}

TEST_CASE("a snapshot decides everything as the account does, or says what it lacks") {
  const Account account = house();
  for (const char* user : {"ann", "bob", "kim", "pat", "eve", "two", "none"})
    for (const char* resource : resources)
      for (const Action& action : account.policy().actions()) {
        const auto read =
            parseRequest(R"({"principal":{"user":")" + std::string(user) + R"("},"action":")" + action.name +
                         R"(","resource":)" + resource + R"(,"context":{"now":"2026-01-15T12:00:00Z"}})");
        if (read) second::decided(account, *read);
      }
}

}  // namespace lockstep
