// The C++ library by itself: one person's answers, and a big account. `npm run bench -- --native` runs it.
#include <benchmark/benchmark.h>
#include <lockstep/lockstep.h>

#include <string>
#include <vector>

#include "cli/builtin_policy.h"
#include "lockstep/cache/decision_cache.h"

namespace {

using namespace lockstep;

constexpr Time now = 1767225600;

const Policy& policy() {
  static const Policy parsed = Policy::parse(builtinPolicy()).value();
  return parsed;
}

std::string folder(std::size_t n) {
  return "/team-" + std::to_string(n % 97) + "/project-" + std::to_string(n % 1009) + "/folder-" + std::to_string(n);
}
std::string file(std::size_t n) { return folder(n) + "/year/month/file-" + std::to_string(n) + ".jpg"; }

/// `users` restricted users in `groups` groups, `folders` folders, `shares` shares of theirs.
std::string accountText(std::size_t users, std::size_t groups, std::size_t folders, std::size_t shares) {
  std::string out = R"({"format":"lockstep-account/1","id":"big","revision":1,"plan":"enterprise","users":[)";
  for (std::size_t n = 0; n < users; ++n)
    out += (n > 0 ? "," : "") + (R"({"id":"u)" + std::to_string(n) + R"(","name":"User","email":"u)" +
                                 std::to_string(n) + R"(@big.test","role":"media_library_restricted_access"})");
  out += R"(],"groups":[)";
  for (std::size_t n = 0; n < groups; ++n) {
    out += (n > 0 ? "," : "") +
           (R"({"id":"g)" + std::to_string(n) + R"(","name":"Group )" + std::to_string(n) + R"(","members":[)");
    for (std::size_t m = 0; m < 10 && m < users; ++m)
      out += (m > 0 ? "," : "") + ("\"u" + std::to_string((n * 10 + m) % users) + "\"");
    out += "]}";
  }
  out += R"(],"assets":[)";
  for (std::size_t n = 0; n < folders; ++n)
    out += (n > 0 ? "," : "") +
           (R"({"id":"a)" + std::to_string(n) + R"(","kind":"folder","path":")" + folder(n) + R"("})");
  out += R"(],"shares":[)";
  for (std::size_t n = 0; n < shares; ++n) {
    const bool toGroup = groups > 0 && n % 2 == 1;
    const std::string with = toGroup ? R"("group":"g)" + std::to_string((n / 2 + n / folders * 3) % groups)
                                     : R"("user":"u)" + std::to_string((n / folders * 31 + n) % users);
    out += (n > 0 ? "," : "") +
           (R"({"on":"a)" + std::to_string(n % folders) + R"(","with":{)" + with + R"("},"level":"view"})");
  }
  return out + "]}";
}

/// One user, who holds so many shares.
Access accessWith(std::size_t shares) {
  static std::vector<std::unique_ptr<Account>> kept;
  kept.push_back(std::make_unique<Account>(Account::parse(accountText(1, 0, shares, shares), policy()).value()));
  return Access::open(policy(), snapshot(*kept.back(), {Principal::Kind::user, "u0"}, now)).value();
}

const std::string& bigText() {
  static const std::string text = accountText(10'000, 1'000, 50'000, 100'000);
  return text;
}
const Account& big() {
  static const Account parsed = Account::parse(bigText(), policy()).value();
  return parsed;
}

void answerInTheTable(benchmark::State& state) {
  const Access access = accessWith(static_cast<std::size_t>(state.range(0)));
  DecisionCache cache(access);
  cache.begin(now);
  const auto of = cache.equivalenceClass(file(1));
  const auto action = *policy().action("asset.view");
  for (auto _ : state) benchmark::DoNotOptimize(cache.ask(of, action));
}
BENCHMARK(answerInTheTable)->Name("an answer of a path's class, shares")->Arg(10)->Arg(10'000);

void classOfAPath(benchmark::State& state) {
  const Access access = accessWith(static_cast<std::size_t>(state.range(0)));
  DecisionCache cache(access);
  cache.begin(now);
  const std::string path = file(1);
  for (auto _ : state) benchmark::DoNotOptimize(cache.equivalenceClass(path));
}
BENCHMARK(classOfAPath)->Name("the class of a path, six deep, shares")->Arg(10)->Arg(10'000);

void askAboutASeenPath(benchmark::State& state) {
  const Access access = accessWith(static_cast<std::size_t>(state.range(0)));
  DecisionCache cache(access);
  cache.begin(now);
  PathCache seen(cache);
  std::vector<std::string> paths;
  for (std::size_t n = 0; n < 256; ++n) paths.push_back(file(n));
  const auto action = *policy().action("asset.view");
  std::size_t n = 0;
  for (auto _ : state) benchmark::DoNotOptimize(seen.ask(paths[n++ % 256], action));
}
BENCHMARK(askAboutASeenPath)->Name("an answer about a path seen before, shares")->Arg(10)->Arg(10'000);

void decideOnce(benchmark::State& state) {
  const Access access = accessWith(static_cast<std::size_t>(state.range(0)));
  const Resource resource = Resource::at(file(1));
  Context context;
  context.now = now;
  for (auto _ : state) benchmark::DoNotOptimize(access.decide("asset.delete", resource, context));
}
BENCHMARK(decideOnce)->Name("decide with its reasons, shares")->Arg(10)->Arg(10'000);

void parseBig(benchmark::State& state) {
  bigText();
  for (auto _ : state) benchmark::DoNotOptimize(Account::parse(bigText(), policy()));
}
BENCHMARK(parseBig)->Name("parse the big account")->Unit(benchmark::kMillisecond);

void snapshotOfBig(benchmark::State& state) {
  big();
  for (auto _ : state) benchmark::DoNotOptimize(snapshot(big(), {Principal::Kind::user, "u1"}, now));
}
BENCHMARK(snapshotOfBig)->Name("a person's snapshot of the big account")->Unit(benchmark::kMillisecond);

void decideOverBig(benchmark::State& state) {
  Request request;
  request.principal = {Principal::Kind::user, "u1"};
  request.action = "asset.view";
  request.resource = Resource::at(file(1));
  request.context.now = now;
  big();
  for (auto _ : state) benchmark::DoNotOptimize(decide(big(), request));
}
BENCHMARK(decideOverBig)->Name("one request over the big account")->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
