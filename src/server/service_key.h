#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "account/facts.h"
#include "base/result.h"

namespace lockstep::server {

/// What is kept of a key by which a host's back end shows itself: `lsk_ID_SECRET`, of which the secret is never kept.
struct ServiceKey {
  std::string id;                 ///< 12 hexadecimal digits: which record a key is of, no secret
  std::string name;               ///< for people
  std::string hash;               ///< SHA-256 of the whole key in hexadecimal: 256 random bits need no slow hash, nobody guesses them
  Time createdAt = 0;
  std::optional<Time> revokedAt;  ///< once set, the key opens nothing any more
  std::string account;            ///< the one account that it is for; empty: every account

  bool operator==(const ServiceKey&) const = default;
};

/// A key just made: `text` is shown once and then forgotten, `record` is kept.
struct NewServiceKey {
  std::string text;
  ServiceKey record;
};

/// Makes a key from the system's random bytes. Problems: `value_invalid` for a name that has not 1 to 200 bytes or that
/// has control characters, `random_missing` where the system has no random bytes.
Result<NewServiceKey> makeServiceKey(std::string_view name, std::string_view account, Time now);

/// The id in what a client sent as its key, which may be anything; nothing where it has not the form of one. Having an
/// id proves nothing: ask `matches`.
std::optional<std::string> serviceKeyId(std::string_view bearer);

/// Whether the bearer holds this key and it is not revoked, in a time that tells nothing of the secret.
bool matches(const ServiceKey& key, std::string_view bearer);

}  // namespace lockstep::server
