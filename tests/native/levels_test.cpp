// The table of levels itself, with more in it than any scenario holds.
#include <doctest/doctest.h>

#include "given.h"
#include "level_words.h"

namespace lockstep {

TEST_CASE("each of a thousand shared folders is found with its own level, and nothing beside them") {
  std::string assets, shares;
  const char* const levels[] = {"view", "contribute", "manage"};
  for (int i = 0; i < 1000; ++i) {
    const std::string id = std::to_string(i), comma = i == 0 ? "" : ",";
    assets += comma + R"({"id":"f)" + id + R"(","kind":"folder","path":"/a/f)" + id + "\"}";
    shares += comma + R"({"on":"f)" + id + R"(","with":{"user":"rita"},"level":")" + levels[i % 3] + "\"}";
  }
  const Account account = given::account("\"assets\":[" + assets + "],\"shares\":[" + shares + "]");
  const LevelIndex index(account, "rita");
  CHECK(index.paths().size() == 1000);
  for (int i = 0; i < 1000; ++i) {
    const std::string path = "/a/f" + std::to_string(i);
    CHECK(given::rankOf(index.at(path, {})) == i % 3 + 1);
    CHECK(given::rankOf(index.at(path + "/deep/x.png", {})) == i % 3 + 1);
    CHECK(given::rankOf(index.at(path + "x", {})) == 0);
    CHECK(given::rankOf(index.at("/b/f" + std::to_string(i), {})) == 0);
  }
  CHECK(given::rankOf(index.at("/a", {})) == 0);
  CHECK(given::rankOf(index.at("/", {})) == 0);
}

TEST_CASE("who has no levels of their own has none anywhere") {
  CHECK_FALSE(LevelIndex().at("/a", {}).any());
  CHECK_FALSE(LevelIndex().explain("/a", {}).level.any());
  CHECK_FALSE(LevelIndex().onCollection("c", {}).level.any());
  CHECK(LevelIndex().paths().empty());
}

}  // namespace lockstep
