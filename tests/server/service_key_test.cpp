#include <doctest/doctest.h>

#include <set>

#include "base/digest.h"
#include "server/store/service_key.h"
#include "server/wire/encoding.h"

namespace lockstep::server {

namespace {

constexpr Time now = 1768478400;

NewServiceKey made(std::string_view account = "") {
  auto key = makeServiceKey("Media back end", account, now);
  REQUIRE(key.ok());
  return *key;
}

}  // namespace

TEST_CASE("a key for metrics has a beginning of its own, and listPermissions nothing with the other") {
  auto key = makeServiceKey("Prometheus", "", 0, KeyScope::metrics);
  REQUIRE(key.ok());
  CHECK(key->text.starts_with("lsm_"));
  CHECK(matches(key->record, key->text));
  CHECK_FALSE(matches(key->record, "lsk_" + key->text.substr(4)));
  for (const auto scope : {KeyScope::everything, KeyScope::metrics}) CHECK(keyScopeOf(toText(scope)) == scope);
  CHECK_FALSE(keyScopeOf("more"));
}

TEST_CASE("a key that was made listPermissions what its record is of") {
  const NewServiceKey key = made("acme");
  CHECK(matches(key.record, key.text));
  CHECK(serviceKeyId(key.text) == key.record.id);
  CHECK(key.record.name == "Media back end");
  CHECK(key.record.account == "acme");
  CHECK(key.record.createdAt == now);
  CHECK_FALSE(key.record.revokedAt);
}

TEST_CASE("a key has the form lsk_ID_SECRET with 32 bytes of secret") {
  const NewServiceKey key = made();
  REQUIRE(key.text.size() == 4 + 12 + 1 + 43);
  CHECK(key.text.substr(0, 17) == "lsk_" + key.record.id + "_");
  const auto secret = fromBase64Url(key.text.substr(17));
  REQUIRE(secret);
  CHECK(secret->size() == 32);
}

TEST_CASE("the record of a key has the digest of it and no part of its secret") {
  const NewServiceKey key = made();
  CHECK(key.record.hash == sha256(key.text));
  CHECK(key.record.hash.find(key.text.substr(17)) == std::string::npos);
  CHECK(key.record.id.find(key.text.substr(17, 6)) == std::string::npos);
}

TEST_CASE("no two keys have the same id or secret") {
  std::set<std::string> ids, secrets;
  for (int i = 0; i < 500; ++i) {
    const NewServiceKey key = made();
    ids.insert(key.record.id);
    secrets.insert(key.text.substr(17));
    REQUIRE(serviceKeyId(key.text));  // underscores in the secret do no harm
  }
  CHECK(ids.size() == 500);
  CHECK(secrets.size() == 500);
}

TEST_CASE("no change of a single byte leaves a key that matches") {
  const NewServiceKey key = made();
  for (std::size_t at = 0; at < key.text.size(); ++at)
    for (int bit = 0; bit < 8; ++bit) {
      std::string other = key.text;
      other[at] = static_cast<char>(other[at] ^ (1 << bit));
      CHECK_FALSE(matches(key.record, other));
    }
}

TEST_CASE("a key that is cut off or has something after it does not match") {
  const NewServiceKey key = made();
  for (std::size_t size = 0; size < key.text.size(); ++size) CHECK_FALSE(matches(key.record, key.text.substr(0, size)));
  for (const std::string& other :
       {key.text + " ", key.text + "A", " " + key.text, key.text + std::string(1, '\0'), key.text + key.text})
    CHECK_FALSE(matches(key.record, other));
}

TEST_CASE("a key listPermissions no record but its own") {
  const NewServiceKey one = made(), other = made();
  CHECK_FALSE(matches(one.record, other.text));
  ServiceKey mixed = one.record;
  mixed.id = other.record.id;
  CHECK_FALSE(matches(mixed, one.text));
  CHECK_FALSE(matches(mixed, other.text));
  CHECK_FALSE(matches(ServiceKey{}, one.text));
  CHECK_FALSE(matches(ServiceKey{}, ""));
}

TEST_CASE("a revoked key matches no more") {
  NewServiceKey key = made();
  key.record.revokedAt = now;
  CHECK_FALSE(matches(key.record, key.text));
}

TEST_CASE("what has not the form of a key has no id") {
  const std::string secret(43, 'A');
  CHECK(serviceKeyId("lsk_0123456789ab_" + secret) == "0123456789ab");
  for (const std::string& bearer :
       {std::string(), std::string("lsk_"), "lsk_0123456789AB_" + secret, "lsk_0123456789ag_" + secret,
        "LSK_0123456789ab_" + secret, "lsk-0123456789ab_" + secret, "lsk_0123456789ab-" + secret,
        "lsk_0123456789ab_" + secret.substr(1), "lsk_0123456789ab_" + secret + "A",
        "lsk_0123456789ab_" + secret.substr(1) + "B", "lsk_0123456789ab_" + secret.substr(1) + "=",
        std::string(60, '\0'), std::string(100000, '_')}) {
    CAPTURE(bearer);
    CHECK_FALSE(serviceKeyId(bearer));
  }
}

TEST_CASE("a key for people to tell apart needs a name") {
  for (const std::string& name :
       {std::string(), std::string(201, 'x'), std::string("two\nlines"), std::string("zero\0byte", 9)}) {
    const auto key = makeServiceKey(name, "", now);
    REQUIRE_FALSE(key.ok());
    CHECK(key.problems().front() ==
          Problem{"value_invalid", "/name", "Must have 1 to 200 bytes, none of them a control character."});
  }
  CHECK(makeServiceKey(std::string(200, 'x'), "", now).ok());
}

}  // namespace lockstep::server
