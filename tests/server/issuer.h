#pragma once

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "lockstep/base/json.h"
#include "server/auth/jws.h"
#include "server/auth/keys.h"
#include "server/wire/encoding.h"

namespace lockstep::server::given {

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// The code of the one problem; "" where there is none, "several" where there are more.
template <class T>
std::string codeOf(const Result<T>& result) {
  if (result.ok()) return "";
  return result.problems().size() == 1 ? result.problems().front().code : "several";
}

/// "code at field" of each problem.
template <class T>
std::string problemsOf(const Result<T>& result) {
  std::string all;
  for (const auto& problem : result.problems())
    all += (all.empty() ? "" : ", ") + problem.code + " at " + problem.field;
  return all;
}

inline SigningKey signingKey(const Result<SigningKey>& made) {
  if (!made.ok()) throw std::runtime_error("there is no such key: " + made.problems().front().message);
  return *made;
}

inline KeySet keySet(std::string_view text) {
  auto keys = KeySet::read(text);
  if (!keys.ok()) throw std::runtime_error("these keys should be readable: " + keys.problems().front().message);
  return *keys;
}

inline std::string jwks(std::string_view jwk) { return R"({"keys":[)" + std::string(jwk) + "]}"; }
inline KeySet keysOf(const SigningKey& key) { return keySet(jwks(toJson(key.publicJwk()))); }

/// The text of a memory BIO that `write` filled.
template <class Write>
std::string pemOf(Write write) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), BIO_free);
  if (write(memory.get()) != 1) throw std::runtime_error("no PEM was written");
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

/// Another issuer that signs tokens, with a key of any kind, by OpenSSL alone and none of the tested code.
class Issuer {
 public:
  explicit Issuer(EVP_PKEY* key) : key_(key, EVP_PKEY_free) {
    if (key == nullptr) throw std::runtime_error("the key was not made");
  }

  static Issuer rsa(std::size_t bits) { return Issuer(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", bits)); }
  static Issuer ec(const char* curve) { return Issuer(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve)); }
  static Issuer ed25519() { return Issuer(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")); }

  EVP_PKEY* key() const { return key_.get(); }
  std::string publicPem() const {
    return pemOf([&](BIO* to) { return PEM_write_bio_PUBKEY(to, key()); });
  }
  std::string privatePem() const {
    return pemOf([&](BIO* to) { return PEM_write_bio_PrivateKey(to, key(), nullptr, nullptr, 0, nullptr, nullptr); });
  }
  std::string encryptedPem() const {
    return pemOf([&](BIO* to) {
      return PEM_write_bio_PKCS8PrivateKey(to, key(), EVP_aes_256_cbc(), "secret", 6, nullptr, nullptr);
    });
  }

  /// The JWK, with more members, such as `,"kid":"a"`.
  std::string jwk(const std::string& more = "") const {
    if (EVP_PKEY_is_a(key(), "RSA"))
      return R"({"kty":"RSA","n":")" + number("n") + R"(","e":")" + number("e") + "\"" + more + "}";
    if (EVP_PKEY_is_a(key(), "EC"))
      return R"({"kty":"EC","crv":"P-256","x":")" + number("qx", 32) + R"(","y":")" + number("qy", 32) + "\"" + more +
             "}";
    std::string x(32, '\0');
    std::size_t size = x.size();
    EVP_PKEY_get_raw_public_key(key(), reinterpret_cast<unsigned char*>(x.data()), &size);
    return R"({"kty":"OKP","crv":"Ed25519","x":")" + toBase64Url(x) + "\"" + more + "}";
  }

  /// The signature as JWS has it, by RS256, ES256 or EdDSA as the key is.
  std::string signature(std::string_view text) const {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    std::size_t size = 0;
    EVP_DigestSignInit(context.get(), nullptr, EVP_PKEY_is_a(key(), "ED25519") ? nullptr : EVP_sha256(), nullptr,
                       key());
    EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size());
    std::string out(size, '\0');
    if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, bytes, text.size()) != 1)
      throw std::runtime_error("nothing was signed");
    out.resize(size);
    return EVP_PKEY_is_a(key(), "EC") ? sideBySide(out) : out;
  }

  /// A token of this header and these claims, whatever they say.
  std::string token(std::string_view header, std::string_view claims) const {
    const std::string text = toBase64Url(header) + "." + toBase64Url(claims);
    return text + "." + toBase64Url(signature(text));
  }

 private:
  std::string number(const char* name, int size = 0) const {
    BIGNUM* value = nullptr;
    if (EVP_PKEY_get_bn_param(key(), name, &value) != 1) throw std::runtime_error("the key has no such number");
    std::string bytes(static_cast<std::size_t>(size > 0 ? size : BN_num_bytes(value)), '\0');
    BN_bn2binpad(value, reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    BN_free(value);
    return toBase64Url(bytes);
  }

  static std::string sideBySide(const std::string& der) {
    const auto* from = reinterpret_cast<const unsigned char*>(der.data());
    ECDSA_SIG* pair = d2i_ECDSA_SIG(nullptr, &from, static_cast<long>(der.size()));
    std::string out(64, '\0');
    BN_bn2binpad(ECDSA_SIG_get0_r(pair), reinterpret_cast<unsigned char*>(out.data()), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair), reinterpret_cast<unsigned char*>(out.data()) + 32, 32);
    ECDSA_SIG_free(pair);
    return out;
  }

  std::shared_ptr<EVP_PKEY> key_;
};

/// One of each kind, made once.
inline const Issuer& rsaIssuer() {
  static const Issuer issuer = Issuer::rsa(2048);
  return issuer;
}
inline const Issuer& ecIssuer() {
  static const Issuer issuer = Issuer::ec("P-256");
  return issuer;
}
inline const Issuer& edIssuer() {
  static const Issuer issuer = Issuer::ed25519();
  return issuer;
}

// RFC 8037, appendix A.
inline constexpr std::string_view rfc8037Private = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
inline constexpr std::string_view rfc8037Jwk =
    R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})";
inline constexpr std::string_view rfc8037Thumbprint = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";

inline SigningKey rfc8037Key() {
  const std::string bytes = *fromBase64Url(rfc8037Private);
  EVP_PKEY* key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr,
                                               reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  return signingKey(SigningKey::fromPem(Issuer(key).privatePem()));
}

}  // namespace lockstep::server::given
