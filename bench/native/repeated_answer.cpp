// Asks about paths that were seen before, so many times, and prints how often it took memory meanwhile. What the asking
// itself costs is counted from outside, by the difference between two numbers of times.
//
//   lockstep_repeated_answer TIMES
#include <lockstep/lockstep.h>

#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include "cli/builtin_policy.h"

namespace {

std::size_t taken = 0;

}  // namespace

void* operator new(std::size_t size) {
  ++taken;
  if (void* const place = std::malloc(size)) return place;
  std::abort();
}
void operator delete(void* place) noexcept { std::free(place); }
void operator delete(void* place, std::size_t) noexcept { std::free(place); }

int main(int count, char** words) {
  using namespace lockstep;
  const auto times = count == 2 ? std::strtoul(words[1], nullptr, 10) : 0;
  std::string text = R"({"format":"lockstep-account/1","id":"acme","revision":1,"plan":"enterprise",
    "users":[{"id":"rita","role":"media_library_restricted_access"}],"assets":[)";
  std::string shares;
  std::vector<std::string> paths;
  for (int n = 0; n < 1000; ++n) {
    const std::string id = "a" + std::to_string(n),
                      folder = "/team-" + std::to_string(n % 97) + "/folder-" + std::to_string(n);
    text += (n > 0 ? "," : "") + (R"({"id":")" + id + R"(","kind":"folder","path":")" + folder + "\"}");
    shares += (n > 0 ? "," : "") + (R"({"on":")" + id + R"(","with":{"user":"rita"},"level":"view"})");
    paths.push_back(folder + "/year/month/file-" + std::to_string(n) + ".jpg");
  }
  const auto policy = Policy::parse(builtinPolicy());
  const auto account = Account::parse(text + R"(],"shares":[)" + shares + "]}", *policy);
  if (!account) return 2;
  const Access access(*account, Principal::user("rita"));
  DecisionCache cache(access);
  cache.begin(0);
  PathCache seen(cache);
  const ActionId view = *policy->action("asset.view");
  for (const auto& path : paths) seen.ask(path, view);

  const std::size_t before = taken;
  std::size_t allowed = 0;
  for (std::size_t n = 0; n < times; ++n) allowed += seen.ask(paths[n % paths.size()], view) & DecisionCache::allowed;
  const std::size_t during = taken - before;
  std::printf("%zu allowed, memory taken %zu times\n", allowed, during);
  return allowed == times ? 0 : 1;
}
