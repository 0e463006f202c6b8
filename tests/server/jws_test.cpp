// How a token is signed, and what is refused before its claims are read.
#include <doctest/doctest.h>

#include "tokens.h"

namespace lockstep::server {

namespace {

using namespace given;

/// Of a token by a key in PEM, which has no name.
std::string codeOfHeader(const std::string& header, const Issuer& issuer = edIssuer()) {
  return codeOfToken(issuer.token(header, claims()), keySet(issuer.publicPem()));
}

std::string joined(std::string_view header, std::string_view body, std::string_view signature) {
  return toBase64Url(header) + "." + toBase64Url(body) + "." + toBase64Url(signature);
}

std::string hmac(std::string_view secret, std::string_view text) {
  std::string out(32, '\0');
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), reinterpret_cast<unsigned char*>(out.data()),
       nullptr);
  return out;
}

}  // namespace

TEST_CASE("what is signed has its algorithm, key and type in its header") {
  const std::string token = sign(ours(), "payload", "lockstep-snapshot");
  const std::size_t dot = token.find('.');
  CHECK(fromBase64Url(token.substr(0, dot)) ==
        R"({"alg":"EdDSA","kid":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k","typ":"lockstep-snapshot"})");
  CHECK(fromBase64Url(token.substr(dot + 1, token.rfind('.') - dot - 1)) == "payload");
  CHECK(keysOf(ours()).keys().front().verifies(token.substr(0, token.rfind('.')),
                                               *fromBase64Url(token.substr(token.rfind('.') + 1))));
}

TEST_CASE("tokens of RS256, ES256 and EdDSA are taken, with or without the key's name") {
  const struct {
    const Issuer& issuer;
    std::string algorithm;
  } kinds[] = {{rsaIssuer(), "RS256"}, {ecIssuer(), "ES256"}, {edIssuer(), "EdDSA"}};
  const KeySet all = keySet(R"({"keys":[)" + rsaIssuer().jwk(R"(,"kid":"RS256")") + "," +
                            ecIssuer().jwk(R"(,"kid":"ES256")") + "," + edIssuer().jwk(R"(,"kid":"EdDSA")") + "]}");
  for (const auto& kind : kinds) {
    CAPTURE(kind.algorithm);
    const std::string named = R"({"alg":")" + kind.algorithm + R"(","kid":")" + kind.algorithm + "\"}";
    const std::string unnamed = R"({"alg":")" + kind.algorithm + "\"}";
    CHECK(codeOfToken(kind.issuer.token(named, claims()), all) == "");
    CHECK(codeOfToken(kind.issuer.token(unnamed, claims()), all) == "");
    CHECK(codeOfHeader(unnamed, kind.issuer) == "");
  }
}

TEST_CASE("a token without a key's name is tried against every key of its algorithm") {
  const KeySet two = keySet(R"({"keys":[)" + Issuer::ed25519().jwk() + "," + ecIssuer().jwk() + "," +
                            edIssuer().jwk(R"(,"kid":"b")") + "]}");
  CHECK(codeOfToken(edIssuer().token(R"({"alg":"EdDSA"})", claims()), two) == "");
  CHECK(codeOfToken(Issuer::ed25519().token(R"({"alg":"EdDSA"})", claims()), two) == "token_signature");
}

TEST_CASE("the ES256 example of RFC 7515 is well signed, but is no token of ours") {
  const KeySet keys = keySet(jwks(
      R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})"));
  const std::string token =
      "eyJhbGciOiJFUzI1NiJ9."
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
      "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
  CHECK(problemsOf(verifyToken(keys, token, 1300819379, {})) == "token_claims at /sub, token_claims at /account");
}

TEST_CASE("no token goes unsigned, however \"none\" is written") {
  for (const char* algorithm : {"none", "None", "NONE", "nOnE", ""}) {
    const std::string header = R"({"alg":")" + std::string(algorithm) + "\"}";
    CHECK(codeOfToken(joined(header, claims(), "")) == "token_algorithm");
    CHECK(codeOfToken(joined(header, claims(), ours().sign(toBase64Url(header) + "." + toBase64Url(claims())))) ==
          "token_algorithm");
  }
}

TEST_CASE("Ed25519 is a name of EdDSA's one algorithm here") {
  CHECK(codeOfHeader(R"({"alg":"Ed25519"})") == "");
  CHECK(codeOfHeader(R"({"alg":"Ed448"})") == "token_algorithm");
  CHECK(codeOfHeader(R"({"alg":"Ed25519"})", ecIssuer()) == "token_key_unknown");
  CHECK(keySet(jwks(edIssuer().jwk(R"(,"alg":"Ed25519")"))).keys().size() == 1);
}

TEST_CASE("no part of a token may begin with a byte order mark") {
  const std::string mark = "\xef\xbb\xbf";
  CHECK(codeOfToken(sign(ours(), mark + claims(), "JWT")) == "token_malformed");
  CHECK(codeOfHeader(mark + R"({"alg":"EdDSA"})") == "token_malformed");
}

TEST_CASE("a signature that is empty is none") {
  CHECK(codeOfToken(joined(R"({"alg":"EdDSA"})", claims(), "")) == "token_signature");
  CHECK(codeOfToken(joined(R"({"alg":"RS256"})", claims(), ""), keySet(rsaIssuer().publicPem())) == "token_signature");
  CHECK(codeOfToken(joined(R"({"alg":"ES256"})", claims(), ""), keySet(ecIssuer().publicPem())) == "token_signature");
}

TEST_CASE("a public key is no shared secret, whichever of its forms is used to sign") {
  const std::string text = toBase64Url(R"({"alg":"HS256","typ":"JWT"})") + "." + toBase64Url(claims());
  for (const Issuer* issuer : {&rsaIssuer(), &ecIssuer(), &edIssuer()})
    for (const std::string& secret : {issuer->publicPem(), issuer->jwk()})
      CHECK(codeOfToken(text + "." + toBase64Url(hmac(secret, text)), keySet(issuer->publicPem())) ==
            "token_algorithm");
  const std::string x = *fromBase64Url("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
  CHECK(codeOfToken(text + "." + toBase64Url(hmac(x, text))) == "token_algorithm");
}

TEST_CASE("algorithms that are not known here are refused, though the key could do them") {
  for (const char* algorithm : {"RS384", "RS512", "PS256", "ES384", "ES256K", "HS512", "rs256", "RS256 ", "dir"})
    CHECK(codeOfHeader(R"({"alg":")" + std::string(algorithm) + "\"}", rsaIssuer()) == "token_algorithm");
  CHECK(codeOfHeader("{}") == "token_algorithm");
  CHECK(codeOfHeader(R"({"alg":7})") == "token_algorithm");
  CHECK(codeOfHeader(R"({"alg":["EdDSA"]})") == "token_algorithm");
  CHECK(codeOfHeader(R"({"alg":"EdDSA\u0000"})") == "token_algorithm");
}

TEST_CASE("a key does the algorithm of its kind alone, whatever the token says") {
  const std::string rsa = rsaIssuer().publicPem();
  CHECK(codeOfToken(ecIssuer().token(R"({"alg":"ES256"})", claims()), keySet(rsa)) == "token_key_unknown");
  CHECK(codeOfToken(rsaIssuer().token(R"({"alg":"ES256"})", claims()), keySet(rsa)) == "token_key_unknown");
  const KeySet named = keySet(jwks(rsaIssuer().jwk(R"(,"kid":"a")")));
  CHECK(codeOfToken(ecIssuer().token(R"({"alg":"ES256","kid":"a"})", claims()), named) == "token_algorithm");
  CHECK(codeOfToken(rsaIssuer().token(R"({"alg":"EdDSA","kid":"a"})", claims()), named) == "token_algorithm");
  CHECK(codeOfToken(rsaIssuer().token(R"({"alg":"RS256","kid":"a"})", claims()), named) == "");
}

TEST_CASE("a token that names a key is checked against that key alone") {
  const KeySet two =
      keySet(R"({"keys":[)" + Issuer::ed25519().jwk(R"(,"kid":"a")") + "," + edIssuer().jwk(R"(,"kid":"b")") + "]}");
  const auto code = [&](const char* kid) {
    return codeOfToken(edIssuer().token(R"({"alg":"EdDSA","kid":)" + std::string(kid) + "}", claims()), two);
  };
  CHECK(code("\"b\"") == "");
  CHECK(code("\"a\"") == "token_signature");
  CHECK(code("\"c\"") == "token_key_unknown");
  CHECK(code("\"B\"") == "token_key_unknown");
  CHECK(code("\"b\\u0000\"") == "token_key_unknown");
  CHECK(code("\"\"") == "token_malformed");
  CHECK(code("null") == "token_malformed");
  CHECK(code("[\"b\"]") == "token_malformed");
  // A key without a name is no key of every name.
  CHECK(codeOfHeader(R"({"alg":"EdDSA","kid":"b"})") == "token_key_unknown");
}

TEST_CASE("a key that the token brings along is not believed") {
  const Issuer stranger = Issuer::ed25519();
  const std::string header = R"({"alg":"EdDSA","jwk":)" + stranger.jwk() + R"(,"jku":"https://stranger.test/jwks"})";
  CHECK(codeOfToken(stranger.token(header, claims())) == "token_signature");
  CHECK(codeOfHeader(R"({"alg":"EdDSA","jwk":)" + stranger.jwk() + "}") == "");
}

TEST_CASE("a header with critical extensions is refused, even an empty list of them") {
  for (const char* crit : {R"(["exp"])", R"(["b64"],"b64":false)", "[]", "null"})
    CHECK(codeOfHeader(R"({"alg":"EdDSA","crit":)" + std::string(crit) + "}") == "token_malformed");
}

TEST_CASE("what is signed for something else is no token") {
  for (const char* typ : {"JWT", "jwt", "at+jwt", "application/at+jwt"})
    CHECK(codeOfToken(sign(ours(), claims(), typ)) == "");
  for (const char* typ : {"", "lockstep-snapshot", "logout+jwt", "JWT2"})
    CHECK(codeOfToken(sign(ours(), claims(), typ)) == "token_malformed");
  CHECK(codeOfHeader(R"({"alg":"EdDSA","typ":7})") == "token_malformed");
}

TEST_CASE("a member that the header or the claims contain twice is refused") {
  CHECK(codeOfHeader(R"({"alg":"EdDSA","alg":"EdDSA"})") == "token_malformed");
  CHECK(codeOfHeader(R"({"alg":"none","\u0061lg":"EdDSA"})") == "token_malformed");
  CHECK(problemsOfClaims(claims(R"(,"sub":"eve")")) == "token_malformed at ");
  CHECK(problemsOfClaims(claims(R"(,"s\u0075b":"eve")")) == "token_malformed at ");
  CHECK(problemsOfClaims(claims(R"(,"more":{"a":1,"a":2})")) == "token_malformed at ");
}

TEST_CASE("nesting without end is refused in the header and in the claims") {
  const std::string deep = std::string(2000, '[') + std::string(2000, ']');
  CHECK(codeOfToken(joined(R"({"alg":"EdDSA","a":)" + deep + "}", "{}", "")) == "token_malformed");
  CHECK(problemsOfClaims(claims(",\"a\":" + deep)) == "token_malformed at ");
  CHECK(problemsOfClaims(claims(",\"a\":" + std::string(60, '[') + std::string(60, ']'))) == "");
}

TEST_CASE("a token of 8 KiB is taken and one byte more is not, before anything in it is read") {
  const std::size_t least = sign(ours(), claims(R"(,"a":"")"), "JWT").size();
  std::string token;
  for (std::size_t fill = (largestToken - least) * 3 / 4 - 8; token.size() < largestToken; ++fill)
    token = sign(ours(), claims(R"(,"a":")" + std::string(fill, 'x') + "\""), "JWT");
  REQUIRE(token.size() == largestToken);
  CHECK(codeOfToken(token) == "");
  CHECK(codeOfToken(token + "A") == "token_malformed");
  const auto huge = verifyToken(keysOf(ours()), std::string(1 << 24, '.'), now, {});
  CHECK(contains(huge.problems().front().message, "8192"));
}

TEST_CASE("no change of a single byte leaves a valid token") {
  const struct {
    std::string token;
    KeySet keys;
  } signedTokens[] = {
      {sign(ours(), claims(), "JWT"), keysOf(ours())},
      {ecIssuer().token(R"({"alg":"ES256"})", claims()), keySet(ecIssuer().publicPem())},
      {rsaIssuer().token(R"({"alg":"RS256"})", claims()), keySet(rsaIssuer().publicPem())},
  };
  for (const auto& [token, keys] : signedTokens) {
    REQUIRE(codeOfToken(token, keys) == "");
    int taken = 0;
    for (std::size_t at = 0; at < token.size(); ++at)
      for (int bit = 0; bit < 8; ++bit) {
        std::string other = token;
        other[at] = static_cast<char>(other[at] ^ (1 << bit));
        taken += verifyToken(keys, other, now, {}).ok();
      }
    CHECK(taken == 0);
  }
}

TEST_CASE("a token that is cut off, or has something after it, is refused") {
  const std::string token = sign(ours(), claims(), "JWT");
  for (std::size_t size = 0; size < token.size(); ++size) REQUIRE(codeOfToken(token.substr(0, size)) != "");
  for (const std::string& more :
       {std::string("A"), std::string("AAAA"), std::string("="), std::string("=="), std::string("\n"), std::string(" "),
        std::string("."), std::string(1, '\0'), std::string(".AAAA")})
    CHECK(codeOfToken(token + more) != "");
  CHECK(codeOfToken(" " + token) == "token_malformed");
  CHECK(codeOfToken("Bearer " + token) == "token_malformed");
}

TEST_CASE("a signature that is shorter or longer than its kind has is refused") {
  const struct {
    const Issuer& issuer;
    std::string header;
  } kinds[] = {
      {rsaIssuer(), R"({"alg":"RS256"})"}, {ecIssuer(), R"({"alg":"ES256"})"}, {edIssuer(), R"({"alg":"EdDSA"})"}};
  for (const auto& [issuer, header] : kinds) {
    const std::string good = issuer.signature(toBase64Url(header) + "." + toBase64Url(claims()));
    const KeySet keys = keySet(issuer.publicPem());
    CHECK(codeOfToken(joined(header, claims(), good), keys) == "");
    for (const std::string& other : {good.substr(1), good.substr(0, good.size() - 1), good + '\0', '\0' + good,
                                     good + good, std::string(good.size(), '\0'), std::string(good.size(), '\xff')})
      CHECK(codeOfToken(joined(header, claims(), other), keys) == "token_signature");
  }
}

TEST_CASE("a token is three parts of base64url, without padding") {
  for (const char* token : {"", ".", "..", "...", "a.b", "a.b.c.d", "e30.e30.", "*.e30.AA", "{}.{}.AA"}) {
    CAPTURE(token);
    CHECK(codeOfToken(token).substr(0, 6) == "token_");
  }
  const std::string good = sign(ours(), claims(), "JWT");
  const std::string four = good.substr(0, good.rfind('.')) + ".AAAA" + good.substr(good.rfind('.'));
  CHECK(codeOfToken(four) == "token_malformed");
  // The string is signed as it is: a part that is padded rightly, or has a line end, is refused for that alone.
  const KeySet keys = keySet(edIssuer().publicPem());
  const auto code = [&](const std::string& header, const std::string& body, const std::string& after = "") {
    const std::string text = header + "." + body;
    return codeOfToken(text + "." + toBase64Url(edIssuer().signature(text)) + after, keys);
  };
  const std::string header = toBase64Url(R"({"alg":"EdDSA" })");
  std::string body = claims();
  while (toBase64Url(body).size() % 4 != 3) body += ' ';
  body = toBase64Url(body);
  REQUIRE(header.size() % 4 == 2);
  CHECK(code(header, body) == "");
  CHECK(code(header + "==", body) == "token_malformed");
  CHECK(code(header, body + "=") == "token_malformed");
  CHECK(code(header, body, "==") == "token_malformed");
  CHECK(code(header, body + "\n") == "token_malformed");
  CHECK(code(header, body.substr(0, 8) + " " + body.substr(8)) == "token_malformed");
}

TEST_CASE("a zero byte in a token ends nothing") {
  CHECK(problemsOfClaims(claims() + std::string(1, '\0')) == "token_malformed at ");
  CHECK(problemsOfClaims(claims() + std::string("\0{}", 3)) == "token_malformed at ");
  CHECK(codeOfHeader(std::string(R"({"alg":"EdDSA"})") + '\0') == "token_malformed");
  CHECK(problemsOfClaims(R"({"sub":"ada\u0000eve","account":"acme","exp":9000000000})") == "token_claims at /sub");
  CHECK(problemsOfClaims(R"({"sub":"ada","account":"acme\u0000","exp":9000000000})") == "token_claims at /account");
}

TEST_CASE("a problem repeats nothing of the token") {
  const std::string secret = "hunter2";
  for (const std::string& token :
       {sign(ours(), R"({"sub":7,"account":7,"exp":"hunter2","hunter2":1,"hunter2":2})", "JWT"),
        sign(ours(), R"({"sub":["hunter2"],"aud":"hunter2","iss":"hunter2"})", "JWT"), sign(ours(), claims(), secret),
        edIssuer().token(R"({"alg":"hunter2"})", claims()),
        edIssuer().token(R"({"alg":"EdDSA","kid":"hunter2"})", claims()), secret + "." + secret + "." + secret}) {
    const auto read = verifyToken(keysOf(ours()), token, now, {"someone", {}});
    REQUIRE_FALSE(read.ok());
    for (const auto& problem : read.problems()) {
      CHECK_FALSE(contains(problem.code + problem.field + problem.message, secret));
      CHECK(problem.message.size() > 10);
    }
  }
}

TEST_CASE("a token that was refused leaves no error for a connection of the same thread") {
  const KeySet keys =
      keySet(R"({"keys":[)" + rsaIssuer().jwk() + "," + ecIssuer().jwk() + "," + edIssuer().jwk() + "]}");
  for (const char* algorithm : {"RS256", "ES256", "EdDSA"})
    CHECK(codeOfToken(joined(R"({"alg":")" + std::string(algorithm) + "\"}", claims(), std::string(64, '\x7f')),
                      keys) == "token_signature");
  CHECK(codeOf(KeySet::read("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")) == "key_invalid");
  CHECK(codeOf(SigningKey::fromPem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")) == "key_invalid");
  CHECK(ERR_peek_error() == 0);
}

}  // namespace lockstep::server
