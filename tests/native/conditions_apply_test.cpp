// Format 2: where conditions apply, and what a denial by one says.
#include "second.h"

namespace lockstep {

namespace {

using second::account, second::answer, second::decided, second::policy, second::refused;

const second::Words words{
    .kinds = R"({"box":{"in":["/","box"],"relations":{"owner":"admin"},
        "attributes":{"closed":"bool","dept":"string","size":"int","tags":"strings","due":"time"}},
        "note":{"in":["box"]},"shelf":{"collects":["box"],"gives":"read","attributes":{"closed":"bool"}}})",
    .actions = R"({"view":{"on":"box","level":"read"},"edit":{"on":"box","level":"write","unless":["closed"]},
        "own":{"on":"box","level":"read","when":["own_dept"]},"both":{"on":"box","when":["open","small"]},
        "soft":{"on":"box","level":"read","when":["soft"]},"mix":{"on":"box","level":"read","when":["soft_or_open"]},
        "pay":{"on":"account","when":["pro"]},"mine":{"on":"box","level":"read","when":["owned"]},
        "late":{"on":"box","level":"read","unless":["late"]},"shelf.view":{"on":"shelf","level":"read","unless":["closed"]},
        "named":{"on":"account","when":["named"]},"counted":{"on":"account","when":["counted"]},
        "box.move":{"on":"box","level":"read","to":"write","does":"move"},
        "box.delete":{"on":"box","level":"read","does":"delete"},"do":{"on":"box","level":"read"}})",
    .roles = R"({"member":{"allow":["*"],"except":["do"]},"boss":{"level":"admin","allow":["*"]},
        "part":{"level":"read","allow":["view",{"actions":["do"],"when":["open"]},{"actions":["do"],"when":["small"]}]}})",
    .more = R"(,"plans":["free","pro"],"users":{"attributes":{"dept":"string"}},
        "context":{"soft":"bool","name":"string","count":"int"},"show":{"condition_unmet":"hidden"},
        "conditions":{
          "closed":{"if":"resource.closed","message":"This box is closed.","show":"disabled"},
          "open":{"if":"!resource.closed"},"small":{"if":"resource.size < 10"},
          "own_dept":{"if":"resource.dept == principal.dept","message":"Only {resource.dept} may, not {principal.dept}."},
          "soft":{"if":"context.soft"},"soft_or_open":{"if":"context.soft || !resource.closed"},
          "pro":{"if":"account.plan == 'pro'"},"owned":{"if":"principal.id in resource.owner"},
          "late":{"if":"resource.due < now"},"named":{"if":"context.name != 'root'"},
          "counted":{"if":"context.count < 10"}})"};

/// One box at /a with attributes; Ann, of the law department, has a share there.
Account box(const std::string& attributes, const std::string& share = R"("level":"write")",
            const std::string& more = "") {
  return account(policy(words), R"("plan":"free","users":[{"id":"ann","role":"member","attributes":{"dept":"law"}},
      {"id":"bob","role":"member"},{"id":"pat","role":"part"},{"id":"eve","role":"boss"}],
      "resources":[{"id":"a","kind":"box","path":"/a","attributes":{)" +
                                    attributes +
                                    R"(}},{"id":"z","kind":"box","path":"/z","attributes":{"closed":true}}],
      "shares":[{"on":"a","with":{"user":"ann"},)" +
                                    share + "}]" + more);
}

}  // namespace

TEST_CASE("an action is allowed where its `when` is met and its `unless` is not") {
  CHECK(answer(box(R"("closed":false)"), "ann", "edit", "/a") == "allowed");
  CHECK(answer(box(R"("closed":true)"), "ann", "edit", "/a") == "condition_unmet");
  CHECK(answer(box(R"("dept":"law")"), "ann", "own", "/a") == "allowed");
  CHECK(answer(box(R"("dept":"tax")"), "ann", "own", "/a") == "condition_unmet");
}

TEST_CASE("an absent fact makes a condition unknown, which denies in `when` and in `unless`") {
  for (const char* action : {"edit", "own"}) {
    const Decision denied = decided(box(""), "ann", action, "/a");
    CHECK(second::answerOf(denied) == "condition_unmet");
  }
  CHECK(decided(box(""), "ann", "edit", "/a").unverified == std::vector<std::string>{"resource.closed"});
  CHECK(decided(box(R"("dept":"law")"), "eve", "own", "/a").unverified == std::vector<std::string>{"principal.dept"});
}

TEST_CASE("all conditions of an action must be met") {
  CHECK(answer(box(R"("closed":false,"size":3)"), "ann", "both", "/a") == "allowed");
  CHECK(decided(box(R"("closed":false,"size":30)"), "ann", "both", "/a").condition == "small");
  CHECK(decided(box(R"("closed":true,"size":3)"), "ann", "both", "/a").condition == "open");
}

TEST_CASE("a denial names the condition, says its sentence, and shows as it wants") {
  const Decision closed = decided(box(R"("closed":true)"), "ann", "edit", "/a");
  CHECK(closed.condition == "closed");
  CHECK(closed.message == "This box is closed.");
  CHECK(closed.show == Show::disabled);
  const Decision own = decided(box(R"("dept":"tax")"), "ann", "own", "/a");
  CHECK(own.message == "Only tax may, not law.");
  CHECK(own.show == Show::hidden);
  const Decision page = second::onPage(box(R"("dept":"tax")"), second::request("ann", "own", "/a"));
  CHECK(page.message == own.message);
  CHECK(page.condition == "own_dept");
}

TEST_CASE("the level is asked before the conditions") {
  CHECK(answer(box(R"("closed":true)", R"("level":"read")"), "ann", "edit", "/a") == "level_too_low");
  CHECK(answer(box(R"("closed":true)"), "bob", "edit", "/a") == "not_shared");
}

TEST_CASE("a place that a complete account does not list does not exist, whatever a condition would read of it") {
  const auto with = [](const char* complete) {
    return account(policy(words),
                   std::string(complete) + R"("plan":"free","resources":[{"id":"a","kind":"box","path":"/a"}],
        "shares":[{"on":"a","with":{"user":"ann"},"level":"read"}])");
  };
  const Account complete = with(R"("complete":true,)"), open = with("");
  for (const std::string resource : {"/a/x", R"({"box":"x","in":"/a"})"}) {
    CAPTURE(resource);
    CHECK(answer(complete, "ann", "own", resource) == "resource_mismatch");
    CHECK(answer(open, "ann", "own", resource) == "condition_unmet");
    // Who holds nothing there learns nothing.
    CHECK(answer(complete, "bob", "own", resource) == "not_shared");
  }
  // What the account lists is asked about.
  CHECK(answer(complete, "ann", "own", "/a") == "condition_unmet");
}

TEST_CASE("what the context does not say is skipped in a decision, and asked for when it is carried out") {
  Account a = box("");
  CHECK(answer(a, "ann", "soft", "/a", R"("soft":true)") == "allowed");
  CHECK(answer(a, "ann", "soft", "/a", R"("soft":false)") == "condition_unmet");
  const Decision open = decided(a, "ann", "soft", "/a");
  CHECK(open.allowed);
  CHECK(open.unverified == std::vector<std::string>{"soft"});
  CHECK(second::done(a, "ann", "soft", "/a") == "context_missing");
  CHECK(second::done(a, "ann", "soft", "/a", R"("soft":true)") == "allowed");
}

TEST_CASE("an unknown fact beside a context that is silent denies") {
  CHECK(answer(box(""), "ann", "mix", "/a") == "condition_unmet");
  CHECK(answer(box(""), "ann", "mix", "/a", R"("soft":true)") == "allowed");
  CHECK(answer(box(R"("closed":true)"), "ann", "mix", "/a") == "allowed");
  CHECK(answer(box(R"("closed":true)"), "ann", "mix", "/a", R"("soft":false)") == "condition_unmet");
}

TEST_CASE("a context that the policy does not declare, or of another type, is refused") {
  CHECK(answer(box(""), "ann", "soft", "/a", R"("soft":"yes")") == "context_missing");
  CHECK(answer(box(""), "ann", "soft", "/a", R"("hard":true)") == "context_missing");
}

TEST_CASE("conditions read fields that effects read too") {
  const Account a = box("");
  CHECK(answer(a, "ann", "named", "", R"("name":"box")") == "allowed");
  CHECK(answer(a, "ann", "named", "", R"("name":"root")") == "condition_unmet");
  CHECK(answer(a, "ann", "counted", "", R"("count":9)") == "allowed");
  CHECK(answer(a, "ann", "counted", "", R"("count":10)") == "condition_unmet");
  CHECK(decided(a, "ann", "counted").unverified == std::vector<std::string>{"count"});
  CHECK(answer(a, "ann", "counted", "", R"("count":"9")") == "context_missing");
}

TEST_CASE("the entries of a role are alternatives, each with its conditions") {
  CHECK(answer(box(R"("closed":false,"size":30)"), "pat", "do", "/a") == "allowed");
  CHECK(answer(box(R"("closed":true,"size":3)"), "pat", "do", "/a") == "allowed");
  const Decision denied = decided(box(R"("closed":true,"size":30)"), "pat", "do", "/a");
  CHECK(second::answerOf(denied) == "condition_unmet");
  CHECK(denied.condition == "open");
  CHECK(answer(box(R"("closed":true)"), "ann", "do", "/a") == "role_forbids");
  CHECK(answer(box(R"("closed":true,"size":30)"), "eve", "do", "/a") == "allowed");
}

TEST_CASE("a share with conditions counts where they are met by what is asked about") {
  const std::string share = R"("level":"write","when":["open"])";
  CHECK(answer(box(R"("closed":false)", share), "ann", "view", "/a") == "allowed");
  CHECK(answer(box(R"("closed":true)", share), "ann", "view", "/a") == "not_shared");
  CHECK(answer(box("", share), "ann", "view", "/a") == "not_shared");
}

TEST_CASE("a share whose condition lacks the context gives nothing, and the denial names what it lacks") {
  const Account a = box("", R"("level":"write","when":["soft"])");
  const Decision lacks = decided(a, "ann", "view", "/a");
  CHECK(lacks.reason == Reason::not_shared);
  CHECK(lacks.unverified == std::vector<std::string>{"soft"});
  CHECK(decided(a, "ann", "view", "/a", R"("soft":false)").unverified.empty());
  CHECK(answer(a, "ann", "view", "/a", R"("soft":true)") == "allowed");
}

TEST_CASE("a share with conditions is asked about the place below, the destination, and the closed place") {
  const std::string open = R"(,"attributes":{"closed":false}})", closed = R"(,"attributes":{"closed":true}})";
  const auto tree = [&](const std::string& below, const std::string& to) {
    return account(policy(words), R"("plan":"free","resources":[{"id":"a","kind":"box","path":"/a")" + open +
                                      R"(,{"id":"b","kind":"box","path":"/a/b","inherit":false)" + below +
                                      R"(,{"id":"z","kind":"box","path":"/z")" + to +
                                      R"(],"shares":[{"on":"a","with":{"user":"ann"},"level":"read"},
        {"on":"b","with":{"user":"ann"},"level":"read","when":["open"]},
        {"on":"z","with":{"user":"ann"},"level":"write","when":["open"]}])");
  };
  CHECK(answer(tree(open, open), "ann", "view", "/a/b") == "allowed");
  CHECK(answer(tree(closed, open), "ann", "view", "/a/b") == "not_shared");
  CHECK(answer(tree(open, open), "ann", "box.delete", "/a") == "allowed");
  CHECK(answer(tree(closed, open), "ann", "box.delete", "/a") == "not_shared");
  CHECK(answer(tree(open, open), "ann", "box.move", "/a", R"("to":"/z")") == "allowed");
  CHECK(answer(tree(open, closed), "ann", "box.move", "/a", R"("to":"/z")") == "not_shared");
}

TEST_CASE("a collection that is shared under a condition is open while it is met") {
  const auto shelf = [](const char* closed) {
    return account(policy(words),
                   R"("plan":"free","collections":[{"id":"s","kind":"shelf","name":"S",
        "attributes":{"closed":)" +
                       std::string(closed) +
                       R"(}}],"shares":[{"on":"s","with":{"user":"ann"},"level":"read","when":["open"]}])");
  };
  CHECK(answer(shelf("false"), "ann", "shelf.view", R"({"shelf":"s"})") == "allowed");
  CHECK(answer(shelf("true"), "ann", "shelf.view", R"({"shelf":"s"})") == "not_shared");
}

TEST_CASE("a relation is a set of users, empty where a resource names none") {
  const auto with = [](const std::string& relations) {
    return account(policy(words), R"("plan":"free","resources":[{"id":"a","kind":"box","path":"/a")" + relations +
                                      R"(}],"shares":[{"on":"a","with":{"everyone":true},"level":"read"}])");
  };
  CHECK(answer(with(R"(,"relations":{"owner":["bob","ann"]})"), "ann", "mine", "/a") == "allowed");
  CHECK(answer(with(R"(,"relations":{"owner":"bob"})"), "ann", "mine", "/a") == "condition_unmet");
  CHECK(answer(with(""), "ann", "mine", "/a") == "condition_unmet");
}

TEST_CASE("conditions read the plan and the time") {
  CHECK(answer(box(""), "ann", "pay") == "condition_unmet");
  CHECK(answer(account(policy(words), R"("plan":"pro")"), "ann", "pay") == "allowed");
  CHECK(answer(box(R"("due":"2026-01-15T12:00:00Z")"), "ann", "late", "/a") == "allowed");
  CHECK(answer(box(R"("due":"2026-01-15T11:59:59Z")"), "ann", "late", "/a") == "condition_unmet");
}

TEST_CASE("a request states facts of what is not listed, and of no listed thing") {
  const Account a = box(R"("closed":true)");
  CHECK(answer(a, "eve", "edit", R"({"box":"x","attributes":{"closed":false}})") == "allowed");
  CHECK(answer(a, "eve", "edit", R"({"box":"x","attributes":{"closed":true}})") == "condition_unmet");
  CHECK(answer(a, "eve", "edit", R"({"box":"a","attributes":{"closed":false}})") == "condition_unmet");
  CHECK(answer(a, "eve", "edit", R"({"box":"x","attributes":{"closed":"no"}})") == "context_missing");
  CHECK(answer(a, "eve", "edit", R"({"box":"x","attributes":{"shut":true}})") == "context_missing");
}

TEST_CASE("the host's sentences may be by condition, and name what it reads") {
  const Policy rules = policy(words);
  const auto own = parseMessages(R"({"own_dept":"Nur {resource.dept}.","condition_unmet":"Nein."})", rules);
  REQUIRE_MESSAGE(own.ok(), given::listed(own.problems()));
  const Account a = box(R"("dept":"tax","closed":true)");
  CHECK(decide(a, second::request("ann", "own", "/a"), *own).message == "Nur tax.");
  CHECK(decide(a, second::request("ann", "both", "/a"), *own).message == "Nein.");
  CHECK(
      given::told(parseMessages(R"({"own_dept":"{resource.size}"})", rules).problems(), "value_invalid", "/own_dept"));
  CHECK(given::told(parseMessages(R"({"own_dpt":"x"})", rules).problems(), "field_unknown", "/own_dpt"));
  CHECK(given::told(parseMessages(R"({"own_dept":"x"})").problems(), "field_unknown", "/own_dept"));
  CHECK(given::told(parseMessages(R"({"":"x"})", rules).problems(), "field_unknown", "/"));
}

TEST_CASE("the policy's sentences may be by condition, before the condition's own") {
  second::Words spoken = words;
  spoken.more += R"(,"messages":{"closed":"Shut.","condition_unmet":"No."})";
  const Account a = account(policy(spoken), R"("plan":"free","resources":[
      {"id":"a","kind":"box","path":"/a","attributes":{"closed":true}}])");
  CHECK(decided(a, "eve", "edit", "/a").message == "Shut.");
  CHECK(decided(a, "eve", "both", "/a").message == "No.");
  spoken.more = words.more + R"(,"messages":{"shut":"Shut.","closed":7})";
  refused(spoken, "reason_unknown", "/messages/shut");
  refused(spoken, "type_invalid", "/messages/closed");
}

TEST_CASE("conditions that cannot be read are refused with their place") {
  const auto wrong = [](const std::string& condition, std::string_view code, std::string_view field) {
    second::Words bad;
    bad.more = R"(,"conditions":{"c":)" + condition + "}";
    refused(bad, code, "/conditions/c" + std::string(field));
  };
  wrong(R"({})", "field_missing", "/if");
  wrong(R"({"if":""})", "condition_invalid", "/if");
  wrong(R"({"if":"resource.none"})", "condition_invalid", "/if");
  wrong(R"({"if":"resource.points"})", "condition_invalid", "/if");
  wrong(R"({"if":"resource.points == 'x'"})", "condition_invalid", "/if");
  wrong(R"({"if":"true","show":"grey"})", "value_invalid", "/show");
  wrong(R"({"if":"true","when":"x"})", "field_unknown", "/when");
  wrong(R"("true")", "type_invalid", "");
}

}  // namespace lockstep
