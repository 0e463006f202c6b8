// A policy over every field, made from bytes, with an account and requests. Where it parses, no request ends the
// engine, a page answers as the server does, and no user is allowed what a word of the policy forbids
// (tests/native/rules_model.h).
#include <array>
#include <cstdio>

#include "acme.h"
#include "alike.h"
#include "rules_model.h"

using namespace lockstep;
using fuzz::hold;
using model::ActionWords, model::PolicyWords, model::RoleWords;

namespace {

/// The input, one choice after another; after its end every choice is the first.
class Choices {
 public:
  explicit Choices(std::string_view bytes) : bytes_(bytes) {}

  bool isOver() const { return at_ >= bytes_.size(); }
  std::size_t below(std::size_t bound) { return isOver() ? 0 : static_cast<unsigned char>(bytes_[at_++]) % bound; }
  bool one(std::size_t in) { return below(in) == 1; }
  template <class List>
  auto pick(const List& list) {
    return list[below(std::size(list))];
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

constexpr std::array kinds{"asset", "collection", "library", "account", "link", "user", "group", "apiKey", "self"};
constexpr std::array limitNames{"users", "groups", "links", "linksPerResource", "apiKeys", "collectionsPerAsset",
                                "atOnce"};
constexpr std::array levelNames{"low", "mid", "high"};
constexpr std::array names{"x.see",
                           "x.edit",
                           "y.log",
                           "y.open",
                           "folder.create",
                           "folder.rename",
                           "file.upload",
                           "file.rename",
                           "file.publish",
                           "asset.copy",
                           "asset.move",
                           "asset.delete",
                           "asset.share",
                           "asset.unshare",
                           "asset.add_to_collection",
                           "comment.add",
                           "comment.delete",
                           "comment.delete_thread",
                           "collection.create",
                           "collection.rename",
                           "collection.delete",
                           "collection.add_asset",
                           "collection.remove_asset",
                           "collection.share",
                           "collection.unshare",
                           "link.create",
                           "link.edit",
                           "link.delete",
                           "user.add",
                           "user.edit",
                           "user.set_role",
                           "user.remove",
                           "user.provision",
                           "group.create",
                           "group.rename",
                           "group.add_member",
                           "group.remove_member",
                           "group.delete",
                           "api_key.create",
                           "api_key.edit",
                           "api_key.roll",
                           "api_key.delete",
                           "account.set_plan",
                           "account.set_feature",
                           "account.set_limit",
                           "mfa.enforce",
                           "media_library.delete_all"};

/// What an action of that name changes, most often.
const char* kindFor(std::string_view name) {
  for (const auto& on : onNames)
    if (has(operationOf(doesOf(name)).takes, on.on)) return on.name.data();
  return "asset";
}

ActionWords actionOf(Choices& choices) {
  ActionWords action{choices.pick(names), {}};
  action.on.emplace_back(choices.one(3) ? choices.pick(kinds) : kindFor(action.name));
  if (choices.one(6)) action.on.emplace_back(choices.pick(kinds));
  if (!choices.one(3)) action.level = choices.pick(levelNames);
  for (std::string* level : {&action.to, &action.asset, &action.collection})
    if (choices.one(5)) *level = choices.pick(levelNames);
  if (choices.one(6)) action.kind = choices.one(2) ? "file" : "folder";
  if (choices.one(5)) action.root = choices.one(2) ? "open" : "closed";
  if (choices.one(6)) action.versions = choices.one(2) ? "any" : "noncurrent";
  if (choices.one(8)) action.own = "comment";
  if (choices.one(8)) action.batch = choices.pick(limitNames);
  if (choices.one(5)) action.features = {choices.one(2) ? "paidOnly" : "basic"};
  if (choices.one(5)) action.limits.emplace_back(choices.pick(limitNames));
  action.host = choices.one(10), action.isPublic = choices.one(10), action.destructive = choices.one(4),
  action.byArea = choices.one(8);
  return action;
}

std::vector<std::string> patternsOf(Choices& choices, const PolicyWords& policy) {
  std::vector<std::string> patterns;
  for (std::size_t i = choices.below(3); i > 0; --i)
    patterns.push_back(choices.one(4)   ? "*"
                       : choices.one(4) ? "x.*"
                                        : policy.actions[choices.below(policy.actions.size())].name);
  return patterns;
}

PolicyWords policyOf(Choices& choices) {
  PolicyWords policy;
  policy.strict = choices.one(4), policy.limitedFolders = choices.one(4);
  for (auto& [name, most] : policy.limits) most = static_cast<int>(choices.below(5));
  for (std::size_t i = 1 + choices.below(5); i > 0; --i) {
    ActionWords action = actionOf(choices);
    if (std::none_of(policy.actions.begin(), policy.actions.end(),
                     [&](const ActionWords& other) { return other.name == action.name; }))
      policy.actions.push_back(std::move(action));
  }
  for (const char* name : {"r0", "r1", "r2"}) {
    RoleWords role{name};
    role.level = std::array{"shared", "high", "mid", "", "shared"}[choices.below(5)];
    role.allow = patternsOf(choices, policy), role.except = patternsOf(choices, policy),
    role.own = patternsOf(choices, policy);
    if (choices.one(5)) role.feature = "paidOnly";
    role.atLeast = static_cast<int>(choices.below(2));
    policy.roles.push_back(std::move(role));
  }
  for (const char* scope : {"standard", "read"}) policy.keys.emplace_back(scope, patternsOf(choices, policy));
  policy.visitor = patternsOf(choices, policy);
  if (choices.one(2)) policy.areas.emplace_back("area", policy.actions[choices.below(policy.actions.size())].name);
  return policy;
}

/// Leaves out the words that the parser refuses. Returns whether there is something left to try.
bool mend(PolicyWords& policy, const Problems& problems) {
  for (const auto& problem : problems) {
    hold(!problem.field.empty() && !problem.message.empty());
    if (problem.field.starts_with("/areas/")) policy.areas.clear();
    for (auto& action : policy.actions) {
      const std::string at = "/actions/" + action.name + "/";
      if (!problem.field.starts_with(at)) continue;
      const std::string field = problem.field.substr(at.size(), problem.field.find('/', at.size()) - at.size());
      const std::pair<const char*, std::string*> words[] = {
          {"level", &action.level},           {"to", &action.to},     {"asset", &action.asset},
          {"collection", &action.collection}, {"kind", &action.kind}, {"root", &action.root},
          {"versions", &action.versions},     {"own", &action.own},   {"batch", &action.batch}};
      for (const auto& [key, word] : words)
        if (field == key) word->clear();
      if (field == "limit") action.limits.clear();
      if (field == "feature") action.features.clear();
      if (field == "public") action.isPublic = false;
      if (field == "byArea") action.byArea = false;
      if (field == "on") action.on = {kindFor(action.name)};
    }
  }
  return !policy.actions.empty();
}

Account accountOf(Choices& choices, const Policy& policy) {
  Account account(policy);
  account.id = "acme";
  account.plan = static_cast<PlanId>(choices.below(2));
  const char* users[] = {"u0", "u1", "u2", "u3"};
  for (std::size_t i = 0; i < 4; ++i) {
    const auto role = static_cast<RoleId>(i % 3);
    account.put(User{users[i], users[i], std::string(users[i]) + "@acme.test", policy.roles()[role].name, role});
  }
  const auto owner = [&] { return choices.one(3) ? std::string(choices.pick(users)) : std::string(); };
  Group group{"g0", "Group", {}};
  for (std::size_t i = 0; i < 4; ++i)
    if (policy.roles()[static_cast<RoleId>(i % 3)].shared && choices.one(2)) group.members.emplace_back(users[i]);
  account.put(group);
  const std::pair<const char*, const char*> assets[] = {
      {"f", "/f"}, {"a", "/f/a.png"}, {"b", "/f/g/b.png"}, {"g", "/f/g"}, {"h", "/h"}};
  for (const auto& [id, path] : assets) {
    const bool file = std::string_view(path).ends_with(".png");
    Asset asset{id, file ? fileKind : folderKind, path, owner(), !choices.one(4)};
    if (!file && policy.switches().limitedFolders && choices.one(4)) asset.passes = LevelSet();
    account.put(asset);
  }
  account.put(Collection{"c0", "Brand", owner(), {"a"}});
  account.put(Collection{"c1", "Other", owner(), {"g"}});
  const char* items[] = {"f", "a", "b", "g", "h", "c0", "c1"};
  for (std::size_t i = choices.below(6); i > 0; --i) {
    const Subject with = choices.one(4) ? Subject::group("g0") : Subject::user(choices.pick(users));
    account.put(
        Share{choices.pick(items), with, policy.levelAt(choices.below(3)),
              choices.one(6) ? std::optional(fuzz::noon - 1 + static_cast<Time>(choices.below(3))) : std::nullopt});
  }
  account.put(Link{"l0", "f", {}, {}, false, choices.one(2)});
  account.put(Link{"l1", choices.one(2) ? "c0" : "a", {}, {}, choices.one(3), false});
  account.put(ApiKey{"k0", true, "none", {}});
  account.put(ApiKey{"k1", false, "read", {}});
  account.put(Comment{"m0", "a", choices.pick(users)});
  account.put(Comment{"m1", "h", choices.pick(users)});
  return account;
}

Request requestOf(Choices& choices, const PolicyWords& policy) {
  Request request;
  const char* users[] = {"u0", "u1", "u2", "u3"};
  const char* paths[] = {"/f", "/f/a.png", "/f/g", "/f/g/b.png", "/h", "/", "/h/new", "/f/new.png", "/free"};
  const std::size_t who = choices.below(8);
  request.principal = who == 5   ? Principal{Principal::Kind::apiKey, choices.one(2) ? "k0" : "k1"}
                      : who == 6 ? Principal{Principal::Kind::visitor, choices.one(2) ? "l0" : "l1"}
                      : who == 7 ? Principal::system()
                                 : Principal::user(choices.pick(users));
  const ActionWords& action = policy.actions[choices.below(policy.actions.size())];
  request.action = action.name;
  const std::string on = choices.one(6) ? choices.pick(kinds) : action.on[choices.below(action.on.size())];
  const auto of = [](Resource::Kind kind, const char* id) { return Resource{kind, id, {}, anyKind}; };
  if (on == "asset") request.resource = Resource::at(choices.pick(paths));
  if (on == "collection") request.resource = of(Resource::Kind::collection, choices.one(2) ? "c0" : "c1");
  if (on == "user") request.resource = of(Resource::Kind::user, choices.pick(users));
  if (on == "group") request.resource = of(Resource::Kind::group, "g0");
  if (on == "apiKey") request.resource = of(Resource::Kind::apiKey, choices.one(2) ? "k0" : "k1");
  if (on == "link") request.resource = of(Resource::Kind::link, choices.one(2) ? "l0" : "l1");
  if (choices.one(8)) request.resource = {};
  Context& c = request.context;
  c.now = fuzz::noon;
  const bool whole = choices.one(2);
  const auto states = [&] { return whole ? !choices.one(8) : choices.one(4); };
  if (states()) c.to = choices.pick(paths);
  if (states()) c.asset = choices.pick(paths);
  if (states()) c.collection = choices.one(2) ? "c0" : "c1";
  if (states()) c.comment = choices.one(2) ? "m0" : "m1";
  if (states()) c.version = choices.one(2) ? "current" : "noncurrent";
  if (states()) c.area = choices.one(3) ? "moon" : "area";
  if (states()) c.with = choices.one(3) ? Subject::group("g0") : Subject::user(choices.pick(users));
  if (states()) c.level = choices.pick(levelNames);
  if (states()) c.role = std::array{"r0", "r1", "r2"}[choices.below(3)];
  if (states()) c.member = choices.pick(users);
  if (states()) c.name = choices.one(2) ? "fresh" : "new.png";
  if (states()) c.email = "new@acme.test";
  if (states()) c.kind = choices.one(2) ? "standard" : "restricted";
  if (states()) c.plan = choices.one(2) ? "free" : "paid";
  if (states()) c.feature = "basic", c.limit = "users";
  if (states()) c.flag = choices.one(2);
  if (states()) c.number = static_cast<std::int64_t>(choices.below(6));
  // The host states the owner of what the account does not list.
  const bool isListed = request.resource.kind == Resource::Kind::path && !request.resource.id.ends_with("new") &&
                        !request.resource.id.ends_with("new.png") && request.resource.id != "/free";
  if (choices.one(4) && !isListed) c.owner = choices.pick(users);
  if (choices.one(4)) c.count = static_cast<std::int64_t>(choices.below(6));
  if (choices.one(4)) c.passwordVerified = true;
  return request;
}

/// Says which property broke, for the reader of the log.
void holdThat(bool property, std::string_view why, const PolicyWords& words, const Request& request) {
  if (property) return;
  std::fprintf(stderr, "%.*s: %s %s %s\n%s\n", static_cast<int>(why.size()), why.data(),
               toJson(toValue(request.principal)).c_str(), request.action.c_str(),
               toJson(toValue(request.resource)).c_str(), model::textOf(words).c_str());
  hold(false);
}

/// A page's table gives for one path and action what the same page decides.
void holdTable(const Policy& policy, const Access& access, const PolicyWords& words, const Request& request) {
  if (request.resource.kind != Resource::Kind::path && request.resource.kind != Resource::Kind::account) return;
  DecisionCache cache(access);
  cache.begin(fuzz::noon);
  // Other paths of the same look come first, and give the class its answer.
  for (const char* path : {"/f", "/f/a.png", "/f/g", "/f/g/b.png", "/h", "/", "/h/new", "/free"})
    cache.equivalenceClass(path);
  const auto of = request.resource.kind == Resource::Kind::path ? cache.equivalenceClass(request.resource.id)
                                                                : DecisionCache::account;
  Context context;
  context.now = fuzz::noon;
  const bool decided = access.can(request.action, request.resource, context);
  holdThat(((cache.ask(of, *policy.action(request.action)) & DecisionCache::allowed) != 0) == decided,
           "the table differs", words, request);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Choices choices(fuzz::text(data, size));
  PolicyWords words = policyOf(choices);
  auto policy = Policy::parse(model::textOf(words));
  for (int tries = 0; !policy && tries < 4 && mend(words, policy.problems()); ++tries)
    policy = Policy::parse(model::textOf(words));
  if (!policy) return 0;
  static_cast<void>(policy->lint());
  const auto opened = Policy::open(policy->compiled());
  hold(opened.ok() && opened->compiled() == policy->compiled());

  const Account account = accountOf(choices, *policy);
  const model::Judge judge(words, account);
  for (int asked = 0; asked < 24 && !choices.isOver(); ++asked) {
    const Request request = requestOf(choices, words);
    const Decision decision = decide(account, request);
    hold(decision.allowed == (decision.reason == Reason::none));
    if (decision.allowed) {
      const std::string why = judge.broken(request, false);
      holdThat(why.empty(), why, words, request);
    }
    Account changed = account;
    const auto applied = apply(changed, request);
    if (applied.decision.allowed) {
      const std::string why = judge.broken(request, true);
      holdThat(decision.allowed && why.empty(), "applied " + why, words, request);
    } else {
      hold(changed.revision == account.revision);
    }
    if (request.principal.kind != Principal::Kind::user) continue;
    const auto page = Access::open(*opened, snapshot(account, request.principal, fuzz::noon));
    holdThat(page.ok(), page.ok() ? "" : page.problems()[0].field + " " + page.problems()[0].message, words, request);
    holdThat(alike(decision, page->decide(request.action, request.resource, request.context)), "the page differs",
             words, request);
    holdTable(*policy, *page, words, request);
  }
  return 0;
}
