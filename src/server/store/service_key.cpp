#include "server/store/service_key.h"

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "server/wire/encoding.h"

namespace lockstep::server {

namespace {

constexpr std::string_view prefix = "lsk_", prefixOfMetrics = "lsm_";
static_assert(prefix.size() == prefixOfMetrics.size());
constexpr std::size_t idBytes = 6;
constexpr std::size_t secretBytes = 32;
constexpr std::size_t idSize = idBytes * 2;
constexpr std::size_t secretSize = 43;  // of 32 bytes in base64url
constexpr std::size_t keySize = prefix.size() + idSize + 1 + secretSize;

bool isHexDigit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

}  // namespace

std::string_view toText(KeyScope scope) { return scope == KeyScope::metrics ? "metrics" : "everything"; }

std::optional<KeyScope> keyScopeOf(std::string_view name) {
  for (const auto scope : {KeyScope::everything, KeyScope::metrics})
    if (name == toText(scope)) return scope;
  return std::nullopt;
}

Result<NewServiceKey> makeServiceKey(std::string_view name, std::string_view account, Time now, KeyScope scope) {
  if (name.empty() || name.size() > 200 || std::any_of(name.begin(), name.end(), isControl))
    return Problem{"value_invalid", "/name", "Must have 1 to 200 bytes, none of them a control character."};
  const auto id = randomBytes(idBytes);
  const auto secret = randomBytes(secretBytes);
  if (!id || !secret) return Problem{"random_missing", "", "The system has no random bytes for a key."};
  NewServiceKey made;
  made.record.id = toHex(*id);
  made.record.name = name;
  made.record.createdAt = now;
  made.record.account = account;
  made.record.scope = scope;
  made.text =
      std::string(scope == KeyScope::metrics ? prefixOfMetrics : prefix) + made.record.id + "_" + toBase64Url(*secret);
  made.record.hash = sha256(made.text);
  return made;
}

std::optional<std::string> serviceKeyId(std::string_view bearer) {
  // By length, not by the next underscore: a secret in base64url may have some.
  if (bearer.size() != keySize || (!bearer.starts_with(prefix) && !bearer.starts_with(prefixOfMetrics)) ||
      bearer[prefix.size() + idSize] != '_')
    return std::nullopt;
  const std::string_view id = bearer.substr(prefix.size(), idSize);
  if (!std::all_of(id.begin(), id.end(), isHexDigit) || !fromBase64Url(bearer.substr(keySize - secretSize)))
    return std::nullopt;
  return std::string(id);
}

bool matches(const ServiceKey& key, std::string_view bearer) {
  const auto id = serviceKeyId(bearer);
  // The id is no secret; only a digest of the secret is compared, so the time shows nothing of the secret.
  return id && *id == key.id && !key.revokedAt && sameDigest(sha256(bearer), key.hash);
}

}  // namespace lockstep::server
