#pragma once

#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "given.h"
#include "lockstep/account/path.h"

namespace lockstep::generated {

/// xorshift64*: the same numbers for the same seed on every machine and compiler.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15ull + 0x2545f4914f6cdd1dull) {}

  std::uint64_t next() {
    state_ ^= state_ >> 12, state_ ^= state_ << 25, state_ ^= state_ >> 27;
    return state_ * 0x2545f4914f6cdd1dull;
  }
  std::size_t below(std::size_t bound) { return bound == 0 ? 0 : static_cast<std::size_t>((next() >> 11) % bound); }
  bool chance(unsigned percent) { return below(100) < percent; }
  template <class List>
  const auto& pick(const List& list) {
    return *std::next(list.begin(), static_cast<std::ptrdiff_t>(below(list.size())));
  }
  template <class T>
  T pick(std::initializer_list<T> list) {
    return list.begin()[below(list.size())];
  }

 private:
  std::uint64_t state_;
};

/// How many accounts a property is tried on; more by the environment variable LOCKSTEP_CASES.
inline std::uint64_t cases(std::uint64_t usual) {
  const char* wanted = std::getenv("LOCKSTEP_CASES");
  return wanted != nullptr && std::atoll(wanted) > 0 ? static_cast<std::uint64_t>(std::atoll(wanted)) : usual;
}

/// Names that are each other's beginnings, differ in case, or sort between a folder and what is in it.
inline std::string name(Random& random) {
  return random.pick<const char*>(
      {"mark", "marketing", "mark-2", "mar", "Mark", "mark0", "m", "marketing-old", "q1", "\xc3\xa9t\xc3\xa9"});
}

inline std::string userId(Random& random) {
  return random.pick<const char*>({"ada", "dev", "full", "vera", "fin", "r0", "r1", "r2", "r3"});
}

/// Ids of a table, in order.
template <class T>
std::vector<std::string> idsOf(const Table<T>& table) {
  std::vector<std::string> ids;
  for (const auto& [id, entry] : table) ids.push_back(id);
  return ids;
}

class AccountMaker {
 public:
  AccountMaker(Random& random, const Policy& policy) : random_(random), account_(policy) {}

  Account make() {
    account_.id = "acme";
    account_.revision = static_cast<std::int64_t>(random_.below(100));
    account_.plan = static_cast<PlanId>(random_.chance(80) ? 2 : random_.below(3));
    if (random_.chance(25))
      account_.featureOverrides[static_cast<FeatureId>(random_.below(policy().features().size()))] = random_.chance(50);
    if (random_.chance(50)) account_.limitOverrides[*policy().limit("users")] = 12;
    if (random_.chance(30))
      account_.limitOverrides[static_cast<LimitId>(random_.below(policy().limits().size()))] =
          static_cast<std::int64_t>(random_.below(4));
    addPeople(), addLibrary(), addCollections(), addShares(), addLinks(), addKeysAndComments();
    return std::move(account_);
  }

 private:
  const Policy& policy() const { return account_.policy(); }
  std::string owner() { return random_.chance(45) ? userId(random_) : std::string(); }
  std::optional<Time> end(unsigned percent) {
    return random_.chance(percent) ? std::optional(given::noon - 1 + static_cast<Time>(random_.below(3)))
                                   : std::nullopt;
  }

  void addPeople() {
    const std::pair<const char*, const char*> users[] = {{"ada", "account_administrator"},
                                                         {"dev", "developer"},
                                                         {"full", "media_library_full_access"},
                                                         {"vera", "media_library_view_only_access"},
                                                         {"fin", "finance"}};
    for (const auto& [id, role] : users) account_.put(user(id, role));
    for (const char* id : {"r0", "r1", "r2", "r3"})
      account_.put(user(id, random_.chance(95) ? "media_library_restricted_access" : "retired_role"));
    for (const char* id : {"g0", "g1", "g2"}) {
      Group group{id, std::string("Group ") + id, {}};
      for (const char* member : {"r0", "r1", "r2", "r3"})
        if (random_.chance(35) && account_.user(member)->roleId) group.members.push_back(member);
      account_.put(group);
    }
  }
  User user(const std::string& id, const std::string& role) {
    return {id, "Name of " + id, id + "@private.test", role, policy().role(role)};
  }

  void addLibrary() {
    std::vector<std::string> folders = {"/"};
    const std::size_t count = 4 + random_.below(12);
    for (std::size_t i = 0; i < count; ++i) {
      const std::string& parent = random_.pick(folders);
      if (pathDepth(parent) >= 6) continue;
      const bool file = random_.chance(40);
      const std::string path = joinPath(parent, name(random_) + (file ? ".png" : ""));
      if (account_.assetAt(path) != nullptr) continue;
      if (!file) folders.push_back(path);
      // Folders on the way need not be listed.
      if (!file && random_.chance(15)) continue;
      const bool closed = !file && policy().switches().limitedFolders && random_.chance(25);
      const KindId kind = i % 12 == 7 ? anyKind : file ? fileKind : folderKind;
      account_.put(
          Asset{"a" + std::to_string(i), kind, path, owner(), random_.chance(75), closed ? LevelSet() : everyLevel});
    }
    account_.complete = account_.revision % 12 == 0;
    if (random_.chance(10)) account_.put(Asset{"root", folderKind, "/", owner()});
  }

  std::string item(unsigned collections) {
    const auto ids = random_.chance(collections) ? idsOf(account_.collections()) : idsOf(account_.assets());
    return ids.empty() ? std::string() : random_.pick(ids);
  }

  void addCollections() {
    for (const char* id : {"c0", "c1", "c2"}) {
      Collection collection{id, std::string("Brand-") + id, owner(), {}};
      for (const auto& asset : idsOf(account_.assets()))
        if (random_.chance(25)) collection.items.push_back(asset);
      account_.put(collection);
    }
  }

  void addShares() {
    const std::size_t count = random_.below(12);
    for (std::size_t i = 0; i < count; ++i) {
      const Subject with =
          random_.chance(40)
              ? Subject::group(random_.pick({"g0", "g1", "g2"}))
              : Subject::user(random_.chance(85) ? "r" + std::to_string(random_.below(4)) : userId(random_));
      const std::string on = item(25);
      if (!on.empty()) account_.put(Share{on, with, account_.policy().levelAt(random_.below(3)), end(20)});
    }
  }

  void addLinks() {
    for (const char* id : {"l0", "l1", "l2"}) {
      Link link{id, item(30), end(25), {}, random_.chance(25), random_.chance(40)};
      if (link.on.empty()) continue;
      if (random_.chance(25)) link.endsAt = link.startsAt.value_or(given::noon);
      account_.put(link);
    }
  }

  void addKeysAndComments() {
    account_.put(ApiKey{"k0", true, "none", {}});
    account_.put(ApiKey{"k1", random_.chance(30), random_.pick({"none", "read", "write"}), end(30)});
    for (const char* id : {"m0", "m1", "m2", "m3"})
      if (const std::string on = item(0); !on.empty()) account_.put(Comment{id, on, owner()});
  }

  Random& random_;
  Account account_;
};

inline Account account(Random& random, const Policy& policy = given::policy()) {
  return AccountMaker(random, policy).make();
}

/// Makes requests about an account: over all actions, mostly about what is there. `whole`: with the context that the
/// action needs in order to be carried out.
class RequestMaker {
 public:
  RequestMaker(Random& random, const Account& account, unsigned whole)
      : random_(random), account_(account), whole_(whole) {}

  Request make(Principal principal) {
    Request request;
    request.principal = std::move(principal);
    const auto& actions = account_.policy().actions();
    const Action& action = random_.pick(actions);
    request.action = action.name;
    request.resource = resource(random_.pick(action.on));
    if (random_.chance(3))
      request.resource =
          resource(random_.pick({On::account, On::asset, On::collection, On::link, On::user, On::group, On::apiKey}));
    if (random_.chance(2)) request.action = "asset.fly";
    fill(request.context, action);
    return request;
  }

  std::string path() {
    const auto ids = idsOf(account_.assets());
    if (ids.empty() || random_.chance(4)) return random_.pick<const char*>({"/", "/nowhere", "/mark", "/../mark"});
    std::string at = account_.asset(random_.pick(ids))->path;
    if (random_.chance(15)) return joinPath(at, name(random_));
    if (random_.chance(10)) return at + random_.pick<const char*>({"-2", ".png", "0", "/"});
    if (random_.chance(10)) return std::string(parentPath(at));
    return at;
  }

 private:
  std::string idIn(const std::vector<std::string>& ids) {
    return ids.empty() || random_.chance(5) ? "ghost" : random_.pick(ids);
  }

  Resource resource(On on) {
    const auto of = [](Resource::Kind kind, std::string id) { return Resource{kind, std::move(id), {}, anyKind}; };
    switch (on) {
      case On::asset: {
        Resource asset = Resource::at(path());
        if (random_.chance(10)) asset.assetKind = random_.pick({fileKind, folderKind});
        return asset;
      }
      case On::collection: return of(Resource::Kind::collection, idIn(idsOf(account_.collections())));
      case On::user: return of(Resource::Kind::user, idIn(idsOf(account_.users())));
      case On::group: return of(Resource::Kind::group, idIn(idsOf(account_.groups())));
      case On::apiKey: return of(Resource::Kind::apiKey, idIn(idsOf(account_.apiKeys())));
      case On::link: {
        Resource link = of(Resource::Kind::link, idIn(idsOf(account_.links())));
        if (random_.chance(60)) link.path = path();
        return link;
      }
      default: return {};
    }
  }

  void fill(Context& c, const Action& action) {
    const Need needs = action.needs();
    const auto want = [&](Need need) { return needs & need ? random_.chance(whole_) : random_.chance(2); };
    if (random_.chance(85)) c.now = given::noon - 1 + static_cast<Time>(random_.below(3));
    if (want(Need::to)) c.to = path();
    if (want(Need::asset)) c.asset = path();
    if (needs & Need::id && random_.chance(whole_)) c.id = idIn(idsOf(account_.links()));
    if (want(Need::collection)) c.collection = idIn(idsOf(account_.collections()));
    if (want(Need::with))
      c.with = random_.chance(30) ? Subject::group(idIn(idsOf(account_.groups())))
                                  : Subject::user(idIn(idsOf(account_.users())));
    if (want(Need::level)) c.level = random_.pick<const char*>({"view", "contribute", "manage"});
    if (want(Need::role)) c.role = random_.chance(97) ? random_.pick(account_.policy().roles()).name : "retired_role";
    if (want(Need::member)) c.member = idIn(idsOf(account_.users()));
    if (want(Need::comment) || random_.chance(action.name.starts_with("comment.") ? 50 : 1))
      c.comment = idIn(idsOf(account_.comments()));
    if (want(Need::version)) c.version = random_.pick<const char*>({"current", "noncurrent"});
    if (want(Need::plan)) c.plan = random_.chance(70) ? "enterprise" : random_.pick(account_.policy().plans());
    if (want(Need::feature)) c.feature = random_.pick(account_.policy().features()).name;
    if (want(Need::limit)) c.limit = random_.pick(account_.policy().limits()).name;
    if (want(Need::value)) c.flag = random_.chance(60);
    if (want(Need::number)) c.number = static_cast<std::int64_t>(random_.below(20));
    if (want(Need::kind)) c.kind = random_.pick<const char*>({"standard", "restricted"});
    if (c.flag && c.number) needs& Need::number ? c.flag.reset() : c.number.reset();
    fillForm(c, action.does, want);
    if (random_.chance(8)) c.owner = userId(random_);
    if (random_.chance(5)) c.count = static_cast<std::int64_t>(random_.below(400));
    if (random_.chance(10)) c.passwordVerified = random_.chance(70);
    if (random_.chance(10)) c.hasPassword = random_.chance(70);
    if (random_.chance(10)) c.exposeUnpublished = random_.chance(50);
    if (random_.chance(6)) c.until = given::noon + static_cast<Time>(random_.below(2));
    if (random_.chance(6)) c.endsAt = given::noon + static_cast<Time>(random_.below(2));
    if (random_.chance(4)) c.startsAt = given::noon + static_cast<Time>(random_.below(2));
    if (random_.chance(3)) c.area = random_.pick<const char*>({"billing", "settings", "moon"});
    if (random_.chance(3)) c.media = random_.pick<const char*>({"read", "write"});
    if (random_.chance(6)) c.id = random_.pick<const char*>({"ada", "c0", "fresh", "fresher", "a1", "l0", ""});
  }

  template <class Want>
  void fillForm(Context& c, Does does, Want want) {
    const Operation& operation = operationOf(does);
    if (want(Need::name) || (operation.renames && random_.chance(80))) {
      switch (operation.naming) {
        case Naming::file: c.name = name(random_) + ".png"; break;
        case Naming::group:
          c.name = random_.pick<const char*>({"Group g0", "group G1 ", "Sales", "Press", "bad-name"});
          break;
        case Naming::collection:
          c.name = random_.pick<const char*>({"Brand-c0", "brand-C1", "Fresh", "Spring", "bad name"});
          break;
        case Naming::person: c.name = random_.pick<const char*>({"Nina", "Otto", " "}); break;
        default: c.name = name(random_); break;
      }
    }
    if (want(Need::email) || (operation.naming == Naming::person && random_.chance(60)))
      c.email = random_.pick<const char*>({"new@private.test", "other@private.test", " R0@private.test",
                                           "ada@private.test", "vera@private.test", "none"});
    if (does == Does::createGroup && random_.chance(50))
      for (std::size_t i = random_.below(3); i > 0; --i) c.members.push_back("r" + std::to_string(random_.below(4)));
  }

  Random& random_;
  const Account& account_;
  const unsigned whole_;
};

inline Principal principal(Random& random) {
  const std::size_t kind = random.below(20);
  if (kind == 0) return {Principal::Kind::apiKey, random.pick({"k0", "k1"})};
  if (kind == 1) return {Principal::Kind::visitor, random.pick({"l0", "l1", "l2"}), random.chance(50)};
  if (kind == 2) return Principal::user("ghost");
  return Principal::user(userId(random));
}

/// A request in words, for a test that fails.
inline std::string described(const Request& request) {
  const Context& c = request.context;
  std::string text = toJson(toValue(request.principal)) + " " + request.action + " " +
                     toJson(toValue(request.resource)) +
                     (request.resource.assetKind == fileKind     ? " file"
                      : request.resource.assetKind == folderKind ? " folder"
                                                                 : "");
  const std::pair<const char*, const std::optional<std::string>*> fields[] = {
      {"to", &c.to},           {"asset", &c.asset},     {"collection", &c.collection},
      {"level", &c.level},     {"name", &c.name},       {"email", &c.email},
      {"role", &c.role},       {"member", &c.member},   {"id", &c.id},
      {"comment", &c.comment}, {"version", &c.version}, {"owner", &c.owner},
      {"area", &c.area},       {"plan", &c.plan},       {"feature", &c.feature},
      {"limit", &c.limit},     {"kind", &c.kind},       {"media", &c.media}};
  for (const auto& [key, value] : fields)
    if (*value) text += std::string(" ") + key + "=" + **value;
  if (c.with) text += std::string(c.with->kind == Subject::Kind::group ? " with=group:" : " with=user:") + c.with->id;
  if (c.now) text += " now=noon" + std::to_string(*c.now - given::noon);
  if (c.count) text += " count=" + std::to_string(*c.count);
  if (c.number) text += " value=" + std::to_string(*c.number);
  if (c.flag) text += *c.flag ? " value=true" : " value=false";
  return text;
}

}  // namespace lockstep::generated
