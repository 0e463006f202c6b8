#include "server/auth/jws.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/text.h"
#include "lockstep/base/json.h"
#include "lockstep/base/reader.h"
#include "server/wire/encoding.h"

namespace lockstep::server {

namespace {

Problem malformed(std::string message) { return {"token_malformed", "", std::move(message)}; }

// ---- The three parts ----

struct Parts {
  std::string_view header, claims, signature;
  std::string_view signedText;  // header and claims as they came: what the signature is of
};

std::optional<Parts> partsOf(std::string_view token) {
  const std::size_t first = token.find('.');
  const std::size_t last = token.rfind('.');
  if (first == last || token.find('.', first + 1) != last) return std::nullopt;
  return Parts{token.substr(0, first), token.substr(first + 1, last - first - 1), token.substr(last + 1),
               token.substr(0, last)};
}

/// A part that must be a JSON object; what is wrong with it is not said, since that would repeat it.
std::optional<Value> readObject(std::string_view part) {
  const auto text = fromBase64Url(part);
  // RFC 8259, 8.1: a byte order mark is not allowed there, and not every reader passes over one.
  if (!text || text->starts_with("\xef\xbb\xbf")) return std::nullopt;
  const auto value = parseJson(*text);
  if (!value || !value->root().isObject()) return std::nullopt;
  return value->root().copy();  // the text that it points into ends here
}

// ---- The header ----

struct Header {
  Algorithm algorithm;
  std::optional<std::string> keyId;
};

/// A JWS of another type, such as a log-out token or a snapshot of ours, is no user's token, whichever key signed it
/// (RFC 8725, 3.11).
bool isTokenType(const Value* typ) {
  if (typ == nullptr) return true;
  const std::string type = typ->isString() ? lowerAscii(typ->string()) : "";
  return type == "jwt" || type == "at+jwt" || type == "application/at+jwt";
}

/// Members such as `jwk`, `jku` and `x5c`, which would bring a key along, are never looked at.
Result<Header> readHeader(std::string_view part) {
  const auto header = readObject(part);
  if (!header) return malformed("The header must be a JSON object in base64url, without padding, each member once.");
  if (header->find("crit") != nullptr)
    return malformed("The header must have no \"crit\": the server knows no extensions.");
  if (!isTokenType(header->find("typ")))
    return malformed("The header's \"typ\" must be JWT or at+jwt, or be left out.");
  const Value* named = header->find("alg");
  const auto algorithm = named != nullptr && named->isString() ? algorithmOf(named->string()) : std::nullopt;
  if (!algorithm) return Problem{"token_algorithm", "/alg", "The token must be signed with EdDSA, RS256 or ES256."};
  const Value* id = header->find("kid");
  if (id == nullptr) return Header{*algorithm, {}};
  if (!id->isString() || id->string().empty())
    return malformed("The header's \"kid\" must be a string that is not empty, or be left out.");
  return Header{*algorithm, std::string(id->string())};
}

// ---- The signature ----

/// Only keys of the header's algorithm are tried: what a key does is never the token's choice.
std::optional<Problem> faultOfSignature(const KeySet& keys, const Header& header, const Parts& parts) {
  const auto signature = fromBase64Url(parts.signature);
  if (!signature) return malformed("The signature must be base64url, without padding.");
  bool named = false, tried = false;
  for (const auto& key : keys.keys()) {
    if (header.keyId && key.id() != *header.keyId) continue;
    named = true;
    if (key.algorithm() != header.algorithm) continue;
    tried = true;
    if (key.verifies(parts.signedText, *signature)) return std::nullopt;
  }
  if (tried)
    return Problem{"token_signature", "", "The signature is not of this token by a key that the server knows."};
  if (named && header.keyId)
    return Problem{"token_algorithm", "/alg",
                   "The key that the token names does not sign with the algorithm that it names."};
  return Problem{"token_key_unknown", "/kid",
                 "The server has no key of the name, or for the algorithm, that the token names."};
}

// ---- The claims ----

void reportClaim(Problems& problems, std::string_view name, std::string_view wanted) {
  problems.push_back({"token_claims", (name.starts_with('/') ? "" : "/") + std::string(name),
                      "The claim \"" + std::string(name) + "\" must be " + std::string(wanted) + "."});
}

/// A segment of a JSON pointer with its escapes undone (RFC 6901, 4).
std::string unescaped(std::string_view segment) {
  std::string out;
  for (std::size_t at = 0; at < segment.size(); ++at) {
    if (segment[at] == '~' && at + 1 < segment.size())
      out += segment[++at] == '1' ? '/' : '~';
    else
      out += segment[at];
  }
  return out;
}

/// Returns the claim of a name, or at a JSON pointer that begins with `/`.
const Value* claimAt(const Value& claims, std::string_view name) {
  if (!name.starts_with('/')) return claims.find(name);
  const Value* value = &claims;
  while (!name.empty() && value != nullptr) {
    name.remove_prefix(1);
    const std::string_view segment = name.substr(0, name.find('/'));
    value = value->isObject() ? value->find(unescaped(segment)) : nullptr;
    name.remove_prefix(segment.size());
  }
  return value;
}

/// Reads an id, without characters that could end a line or a string elsewhere.
std::string readId(const Value& claims, std::string_view name, Problems& problems) {
  const Value* value = claimAt(claims, name);
  if (value != nullptr && value->isString()) {
    const std::string_view id = value->string();
    if (!id.empty() && id.size() <= 200 && std::none_of(id.begin(), id.end(), isControl)) return std::string(id);
  }
  reportClaim(problems, name, "a string of 1 to 200 bytes without control characters");
  return "";
}

/// A NumericDate (RFC 7519, 2), however JSON writes it; a fraction of a second is cut off.
std::optional<Time> secondsOf(const Value& value) {
  if (isCount(value)) return value.integer();
  const std::string_view literal = value.literal();
  double seconds = -1;
  const auto [end, fault] = std::from_chars(literal.data(), literal.data() + literal.size(), seconds);
  constexpr double mostSeconds = 9007199254740991;
  const bool isRead = !literal.empty() && fault == std::errc() && end == literal.data() + literal.size();
  return isRead && seconds >= 0 && seconds <= mostSeconds ? std::optional(static_cast<Time>(seconds)) : std::nullopt;
}

std::optional<Time> readTime(const Value& claims, std::string_view name, Problems& problems) {
  const Value* value = claims.find(name);
  if (value == nullptr) return std::nullopt;
  const auto seconds = secondsOf(*value);
  if (!seconds) reportClaim(problems, name, "a number of seconds since 1970");
  return seconds;
}

bool isText(const Value& value, std::string_view text) { return value.isString() && value.string() == text; }

void checkExpected(const Value& claims, const Expectation& expected, Problems& problems) {
  const Value* issuer = claims.find("iss");
  if (expected.issuer && (issuer == nullptr || !isText(*issuer, *expected.issuer)))
    reportClaim(problems, "iss", "the issuer that the server expects");
  const Value* audience = claims.find("aud");
  if (!expected.audience) {
    if (audience != nullptr) reportClaim(problems, "aud", "left out, as long as the server has no audience configured");
    return;
  }
  const auto isOurs = [&](const Value& each) { return isText(each, *expected.audience); };
  const bool found = audience != nullptr &&
                     (isOurs(*audience) || std::any_of(audience->items().begin(), audience->items().end(), isOurs));
  if (!found) reportClaim(problems, "aud", "the audience that the server expects, or a list that has it");
}

Result<Claims> readClaims(std::string_view part, Time now, const Expectation& expected) {
  const auto values = readObject(part);
  if (!values) return malformed("The claims must be a JSON object in base64url, without padding, each member once.");
  Problems problems;
  Claims claims;
  claims.subject = readId(*values, expected.userClaim, problems);
  claims.account = readId(*values, expected.accountClaim, problems);
  claims.notBefore = readTime(*values, "nbf", problems);
  claims.issuedAt = readTime(*values, "iat", problems);
  claims.expires = readTime(*values, "exp", problems).value_or(0);
  if (values->find("exp") == nullptr) reportClaim(problems, "exp", "given: a token that never ends is not taken");
  if (expected.longest && !claims.issuedAt)
    reportClaim(problems, "iat", "given, as long as the server limits how long a token lasts");
  if (expected.longest && claims.issuedAt && claims.expires - *claims.issuedAt > *expected.longest)
    reportClaim(problems, "exp", "at most " + std::to_string(*expected.longest) + " seconds after iat");
  checkExpected(*values, expected, problems);
  if (!problems.empty()) return problems;
  if (now >= claims.expires) return Problem{"token_expired", "/exp", "The token has expired: get a new one."};
  for (const auto& [name, time] : {std::pair("/nbf", claims.notBefore), std::pair("/iat", claims.issuedAt)})
    if (time && *time > now + clockLeeway)
      return Problem{"token_not_yet_valid", name, "The token is not valid yet; look whether the clocks agree."};
  return claims;
}

}  // namespace

std::string sign(const SigningKey& key, std::string_view payload, std::string_view typ) {
  Value header = Value::object();
  header.add("alg", toText(Algorithm::edDsa));
  header.add("kid", key.id());
  header.add("typ", typ);
  std::string text = toBase64Url(toJson(header)) + ".";
  text += toBase64Url(payload);
  const std::string signature = toBase64Url(key.sign(text));
  return text.append(".").append(signature);
}

std::string signDetached(const SigningKey& key, std::string_view payload, std::string_view typ) {
  const std::string signature = sign(key, payload, typ);
  const auto first = signature.find('.'), last = signature.rfind('.');
  return signature.substr(0, first + 1) + signature.substr(last);
}

bool verifiesDetached(const KeySet& keys, std::string_view signature, std::string_view payload, std::string_view typ) {
  const auto parts = partsOf(signature);
  if (!parts || !parts->claims.empty()) return false;
  const auto header = readObject(parts->header);
  const auto bytes = fromBase64Url(parts->signature);
  if (!header || !bytes || header->find("crit") != nullptr) return false;
  const auto is = [&](std::string_view member, std::string_view wanted) {
    const Value* value = header->find(member);
    return value != nullptr && value->string() == wanted;
  };
  if (!is("alg", toText(Algorithm::edDsa)) || !is("typ", typ)) return false;
  const std::string signedText = std::string(parts->header) + "." + toBase64Url(payload);
  return std::any_of(keys.keys().begin(), keys.keys().end(), [&](const PublicKey& key) {
    return key.algorithm() == Algorithm::edDsa && is("kid", key.id()) && key.verifies(signedText, *bytes);
  });
}

Result<Claims> verifyToken(const KeySet& keys, std::string_view token, Time now, const Expectation& expected) {
  if (token.size() > largestToken)
    return malformed("A token may have at most " + std::to_string(largestToken) + " bytes.");
  const auto parts = partsOf(token);
  if (!parts) return malformed("A token has three parts with a dot between each: header, claims and signature.");
  const auto header = readHeader(parts->header);
  if (!header) return header.problems();
  if (auto fault = faultOfSignature(keys, *header, *parts)) return *std::move(fault);
  return readClaims(parts->claims, now, expected);
}

std::optional<std::string> unverifiedIssuer(std::string_view token) {
  const auto parts = partsOf(token);
  const auto claims = parts ? readObject(parts->claims) : std::nullopt;
  const Value* issuer = claims ? claims->find("iss") : nullptr;
  return issuer != nullptr && issuer->isString() ? std::optional(std::string(issuer->string())) : std::nullopt;
}

}  // namespace lockstep::server
