#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lockstep/account/facts.h"
#include "lockstep/base/result.h"
#include "server/auth/keys.h"

namespace lockstep::server {

/// A compact JWS (RFC 7515) of any payload, by the server's own key: `alg` EdDSA, `kid` and the given `typ`. Give each
/// kind of document a `typ` of its own; none may be "JWT", or it could be used as a user's token.
std::string sign(const SigningKey& key, std::string_view payload, std::string_view typ);

/// The same without the payload (detached, RFC 7515, appendix F): `header..signature`.
std::string signDetached(const SigningKey& key, std::string_view payload, std::string_view typ);

/// Returns whether a key has signed `payload` with EdDSA, as `signDetached` does with `typ`. `signature` may be
/// hostile.
bool verifiesDetached(const KeySet& keys, std::string_view signature, std::string_view payload, std::string_view typ);

/// What a token says of its bearer, once everything about it has been checked.
struct Claims {
  std::string subject;            ///< `sub`, or `Expectation::userClaim`: the user's id
  std::string account;            ///< `account`, or `Expectation::accountClaim`: the id of the user's account
  std::optional<Time> notBefore;  ///< `nbf`
  std::optional<Time> issuedAt;   ///< `iat`
  Time expires = 0;               ///< `exp`: valid while now < expires
};

/// What tokens must say besides, from the configuration. Without an `audience`, tokens that are for one are refused
/// (RFC 7519, 4.1.3).
struct Expectation {
  std::optional<std::string> issuer;
  std::optional<std::string> audience;
  /// How many seconds a token may last from its `iat`, which it must then have.
  std::optional<Time> longest = {};
  /// The claims with the ids of the user and the account: a name, or a JSON pointer that begins with `/`.
  std::string userClaim = "sub", accountClaim = "account";
};

/// A longer token is refused before anything in it is looked at.
inline constexpr std::size_t largestToken = 8 * 1024;
/// How far the issuer's clock may be ahead, in seconds, for `nbf` and `iat`; `exp` has no leeway.
inline constexpr Time clockLeeway = 60;

/// Reads a user's token, which may be anything at all, and believes nothing in it before its signature is verified.
/// Any doubt is a problem: token_malformed, token_algorithm, token_key_unknown, token_signature, token_claims (each
/// claim at fault), token_expired or token_not_yet_valid. The messages repeat nothing of the token.
Result<Claims> verifyToken(const KeySet& keys, std::string_view token, Time now, const Expectation& expected);

/// Returns the `iss` of a token, if there is one. It is not verified: use it to choose the keys that the token is
/// verified by, and for nothing else.
std::optional<std::string> unverifiedIssuer(std::string_view token);

}  // namespace lockstep::server
