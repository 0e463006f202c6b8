// Each word of an action with each kind of resource: refused with its place, or enforced.
#include <doctest/doctest.h>

#include "rules_model.h"

namespace lockstep {

namespace {

using model::ActionWords, model::PolicyWords, model::RoleWords;

const std::vector<std::string> kinds{"account", "library", "self",  "asset", "collection",
                                     "link",    "user",    "group", "apiKey"};

/// Names that say what `apply` does, of every resource there is; and one that says nothing.
const std::vector<std::string> names{"x.do",
                                     "folder.create",
                                     "asset.move",
                                     "asset.share",
                                     "comment.delete",
                                     "collection.rename",
                                     "collection.add_asset",
                                     "link.create",
                                     "user.add",
                                     "user.set_role",
                                     "group.rename",
                                     "api_key.roll",
                                     "media_library.delete_all"};

/// A word of an action, and how it is set.
struct Word {
  std::string field;
  void (*set)(ActionWords&);
};
const std::vector<Word> words{
    {"", [](ActionWords&) {}},
    {"level", [](ActionWords& a) { a.level = "mid"; }},
    {"to", [](ActionWords& a) { a.to = "mid"; }},
    {"asset", [](ActionWords& a) { a.asset = "mid"; }},
    {"collection", [](ActionWords& a) { a.collection = "mid"; }},
    {"kind", [](ActionWords& a) { a.kind = "file"; }},
    {"root", [](ActionWords& a) { a.root = "closed"; }},
    {"root", [](ActionWords& a) { a.root = "open", a.level = "mid"; }},
    {"versions", [](ActionWords& a) { a.versions = "noncurrent"; }},
    {"own", [](ActionWords& a) { a.own = "comment"; }},
    {"batch", [](ActionWords& a) { a.batch = "atOnce"; }},
    {"feature", [](ActionWords& a) { a.features = {"paidOnly"}; }},
    {"limit", [](ActionWords& a) { a.limits = {"users"}; }},
    {"limit", [](ActionWords& a) { a.limits = {"linksPerResource"}; }},
    {"limit", [](ActionWords& a) { a.limits = {"collectionsPerAsset"}; }},
    {"limit", [](ActionWords& a) { a.limits = {"atOnce"}; }},
    {"host", [](ActionWords& a) { a.host = true; }},
    {"public", [](ActionWords& a) { a.isPublic = true; }},
    {"byArea", [](ActionWords& a) { a.byArea = true; }},
};

PolicyWords policyOf(ActionWords action) {
  PolicyWords policy;
  policy.actions = {{"open.area", {"account"}}, std::move(action)};
  policy.roles = {{"boss", "high", "", {"*"}},
                  {"middle", "mid"},
                  {"shared", "shared", "", {"x.*", "user.*", "group.*"}},
                  {"owns", "high", "", {"*"}, {}, {"*"}},
                  {"none", ""}};
  policy.areas = {{"area", "open.area"}};
  return policy;
}

Account accountOf(const Policy& policy, PlanId plan) {
  Account account(policy);
  account.id = "acme";
  account.plan = plan;
  for (RoleId role : policy.roles().ids()) {
    const std::string& id = policy.roles()[role].name;
    account.put(User{id, id, id + "@acme.test", id, role});
  }
  account.put(Group{"g", "Group", {"shared"}});
  account.put(Asset{"f", folderKind, "/f", ""});
  account.put(Asset{"a", fileKind, "/f/a.png", "owns"});
  account.put(Asset{"s", folderKind, "/s", "shared"});
  account.put(Collection{"c", "Brand", "owns", {"a"}});
  account.put(Collection{"d", "Other", "shared", {"s"}});
  account.put(Share{"f", Subject::group("g"), LevelSet::of(1), {}});
  account.put(Link{"l", "a", {}, {}, false, false});
  account.put(Link{"m", "s", {}, {}, false, false});
  account.put(ApiKey{"k", true, "none", {}});
  account.put(Comment{"n", "a", "owns"});
  return account;
}

std::vector<Resource> resources() {
  const auto of = [](Resource::Kind kind, const char* id) { return Resource{kind, id, {}, anyKind}; };
  return {{},
          Resource::at("/"),
          Resource::at("/f"),
          Resource::at("/f/a.png"),
          Resource::at("/s"),
          Resource::at("/s/new"),
          Resource::at("/free"),
          of(Resource::Kind::collection, "c"),
          of(Resource::Kind::collection, "d"),
          of(Resource::Kind::user, "none"),
          of(Resource::Kind::group, "g"),
          of(Resource::Kind::link, "l"),
          of(Resource::Kind::link, "m"),
          of(Resource::Kind::apiKey, "k")};
}

/// Nothing stated; and everything, at a place that is not one's own.
std::vector<Context> contexts() {
  Context all;
  all.to = "/f", all.asset = "/f/a.png", all.collection = "c", all.comment = "n", all.version = "noncurrent",
  all.area = "area";
  all.with = Subject::user("shared"), all.level = "high", all.name = "fresh", all.email = "new@acme.test",
  all.role = "boss", all.count = 3, all.kind = "standard";
  Context more = all;
  more.version = "current", more.area = "moon", more.count = 1, more.to = "/s", more.asset = "/s",
  more.collection = "d", more.role = "shared", more.level = "low";
  std::vector<Context> list(1);
  list.push_back(all), list.push_back(more);
  for (auto& context : list) context.now = given::noon;
  return list;
}

/// How many requests are allowed; each is judged, and applied to an account of its own.
std::size_t judged(const PolicyWords& words, const Policy& policy, const std::string& action) {
  std::size_t allowed = 0;
  for (const PlanId plan : {PlanId{0}, PlanId{1}}) {
    const Account account = accountOf(policy, plan);
    const model::Judge judge(words, account);
    for (const auto& [id, user] : account.users())
      for (const auto& resource : resources())
        for (const auto& context : contexts()) {
          const Request request{Principal::user(id), action, resource, context};
          const Decision decision = decide(account, request);
          Account changed = account;
          const auto applied = apply(changed, request);
          if (!applied.decision.allowed) CHECK(changed.revision == account.revision);
          if (!decision.allowed) continue;
          ++allowed;
          const std::string why = judge.broken(request, applied.decision.allowed);
          CHECK_MESSAGE(why.empty(), why << ": " << request.principal.id << " " << action << " "
                                         << toJson(toValue(resource)) << " " << model::textOf(words));
        }
  }
  return allowed;
}

}  // namespace

TEST_CASE("each word of an action is refused with its place or restricts what it says, with each kind of resource") {
  std::size_t refused = 0, enforced = 0;
  for (const auto& name : names)
    for (const auto& kind : kinds)
      for (const auto& word : words) {
        ActionWords action{name, {kind}};
        word.set(action);
        const PolicyWords words = policyOf(action);
        const auto policy = Policy::parse(model::textOf(words));
        if (policy) {
          ++enforced;
          judged(words, *policy, name);
          continue;
        }
        ++refused;
        for (const auto& problem : policy.problems()) {
          CHECK_MESSAGE(problem.field.starts_with("/actions/" + name + "/"), problem.field);
          CHECK(!problem.message.empty());
        }
      }
  CHECK(refused > 500);
  CHECK(enforced > 200);
}

TEST_CASE("a word that says nothing where it is written is a problem of the policy") {
  const struct {
    const char* name;
    const char* action;
    const char* field;
  } refused[] = {
      {"x.do", R"({"on":"account","level":"mid"})", "/level"},
      {"x.do", R"({"on":"user","level":"mid"})", "/level"},
      {"x.do", R"({"on":["asset","group"],"level":"mid"})", "/level"},
      {"x.do", R"({"on":"library","level":"mid"})", "/level"},
      {"x.do", R"({"on":"collection","kind":"file"})", "/kind"},
      {"x.do", R"({"on":"account","root":"open"})", "/root"},
      {"x.do", R"({"on":"asset","kind":"file","root":"open"})", "/root"},
      {"x.do", R"({"on":"user","versions":"any"})", "/versions"},
      {"x.do", R"({"on":"asset","kind":"folder","versions":"any"})", "/versions"},
      {"x.do", R"({"on":["asset","collection"],"own":"comment"})", "/own"},
      {"x.do", R"({"on":["self","account"]})", "/on/0"},
      {"x.do", R"({"on":["asset","asset"]})", "/on/1"},
      {"x.do", R"({"on":"account","limit":"atOnce"})", "/limit"},
      {"x.do", R"({"on":"account","limit":["users","users"]})", "/limit/1"},
      {"x.do", R"({"on":"account","limit":"linksPerResource"})", "/limit"},
      {"x.do", R"({"on":"collection","limit":"collectionsPerAsset"})", "/limit"},
      {"x.do", R"({"on":"account","feature":["basic","basic"]})", "/feature/1"},
      {"x.do", R"({"on":"account","host":true,"byArea":true})", "/byArea"},
      {"x.do", R"({"on":"asset","host":true,"level":"mid"})", "/level"},
      {"x.do", R"({"on":"link","host":true,"public":true})", "/public"},
      {"x.do", R"({"on":"asset","public":true})", "/public"},
      {"x.do", R"({"on":"link","public":true,"level":"mid"})", "/level"},
      {"folder.create", R"({"on":"asset","to":"mid"})", "/to"},
      {"folder.create", R"({"on":"asset","kind":"file"})", "/kind"},
      {"collection.rename", R"({"on":["collection","library"]})", "/on/1"},
      {"asset.delete", R"({"on":"account"})", "/on"},
      {"asset.move", R"({"on":"asset","versions":"noncurrent"})", "/versions"},
      {"user.add", R"({"on":"account","asset":"mid"})", "/asset"},
  };
  for (const auto& one : refused) {
    std::string text = model::textOf(policyOf({"x.other", {"account"}}));
    const std::string mark = R"("x.other":)";
    text.insert(text.find(mark), "\"" + std::string(one.name) + "\":" + one.action + ",");
    const auto policy = Policy::parse(text);
    const std::string field = "/actions/" + std::string(one.name) + one.field;
    CHECK_MESSAGE(given::told(policy.problems(), "combination_invalid", field),
                  field << "\n"
                        << given::listed(policy.problems()));
  }
}

TEST_CASE("scopes, areas, levels and features that can hold for nothing are problems of the policy") {
  const auto told = [](const char* old, const char* fresh, const char* code, const char* field) {
    std::string text = model::textOf(policyOf({"x.do", {"account"}}));
    text.replace(text.find(old), std::string_view(old).size(), fresh);
    const auto policy = Policy::parse(text);
    CHECK_MESSAGE(given::told(policy.problems(), code, field), field << "\n" << given::listed(policy.problems()));
  };
  told(R"("keys":{})", R"("keys":{"admin":["x.do"]})", "value_invalid", "/keys/admin");
  told(R"("levels":["low")", R"("levels":["shared","low")", "value_invalid", "/levels");
  told(R"("basic":"free")", R"("basic":{"plan":"free","with":["late"]},"late":{"plan":"paid","with":"basic"})",
       "combination_invalid", "/features/basic/with");
  told(R"({"area":"open.area"})", R"({"area":"x.see"})", "action_unknown", "/areas/area");
  told(R"("open.area":{"on":"account"})", R"("open.area":{"on":"asset","level":"mid"})", "combination_invalid",
       "/areas/area");
  told(R"("open.area":{"on":"account"})", R"("open.area":{"on":"account","host":true})", "combination_invalid",
       "/areas/area");
}

TEST_CASE("lint finds what a scope, a role or a visitor is given for nothing") {
  std::string text = model::textOf(policyOf({"x.do", {"self"}}));
  const auto with = [&](std::string_view old, std::string_view fresh) {
    text.replace(text.find(old), old.size(), fresh);
  };
  with(R"("keys":{})", R"("keys":{"read":["x.do"]})");
  with(R"("visitor":[])", R"("visitor":["x.*"])");
  with(R"("none":{})", R"("none":{"except":["x.do"],"own":["open.*"]})");
  const auto policy = Policy::parse(text);
  REQUIRE_MESSAGE(policy.ok(), given::listed(policy.problems()));
  for (const char* field : {"/keys/read/0", "/visitor/0", "/roles/none/except/0", "/roles/none/own/0"})
    CHECK_MESSAGE(given::told(policy->lint(), "pattern_needless", field), given::listed(policy->lint()));
  CHECK_FALSE(policy->visitor().any());
  CHECK_FALSE(policy->keyScopes()[0].allow.any());
}

TEST_CASE("lint finds limits and titles that nothing uses, and a destination that nothing guards") {
  PolicyWords words = policyOf({"asset.move", {"asset"}, "mid"});
  std::string text = model::textOf(words);
  text.insert(1, R"("titles":{"low":"Low","nobody":"Nobody"},)");
  const auto policy = Policy::parse(text);
  REQUIRE_MESSAGE(policy.ok(), given::listed(policy.problems()));
  CHECK(given::told(policy->lint(), "limit_unused", "/limits/atOnce"));
  CHECK(given::told(policy->lint(), "title_unused", "/titles/nobody"));
  CHECK_FALSE(given::told(policy->lint(), "title_unused", "/titles/low"));
  CHECK(given::told(policy->lint(), "place_unguarded", "/actions/asset.move"));
}

TEST_CASE("the guide says of every action name what it changes") {
  const std::string guide = given::file("docs/guide.md");
  constexpr std::string_view actions[] = {
#define OPERATION(id, action, effect, takes, kind, needs, naming, makes) action,
#include "lockstep/policy/operations.def"
#undef OPERATION
  };
  for (const auto action : actions)
    CHECK_MESSAGE(guide.find("`" + std::string(action) + "`") != std::string::npos, action);
}

}  // namespace lockstep
