#include <doctest/doctest.h>

#include <set>

#include "base/digest.h"
#include "server/wire/encoding.h"

namespace lockstep::server {

TEST_CASE("base64url gives the values of RFC 4648 and RFC 7515") {
  CHECK(toBase64Url("") == "");
  CHECK(toBase64Url("f") == "Zg");
  CHECK(toBase64Url("fo") == "Zm8");
  CHECK(toBase64Url("foo") == "Zm9v");
  CHECK(toBase64Url("foobar") == "Zm9vYmFy");
  CHECK(toBase64Url("\x03\xec\xff\xe0\xc1") == "A-z_4ME");
  CHECK(fromBase64Url("A-z_4ME") == "\x03\xec\xff\xe0\xc1");
}

TEST_CASE("bytes that are written in base64url are read as they were, whatever they are") {
  std::string bytes;
  for (int i = 0; i < 600; ++i) {
    REQUIRE(fromBase64Url(toBase64Url(bytes)) == bytes);
    bytes += static_cast<char>(i * 37 + i / 7);
  }
}

TEST_CASE("base64url with padding, white space, the other alphabet or a zero byte is refused") {
  for (const char* text :
       {"Zg==", "Zm8=", "Zm9v=", "=", "Zm9v\n", " Zm9v", "Zm 9v", "A+z/4ME", "Zm9v.", "Zm9\xc3\xa9"}) {
    CAPTURE(text);
    CHECK_FALSE(fromBase64Url(text));
  }
  CHECK_FALSE(fromBase64Url(std::string_view("Zm\0v", 4)));
  CHECK_FALSE(fromBase64Url(std::string_view("Zm9v\0", 5)));
}

TEST_CASE("base64url of a length that no bytes have is refused") {
  CHECK_FALSE(fromBase64Url("Z"));
  CHECK_FALSE(fromBase64Url("Zm9vA"));
}

TEST_CASE("bits left over in base64url must be zero, so that there is one text for each value") {
  CHECK(fromBase64Url("Zg") == "f");
  CHECK_FALSE(fromBase64Url("Zh"));
  CHECK_FALSE(fromBase64Url("Zv"));
  CHECK(fromBase64Url("Zm8") == "fo");
  CHECK_FALSE(fromBase64Url("Zm9"));
  CHECK_FALSE(fromBase64Url("Zm-"));
}

TEST_CASE("a byte is two hexadecimal digits") {
  CHECK(toHex("") == "");
  CHECK(toHex(std::string_view("\x00\x0f\xa0\xff", 4)) == "000fa0ff");
}

TEST_CASE("both digests of a text are the same") {
  CHECK(toHex(sha256Bytes("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  for (std::size_t size : {0u, 1u, 55u, 56u, 64u, 1000u})
    CHECK(toHex(sha256Bytes(std::string(size, 'x'))) == sha256(std::string(size, 'x')));
}

TEST_CASE("random bytes are as many as asked for and do not come again") {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const auto bytes = randomBytes(16);
    REQUIRE(bytes);
    CHECK(bytes->size() == 16);
    seen.insert(*bytes);
  }
  CHECK(seen.size() == 1000);
  CHECK(randomBytes(0) == "");
  CHECK_FALSE(randomBytes(static_cast<std::size_t>(-1)));
}

TEST_CASE("digests are the same only if every byte is") {
  const std::string digest = sha256Bytes("abc");
  CHECK(sameDigest(digest, sha256Bytes("abc")));
  for (std::size_t at = 0; at < digest.size(); ++at) {
    std::string other = digest;
    other[at] = static_cast<char>(other[at] ^ 1);
    CHECK_FALSE(sameDigest(digest, other));
  }
  CHECK_FALSE(sameDigest(digest, digest.substr(0, 31)));
  CHECK_FALSE(sameDigest(digest, digest + digest));
  CHECK_FALSE(sameDigest(digest, ""));
  CHECK(sameDigest("", ""));
}

}  // namespace lockstep::server
