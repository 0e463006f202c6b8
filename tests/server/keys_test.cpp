#include <doctest/doctest.h>

#include "issuer.h"

namespace lockstep::server {

namespace {

using namespace given;

std::string thumbprintOf(std::string_view jwk) { return thumbprint(parseJson(jwk)->root()); }

std::string problemsOfKey(const std::string& jwk) { return problemsOf(KeySet::read(jwks(jwk))); }

// RFC 7515, A.3, and RFC 7638, 3.1.
constexpr std::string_view rfc7515Ec =
    R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})";
constexpr std::string_view rfc7638Rsa =
    R"({"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"})";

}  // namespace

TEST_CASE("the thumbprint of a key is that of RFC 7638 and RFC 8037") {
  CHECK(thumbprintOf(rfc8037Jwk) == rfc8037Thumbprint);
  CHECK(thumbprintOf(rfc7638Rsa) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
  CHECK(thumbprintOf(rfc7515Ec).size() == 43);
}

TEST_CASE("what is no key has no thumbprint") {
  for (const char* jwk : {"{}", "[]", "7", R"({"kty":"oct","k":"AAAA"})", R"({"kty":"OKP","crv":"Ed25519"})",
                          R"({"kty":"OKP","crv":"Ed25519","x":7})", R"({"kty":7})"})
    CHECK(thumbprintOf(jwk) == "");
}

TEST_CASE("the key of RFC 8037 signs as it says, and its public part verifies that") {
  const SigningKey key = rfc8037Key();
  const std::string text = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
  const std::string signature =
      "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
  CHECK(key.id() == rfc8037Thumbprint);
  CHECK(toBase64Url(key.sign(text)) == signature);
  const KeySet keys = keySet(jwks(rfc8037Jwk));
  REQUIRE(keys.keys().size() == 1);
  CHECK(keys.keys().front().verifies(text, *fromBase64Url(signature)));
  CHECK_FALSE(keys.keys().front().verifies(text + "x", *fromBase64Url(signature)));
  CHECK_FALSE(keys.keys().front().verifies("", ""));
}

TEST_CASE("the ES256 example of RFC 7515 is verified") {
  const KeySet keys = keySet(jwks(rfc7515Ec));
  const std::string text =
      "eyJhbGciOiJFUzI1NiJ9."
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
  const std::string signature =
      "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
  CHECK(keys.keys().front().algorithm() == Algorithm::es256);
  CHECK(keys.keys().front().verifies(text, *fromBase64Url(signature)));
  CHECK_FALSE(keys.keys().front().verifies(text + "x", *fromBase64Url(signature)));
}

TEST_CASE("the RS256 example of RFC 7515 is verified") {
  const KeySet keys = keySet(jwks(
      R"({"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"})"));
  const std::string text =
      "eyJhbGciOiJSUzI1NiJ9."
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
  const std::string signature =
      "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_"
      "O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_"
      "nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-"
      "eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
  CHECK(keys.keys().front().algorithm() == Algorithm::rs256);
  CHECK(keys.keys().front().verifies(text, *fromBase64Url(signature)));
  CHECK_FALSE(keys.keys().front().verifies(text + "x", *fromBase64Url(signature)));
}

TEST_CASE("an ES256 signature is r and s side by side, never DER, and neither is zero") {
  const PublicKey key = keySet(ecIssuer().publicPem()).keys().front();
  const std::string good = ecIssuer().signature("text");
  CHECK(key.verifies("text", good));
  CHECK_FALSE(key.verifies("text", std::string(64, '\0')));
  CHECK_FALSE(key.verifies("text", good.substr(0, 32) + std::string(32, '\0')));
  CHECK_FALSE(key.verifies("text", std::string(32, '\0') + good.substr(32)));
  CHECK_FALSE(key.verifies("text", good.substr(0, 63)));
  CHECK_FALSE(key.verifies("text", good + '\0'));
  CHECK_FALSE(key.verifies("text", '\0' + good.substr(0, 32) + '\0' + good.substr(32)));
  const std::string der = "\x30\x44\x02\x20" + good.substr(0, 32) + "\x02\x20" + good.substr(32);
  CHECK_FALSE(key.verifies("text", der));
}

TEST_CASE("a set of keys of every kind keeps their names and what each does") {
  const KeySet keys = keySet(R"({"keys":[)" + edIssuer().jwk(R"(,"kid":"a","use":"sig","alg":"EdDSA")") + "," +
                             rsaIssuer().jwk(R"(,"kid":"b","alg":"RS256","x5t":"AAAA")") + "," +
                             ecIssuer().jwk(R"(,"alg":"ES256","key_ops":["verify"])") + R"(],"more":true})");
  REQUIRE(keys.keys().size() == 3);
  CHECK(keys.keys()[0].id() == "a");
  CHECK(keys.keys()[0].algorithm() == Algorithm::edDsa);
  CHECK(keys.keys()[1].id() == "b");
  CHECK(keys.keys()[1].algorithm() == Algorithm::rs256);
  CHECK(keys.keys()[2].id() == "");
  CHECK(keys.keys()[2].algorithm() == Algorithm::es256);
}

TEST_CASE("keys that are not for signatures are passed over") {
  const std::string others =
      rsaIssuer().jwk(R"(,"use":"enc","alg":"RSA-OAEP")") + "," + rsaIssuer().jwk(R"(,"key_ops":["encrypt"])");
  CHECK(keySet(R"({"keys":[)" + others + "," + edIssuer().jwk() + "]}").keys().size() == 1);
  CHECK(problemsOf(KeySet::read(R"({"keys":[)" + others + "]}")) == "keys_none at /keys");
}

TEST_CASE("a private key is refused among public ones, whatever its use") {
  CHECK(
      problemsOfKey(
          R"({"kty":"OKP","crv":"Ed25519","use":"enc","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})") ==
      "key_private at /keys/0/d");
  CHECK(problemsOfKey(rsaIssuer().jwk(R"(,"p":"AAAA")")) == "key_private at /keys/0/p");
  for (const Issuer* issuer : {&rsaIssuer(), &ecIssuer(), &edIssuer()}) {
    CHECK(problemsOf(KeySet::read(issuer->privatePem())) == "key_private at ");
    CHECK(problemsOf(KeySet::read(issuer->encryptedPem())) == "key_private at ");
    CHECK(problemsOf(KeySet::read(issuer->publicPem() + issuer->privatePem())) == "key_private at ");
  }
}

TEST_CASE("a shared secret is refused, and the words say why") {
  const auto keys = KeySet::read(jwks(R"({"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ","alg":"HS256"})"));
  CHECK(problemsOf(keys) == "key_symmetric at /keys/0/kty");
  CHECK(contains(keys.problems().front().message, "shared secret"));
  CHECK(problemsOfKey(edIssuer().jwk(R"(,"k":"AAAA")")) == "key_symmetric at /keys/0/kty");
}

TEST_CASE("an algorithm that is not what the kind of key does is a problem") {
  CHECK(problemsOfKey(rsaIssuer().jwk(R"(,"alg":"RS512")")) == "value_invalid at /keys/0/alg");
  CHECK(problemsOfKey(rsaIssuer().jwk(R"(,"alg":"HS256")")) == "value_invalid at /keys/0/alg");
  CHECK(problemsOfKey(ecIssuer().jwk(R"(,"alg":"EdDSA")")) == "value_invalid at /keys/0/alg");
  CHECK(problemsOfKey(edIssuer().jwk(R"(,"alg":7)")) == "type_invalid at /keys/0/alg");
}

TEST_CASE("kinds and curves that are not known here are problems") {
  CHECK(problemsOfKey(R"({"kty":"OKP","crv":"X25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})") ==
        "key_kind at /keys/0/crv");
  CHECK(problemsOfKey(R"({"kty":"EC","crv":"P-384","x":"AAAA","y":"AAAA"})") == "key_kind at /keys/0/crv");
  CHECK(problemsOfKey(R"({"kty":"EC","crv":"secp256k1","x":"AAAA","y":"AAAA"})") == "key_kind at /keys/0/crv");
  CHECK(problemsOfKey(R"({"kty":"AKP"})") == "key_kind at /keys/0/kty");
  CHECK(problemsOf(KeySet::read(Issuer::ec("P-384").publicPem())) == "key_kind at ");
  CHECK(problemsOf(KeySet::read(Issuer::ec("secp256k1").publicPem())) == "key_kind at ");
}

TEST_CASE("an RSA key must have 2048 bits, and no more than can be checked in no time") {
  const Issuer weak = Issuer::rsa(1024), almost = Issuer::rsa(2047);
  CHECK(problemsOfKey(weak.jwk()) == "key_size at /keys/0");
  CHECK(problemsOf(KeySet::read(weak.publicPem())) == "key_size at ");
  CHECK(problemsOfKey(almost.jwk()) == "key_size at /keys/0");
  CHECK(problemsOfKey(rsaIssuer().jwk()) == "");
  const auto ofBytes = [](std::size_t count) {
    return R"({"kty":"RSA","e":"AQAB","n":")" + toBase64Url(std::string(count, '\x81')) + "\"}";
  };
  CHECK(problemsOfKey(ofBytes(1025)) == "key_size at /keys/0");
  CHECK(problemsOfKey(ofBytes(1026)) == "value_invalid at /keys/0/n");
}

TEST_CASE("an RSA key with which anybody could sign is refused") {
  std::string jwk = rsaIssuer().jwk();
  const auto withExponent = [&](const std::string& e) { return std::string(jwk).replace(jwk.find("AQAB"), 4, e); };
  CHECK(problemsOfKey(withExponent("AQ")) == "key_invalid at /keys/0");    // 1: a signature is its own text
  CHECK(problemsOfKey(withExponent("AA")) != "");                          // 0
  CHECK(problemsOfKey(withExponent("AQAA")) == "key_invalid at /keys/0");  // even
  CHECK(problemsOfKey(withExponent("AQAAAAAAAAAB")) == "value_invalid at /keys/0/e");
  CHECK(problemsOfKey(R"({"kty":"RSA","e":"AQAB","n":")" + toBase64Url(std::string(256, '\xfe')) + "\"}") ==
        "key_invalid at /keys/0");  // even modulus
}

TEST_CASE("a P-256 key must be a point of the curve") {
  const std::string y = toBase64Url(std::string(32, '\x01'));
  CHECK(problemsOfKey(R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":")" + y +
                      "\"}") != "");
  CHECK(problemsOfKey(R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"})") ==
        "field_missing at /keys/0/y");
}

TEST_CASE("every key at fault is a problem with its place") {
  CHECK(
      problemsOf(KeySet::read(
          R"({"keys":[7,{},{"kty":"OKP","crv":"Ed25519","x":"AAAA"},{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo="},)" +
          edIssuer().jwk(R"(,"kid":"")") + "," + edIssuer().jwk(R"(,"use":7)") + "]}")) ==
      "type_invalid at /keys/0, field_missing at /keys/1/kty, value_invalid at /keys/2/x, value_invalid at /keys/3/x, "
      "value_invalid at /keys/4/kid, type_invalid at /keys/5/use");
}

TEST_CASE("a key that is not known here spoils no set, and is named") {
  const KeySet keys = keySet(R"({"keys":[{"kty":"AKP","alg":"ML-DSA-44"},7,)" + rsaIssuer().jwk(R"(,"alg":"RS512")") +
                             R"(,{"kty":"EC","crv":"P-384","x":"AAAA","y":"AAAA"},)" + edIssuer().jwk() + "]}");
  REQUIRE(keys.keys().size() == 1);
  CHECK(keys.keys().front().algorithm() == Algorithm::edDsa);
  REQUIRE(keys.passedOver().size() == 4);
  CHECK(keys.passedOver()[0].field == "/keys/0/kty");
  CHECK(keys.passedOver()[1].field == "/keys/1");
  CHECK(keys.passedOver()[2].field == "/keys/2/alg");
  CHECK(keys.passedOver()[3].field == "/keys/3/crv");
}

TEST_CASE("a private or symmetric key spoils every set") {
  CHECK(problemsOf(KeySet::read(R"({"keys":[)" + edIssuer().jwk() + R"(,{"kty":"oct","k":"AAAA"}]})")) ==
        "key_symmetric at /keys/1/kty");
  CHECK(problemsOf(KeySet::read(R"({"keys":[)" + edIssuer().jwk() + "," + rsaIssuer().jwk(R"(,"d":"AAAA")") + "]}")) ==
        "key_private at /keys/1/d");
}

TEST_CASE("keys may share a name (RFC 7517, 4.5), or have none") {
  CHECK(keySet(R"({"keys":[)" + edIssuer().jwk(R"(,"kid":"a")") + "," + ecIssuer().jwk(R"(,"kid":"a")") + "]}")
            .keys()
            .size() == 2);
  CHECK(keySet(R"({"keys":[)" + edIssuer().jwk() + "," + ecIssuer().jwk() + "]}").keys().size() == 2);
}

TEST_CASE("what is no set of keys says what one would be") {
  CHECK(codeOf(KeySet::read("")) == "json_invalid");
  CHECK(codeOf(KeySet::read(R"({"keys":[],"keys":[]})")) == "json_invalid");
  CHECK(problemsOf(KeySet::read("[]")) == "type_invalid at ");
  CHECK(problemsOf(KeySet::read("{}")) == "field_missing at /keys");
  CHECK(problemsOf(KeySet::read(R"({"keys":{}})")) == "type_invalid at /keys");
  CHECK(problemsOf(KeySet::read(R"({"keys":[]})")) == "keys_none at /keys");
  std::string many = edIssuer().jwk();
  for (int i = 0; i < 32; ++i) many += "," + edIssuer().jwk();
  CHECK(problemsOf(KeySet::read(jwks(many))) == "limit_exceeded at /keys");
  CHECK(problemsOf(KeySet::read(std::string(300000, ' '))) == "limit_exceeded at ");
}

TEST_CASE("one public key in PEM is a set of one key without a name") {
  const struct {
    const Issuer& issuer;
    Algorithm algorithm;
  } kinds[] = {{rsaIssuer(), Algorithm::rs256}, {ecIssuer(), Algorithm::es256}, {edIssuer(), Algorithm::edDsa}};
  for (const auto& kind : kinds) {
    const KeySet keys = keySet(kind.issuer.publicPem());
    REQUIRE(keys.keys().size() == 1);
    CHECK(keys.keys().front().id() == "");
    CHECK(keys.keys().front().algorithm() == kind.algorithm);
    CHECK(keys.keys().front().verifies("text", kind.issuer.signature("text")));
  }
}

TEST_CASE("PEM that is not one public key is refused") {
  const std::string pem = edIssuer().publicPem();
  CHECK(problemsOf(KeySet::read(pem + rsaIssuer().publicPem())) == "key_invalid at ");
  CHECK(problemsOf(KeySet::read(pem.substr(0, pem.size() / 2))) == "key_invalid at ");
  CHECK(problemsOf(KeySet::read("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")) ==
        "key_invalid at ");
  CHECK(problemsOf(KeySet::read("-----BEGIN PUBLIC KEY-----\n\n-----END PUBLIC KEY-----\n")) == "key_invalid at ");
}

TEST_CASE("an Ed25519 key for another use than plain signatures is none of ours") {
  CHECK(problemsOf(KeySet::read(Issuer(EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519")).publicPem())) == "key_kind at ");
  CHECK(problemsOf(KeySet::read(Issuer(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED448")).publicPem())) == "key_kind at ");
  CHECK(problemsOf(KeySet::read(Issuer(EVP_PKEY_Q_keygen(nullptr, nullptr, "SM2")).publicPem())) == "key_kind at ");
}

TEST_CASE("a signing key that was written is read as it was") {
  const SigningKey key = signingKey(SigningKey::generate());
  const SigningKey again = signingKey(SigningKey::fromPem(key.toPem()));
  CHECK(contains(key.toPem(), "-----BEGIN PRIVATE KEY-----"));
  CHECK(again.id() == key.id());
  CHECK(again.sign("text") == key.sign("text"));
  CHECK(key.id() != signingKey(SigningKey::generate()).id());
}

TEST_CASE("what a signing key publishes verifies its signatures and has nothing private") {
  const SigningKey key = rfc8037Key();
  CHECK(
      toJson(key.publicJwk()) ==
      R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","use":"sig","alg":"EdDSA","kid":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"})");
  const KeySet keys = keysOf(key);
  CHECK(keys.keys().front().id() == key.id());
  CHECK(keys.keys().front().verifies("text", key.sign("text")));
  CHECK_FALSE(keys.keys().front().verifies("text", signingKey(SigningKey::generate()).sign("text")));
}

TEST_CASE("a signing key must be one private Ed25519 key without a passphrase") {
  CHECK(codeOf(SigningKey::fromPem("")) == "key_invalid");
  CHECK(codeOf(SigningKey::fromPem("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")) == "key_invalid");
  CHECK(codeOf(SigningKey::fromPem(edIssuer().publicPem())) == "key_invalid");
  CHECK(codeOf(SigningKey::fromPem(edIssuer().encryptedPem())) == "key_invalid");
  CHECK(codeOf(SigningKey::fromPem(edIssuer().privatePem() + edIssuer().privatePem())) == "key_invalid");
  CHECK(codeOf(SigningKey::fromPem(rsaIssuer().privatePem())) == "key_kind");
  CHECK(codeOf(SigningKey::fromPem(ecIssuer().privatePem())) == "key_kind");
  CHECK(codeOf(SigningKey::fromPem(edIssuer().privatePem())) == "");
}

TEST_CASE("a copy of a key outlives the one it was copied from") {
  std::string signature;
  const auto key = [&] {
    const SigningKey made = signingKey(SigningKey::generate());
    signature = made.sign("text");
    return std::pair(SigningKey(made), KeySet(keysOf(made)));
  }();
  CHECK(key.first.sign("text") == signature);
  CHECK(key.second.keys().front().verifies("text", signature));
}

}  // namespace lockstep::server
