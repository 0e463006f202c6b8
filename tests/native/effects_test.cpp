// Format 2: what each effect of `does` changes, and what it refuses.
#include "second.h"

namespace lockstep {

namespace {

using second::account, second::answer, second::done, second::has, second::policy;

const second::Words words{
    .kinds = R"({"box":{"in":["/","box"],"relations":{"owner":"admin","reader":"read"},
        "attributes":{"closed":"bool","size":"int","state":["new","old"],"tags":"strings","due":"time","dept":"string"}},
        "note":{"in":["box"],"names":"key"},"task":{"in":["box"],"names":"id","relations":{"author":"write"}},
        "shelf":{"collects":["note"],"gives":"read","relations":{"keeper":"admin"}},
        "token":{"names":"id","attributes":{"live":"bool"}}})",
    .actions = R"({"box.view":{"on":"box","level":"read"},
        "box.create":{"on":["/","box"],"level":"read","does":"create:box","maker":"owner"},
        "note.create":{"on":"box","level":"read","does":"create:note"},
        "task.create":{"on":"box","level":"read","does":"create:task","maker":"author"},
        "shelf.create":{"on":"account","does":"create:shelf","maker":"keeper"},
        "token.create":{"on":"account","does":"create:token"},
        "box.rename":{"on":"box","level":"read","does":"rename"},"note.rename":{"on":"note","level":"read","does":"rename"},
        "shelf.rename":{"on":"shelf","level":"read","does":"rename"},
        "box.move":{"on":"box","level":"read","to":"read","does":"move"},
        "note.move":{"on":"note","level":"read","to":"read","does":"move"},
        "box.copy":{"on":"box","level":"read","to":"read","does":"copy","maker":"owner"},
        "note.copy":{"on":"note","level":"read","to":"read","does":"copy"},
        "box.delete":{"on":"box","level":"read","does":"delete"},"token.delete":{"on":"token","does":"delete"},
        "shelf.delete":{"on":"shelf","does":"delete"},
        "box.share":{"on":["box","/"],"level":"read","does":"share"},"box.unshare":{"on":["box","/"],"level":"read","does":"unshare"},
        "shelf.add":{"on":"shelf","does":"collect"},"box.own":{"on":"box","level":"read","does":"relate:owner"},
        "task.author":{"on":"task","level":"read","does":"relate:author"},
        "box.close":{"on":"box","does":"set:closed"},"box.size":{"on":"box","does":"set:size"},
        "box.state":{"on":"box","does":"set:state"},"box.tag":{"on":"box","does":"set:tags"},"box.due":{"on":"box","does":"set:due"},
        "box.dept":{"on":"box","does":"set:dept"},"token.live":{"on":"token","does":"set:live"},
        "box.inherit":{"on":"box","level":"read","does":"set:inherit"},"link.create":{"on":"box","level":"read","does":"link.create"},
        "group.create":{"on":"account","does":"group.create"},"group.delete":{"on":"group","does":"group.delete"},
        "group.add":{"on":"group","does":"group.add_member"},"user.remove":{"on":"user","does":"user.remove"},
        "user.add":{"on":"account","does":"user.add"},"plan.set":{"on":"account","does":"account.set_plan"},
        "look":{"on":"box"}})",
    .roles = R"({"member":{"allow":["*"]},"boss":{"level":"admin","allow":["*"],"mayGive":["*"]}})"};

/// A box with a box, a note and a task, and an empty box beside it.
Account tree(const std::string& more = "") {
  return account(policy(words), R"("resources":[{"id":"a","kind":"box","path":"/a","relations":{"owner":"ann"},
      "attributes":{"closed":true,"size":3}},{"id":"b","kind":"box","path":"/a/b","inherit":["read"]},
      {"id":"n","kind":"note","path":"/a/n"},{"id":"t","kind":"task","path":"/a/t","relations":{"author":"bob"}},
      {"id":"z","kind":"box","path":"/z","relations":{"owner":"ann"}}])" +
                                    more);
}
std::string value(const std::string& json) { return R"("value":)" + json; }
std::string name(const std::string& text) { return R"("name":")" + text + "\""; }
std::string id(const std::string& text) { return R"("id":")" + text + "\""; }

}  // namespace

TEST_CASE("what a user makes is in its place, of its kind, and names its maker") {
  Account a = tree();
  CHECK(done(a, "ann", "box.create", "/a", name("new") + "," + id("x")) == "allowed");
  CHECK(has(a, R"({"id":"x","kind":"box","path":"/a/new","relations":{"owner":"ann"}})"));
  CHECK(done(a, "eve", "box.create", "/", name("top") + "," + id("y")) == "allowed");
  CHECK(has(a, R"({"id":"y","kind":"box","path":"/top","relations":{"owner":"eve"}})"));
  CHECK(done(a, "ann", "note.create", "/a", name("m") + "," + id("w")) == "allowed");
  CHECK(has(a, R"({"id":"w","kind":"note","path":"/a/m"})"));
  CHECK(done(a, "ann", "shelf.create", "", name("S") + "," + id("s")) == "allowed");
  CHECK(has(a, R"({"id":"s","name":"S","kind":"shelf","relations":{"keeper":"ann"}})"));
  CHECK(done(a, "ann", "token.create", "", id("k")) == "allowed");
  CHECK(has(a, R"({"id":"k","kind":"token"})"));
}

TEST_CASE("a maker who is named by e-mail is the user of that e-mail") {
  Account a = tree();
  CHECK(done(a, "ANN@acme.test", "box.create", "/a", name("new") + "," + id("x")) == "allowed");
  CHECK(has(a, R"("path":"/a/new","relations":{"owner":"ann"})"));
}

TEST_CASE("a key and the host make what names no user") {
  Account a = tree();
  const auto made = apply(a, given::request(R"({"principal":{"system":true},"action":"box.create","resource":"/a",
      "context":{"name":"new","id":"x","now":null}})"));
  CHECK(made.decision.allowed);
  CHECK(has(a, R"({"id":"x","kind":"box","path":"/a/new"})"));
}

TEST_CASE("names of new things are checked as their kind says") {
  Account a = tree();
  for (const char* wrong : {"", "  ", "a/b", ".", "..", "a\\\\b", "a\\u0001b"}) {
    CAPTURE(wrong);
    CHECK(answer(a, "ann", "box.create", "/a", name(wrong)) == "name_invalid");
    CHECK(answer(a, "ann", "note.create", "/a", name(wrong)) == "name_invalid");
  }
  CHECK(answer(a, "ann", "box.create", "/a", name("Ä b")) == "allowed");
  CHECK(answer(a, "ann", "note.create", "/a", name("Ä b")) == "name_invalid");
  CHECK(answer(a, "ann", "note.create", "/a", name("a-b_c.1")) == "allowed");
  CHECK(answer(a, "ann", "box.create", "/a", name("B")) == "name_taken");
  CHECK(answer(a, "ann", "box.create", "/a") == "allowed");
  CHECK(done(a, "ann", "box.create", "/a") == "context_missing");
}

TEST_CASE("a kind whose names are ids has its id as its name") {
  Account a = tree();
  CHECK(done(a, "ann", "task.create", "/a", id("T-1")) == "allowed");
  CHECK(has(a, R"({"id":"T-1","kind":"task","path":"/a/T-1","relations":{"author":"ann"}})"));
  CHECK(done(a, "ann", "task.create", "/a") == "allowed");
  CHECK(done(a, "ann", "task.create", "/a", id("x/y")) == "name_invalid");
  CHECK(done(a, "ann", "task.create", "/a", id("T-1")) == "name_taken");
  CHECK(done(a, "ann", "task.create", "/a", id("")) == "name_invalid");
}

TEST_CASE("renaming moves what is below, and keeps facts") {
  Account a = tree();
  CHECK(done(a, "ann", "box.rename", "/a", name("c")) == "allowed");
  CHECK(has(a, R"("path":"/c/b","inherit":["read"])"));
  CHECK(has(a, R"("path":"/c/t","relations":{"author":"bob"})"));
  CHECK(done(a, "ann", "box.rename", "/c", name("Z")) == "name_taken");
  CHECK(done(a, "ann", "box.rename", "/c", name("C")) == "allowed");
  CHECK(done(a, "ann", "note.rename", "/C/n", name("Ä")) == "name_invalid");
}

TEST_CASE("moving takes what is below along, to a place that may contain it") {
  Account a = tree();
  CHECK(answer(a, "ann", "box.move", "/a", R"("to":"/a/b")") == "inside_itself");
  CHECK(answer(a, "eve", "note.move", "/a/n", R"("to":"/")") == "resource_mismatch");
  CHECK(answer(a, "ann", "note.move", "/a/n", R"("to":"/a/t")") == "resource_mismatch");
  CHECK(done(a, "ann", "box.move", "/a", R"("to":"/z")") == "allowed");
  CHECK(has(a, R"({"id":"a","kind":"box","path":"/z/a","relations":{"owner":"ann"},"attributes":)"));
  CHECK(has(a, R"("path":"/z/a/b","inherit":["read"])"));
}

TEST_CASE("a copy has its source's attributes, and its maker where the kind has such a relation") {
  Account a = tree();
  CHECK(done(a, "ann", "box.copy", "/a", R"("to":"/z","id":"x")") == "allowed");
  CHECK(has(
      a, R"({"id":"x","kind":"box","path":"/z/a","relations":{"owner":"ann"},"attributes":{"closed":true,"size":3}})"));
  CHECK(has(a, R"("kind":"note","path":"/z/a/n"})"));
  CHECK(has(a, R"("kind":"task","path":"/z/a/t"})"));
  CHECK(has(a, R"("kind":"box","path":"/z/a/b","relations":{"owner":"ann"},"inherit":["read"]})"));
  CHECK(answer(a, "bob", "box.view", "/z/a") == "not_shared");
  CHECK(done(a, "ann", "note.copy", "/a/n", R"("to":"/z","id":"y")") == "allowed");
  CHECK(has(a, R"({"id":"y","kind":"note","path":"/z/n"})"));
  CHECK(done(a, "ann", "note.copy", "/a/n", R"("to":"/z")") == "name_taken");
}

TEST_CASE("a copy of what is not listed is listed where it names its maker, under a name that it can have") {
  Account a = tree();
  CHECK(done(a, "ann", "box.copy", R"({"path":"/a/new","kind":"box"})", R"("to":"/z","id":"x")") == "allowed");
  CHECK(has(a, R"({"id":"x","kind":"box","path":"/z/new","relations":{"owner":"ann"}})"));
  CHECK(done(a, "ann", "box.copy", R"({"box":"B-7","in":"/a"})", R"("to":"/z","id":"y")") == "allowed");
  CHECK(has(a, R"("path":"/z/B-7","relations":{"owner":"ann"})"));
  CHECK(done(a, "ann", "box.copy", R"({"box":"B%7","in":"/a"})", R"("to":"/z")") == "path_invalid");
  CHECK(done(a, "ann", "note.copy", R"({"note":"N","in":"/a"})", R"("to":"/z")") == "allowed");
  CHECK_FALSE(has(a, "/z/N"));
}

TEST_CASE("deleting takes what is below away, with shares, links and places in collections") {
  Account a = tree(R"(,"collections":[{"id":"s","kind":"shelf","name":"S","items":["n"]}],
      "shares":[{"on":"b","with":{"user":"bob"},"level":"read"}],"links":[{"id":"l","on":"a"}])");
  CHECK(done(a, "ann", "box.delete", "/a") == "allowed");
  for (const char* gone : {"\"/a", "\"shares\"", "\"links\"", "\"items\""}) CHECK_FALSE(has(a, gone));
  CHECK(has(a, R"("path":"/z")"));
  CHECK(done(a, "ann", "shelf.delete", R"({"shelf":"s"})") == "allowed");
  CHECK_FALSE(has(a, "\"collections\""));
}

TEST_CASE("sharing gives a level, also on the root and to several at once; unsharing takes it away") {
  Account a = tree();
  CHECK(done(a, "ann", "box.share", "/a", R"("with":{"group":"none"},"level":"read")") == "not_restricted");
  CHECK(done(a, "ann", "box.share", "/a", R"("with":{"role":"none"},"level":"read")") == "not_restricted");
  CHECK(done(a, "ann", "box.share", "/a", R"("with":{"role":"member"},"level":["read","write"])") == "allowed");
  CHECK(has(a, R"({"on":"a","with":{"role":"member"},"level":["read","write"]})"));
  CHECK(done(a, "eve", "box.share", "/", R"("with":{"everyone":true},"level":"read")") == "allowed");
  CHECK(has(a, R"({"on":"/","with":{"everyone":true},"level":"read"})"));
  CHECK(done(a, "ann", "box.share", "/a", R"("with":{"user":"bob@acme.test"},"level":"write")") == "allowed");
  CHECK(has(a, R"({"on":"a","with":{"user":"bob"},"level":"write"})"));
  CHECK(done(a, "ann", "box.unshare", "/a", R"("with":{"user":"bob"})") == "allowed");
  CHECK_FALSE(has(a, R"("with":{"user":"bob"})"));
  CHECK(done(a, "eve", "box.unshare", "/", R"("with":{"everyone":true})") == "allowed");
  CHECK(done(a, "ann", "box.share", "/a", R"("with":{"user":"bob"},"level":[])") == "context_missing");
  CHECK(done(a, "ann", "box.share", "/a", R"("with":{"user":"bob"},"level":"")") == "context_missing");
  CHECK(done(a, "ann", "box.share", "/a", R"("with":{"user":"bob"})") == "context_missing");
}

TEST_CASE("relating names one user there, in place of those before") {
  Account a = tree();
  CHECK(done(a, "ann", "box.own", "/a", R"("with":{"user":"bob"})") == "allowed");
  CHECK(has(a, R"("path":"/a","relations":{"owner":"bob"})"));
  CHECK(done(a, "bob", "box.own", "/a", R"("with":{"user":"none"})") == "not_restricted");
  CHECK(done(a, "eve", "task.author", "/a/t", R"("with":{"user":"cid"})") == "allowed");
  CHECK(has(a, R"("relations":{"author":"cid"})"));
}

TEST_CASE("setting an attribute takes a value of its type alone") {
  Account a = tree();
  const auto set = [&](const char* action, const std::string& json) {
    const std::string decision = answer(a, "ann", action, "/a", value(json));
    const std::string applied = done(a, "ann", action, "/a", value(json));
    CHECK(decision == applied);
    return applied;
  };
  CHECK(set("box.close", "false") == "allowed");
  CHECK(set("box.close", "1") == "context_missing");
  CHECK(set("box.size", "-5") == "allowed");
  CHECK(set("box.size", "\"5\"") == "context_missing");
  CHECK(set("box.size", "1.5") == "context_missing");
  CHECK(set("box.state", "\"old\"") == "allowed");
  CHECK(set("box.state", "\"odd\"") == "context_missing");
  CHECK(set("box.state", "\"\"") == "context_missing");
  CHECK(set("box.tag", R"(["b","a","b"])") == "allowed");
  CHECK(set("box.tag", R"([7])") == "context_missing");
  CHECK(set("box.due", "\"2026-02-01T00:00:00Z\"") == "allowed");
  CHECK(set("box.due", "\"soon\"") == "context_missing");
  CHECK(set("box.dept", "\"\"") == "allowed");
  CHECK(set("box.inherit", "\"read\"") == "context_missing");
  CHECK(set("box.inherit", R"(["reed"])") == "context_missing");
  CHECK(set("box.inherit", "7") == "context_missing");
  CHECK(has(
      a,
      R"("attributes":{"closed":false,"size":-5,"state":"old","tags":["a","b"],"due":"2026-02-01T00:00:00Z","dept":""})"));
}

TEST_CASE("an effect on what is not listed lists it, where the account can have it") {
  Account a = tree();
  CHECK(done(a, "ann", "box.close", R"({"path":"/a/new","kind":"box"})", value("true")) == "allowed");
  CHECK(has(a, R"("path":"/a/new","attributes":{"closed":true})"));
  CHECK(done(a, "ann", "box.close", R"({"box":"B-7","in":"/a"})", value("true")) == "allowed");
  CHECK(has(a, R"({"id":"B-7","kind":"box","path":"/a/B-7","attributes":{"closed":true}})"));
  CHECK(done(a, "ann", "box.close", R"({"box":"x/y","in":"/a"})", value("true")) == "path_invalid");
  CHECK(done(a, "ann", "box.close", R"({"box":"n","in":"/z"})", value("true")) == "path_invalid");
  CHECK(done(a, "eve", "task.author", R"({"path":"/t","kind":"task"})", R"("with":{"user":"ann"})") == "path_invalid");
  CHECK(done(a, "ann", "token.live", R"({"token":"k"})", value("true")) == "allowed");
  CHECK(has(a, R"({"id":"k","kind":"token","attributes":{"live":true}})"));
  CHECK(done(a, "ann", "token.delete", R"({"token":"k"})") == "allowed");
  CHECK_FALSE(has(a, "token"));
}

TEST_CASE("a group that goes is in no other group, and users who go are nowhere named") {
  Account a = tree(R"(,"groups":[{"id":"top","name":"Top","members":[{"group":"low"},"bob"]},
      {"id":"low","name":"Low","members":["bob"]}],"shares":[{"on":"z","with":{"group":"low"},"level":"read"}])");
  CHECK(done(a, "eve", "group.delete", R"({"group":"low"})") == "allowed");
  CHECK_FALSE(has(a, "\"low\""));
  CHECK(done(a, "eve", "user.remove", R"({"user":"bob"})") == "allowed");
  CHECK_FALSE(has(a, "\"bob\""));
  CHECK(done(a, "eve", "group.add", R"({"group":"top"})", R"("member":"none")") == "not_restricted");
  CHECK(done(a, "eve", "group.create", "", name("")) == "name_invalid");
}

TEST_CASE("an action without an effect changes nothing, and says so") {
  Account a = tree();
  const Applied applied = apply(a, second::request("ann", "look", "/a"));
  CHECK(applied.decision.allowed);
  CHECK(applied.decision.warnings == std::vector<std::string>{"no_effect"});
  CHECK(a.revision == 3);
}

TEST_CASE("a policy without plans has no plan to switch to") {
  Account a = tree();
  CHECK(done(a, "eve", "plan.set", "", R"("plan":"")") == "context_missing");
  CHECK(done(a, "eve", "plan.set", "", R"("plan":"pro")") == "context_missing");
  second::refused(policy(words), R"("plan":"")", "plan_unknown", "/plan");
  second::refused(policy(words), R"("plan":"free")", "plan_unknown", "/plan");
}

TEST_CASE("the inverse of each change leads back") {
  const std::string before = toJson(tree().toValue());
  const struct {
    const char* action;
    const char* resource;
    const char* context;
  } changes[] = {{"box.create", "/a", R"("name":"new")"},
                 {"box.rename", "/a", R"("name":"c")"},
                 {"box.move", "/a", R"("to":"/z")"},
                 {"box.copy", "/a", R"("to":"/z")"},
                 {"box.delete", "/a", ""},
                 {"box.share", "/a", R"("with":{"user":"bob"},"level":"read")"},
                 {"box.own", "/a", R"("with":{"user":"bob"})"},
                 {"box.close", "/a", R"("value":false)"},
                 {"box.inherit", "/a", R"("value":false)"},
                 {"link.create", "/a", R"("level":"read")"}};
  for (const auto& change : changes) {
    CAPTURE(change.action);
    Account a = tree();
    const Applied applied = apply(a, second::request("ann", change.action, change.resource, change.context));
    CHECK(applied.decision.allowed);
    CHECK(toJson(a.toValue()) != before);
    applyDelta(applied.inverse, a);
    a.revision = 3;
    CHECK(toJson(a.toValue()) == before);
  }
}

}  // namespace lockstep
