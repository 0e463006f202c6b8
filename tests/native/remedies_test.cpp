// A remedy is named only if it helps: after following those of a decision, the answer is yes or names a later reason.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>

#include "generated.h"
#include "lockstep/change/apply.h"

namespace lockstep {

namespace {

bool isLater(const Decision& after, Reason before) { return after.allowed || after.reason > before; }

Request ofHost(std::string action) { return {Principal::system(), std::move(action), {}, {}}; }

/// Whether the host can give a level at a place. A thing that is not there can be given to no user.
bool canGive(Account& account, const Request& request, const Remedy& remedy) {
  const bool isPath = remedy.on.starts_with("/");
  Request share = ofHost(isPath ? "asset.share" : "collection.share");
  share.resource = isPath ? Resource::at(remedy.on) : Resource{Resource::Kind::collection, remedy.on, {}, anyKind};
  // What is listed when it is shared is what the action is for.
  if (remedy.on == request.resource.id)
    share.resource.assetKind = account.policy().actions()[*account.policy().action(request.action)].kind;
  if (remedy.on == request.context.to) share.resource.assetKind = folderKind;
  share.context.with = Subject::user(request.principal.id);
  share.context.level = remedy.level;
  share.context.now = request.context.now;
  return apply(account, share).decision.allowed;
}

std::vector<std::string> valuesOf(const Account& account, std::string_view field) {
  const Policy& policy = account.policy();
  const auto names = [](const auto& list) {
    std::vector<std::string> all;
    for (const auto& entry : list) all.push_back(entry.name);
    return all;
  };
  if (field == "to") {
    std::vector<std::string> paths = {"/", "/fresh-folder"};
    for (const auto& [id, asset] : account.assets()) paths.push_back(asset.path);
    return paths;
  }
  if (field == "asset") return {"/fresh.png"};
  if (field == "collection") return generated::idsOf(account.collections());
  if (field == "level") return policy.levels();
  if (field == "plan") return policy.plans().entries();
  if (field == "role") return names(policy.roles());
  if (field == "feature") return names(policy.features());
  if (field == "limit") return names(policy.limits());
  if (field == "version") return {"current", "noncurrent"};
  if (field == "kind") return {"standard", "restricted"};
  if (field == "media") return {"none", "read", "write"};
  if (field == "member" || field == "with") return generated::idsOf(account.users());
  if (field == "name") return {"Fresh", "fresh.png"};
  if (field == "email") return {"fresh@private.test"};
  return {};
}

std::vector<Context> withOther(const Account& account, const Context& context, std::string_view field) {
  std::vector<Context> all;
  for (const auto& value : valuesOf(account, field)) {
    const std::pair<std::string_view, std::optional<std::string> Context::*> texts[] = {
        {"to", &Context::to},           {"asset", &Context::asset}, {"collection", &Context::collection},
        {"level", &Context::level},     {"plan", &Context::plan},   {"role", &Context::role},
        {"feature", &Context::feature}, {"limit", &Context::limit}, {"version", &Context::version},
        {"kind", &Context::kind},       {"media", &Context::media}, {"member", &Context::member},
        {"name", &Context::name},       {"email", &Context::email}};
    Context other = context;
    for (const auto& [name, text] : texts)
      if (name == field) other.*text = value;
    if (field == "with") other.with = Subject::user(value);
    all.push_back(std::move(other));
  }
  if (field == "with")
    for (const auto& id : generated::idsOf(account.groups()))
      all.push_back(context), all.back().with = Subject::group(id);
  if (field == "value") {
    all.push_back(context), all.back().flag = true, all.back().number.reset();
    all.push_back(context), all.back().number = 7, all.back().flag.reset();
  }
  if (field == "members") all.push_back(context), all.back().members.clear();
  const std::pair<std::string_view, std::optional<Time> Context::*> dates[] = {
      {"startsAt", &Context::startsAt}, {"endsAt", &Context::endsAt}, {"until", &Context::until}};
  for (const auto& [name, date] : dates)
    if (name == field)
      for (const Time after : {1, 60, 7 * 86400}) all.push_back(context), all.back().*date = given::noon + after;
  return all;
}

/// Gives a field the value that brings the request furthest.
void change(const Account& account, Request& request, const std::string& field) {
  const auto problems = [&](const Decision& decision) {
    return std::any_of(decision.problems.begin(), decision.problems.end(),
                       [&](const Problem& problem) { return problem.field == field; });
  };
  Context best = request.context;
  Decision far = decide(account, request);
  for (auto& context : withOther(account, request.context, field)) {
    Request other = request;
    other.context = context;
    Decision decision = decide(account, other);
    const bool further = decision.allowed || (problems(far) && !problems(decision) && decision.reason >= far.reason) ||
                         decision.reason > far.reason;
    if (!further || far.allowed) continue;
    far = std::move(decision);
    best = std::move(context);
  }
  request.context = std::move(best);
}

/// Does what the remedies of a decision say; false where that cannot be done.
bool follow(Account& account, Request& request, const Decision& decision) {
  for (const auto& remedy : decision.remedies) {
    Request step;
    switch (remedy.kind) {
      case Remedy::Kind::ask:
        if (!canGive(account, request, remedy)) return false;
        continue;
      case Remedy::Kind::upgrade:
        step = ofHost("account.set_plan");
        step.context.plan = remedy.plan;
        break;
      case Remedy::Kind::switchOn:
        step = ofHost("account.set_feature");
        step.context.feature = remedy.feature;
        step.context.flag = true;
        break;
      case Remedy::Kind::raiseLimit:
        step = ofHost("account.set_limit");
        step.context.limit = remedy.limit;
        step.context.number = 1000;
        break;
      case Remedy::Kind::changeField: change(account, request, remedy.field); continue;
    }
    if (!apply(account, step).decision.allowed) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("a user who follows the remedies of a denial is allowed, or denied for a later reason") {
  std::size_t followed = 0;
  std::array<std::size_t, 5> kinds{};
  for (std::uint64_t seed = 9000; seed < 9000 + generated::cases(150); ++seed) {
    generated::Random random(seed);
    const Account account =
        generated::account(random, seed % 2 == 0 ? given::policy() : given::policyWithLimitedFolders());
    for (int i = 0; i < 60; ++i) {
      Request request = generated::RequestMaker(random, account, 90)
                            .make(random.chance(10) ? Principal::system() : generated::principal(random));
      const Decision before = decide(account, request);
      if (before.allowed) CHECK(before.remedies.empty());
      if (before.remedies.empty()) continue;
      const std::string words = generated::described(request);
      Account better = account;
      for (const auto& remedy : before.remedies) ++kinds[static_cast<std::size_t>(remedy.kind)];
      // What is not shared is asked for in the same words whether it is there or not (H-8); and a role that the plan
      // lacks holds nothing by which it could know.
      const Access access(account, request.principal);
      const auto isUnseen = [&](const Remedy& remedy) {
        if (remedy.kind != Remedy::Kind::ask) return false;
        const auto now = request.context.now;
        return !(remedy.on.starts_with("/") ? access.levels().at(remedy.on, now)
                                            : access.levels().onCollection(remedy.on, now).level)
                    .any();
      };
      const bool isBlind = std::any_of(before.remedies.begin(), before.remedies.end(), isUnseen) ||
                           (access.isShared() && before.feature == "restricted_role");
      if (!follow(better, request, before)) {
        CHECK_MESSAGE(isBlind, "seed " << seed << ": " << words << " cannot be followed: " << before.message);
        continue;
      }
      ++followed;
      const Decision after = decide(better, request);
      // Nor does it say of what lies in a closed folder there, which no share on the place itself opens.
      const bool isClosed =
          after.reason == Reason::not_shared && after.remedies.empty() && account.policy().switches().limitedFolders;
      CHECK_MESSAGE(
          (isLater(after, before.reason) || (isBlind && (after.reason == Reason::resource_mismatch || isClosed))),
          "seed " << seed << ": " << words << " was " << nameOf(before.reason) << ", then " << nameOf(after.reason)
                  << " (" << generated::described(request) << ")");
    }
  }
  CHECK(followed > 500);
  for (const auto count : kinds) CHECK(count > 0);
}

TEST_CASE("a plan that is not enough for all gates is no remedy") {
  const Account free = given::account("", "free");
  const Decision decision = given::ask(
      free, R"({"principal":{"user":"ada"},"action":"user.add","context":{"role":"media_library_restricted_access"}})");
  CHECK(decision.plan == "paid");
  REQUIRE(decision.remedies.size() == 1);
  CHECK(decision.remedies[0].plan == "enterprise");
  CHECK(decision.remedies[0].feature == "restricted_role");
}

TEST_CASE("on a smaller plan nothing is shown that would not be shown on a larger one") {
  for (const std::string plan : {"free", "paid"})
    for (std::uint64_t seed = 9500; seed < 9500 + generated::cases(40); ++seed) {
      generated::Random random(seed);
      Account account = generated::account(random);
      account.plan = *account.policy().plan(plan);
      Account larger = account;
      larger.plan = *account.policy().plan("enterprise");
      for (int i = 0; i < 60; ++i) {
        const Request request = generated::RequestMaker(random, account, 0).make(generated::principal(random));
        const User* user = account.user(request.principal.id);
        // What a role held on the larger plan is not known on the smaller one.
        if (user != nullptr && user->roleId && account.policy().roles()[*user->roleId].shared) continue;
        if (decide(account, request).show == Show::hidden) continue;
        CHECK_MESSAGE(decide(larger, request).show != Show::hidden,
                      "seed " << seed << ": " << generated::described(request));
      }
    }
}

TEST_CASE("what cannot be helped has no remedies") {
  const Account account = given::account(
      R"("features":{"user_groups":false},"assets":[{"id":"f1","kind":"folder","path":"/m"},{"id":"a1","kind":"file","path":"/m/x.png"}],
    "shares":[{"on":"f1","with":{"user":"rita"},"level":"view"}],"links":[{"id":"l1","on":"f1","endsAt":"2026-02-01T00:00:00Z"}],"apiKeys":[{"id":"k1","kind":"standard"}])");
  const auto remedies = [&](std::string_view request) { return given::ask(account, request).remedies.size(); };
  CHECK(remedies(R"({"principal":{"user":"ada"},"action":"user.remove","resource":{"user":"ada"}})") == 0);
  CHECK(remedies(R"({"principal":{"user":"ada"},"action":"asset.share","resource":{"path":"/"}})") == 0);
  CHECK(remedies(R"({"principal":{"user":"ada"},"action":"api_key.delete","resource":{"apiKey":"k1"}})") == 0);
  CHECK(remedies(R"({"principal":{"user":"rita"},"action":"folder.create","resource":{"path":"/"}})") == 0);
  CHECK(remedies(R"({"principal":{"user":"rita"},"action":"link.edit","resource":{"link":"l9"}})") == 0);
  CHECK(
      remedies(
          R"({"principal":{"user":"rita"},"action":"asset.copy","resource":{"path":"/m/x.png"},"context":{"to":"/"}})") ==
      0);
  // A file holds nothing, whatever the level on it.
  CHECK(remedies(R"({"principal":{"user":"rita"},"action":"file.upload","resource":{"path":"/m/x.png"}})") == 0);
  CHECK(remedies(R"({"principal":{"user":"rita"},"action":"file.upload","resource":{"path":"/m"}})") == 1);
  CHECK(remedies(R"({"principal":{"visitor":true},"action":"link.open","resource":{"link":"l1"}})") == 0);
  CHECK(given::ask(account, R"({"principal":{"user":"ada"},"action":"group.create"})").remedies.at(0).kind ==
        Remedy::Kind::switchOn);
}

TEST_CASE("who can give a level is named to those alone who know every user") {
  std::string text(builtinPolicy());
  const auto at = text.find(R"("allow": ["collection.create")", text.find(R"("media_library_restricted_access": {)"));
  const Policy knowing = Policy::parse(text.insert(at + 10, R"("user.edit", )")).value();
  constexpr std::string_view facts =
      R"({"format":"lockstep-account/1","id":"acme","plan":"enterprise","users":[{"id":"ada","role":"account_administrator"},{"id":"dev","role":"developer"},{"id":"vera","role":"media_library_view_only_access"},
    {"id":"rita","role":"media_library_restricted_access"},{"id":"rob","role":"media_library_restricted_access"}],"assets":[{"id":"f1","kind":"folder","path":"/m","owner":"rob"}]})";
  const Request request =
      given::request(R"({"principal":{"user":"rita"},"action":"asset.view","resource":{"path":"/m"}})");
  const auto who = [&](const Policy& policy) {
    return decide(Account::parse(facts, policy).value(), request).remedies.at(0).who;
  };
  CHECK(who(given::policy()).empty());
  CHECK(who(knowing) == std::vector<std::string>{"ada", "dev", "rob"});
}

TEST_CASE("a level is asked for at each place that lacks it") {
  const Account account = given::account(
      R"("assets":[{"id":"f1","kind":"folder","path":"/m"},{"id":"f2","kind":"folder","path":"/n"}],"shares":[{"on":"f1","with":{"user":"rita"},"level":"view"}])");
  const Decision decision = given::ask(
      account, R"({"principal":{"user":"rita"},"action":"asset.move","resource":{"path":"/m"},"context":{"to":"/n"}})");
  CHECK(decision.reason == Reason::level_too_low);
  REQUIRE(decision.remedies.size() == 2);
  CHECK(decision.remedies[0].on == "/m");
  CHECK(decision.remedies[1].on == "/n");
}

}  // namespace lockstep
