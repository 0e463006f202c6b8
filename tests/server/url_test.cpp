// URLs of servers, and the escapes of paths and queries.
#include <doctest/doctest.h>

#include "server/wire/url.h"

namespace lockstep::server {

TEST_CASE("the address of a server is http, a host and a port, and nothing more") {
  const auto host = httpHostOf("http://[::1]:8080/");
  REQUIRE(host);
  CHECK(host->name == "::1");
  CHECK(host->port == "8080");
  CHECK(host->authority == "[::1]:8080");
  REQUIRE(httpHostOf("http://example.test"));
  CHECK(httpHostOf("http://example.test")->port == "80");
  for (const char* other : {"", "example.test:80", "https://example.test", "http://", "http://a/b", "http://a?b",
                            "http://a#b", "http://user@a", "http://a:b", "http://a b"})
    CHECK_MESSAGE(!httpHostOf(other), other);
}

TEST_CASE("paths may follow a URL that has a host and no query, fragment or slash at its end") {
  for (const char* prefix : {"https://example.test", "http://127.0.0.1:8080", "https://example.test/lockstep"})
    CHECK_MESSAGE(isUrlPrefix(prefix), prefix);
  for (const char* other :
       {"", "/", "example.test", "ftp://example.test", "https://", "https://example.test/", "https://example.test?a=b",
        "https://example.test#a", "https://user@example.test", "https://example.test/\"", "https://example.test/a b"})
    CHECK_MESSAGE(!isUrlPrefix(other), other);
}

TEST_CASE("an encoded slash or percent sign stays data of its segment") {
  CHECK(pathDecoded("/v1/a%2fb%25/%63") == "/v1/a%2Fb%25/c");
  CHECK(segmentDecoded("a%2Fb%25") == "a/b%");
  CHECK(queryDecoded("a+b%2B") == "a b+");
  for (const char* wrong : {"%", "%2", "%zz", "a%2"}) {
    CHECK_MESSAGE(!pathDecoded(wrong), wrong);
    CHECK_MESSAGE(!queryDecoded(wrong), wrong);
  }
  CHECK(percentEncoded("a/b c%ä~") == "a%2Fb%20c%25%C3%A4~");
}

}  // namespace lockstep::server
