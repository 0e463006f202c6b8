// The claims of a token: its user and account, its times, its issuer and its audience.
#include <doctest/doctest.h>

#include "tokens.h"

namespace lockstep::server {

using namespace given;

TEST_CASE("a token by a known key says who its bearer is") {
  const auto read =
      verifyToken(keysOf(ours()), sign(ours(), claims(R"(,"nbf":7,"iat":8,"more":{"a":[1]})"), "JWT"), now, {});
  REQUIRE(read.ok());
  CHECK(read->subject == "ada");
  CHECK(read->account == "acme");
  CHECK(read->expires == now + 60);
  CHECK(read->notBefore == 7);
  CHECK(read->issuedAt == 8);
}

TEST_CASE("a fraction of a second makes a token last no longer") {
  CHECK(codeOfToken(sign(ours(), R"({"sub":"ada","account":"acme","exp":1768478400.9})", "JWT")) == "token_expired");
  CHECK(codeOfToken(sign(ours(), R"({"sub":"ada","account":"acme","exp":1e-1})", "JWT")) == "token_expired");
}

TEST_CASE("a token lasts no longer than the server's limit, counted from when it was made") {
  const Expectation hour{{}, {}, 3600};
  const auto lasting = [&](const std::string& times) {
    return problemsOfClaims(R"({"sub":"ada","account":"acme",)" + times + "}", hour);
  };
  CHECK(lasting(R"("iat":1768478400,"exp":1768482000)") == "");
  CHECK(lasting(R"("iat":1768478400,"exp":1768482001)") == "token_claims at /exp");
  CHECK(lasting(R"("iat":1768478399.5,"exp":1768482000)") == "token_claims at /exp");
  CHECK(lasting(R"("exp":1768478401)") == "token_claims at /iat");
  CHECK(lasting(R"("iat":1768478459,"exp":1768482059)") == "");
}

TEST_CASE("claims that are no JSON object are refused, though well signed") {
  for (const char* text :
       {"", "null", "7", "\"ada\"", "[]", "[{}]", "{", "{} {}", "{\"sub\":\"\xff\"}", "{'sub':'ada'}"}) {
    CAPTURE(text);
    CHECK(problemsOfClaims(text) == "token_malformed at ");
  }
}

TEST_CASE("a token is valid up to its last second and not at it") {
  const std::string token = sign(ours(), claims(), "JWT");
  CHECK(codeOfToken(token, keysOf(ours()), {}, now + 59) == "");
  CHECK(codeOfToken(token, keysOf(ours()), {}, now + 60) == "token_expired");
  CHECK(codeOfToken(token, keysOf(ours()), {}, now + 61) == "token_expired");
}

TEST_CASE("a token may be from a clock that is a minute ahead, and no more") {
  for (const std::string claim : {"nbf", "iat"}) {
    const auto from = [&](Time time) { return problemsOfClaims(claims(",\"" + claim + "\":" + std::to_string(time))); };
    CHECK(from(now) == "");
    CHECK(from(now + 60) == "");
    CHECK(from(now + 61) == "token_not_yet_valid at /" + claim);
    CHECK(from(9007199254740991) == "token_not_yet_valid at /" + claim);
  }
}

TEST_CASE("a time is a number of seconds since 1970, in any form of JSON") {
  for (const char* time : {"\"1768478401\"", "-1", "-0.5", "1e400", "9007199254740992.5", "null", "true",
                           "[9000000000]", "9223372036854775807", "99999999999999999999"}) {
    CAPTURE(time);
    CHECK(problemsOfClaims(R"({"sub":"ada","account":"acme","exp":)" + std::string(time) + "}") ==
          "token_claims at /exp");
    CHECK(problemsOfClaims(claims(",\"nbf\":" + std::string(time))) == "token_claims at /nbf");
    CHECK(problemsOfClaims(claims(",\"iat\":" + std::string(time))) == "token_claims at /iat");
  }
  // A number is whole by its value, however it is written.
  for (const char* time : {"1e12", "1.79e9", "1768478460.0", "1768478401.5", "17684784015e-1"}) {
    CAPTURE(time);
    CHECK(problemsOfClaims(R"({"sub":"ada","account":"acme","exp":)" + std::string(time) + "}") == "");
  }
}

TEST_CASE("a token names its user, its account and its end, and each missing claim is a problem") {
  CHECK(problemsOfClaims("{}") == "token_claims at /sub, token_claims at /account, token_claims at /exp");
  for (const std::string& value : {std::string("\"\""), std::string("7"), std::string("null"), std::string("[\"ada\"]"),
                                   std::string("{}"), std::string("\"a\\nb\""), "\"" + std::string(201, 'x') + "\""}) {
    CHECK(problemsOfClaims(R"({"account":"acme","exp":9000000000,"sub":)" + value + "}") == "token_claims at /sub");
    CHECK(problemsOfClaims(R"({"sub":"ada","exp":9000000000,"account":)" + value + "}") == "token_claims at /account");
  }
  CHECK(problemsOfClaims(R"({"account":"acme","exp":9000000000,"sub":")" + std::string(200, 'x') + "\"}") == "");
}

TEST_CASE("the issuer counts where one is expected") {
  const Expectation expected{"https://login.test", {}};
  CHECK(problemsOfClaims(claims(R"(,"iss":"https://login.test")"), expected) == "");
  CHECK(problemsOfClaims(claims(R"(,"iss":"https://login.test/")"), expected) == "token_claims at /iss");
  CHECK(problemsOfClaims(claims(R"(,"iss":["https://login.test"])"), expected) == "token_claims at /iss");
  CHECK(problemsOfClaims(claims(), expected) == "token_claims at /iss");
  CHECK(problemsOfClaims(claims(R"(,"iss":"anybody")")) == "");
}

TEST_CASE("the audience is one of a list, or a text, where one is expected") {
  const Expectation expected{{}, "lockstep"};
  CHECK(problemsOfClaims(claims(R"(,"aud":"lockstep")"), expected) == "");
  CHECK(problemsOfClaims(claims(R"(,"aud":["other","lockstep"])"), expected) == "");
  CHECK(problemsOfClaims(claims(R"(,"aud":"other")"), expected) == "token_claims at /aud");
  CHECK(problemsOfClaims(claims(R"(,"aud":["lockstep2"])"), expected) == "token_claims at /aud");
  CHECK(problemsOfClaims(claims(R"(,"aud":[])"), expected) == "token_claims at /aud");
  CHECK(problemsOfClaims(claims(R"(,"aud":{"lockstep":"lockstep"})"), expected) == "token_claims at /aud");
  CHECK(problemsOfClaims(claims(), expected) == "token_claims at /aud");
}

TEST_CASE("a token with an audience is refused by a server that has none") {
  CHECK(problemsOfClaims(claims(R"(,"aud":"lockstep")")) == "token_claims at /aud");
  CHECK(problemsOfClaims(claims(R"(,"aud":[])")) == "token_claims at /aud");
}

}  // namespace lockstep::server
