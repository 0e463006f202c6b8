#include "server/auth/keys.h"

#include <openssl/ec.h>
#include <openssl/pem.h>

#include <utility>

#include "server/auth/openssl.h"
#include "server/wire/encoding.h"

namespace lockstep::server {

namespace {

using Digesting = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;

/// An ECDSA signature is r and s side by side in JWS (RFC 7518, 3.4), and a DER sequence of both in OpenSSL. Empty
/// where it has not 64 bytes.
std::string derOf(std::string_view signature) {
  if (signature.size() != 64) return "";
  Bignum r = number(signature.substr(0, 32));
  Bignum s = number(signature.substr(32));
  const Owned<ECDSA_SIG, ECDSA_SIG_free> pair(ECDSA_SIG_new());
  if (!r || !s || !pair || ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1) return "";
  static_cast<void>(r.release()), static_cast<void>(s.release());  // the pair's from here on
  unsigned char* bytes = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &bytes);
  const Owned<unsigned char, [](unsigned char* owned) { OPENSSL_free(owned); }> released(bytes);
  return size > 0 ? std::string(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)) : "";
}

}  // namespace

std::string_view toText(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::edDsa: return "EdDSA";
    case Algorithm::rs256: return "RS256";
    case Algorithm::es256: return "ES256";
  }
  return "";
}

std::optional<Algorithm> algorithmOf(std::string_view name) {
  if (name == "Ed25519") return Algorithm::edDsa;
  for (const auto algorithm : {Algorithm::edDsa, Algorithm::rs256, Algorithm::es256})
    if (name == toText(algorithm)) return algorithm;
  return std::nullopt;
}

std::string thumbprint(const Value& jwk) {
  const Value* kind = jwk.find("kty");
  if (kind == nullptr || !kind->isString()) return "";
  std::vector<std::string_view> names = {"kty"};
  if (kind->string() == "OKP")
    names.insert(names.end(), {"crv", "x"});
  else if (kind->string() == "RSA")
    names.insert(names.end(), {"e", "n"});
  else if (kind->string() == "EC")
    names.insert(names.end(), {"crv", "x", "y"});
  else
    return "";
  Value members = Value::object();
  for (const auto name : names) {
    const Value* member = jwk.find(name);
    if (member == nullptr || !member->isString()) return "";
    members.add(name, member->copy());
  }
  return toBase64Url(sha256Bytes(canonicalJson(members)));
}

// ---- Public keys ----

PublicKey::PublicKey(std::string id, Algorithm algorithm, std::shared_ptr<evp_pkey_st> key)
    : id_(std::move(id)), algorithm_(algorithm), key_(std::move(key)) {}

bool PublicKey::verifies(std::string_view bytes, std::string_view signature) const {
  const ErrorsOfThisScope errors;
  const std::string der = algorithm_ == Algorithm::es256 ? derOf(signature) : "";
  if (algorithm_ == Algorithm::es256) signature = der;
  const Digesting context(EVP_MD_CTX_new());
  const EVP_MD* digest = algorithm_ == Algorithm::edDsa ? nullptr : EVP_sha256();
  return !signature.empty() && context &&
         EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key_.get()) == 1 &&
         EVP_DigestVerify(context.get(), unsignedBytes(signature), signature.size(), unsignedBytes(bytes),
                          bytes.size()) == 1;
}

// ---- The server's own key ----

SigningKey::SigningKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {
  std::string bytes(32, '\0');
  std::size_t size = bytes.size();
  EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(bytes.data()), &size);
  x_ = toBase64Url(bytes);
  id_ = thumbprint(publicJwk());
}

Result<SigningKey> SigningKey::generate() {
  const ErrorsOfThisScope errors;
  Handle key = owned(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  if (!key) return Problem{"random_missing", "", "The system has no random bytes for a key."};
  return SigningKey(std::move(key));
}

Result<SigningKey> SigningKey::fromPem(std::string_view text) {
  const ErrorsOfThisScope errors;
  const Memory memory = text.size() <= largestDocument && hasOneBlock(text) ? memoryOf(text) : nullptr;
  Handle key = memory ? owned(PEM_read_bio_PrivateKey(memory.get(), nullptr, noPassphrase, nullptr)) : nullptr;
  if (!key) return Problem{"key_invalid", "", "Must be one private key in PEM (PKCS #8) without a passphrase."};
  if (!EVP_PKEY_is_a(key.get(), "ED25519")) return Problem{"key_kind", "", "Must be an Ed25519 key."};
  return SigningKey(std::move(key));
}

std::string SigningKey::toPem() const {
  const ErrorsOfThisScope errors;
  const Memory memory(BIO_new(BIO_s_secmem()));
  if (!memory || PEM_write_bio_PKCS8PrivateKey(memory.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
    return "";
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : "";
}

Value SigningKey::publicJwk() const {
  Value jwk = Value::object();
  jwk.add("kty", "OKP");
  jwk.add("crv", "Ed25519");
  jwk.add("x", x_);
  jwk.add("use", "sig");
  jwk.add("alg", toText(Algorithm::edDsa));
  if (!id_.empty()) jwk.add("kid", id_);
  return jwk;
}

std::string SigningKey::sign(std::string_view bytes) const {
  const ErrorsOfThisScope errors;
  std::string signature(64, '\0');
  std::size_t size = signature.size();
  const Digesting context(EVP_MD_CTX_new());
  const bool made = context && EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
                    EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                                   unsignedBytes(bytes), bytes.size()) == 1;
  return made ? signature : "";
}

}  // namespace lockstep::server
