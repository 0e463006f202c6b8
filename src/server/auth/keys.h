#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lockstep/base/json.h"
#include "lockstep/base/result.h"

struct evp_pkey_st;  // OpenSSL's EVP_PKEY

namespace lockstep::server {

/// A signature algorithm (RFC 7518, RFC 8037). There are no others: no `none`, and no shared secrets.
enum class Algorithm : std::uint8_t { edDsa, rs256, es256 };

/// `EdDSA`, `RS256`, `ES256`; read back exactly as written, or as `Ed25519` (RFC 9864), and nothing for any other name.
std::string_view toText(Algorithm algorithm);
std::optional<Algorithm> algorithmOf(std::string_view name);

/// Returns the thumbprint of a JWK (RFC 7638), a digest of the members that make up the public key. Empty if
/// the value is no JWK of a known kind.
std::string thumbprint(const Value& jwk);

/// A public key that verifies signatures of the one algorithm of its kind: a token never chooses another.
/// Copies share the key. Thread-safe.
class PublicKey {
 public:
  PublicKey(std::string id, Algorithm algorithm, std::shared_ptr<evp_pkey_st> key);

  const std::string& id() const { return id_; }  ///< `kid`; empty: none
  Algorithm algorithm() const { return algorithm_; }

  /// Returns whether this key has signed `bytes`; `signature` has the form of JWS. Both may be hostile.
  bool verifies(std::string_view bytes, std::string_view signature) const;

 private:
  std::string id_;
  Algorithm algorithm_;
  std::shared_ptr<evp_pkey_st> key_;
};

/// The public keys that verify users' tokens: at least one, and at most 32.
class KeySet {
 public:
  /// Reads a JWKS document (RFC 7517: Ed25519, RSA of 2048 to 8192 bits, P-256) or one PEM public key, which has no
  /// `kid`. Keys that are not for signatures (`use`, `key_ops`) are passed over, and so is a key of the set that cannot
  /// be used here, with its problem in `passedOver` (RFC 7517, 5). A set without any key that can be used is refused,
  /// with those problems; and any set with a private (`key_private`) or a symmetric (`key_symmetric`) key.
  static Result<KeySet> read(std::string_view text);

  const std::vector<PublicKey>& keys() const { return keys_; }
  /// The problems of the keys that were passed over, each with its place.
  const Problems& passedOver() const { return passedOver_; }

 private:
  KeySet(std::vector<PublicKey> keys, Problems passedOver)
      : keys_(std::move(keys)), passedOver_(std::move(passedOver)) {}

  std::vector<PublicKey> keys_;
  Problems passedOver_;
};

/// The Ed25519 key that the server signs with. Copies share the key; signing is safe from many threads.
class SigningKey {
 public:
  /// Makes a new key. Fails (`random_missing`) only if the system has no random bytes.
  static Result<SigningKey> generate();
  /// Reads a PKCS #8 private key without a passphrase. Fails with `key_invalid`, or `key_kind` if it is not Ed25519.
  static Result<SigningKey> fromPem(std::string_view text);

  /// Returns the private key, which must be kept secret. `fromPem` reads it.
  std::string toPem() const;
  /// Returns the public key as a JWK with `use`, `alg` and `kid`, its thumbprint.
  Value publicJwk() const;
  const std::string& id() const { return id_; }

  /// Returns the 64 bytes of the signature; empty if OpenSSL has no memory for it, which no key verifies.
  std::string sign(std::string_view bytes) const;

 private:
  explicit SigningKey(std::shared_ptr<evp_pkey_st> key);

  std::shared_ptr<evp_pkey_st> key_;
  std::string x_;  // the public key, base64url
  std::string id_;
};

}  // namespace lockstep::server
