#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lockstep/account/facts.h"
#include "lockstep/base/result.h"

namespace lockstep::server {

/// What a key is for. A key for metrics begins with `lsm_`: a server of a version that does not know such keys refuses
/// it.
enum class KeyScope { everything, metrics };

/// `everything`, `metrics`; read back exactly as written, and nothing for any other name.
std::string_view toText(KeyScope scope);
std::optional<KeyScope> keyScopeOf(std::string_view name);

/// The kept part of a key of a host's back end, `lsk_ID_SECRET`. The secret is never kept.
struct ServiceKey {
  std::string id;    ///< 12 hexadecimal digits: which record a key is of, no secret
  std::string name;  ///< for people
  std::string
      hash;  ///< SHA-256 of the whole key in hexadecimal: 256 random bits cannot be guessed, so no slow hash is needed
  Time createdAt = 0;
  std::optional<Time> revokedAt;  ///< once set, the key opens nothing any more
  std::string account;            ///< the one account that it is for; empty: every account
  KeyScope scope = KeyScope::everything;

  bool operator==(const ServiceKey&) const = default;
};

/// A key just made: `text` is shown once and then forgotten, `record` is kept.
struct NewServiceKey {
  std::string text;
  ServiceKey record;
};

/// Makes a key from the system's random bytes. Problems: `value_invalid` for a name that has not 1 to 200 bytes or that
/// has control characters, `random_missing` where the system has no random bytes.
Result<NewServiceKey> makeServiceKey(std::string_view name, std::string_view account, Time now,
                                     KeyScope scope = KeyScope::everything);

/// The id in what a client sent as its key, which may be anything; nothing where it has not the form of one. Having an
/// id proves nothing: ask `matches`.
std::optional<std::string> serviceKeyId(std::string_view bearer);

/// Returns whether the bearer holds this key and it is not revoked, in a time that does not depend on the secret.
bool matches(const ServiceKey& key, std::string_view bearer);

}  // namespace lockstep::server
