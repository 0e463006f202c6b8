// Input that means harm: a clear problem, never a crash, a hang or an allowance.
#include <doctest/doctest.h>

#include <chrono>

#include "given.h"

namespace lockstep {

namespace {

// A tenth where each byte costs ten times as much: under sanitizers, and in WASM.
#if defined(__SANITIZE_ADDRESS__) || defined(__EMSCRIPTEN__)
#define LOCKSTEP_SLOW
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LOCKSTEP_SLOW
#endif
#endif
#ifdef LOCKSTEP_SLOW
constexpr std::size_t large = 8'000'000;
#else
constexpr std::size_t large = 100'000'000;
#endif

constexpr std::string_view head =
    R"({"format":"lockstep-account/1","plan":"enterprise","users":[{"id":"rita","role":"media_library_restricted_access"}],)";

/// A text of about `large` bytes made of one entry, with a running number in place of each `#`, over and over.
std::string repeated(std::string_view entry, std::size_t size = large) {
  std::string text;
  text.reserve(size + entry.size() + 32);
  for (std::size_t i = 0; text.size() < size; ++i) {
    if (i > 0) text += ',';
    const std::string number = std::to_string(i);
    for (char c : entry) c == '#' ? text.append(number) : text.append(1, c);
  }
  return text;
}

double seconds(const std::chrono::steady_clock::time_point& since) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - since).count();
}

void deniesEverywhere(const Decision& decision) {
  CHECK_FALSE(decision.allowed);
  CHECK(decision.message.size() < 1000);
}

}  // namespace

TEST_CASE("a path of 10,000 segments, with NUL or with invalid UTF-8 is denied in every field") {
  std::string deep;
  for (int i = 0; i < 10000; ++i) deep += "/a";
  const Account account = given::account(R"("collections":[{"id":"c1","name":"C"}])");
  const Access access(account, Principal::user("ada"));
  for (const std::string& path : {deep, std::string("/a\0b", 4), std::string("/\xff"), std::string("/a/../b"),
                                  std::string(1000000, 'a'), std::string("/%2e%2e/a"), std::string("/\xed\xa0\x80")}) {
    CHECK(access.decide("asset.view", Resource::at(path)).reason == Reason::path_invalid);
    CHECK(access.actions(Resource::at(path)).empty());
    Context to;
    to.to = path;
    CHECK(access.decide("asset.move", Resource::at("/a"), to).reason == Reason::path_invalid);
    Context asset;
    asset.asset = path;
    CHECK(
        access.decide("collection.add_asset", Resource{Resource::Kind::collection, "c1", {}, anyKind}, asset).reason ==
        Reason::path_invalid);
    deniesEverywhere(access.decide("link.open", Resource{Resource::Kind::link, "l1", path, anyKind}));
  }
}

TEST_CASE("names and addresses of 10,000 characters are problems of their fields") {
  Account account = given::account(R"("limits":{"users":9})");
  const std::string longName(10000, 'x');
  const auto ask = [&](const char* action, const char* resource, const std::string& field, const std::string& value) {
    return given::ask(account, std::string(R"({"principal":{"user":"ada"},"action":")") + action + "\"" + resource +
                                   R"(,"context":{")" + field + "\":\"" + value + "\"}}");
  };
  CHECK(ask("folder.create", R"(,"resource":{"path":"/a"})", "name", longName).reason == Reason::name_invalid);
  CHECK(ask("group.create", "", "name", longName).reason == Reason::name_invalid);
  CHECK(ask("collection.create", "", "name", longName).reason == Reason::name_invalid);
  CHECK(ask("user.add", "", "name", longName).reason == Reason::name_invalid);
  CHECK(ask("user.add", "", "email", longName + "@x.test").reason == Reason::email_invalid);
  CHECK(ask("user.add", "", "email", "a@" + longName + ".test").reason == Reason::email_invalid);
  CHECK(ask("user.add", "", "role", longName).reason == Reason::unknown_role);
  for (const std::string bad : {"a@b", "@x.test", "a@", "a b@x.test", "a@x..test", "a@-x.test", "a@x-.test",
                                "a@@x.test", "a@x.test,b@x.test", "<a@x.test>", "a@x.test\\u0000", ""})
    CHECK_MESSAGE(ask("user.add", "", "email", bad).reason == Reason::email_invalid, bad);
  for (const std::string good : {"a@x.test", " a+b@sub.x.test ", "o'neil@x.test", "\xc3\xa9@x.test"})
    CHECK_MESSAGE(ask("user.add", "", "email", good).allowed, good);
}

TEST_CASE("unknown words in a request are denied, however long") {
  const Account account = given::account();
  const Access access(account, Principal::user("ada"));
  const std::string huge(1000000, 'z');
  CHECK(access.decide(huge).reason == Reason::unknown_action);
  deniesEverywhere(access.decide("asset.view", Resource{Resource::Kind::collection, huge, {}, anyKind}));
  deniesEverywhere(Access(account, Principal::user(huge)).decide("asset.view", Resource::at("/a")));
  deniesEverywhere(Access(account, Principal{Principal::Kind::apiKey, huge}).decide("asset.view", Resource::at("/a")));
  Context context;
  context.level = huge;
  CHECK(access.decide("asset.share", Resource::at("/a"), context).reason == Reason::context_missing);
}

TEST_CASE("a large account loads in reasonable time and decides at once") {
  const auto started = std::chrono::steady_clock::now();
  std::string text(head);
  text += R"("assets":[)" + repeated(R"({"id":"a#","kind":"folder","path":"/f#/sub","owner":"rita"})") + "]}";
  const auto account = Account::parse(text, given::policy());
  REQUIRE_MESSAGE(account.ok(), given::listed(account.problems()));
  CHECK(Access(*account, Principal::user("rita")).can("asset.delete", Resource::at("/f7/sub/x")));
  CHECK(seconds(started) < 120);
}

TEST_CASE("a large account of nothing but faults is refused in reasonable time, with so many problems and no more") {
  const auto started = std::chrono::steady_clock::now();
  for (const std::string entry : {"1", "{}", R"({"id":"a","kind":"file","path":"/a"})", R"({"#":1})"}) {
    const auto account =
        Account::parse(std::string(head) + "\"assets\":[" + repeated(entry, large / 8) + "]}", given::policy());
    REQUIRE(!account.ok());
    CHECK(account.problems().size() > 1);
    CHECK(account.problems().size() < 2000);
  }
  CHECK(seconds(started) < 120);
}

TEST_CASE("a delta and a policy of nothing but faults tell so many of them and no more") {
  const Account account = given::account();
  for (const std::string entry : {"1", "{}", R"({"on":1,"with":{"user":2}})"})
    for (const std::string list : {"shares", "users"}) {
      Access access = Access::open(given::policy(), snapshot(account, Principal::user("rita"), given::noon)).value();
      const auto problems = access.update("{\"gone\":{\"" + list + "\":[" + repeated(entry, 40'000) + "]}}");
      CHECK(problems.size() > 500);
      CHECK(problems.size() <= 1000);
    }
  const std::string ones = "[" + repeated("1", 40'000) + "]", names = repeated(R"("k#":1)", 40'000).substr(0, 35'000);
  for (const std::string& part :
       {"\"plans\":" + ones.substr(0, 3998) + "]", "\"actions\":{\"a\":{\"on\":" + ones + "}}",
        "\"roles\":{\"r\":{\"allow\":" + ones + "}}", "\"titles\":{" + names.substr(0, names.rfind(',')) + "}"}) {
    const auto policy = Policy::parse("{" + part + "}");
    CHECK(policy.problems().size() > 500);
    CHECK(policy.problems().size() <= 1000);
  }
  // Needless parts of a policy are no fault, but are not reported without end either.
  std::string text(builtinPolicy());
  const std::string_view visitor = "\"visitor\": [";
  text.insert(text.find(visitor) + visitor.size(), repeated("\"none.#\"", 40'000) + ",");
  const auto policy = Policy::parse(text);
  REQUIRE_MESSAGE(policy.ok(), given::listed(policy.problems()));
  CHECK(policy->lint().size() > 500);
  CHECK(policy->lint().size() <= 1100);
}

TEST_CASE("one object of very many keys, and very many objects of many keys, are refused or read in reasonable time") {
  const auto started = std::chrono::steady_clock::now();
  CHECK_FALSE(parseJson("{" + repeated(R"("k#":1)", large / 8) + "}").ok());
  // About 3,700 keys: under the most that one object may have.
  const std::string object = "{" + repeated(R"("k#":1)", 36000) + "}";
  CHECK(parseJson("[" + repeated(object, large / 8) + "]").ok());
  CHECK(seconds(started) < 60);
}

TEST_CASE("deep nesting, long texts and many numbers are refused or read") {
  CHECK_FALSE(Account::parse(std::string(large / 8, '{'), given::policy()).ok());
  CHECK_FALSE(Account::parse(std::string(large / 8, '['), given::policy()).ok());
  CHECK_FALSE(Policy::parse("\"" + std::string(large / 8, 'a') + "\"").ok());
  CHECK_FALSE(parseRequest("[" + repeated("1", large / 8) + "]").ok());
  CHECK_FALSE(parseRequest(R"({"principal":{"user":"ada"},"action":")" + std::string(large / 8, 'a')).ok());
}

TEST_CASE("a message of a problem does not grow with the input") {
  const std::string huge(1000000, 'q');
  for (const auto& problems : {Policy::parse(R"({"format":")" + huge + "\"}").problems(),
                               Account::parse(R"({"format":")" + huge + "\"}", given::policy()).problems(),
                               parseJson("{\"a\":" + huge).problems()})
    for (const auto& problem : problems) CHECK(problem.message.size() < 2000);
}

}  // namespace lockstep
