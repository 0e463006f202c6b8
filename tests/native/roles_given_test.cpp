// Format 2: which roles a user may give and take, and roles of a customer's own.
#include "second.h"

namespace lockstep {

namespace {

using second::account, second::answer, second::done, second::policy, second::refused;

const second::Words words{
    .kinds = R"({"box":{"in":["/"]}})",
    .actions =
        R"({"box.view":{"on":"box","level":"read"},"box.edit":{"on":"box","level":"write"},"bill":{"on":"account"},
        "user.add":{"on":"account","does":"user.add"},"user.set":{"on":"user","does":"user.set_role"},
        "user.any":{"on":"user","does":"user.set_role","gives":"any"},"user.remove":{"on":"user","does":"user.remove"},
        "user.sync":{"on":"account","does":"user.provision"},
        "role.add":{"on":"account","does":"role.create"},"role.edit":{"on":"role","does":"role.edit"},
        "role.drop":{"on":"role","does":"role.delete"},"box.share":{"on":"box","level":"read","does":"share"}})",
    .roles = R"({"member":{"allow":["box.*","user.*","role.*"]},"boss":{"level":"admin","allow":["*"],"atLeast":1},
        "reader":{"level":"read","allow":["box.view"]},"payer":{"allow":["bill"]},"guest":{"allow":["box.view"]},
        "host":{"allow":["user.*","box.view"],"mayGive":["guest","payer"]},"any":{"allow":["user.*"],"mayGive":["*"]},
        "none":{"allow":["user.*","box.view"],"mayGive":[]},
        "early":{"allow":["user.*",{"actions":["box.*"],"when":["open"]}]},"late":{"allow":[{"actions":["box.view"],"when":["open"]}]},
        "mine":{"allow":[{"actions":["box.view"],"when":["mine"]}]},"both":{"allow":[{"actions":["box.view"],"when":["open","mine"]}]},
        "paid":{"feature":"own_roles","level":"read","allow":["user.*","box.view","bill"],"mayGive":["payer","guest"]}})",
    .more =
        R"(,"conditions":{"open":{"if":"account.plan == 'pro'"},"mine":{"if":"principal.id == 'ann'"}},"plans":["free","pro"],
        "limits":{"roles":{"count":"role","value":2}},"features":{"own_roles":"pro"},
        "customRoles":{"feature":"own_roles","limit":"roles","allow":["box.*"],"levels":["write"]})"};

std::string user(const std::string& id, const std::string& role) {
  return R"({"id":")" + id + R"(","email":")" + id + R"(@acme.test","role":")" + role + "\"}";
}
Account people(const std::string& giver, const std::string& more = "", const std::string& plan = "pro") {
  return account(policy(words), R"("plan":")" + plan + R"(","users":[)" + user("ann", giver) + "," +
                                    user("bob", "guest") + "," + user("zed", "boss") + R"(,
      {"id":"two","roles":["guest","boss"]}],"resources":[{"id":"a","kind":"box","path":"/a"}])" +
                                    more);
}
std::string gives(const Account& account, const std::string& role, const std::string& to = "bob") {
  return answer(account, "ann", "user.set", R"({"user":")" + to + "\"}", R"("role":")" + role + "\"");
}

}  // namespace

TEST_CASE("without `mayGive` a user gives the roles whose actions and level are within their own") {
  const Account a = people("member");
  CHECK(gives(a, "guest") == "allowed");
  CHECK(gives(a, "none") == "allowed");
  CHECK(gives(a, "reader") == "gives_too_much");
  CHECK(gives(a, "payer") == "gives_too_much");
  CHECK(gives(a, "boss") == "gives_too_much");
  CHECK(answer(a, "zed", "user.set", R"({"user":"bob"})", R"("role":"reader")") == "allowed");
}

TEST_CASE("`mayGive` lists the roles that a user gives, and none other") {
  CHECK(gives(people("host"), "payer") == "allowed");
  CHECK(gives(people("host"), "late") == "gives_too_much");
  CHECK(gives(people("any"), "boss") == "allowed");
  CHECK(gives(people("none"), "guest") == "gives_too_much");
}

TEST_CASE("a role with conditions is given by who has the actions without, and not the other way") {
  CHECK(gives(people("member"), "late") == "allowed");
  CHECK(gives(people("early"), "guest") == "gives_too_much");
}

TEST_CASE("a role with other conditions than the giver's own is not given, and one with further conditions is") {
  const Account facts = people("early");
  const auto adds = [&](const std::string& role) {
    return answer(facts, "ann", "user.add", "", R"("name":"New","email":"new@acme.test","role":")" + role + "\"");
  };
  CHECK(adds("late") == "allowed");
  CHECK(adds("both") == "allowed");
  CHECK(adds("mine") == "gives_too_much");
}

TEST_CASE("a role that the plan closes gives nothing") {
  const auto givesWith = [](const std::string& plan, const std::string& role) {
    const Account facts =
        account(policy(words), R"("plan":")" + plan + R"(","users":[{"id":"ann","roles":["none","paid"]},)" +
                                   user("bob", "guest") + "," + user("zed", "boss") + "]");
    return gives(facts, role);
  };
  CHECK(givesWith("pro", "payer") == "allowed");
  CHECK(givesWith("free", "payer") == "gives_too_much");
}

TEST_CASE("who may not give a role does not take it away") {
  const Account a = people("host");
  CHECK(gives(a, "guest", "zed") == "gives_too_much");
  CHECK(gives(a, "guest", "two") == "gives_too_much");
  CHECK(answer(a, "ann", "user.sync", "", R"("email":"zed@acme.test","role":"guest")") == "gives_too_much");
  CHECK(answer(a, "ann", "user.sync", "", R"("email":"bob@acme.test","role":"guest")") == "allowed");
  CHECK(answer(a, "ann", "user.sync", "", R"("email":"new@acme.test","role":"guest")") == "allowed");
}

TEST_CASE("`gives: any` lifts the bound on roles") {
  CHECK(answer(people("none"), "ann", "user.any", R"({"user":"bob"})", R"("role":"payer")") == "allowed");
}

TEST_CASE("the last users of a role that an account must keep stay, also where it is their second role") {
  Account a = account(policy(words), R"("plan":"pro","users":[)" + user("ann", "any") + "," + user("zed", "boss") +
                                         R"(,{"id":"two","roles":["guest","boss"]}])");
  CHECK(done(a, "ann", "user.remove", R"({"user":"zed"})") == "allowed");
  CHECK(answer(a, "ann", "user.remove", R"({"user":"two"})") == "last_administrator");
  CHECK(answer(a, "ann", "user.any", R"({"user":"two"})", R"("role":"guest")") == "last_administrator");
  CHECK(answer(a, "ann", "user.any", R"({"user":"two"})", R"("role":"boss")") == "allowed");
}

TEST_CASE("a customer's role opens its actions and gives its level") {
  const std::string role =
      R"(,"roles":[{"id":"own","title":"Own","level":"write","allow":["box.*"],"except":["box.share"]}])";
  const Account a =
      account(policy(words), R"("plan":"pro","users":[{"id":"ann","role":"own"},)" + user("bob", "guest") +
                                 R"(],"resources":[{"id":"a","kind":"box","path":"/a"}])" + role);
  CHECK(answer(a, "ann", "box.edit", "/a") == "allowed");
  CHECK(answer(a, "ann", "box.share", "/a", R"("with":{"user":"bob"},"level":"read")") == "role_forbids");
  CHECK(answer(a, "ann", "bill") == "role_forbids");
  CHECK(answer(a, "bob", "box.view", "/a") == "not_shared");
}

TEST_CASE("a customer's role is closed while the plan lacks its feature") {
  const std::string users = R"("users":[{"id":"ann","role":"own"}],"resources":[{"id":"a","kind":"box","path":"/a"}],
      "roles":[{"id":"own","level":"write","allow":["box.*"]}])";
  CHECK(answer(account(policy(words), R"("plan":"free",)" + users), "ann", "box.view", "/a") == "plan_required");
  CHECK(answer(account(policy(words), R"("plan":"pro",)" + users), "ann", "box.view", "/a") == "allowed");
}

TEST_CASE("a customer's role has an entry only while its conditions are met") {
  const std::string users = R"("users":[{"id":"ann","role":"own"}],"resources":[{"id":"a","kind":"box","path":"/a"}],
      "features":{"own_roles":true},
      "roles":[{"id":"own","level":"write","allow":[{"actions":["box.edit"],"when":["open"]}]}])";
  CHECK(answer(account(policy(words), R"("plan":"pro",)" + users), "ann", "box.edit", "/a") == "allowed");
  CHECK(answer(account(policy(words), R"("plan":"free",)" + users), "ann", "box.edit", "/a") == "condition_unmet");
}

TEST_CASE("a customer's role that goes beyond the bounds, or cannot be read, is refused with its place") {
  const auto wrong = [](const std::string& role, std::string_view code, std::string_view field) {
    refused(policy(words), R"("plan":"pro","roles":[)" + role + "]", code, field);
  };
  wrong(R"({"id":"own","allow":["bill"]})", "role_exceeds", "/roles/0/allow");
  wrong(R"({"id":"own","allow":["*"]})", "role_exceeds", "/roles/0/allow");
  wrong(R"({"id":"own","level":"admin","allow":[]})", "role_exceeds", "/roles/0/level");
  wrong(R"({"id":"","allow":[]})", "value_invalid", "/roles/0/id");
  wrong(R"({"id":"guest","allow":[]})", "duplicate", "/roles/0/id");
  wrong(R"({"id":"own","allow":[{"actions":["box.view"]}]})", "field_missing", "/roles/0/allow/0/when");
  wrong(R"({"id":"own","allow":[{"actions":["box.view"],"when":[]}]})", "field_missing", "/roles/0/allow/0/when");
  wrong(R"({"id":"own","allow":[{"when":["open"]}]})", "field_missing", "/roles/0/allow/0/actions");
  wrong(R"({"id":"own","allow":[{"actions":["box.view"],"when":["closed"]}]})", "condition_unknown",
        "/roles/0/allow/0/when");
  wrong(R"({"id":"own","allow":[],"level":""})", "level_unknown", "/roles/0/level");
  second::Words closed;
  refused(policy(closed), R"("roles":[{"id":"own","allow":[]}])", "combination_invalid", "/roles/0");
}

TEST_CASE("a customer makes, changes and removes roles within the bounds") {
  Account a = people("member");
  const auto made = [&](const std::string& context) { return done(a, "ann", "role.add", "", context); };
  CHECK(made(R"("name":"own","level":"write","allow":["box.view","box.edit"])") == "allowed");
  CHECK(made(R"("name":"more","allow":["bill"])") == "gives_too_much");
  CHECK(made(R"("name":"more","level":"admin","allow":[])") == "gives_too_much");
  CHECK(made(R"("name":"guest","allow":[])") == "name_taken");
  CHECK(made(R"("name":"","allow":[])") == "name_invalid");
  CHECK(done(a, "zed", "user.any", R"({"user":"bob"})", R"("role":"own")") == "allowed");
  CHECK(answer(a, "bob", "box.edit", "/a") == "allowed");
  CHECK(done(a, "ann", "role.edit", R"({"role":"own"})", R"("allow":["box.view"])") == "allowed");
  CHECK(answer(a, "bob", "box.edit", "/a") == "role_forbids");
  CHECK(done(a, "ann", "role.drop", R"({"role":"own"})") == "role_in_use");
  CHECK(done(a, "zed", "user.any", R"({"user":"bob"})", R"("role":"guest")") == "allowed");
  CHECK(done(a, "ann", "role.drop", R"({"role":"own"})") == "allowed");
  CHECK(answer(a, "ann", "role.drop", R"({"role":"own"})") == "resource_mismatch");
}

TEST_CASE("customers' roles count against their limit, and need their feature") {
  Account a = people("member", R"(,"roles":[{"id":"one","allow":[]}])");
  CHECK(done(a, "ann", "role.add", "", R"("name":"two","allow":[])") == "allowed");
  CHECK(done(a, "ann", "role.add", "", R"("name":"three","allow":[])") == "limit_reached");
  CHECK(answer(people("member", "", "free"), "ann", "role.add", "", R"("name":"x","allow":[])") == "plan_required");
}

TEST_CASE("`customRoles` names what the policy has") {
  second::Words wrong = words;
  wrong.more = R"(,"plans":["free"],"features":{"f":"free"},"conditions":{"open":{"if":"true"}},
      "limits":{"users":{"count":"user","value":2}},
      "customRoles":{"feature":"g","limit":"users","allow":"box.*","levels":["wright"]})";
  refused(wrong, "feature_unknown", "/customRoles/feature");
  refused(wrong, "combination_invalid", "/customRoles/limit");
  refused(wrong, "type_invalid", "/customRoles/allow");
  refused(wrong, "level_unknown", "/customRoles/levels/0");
}

}  // namespace lockstep
