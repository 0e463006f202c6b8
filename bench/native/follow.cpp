// A page that follows a big account in format 2: 10,000 users, 1,000 groups nested six deep, 100,000 shares.
#include <benchmark/benchmark.h>
#include <lockstep/lockstep.h>

#include <string>

#include "disclosure/follow.h"

namespace {

using namespace lockstep;

constexpr Time now = 1767225600;

const Policy& policy() {
  static const Policy parsed = Policy::parse(R"({"format":"lockstep-policy/2","id":"folders","version":"1",
      "kinds":{"folder":{"in":["/","folder"]}},
      "levels":{"read":[],"comment":["read"],"triage":["read"],"write":["comment","triage"]},
      "actions":{"folder.read":{"on":"folder","level":"read"},"folder.write":{"on":"folder","level":"write"},
                 "group.add":{"on":"group","does":"group.add_member"}},
      "roles":{"owner":{"level":"write","allow":["*"]},"member":{"allow":["folder.*"]}}})")
                                   .value();
  return parsed;
}

std::string listOf(int size, std::string (*entry)(int)) {
  std::string list;
  for (int n = 0; n < size; ++n) list += (n > 0 ? "," : "") + entry(n);
  return "[" + list + "]";
}

std::string userEntry(int n) {
  return R"({"id":"u)" + std::to_string(n) + R"(","role":")" + (n == 0 ? "owner" : "member") + "\"}";
}

/// Ten users, and the next group, but for each sixth.
std::string groupEntry(int n) {
  std::string members;
  for (int m = 0; m < 10; ++m) members += (m > 0 ? "," : "") + ("\"u" + std::to_string(n * 10 + m) + "\"");
  if (n % 6 != 5 && n + 1 < 1'000) members += R"(,{"group":"g)" + std::to_string(n + 1) + "\"}";
  const std::string id = std::to_string(n);
  return R"({"id":"g)" + id + R"(","name":"Group )" + id + R"(","members":[)" + members + "]}";
}

std::string folderEntry(int n) {
  const std::string own = "/f" + std::to_string(n), path = n < 100 ? own : "/f" + std::to_string(n % 100) + own;
  return R"({"id":"f)" + std::to_string(n) + R"(","kind":"folder","path":")" + path + "\"}";
}

std::string shareEntry(int n) {
  static constexpr const char* levels[] = {"read", "comment", "triage", "write"};
  return R"({"on":"f)" + std::to_string(n) + R"(","with":{"group":"g)" + std::to_string(n % 1'000) + R"("},"level":")" +
         levels[n % 4] + "\"}";
}

Account large() {
  return Account::parse(R"({"format":"lockstep-account/2","id":"large","users":)" + listOf(10'000, userEntry) +
                            R"(,"groups":)" + listOf(1'000, groupEntry) + R"(,"resources":)" +
                            listOf(100'000, folderEntry) + R"(,"shares":)" + listOf(100'000, shareEntry) + "}",
                        policy())
      .value();
}

/// A user joins a group, and leaves it, with `state.range(0)` pages of other users that follow as well.
void membership(benchmark::State& state) {
  Account account = large();
  Request request;
  request.principal = Principal::user("u0");
  request.action = "group.add";
  request.resource.kind = Resource::Kind::group;
  request.resource.id = "g603";
  request.context.member = "u5001";
  request.context.now = now;
  Account copy = account;
  const Applied applied = apply(copy, request);
  if (!applied.decision.allowed) return state.SkipWithError("the change is denied");
  std::vector<Follower> followers{followerOf(account, Principal::user("u5001"), now)};
  for (int n = 0; n < state.range(0); ++n)
    followers.push_back(followerOf(account, Principal::user("u" + std::to_string(1 + n)), now));
  std::vector<Follower*> all;
  for (auto& follower : followers) all.push_back(&follower);
  const Delta back = inverseOf(applied.delta, account);
  bool isIn = false;
  for (auto _ : state) {
    benchmark::DoNotOptimize(follow(account, isIn ? back : applied.delta, all));
    isIn = !isIn;
  }
}
BENCHMARK(membership)
    ->Name("one membership change to deltas, other pages")
    ->Arg(0)
    ->Arg(999)
    ->Unit(benchmark::kMillisecond);

}  // namespace
