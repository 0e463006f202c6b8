#pragma once

// Tokens of users, by a key that is known.
#include <string>
#include <string_view>

#include "issuer.h"

namespace lockstep::server::given {

inline constexpr Time now = 1768478400;

/// Claims of a token for ada, valid for a minute, with more members.
inline std::string claims(const std::string& more = "") {
  return R"({"sub":"ada","account":"acme","exp":)" + std::to_string(now + 60) + more + "}";
}

inline const SigningKey& ours() {
  static const SigningKey key = rfc8037Key();
  return key;
}

inline std::string codeOfToken(std::string_view token, const KeySet& keys = keysOf(ours()),
                               const Expectation& expected = {}, Time at = now) {
  return codeOf(verifyToken(keys, token, at, expected));
}

/// The problems of claims that are well signed.
inline std::string problemsOfClaims(const std::string& text, const Expectation& expected = {}) {
  return problemsOf(verifyToken(keysOf(ours()), sign(ours(), text, "JWT"), now, expected));
}

}  // namespace lockstep::server::given
