// A token: whatever comes, only what a known key signed is believed, and what is believed holds together.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

#include "server/auth/jws.h"
#include "server/store/service_key.h"
#include "server/wire/encoding.h"

using namespace lockstep;
using namespace lockstep::server;

namespace {

constexpr Time now = 1768478400;

void hold(bool property) {
  if (!property) __builtin_trap();
}

/// One key of each kind, from RFC 7515 (A.2, A.3) and RFC 8037 (A).
constexpr std::string_view strangers =
    R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"ed"},)"
    R"({"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB","kid":"rsa"},)"
    R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","kid":"ec"})";

const SigningKey& ours() {
  static const auto key = SigningKey::fromPem(
      "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIP//////////////////////////////////////////\n-----END PRIVATE "
      "KEY-----\n");
  if (!key.ok()) std::abort();
  return *key;
}

const KeySet& keys() {
  static const auto read =
      KeySet::read(R"({"keys":[)" + toJson(ours().publicJwk()) + "," + std::string(strangers) + "]}");
  if (!read.ok()) std::abort();
  return *read;
}

Result<Claims> checked(std::string_view token, const Expectation& expected) {
  static const std::set<std::string> codes = {"token_malformed", "token_algorithm", "token_key_unknown",
                                              "token_signature", "token_expired",   "token_not_yet_valid",
                                              "token_claims"};
  auto claims = verifyToken(keys(), token, now, expected);
  if (!claims.ok()) {
    hold(!claims.problems().empty());
    for (const auto& problem : claims.problems()) hold(codes.contains(problem.code));
    return claims;
  }
  hold(token.size() <= largestToken);
  hold(!claims->subject.empty() && !claims->account.empty());
  hold(claims->expires > now && claims->notBefore.value_or(0) <= now + clockLeeway &&
       claims->issuedAt.value_or(0) <= now + clockLeeway);
  return claims;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  // Only this file has the key, and the seeds' tokens name no account.
  hold(!checked(text, {}).ok());
  // The input as a header, and as claims that we have signed.
  hold(!checked(toBase64Url(text) + ".e30." + std::string(86, 'A'), {}).ok());
  const std::string signedByUs = sign(ours(), text, "JWT");
  const auto claims = checked(signedByUs, {});
  if (claims.ok()) {
    hold(checked(signedByUs.substr(0, signedByUs.size() - 1), {}).problems().front().code.starts_with("token_"));
    hold(
        !checked(signedByUs, {"https://issuer.test", "lockstep"}).ok());  // for without an expectation `aud` is refused
    hold(!verifyToken(keys(), signedByUs, claims->expires, {}).ok());
  }
  if (const auto expected = checked(signedByUs, {"https://issuer.test", "lockstep"}); expected.ok()) hold(!claims.ok());

  const auto id = serviceKeyId(text);
  hold(!id || (id->size() == 12 && text.substr(4, 12) == *id));
  hold(!matches(ServiceKey{id.value_or(""), "", std::string(64, '0'), 0, {}, ""}, text));
  if (const auto bytes = fromBase64Url(text)) hold(toBase64Url(*bytes) == text);
  hold(fromBase64Url(toBase64Url(text)) == text);
  return 0;
}
