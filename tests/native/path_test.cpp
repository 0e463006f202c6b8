#include <doctest/doctest.h>

#include "given.h"
#include "lockstep/account/path.h"

namespace lockstep {

namespace {

std::string deep(std::size_t segments) {
  std::string path;
  for (std::size_t i = 0; i < segments; ++i) path += "/d";
  return path;
}

}  // namespace

TEST_CASE("slashes at both ends of a path do not matter (R-152)") {
  for (const std::string given : {"marketing/summer", "/marketing/summer", "marketing/summer/", "/marketing/summer/"})
    CHECK(normalPath(given) == "/marketing/summer");
  for (const std::string given : {"/", "", "//"}) CHECK(normalPath(given) == "/");
}

TEST_CASE("a path that would have to be resolved is refused (R-153)") {
  for (const std::string given :
       {".",   "..",  "/..",   "/a/..", "/a/../b", "/a/./b", "../a",  "/a/.",  "a//b",   "//a",
        "a//", "///", "/a\\b", "\\",    "/a%2fb",  "/%",     "/a\tb", "/a\nb", "/a\x7f", "\x01"})
    CHECK_MESSAGE(!normalPath(given), given);
  CHECK(!normalPath(std::string_view("/a\0b", 4)));
  CHECK(!normalPath(std::string_view("\0", 1)));
}

TEST_CASE("dots within a name are part of it") {
  for (const std::string given : {"/...", "/a..b", "/.hidden", "/a.", "/..a", "/a/.b.c"})
    CHECK(normalPath(given) == given);
}

TEST_CASE("letters beyond ASCII are kept byte by byte and bad UTF-8 is refused (R-155)") {
  CHECK(normalPath("/caf\xc3\xa9") == "/caf\xc3\xa9");
  CHECK(normalPath("/caf\xc3\xa9") != normalPath("/cafe\xcc\x81"));
  for (const std::string given : {"/\x80", "/\xff", "/caf\xc3", "/\xc0\xaf", "/\xe0\x80\xaf", "/\xed\xa0\x80"})
    CHECK_FALSE(normalPath(given));
}

TEST_CASE("a path may have 50 folders and a file (R-156)") {
  CHECK(normalPath(deep(50)) == deep(50));
  CHECK(normalPath(deep(51)) == deep(51));
  CHECK_FALSE(normalPath(deep(52)));
  CHECK_FALSE(normalPath(deep(10000)));
  CHECK_FALSE(normalPath(std::string(100000000, '/')));
}

TEST_CASE("a segment is no longer than a name, so that what is made or moved to a place can be read again (R-153)") {
  std::string longest;
  for (int i = 0; i < 51; ++i) longest += "/" + std::string(255, 'a');
  CHECK(normalPath(longest) == longest);
  CHECK(normalPath(longest + "/") == longest);
  for (const auto& given :
       {"/" + std::string(256, 'a'), "/a/" + std::string(256, 'a') + "/b", "/" + std::string(16383, 'a')})
    CHECK_FALSE(normalPath(given));
}

TEST_CASE("a folder holds its segments, not its letters (R-151, R-154)") {
  CHECK(isWithin("/mark", "/mark"));
  CHECK(isWithin("/mark/a", "/mark"));
  CHECK(isWithin("/mark/a/b", "/mark/a"));
  CHECK_FALSE(isWithin("/marketing", "/mark"));
  CHECK_FALSE(isWithin("/mark", "/marketing"));
  CHECK_FALSE(isWithin("/mark", "/mark/a"));
  CHECK_FALSE(isWithin("/Mark/a", "/mark"));
  CHECK_FALSE(isWithin("/mark-2", "/mark"));
  CHECK_FALSE(isWithin("/mark.png", "/mark"));
  CHECK(isWithin("/anything", "/"));
  CHECK(isWithin("/", "/"));
  CHECK_FALSE(isWithin("/", "/mark"));
}

TEST_CASE("parents, names, joins and depths fit together") {
  CHECK(parentPath("/a/b/c") == "/a/b");
  CHECK(parentPath("/a") == "/");
  CHECK(parentPath("/") == "/");
  CHECK(lastSegment("/a/b.png") == "b.png");
  CHECK(lastSegment("/a") == "a");
  CHECK(joinPath("/", "a") == "/a");
  CHECK(joinPath("/a/b", "c") == "/a/b/c");
  CHECK(pathDepth("/") == 0);
  CHECK(pathDepth("/a") == 1);
  CHECK(pathDepth("/a/b/c") == 3);
}

TEST_CASE("what lies below a folder is found in the account by segment") {
  const Account account = given::account(
      R"("assets":[{"id":"a","kind":"folder","path":"/mark"},{"id":"b","kind":"file","path":"/mark/x.png"},{"id":"c","kind":"folder","path":"/mark/sub"},
    {"id":"d","kind":"file","path":"/mark/sub/y.png"},{"id":"e","kind":"folder","path":"/mark-2"},{"id":"f","kind":"file","path":"/mark.png"},{"id":"g","kind":"folder","path":"/marketing"},{"id":"h","kind":"file","path":"/mark0"}])");
  std::string ids;
  for (const Asset* asset : account.below("/mark")) ids += asset->id;
  CHECK(ids == "cdb");
  ids.clear();
  for (const Asset* asset : account.below("/")) ids += asset->id;
  CHECK(ids.size() == 8);
  CHECK(account.below("/mark/x.png").empty());
}

TEST_CASE("a share on a folder reaches what is inside by segment and nothing beside it") {
  const Account account = given::account(
      R"("assets":[{"id":"a","kind":"folder","path":"/mark"}],"shares":[{"on":"a","with":{"user":"rita"},"level":"view"}])");
  const auto sees = [&](const std::string& path) {
    return given::ask(account,
                      R"({"principal":{"user":"rita"},"action":"asset.view","resource":{"path":")" + path + "\"}}")
        .allowed;
  };
  for (const std::string path : {"/mark", "mark/", "/mark/a", "/mark/a/b.png"}) CHECK_MESSAGE(sees(path), path);
  for (const std::string path : {"/marketing", "/mark-2/a", "/mark.png", "/Mark", "/Mark/a", "/mar", "/a/mark"})
    CHECK_MESSAGE(!sees(path), path);
}

}  // namespace lockstep
