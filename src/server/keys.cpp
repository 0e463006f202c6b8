#include "server/keys.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>

#include <algorithm>
#include <utility>

#include "base/reader.h"
#include "server/encoding.h"

// Debian has no JWT library that knows EdDSA, so JWK and JWS stand on OpenSSL's EVP directly.

namespace lockstep::server {

namespace {

constexpr std::size_t mostKeys = 32;  // a token without `kid` is tried against all of its kind
constexpr std::size_t largestDocument = 256 * 1024;

template <auto release>
struct Release {
  template <class T>
  void operator()(T* owned) const {
    release(owned);
  }
};
template <class T, auto release>
using Owned = std::unique_ptr<T, Release<release>>;

using Handle = std::shared_ptr<EVP_PKEY>;
using Bignum = Owned<BIGNUM, BN_free>;

/// Takes what fails in its scope off OpenSSL's queue of this thread, where a TLS connection would take it for its own.
struct ErrorsOfThisScope {
  ErrorsOfThisScope() { ERR_set_mark(); }
  ~ErrorsOfThisScope() { ERR_pop_to_mark(); }
  ErrorsOfThisScope(const ErrorsOfThisScope&) = delete;
  ErrorsOfThisScope& operator=(const ErrorsOfThisScope&) = delete;
};

const unsigned char* unsignedBytes(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

Bignum number(std::string_view bytes) { return Bignum(BN_bin2bn(unsignedBytes(bytes), static_cast<int>(bytes.size()), nullptr)); }

Handle owned(EVP_PKEY* key) { return key == nullptr ? nullptr : Handle(key, EVP_PKEY_free); }

// ---- A key from its numbers ----

Handle fromNumbers(const char* kind, OSSL_PARAM_BLD* numbers) {
  const Owned<OSSL_PARAM, OSSL_PARAM_free> parameters(OSSL_PARAM_BLD_to_param(numbers));
  const Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1) return nullptr;
  if (EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) return nullptr;
  return owned(key);
}

Handle ed25519Key(const std::string& x) { return owned(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, unsignedBytes(x), x.size())); }

Handle rsaKey(const std::string& n, const std::string& e) {
  const Bignum modulus = number(n);
  const Bignum exponent = number(e);
  const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> numbers(OSSL_PARAM_BLD_new());
  if (!modulus || !exponent || !numbers || OSSL_PARAM_BLD_push_BN(numbers.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(numbers.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) != 1)
    return nullptr;
  return fromNumbers("RSA", numbers.get());
}

Handle p256Key(const std::string& x, const std::string& y) {
  const std::string point = '\x04' + x + y;
  const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> numbers(OSSL_PARAM_BLD_new());
  if (!numbers || OSSL_PARAM_BLD_push_utf8_string(numbers.get(), OSSL_PKEY_PARAM_GROUP_NAME, SN_X9_62_prime256v1, 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(numbers.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1)
    return nullptr;
  return fromNumbers("EC", numbers.get());
}

// ---- Which keys are fit ----

/// The algorithm that a key of this kind does, or nothing.
std::optional<Algorithm> algorithmFor(EVP_PKEY* key) {
  if (EVP_PKEY_is_a(key, "ED25519")) return Algorithm::edDsa;
  if (EVP_PKEY_is_a(key, "RSA")) return Algorithm::rs256;
  char curve[64] = "";
  const bool known = EVP_PKEY_is_a(key, "EC") && EVP_PKEY_get_group_name(key, curve, sizeof curve, nullptr) == 1;
  return known && std::string_view(curve) == SN_X9_62_prime256v1 ? std::optional(Algorithm::es256) : std::nullopt;
}

/// What is wrong with a public key that could be built, or a problem without a code. `at` is where it stands.
Problem faultOf(const Handle& key, const std::string& at) {
  const auto algorithm = key ? algorithmFor(key.get()) : std::nullopt;
  if (!algorithm) return {"key_kind", at, "Must be an Ed25519, RSA or P-256 key."};
  if (algorithm == Algorithm::edDsa) return {};  // its 32 bytes are all there is to it
  const int bits = EVP_PKEY_get_bits(key.get());
  if (algorithm == Algorithm::rs256 && (bits < 2048 || bits > 8192)) return {"key_weak", at, "An RSA key must have 2048 to 8192 bits."};
  const Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  // The point is on the curve; the modulus is odd and composite, the exponent odd and above 1.
  if (!context || EVP_PKEY_public_check(context.get()) != 1) return {"key_invalid", at, "These numbers are no public key of their kind."};
  return {};
}

// ---- Reading a JWKS ----

/// The bytes of a field, of which there must be `least` to `most`.
std::optional<std::string> readBytes(Reader& jwk, std::string_view field, std::size_t least, std::size_t most) {
  const auto text = jwk.needed(field);
  if (!text) return std::nullopt;
  auto bytes = fromBase64Url(*text);
  if (bytes && bytes->size() >= least && bytes->size() <= most) return bytes;
  const std::string count = least == most ? std::to_string(least) : std::to_string(least) + " to " + std::to_string(most);
  jwk.report("value_invalid", field, "Must be " + count + " bytes in base64url without padding.");
  return std::nullopt;
}

bool readCurve(Reader& jwk, std::string_view expected) {
  const auto curve = jwk.needed("crv");
  if (curve && *curve != expected) jwk.report("key_kind", "crv", "Must be " + std::string(expected) + ", the one curve of this \"kty\" that is known here.");
  return curve == expected;
}

/// Nothing where a problem was reported.
Handle readNumbers(Reader& jwk, std::string_view kind) {
  if (kind == "OKP") {
    const auto x = readCurve(jwk, "Ed25519") ? readBytes(jwk, "x", 32, 32) : std::nullopt;
    return x ? ed25519Key(*x) : nullptr;
  }
  if (kind == "RSA") {
    const auto n = readBytes(jwk, "n", 1, 1025);
    const auto e = readBytes(jwk, "e", 1, 8);
    return n && e ? rsaKey(*n, *e) : nullptr;
  }
  if (kind == "EC") {
    if (!readCurve(jwk, "P-256")) return nullptr;
    const auto x = readBytes(jwk, "x", 32, 32);
    const auto y = readBytes(jwk, "y", 32, 32);
    return x && y ? p256Key(*x, *y) : nullptr;
  }
  jwk.report("key_kind", "kty", "Must be OKP, RSA or EC.");
  return nullptr;
}

/// Whether a key may stand in a file of public keys at all; says why not.
bool isPublic(Reader& jwk, std::string_view kind) {
  for (std::string_view field : {"d", "p", "q", "dp", "dq", "qi", "oth"}) {
    if (jwk.field(field) == nullptr) continue;
    jwk.report("key_private", field, "This is a private key: give its public part alone, and take the private one out of use, since it has been passed on.");
    return false;
  }
  if (kind != "oct" && jwk.field("k") == nullptr) return true;
  jwk.report("key_symmetric", "kty", "This is a shared secret, with which whoever checks a token could also make one: give a public key (OKP, RSA or EC).");
  return false;
}

bool isForSignatures(Reader& jwk) {
  const auto use = jwk.optionalText("use");
  if (use && *use != "sig") return false;
  if (jwk.field("key_ops") == nullptr) return true;
  const auto& operations = jwk.list("key_ops");
  return std::any_of(operations.begin(), operations.end(), [](const Value& each) { return each.isString() && each.string() == "verify"; });
}

void readKey(const Value& value, const Place& place, Problems& problems, std::vector<PublicKey>& keys) {
  Reader jwk(value, place, problems);  // never finished: a JWK may have members that nobody here knows (RFC 7517, 4)
  if (!value.isObject()) return;
  const std::size_t before = problems.size();
  const auto kind = jwk.needed("kty");
  if (!kind || !isPublic(jwk, *kind) || !isForSignatures(jwk)) return;
  const auto id = jwk.optionalText("kid");
  if (id && id->empty()) jwk.report("value_invalid", "kid", "Must not be empty; leave it out where the key has no name.");
  const bool twice = id && std::any_of(keys.begin(), keys.end(), [&](const PublicKey& other) { return other.id() == *id; });
  if (twice && !id->empty()) jwk.report("duplicate", "kid", "There is another key of this kid.");
  const Handle key = readNumbers(jwk, *kind);
  if (problems.size() > before) return;
  if (Problem fault = faultOf(key, place.pointer()); !fault.code.empty()) return problems.push_back(std::move(fault));
  const Algorithm algorithm = *algorithmFor(key.get());
  const auto named = jwk.optionalText("alg");
  if (named && *named != toText(algorithm)) jwk.report("value_invalid", "alg", "Must be " + std::string(toText(algorithm)) + ", what a key of this kind does here; or leave it out.");
  if (problems.size() == before) keys.emplace_back(id.value_or(""), algorithm, key);
}

Result<std::vector<PublicKey>> readJwks(std::string_view text) {
  const auto document = parseJson(text);
  if (!document) return document.problems();
  Problems problems;
  std::vector<PublicKey> keys;
  const Place root;
  Reader jwks(*document, root, problems);
  const Place list{&root, "keys"};
  const auto& entries = jwks.list("keys");
  if (document->isObject() && jwks.field("keys") == nullptr) jwks.report("field_missing", "keys", "Give \"keys\", a list of JWKs.");
  if (entries.size() > mostKeys) return Problem{"limit_exceeded", "/keys", "Give at most " + std::to_string(mostKeys) + " keys."};
  std::size_t index = 0;
  for (const auto& entry : entries) readKey(entry, Place{&list, {}, index++}, problems, keys);
  if (problems.empty() && keys.empty()) jwks.report("keys_none", "keys", "Give at least one key that is for signatures.");
  if (!problems.empty()) return problems;
  return keys;
}

// ---- Reading PEM ----

/// OpenSSL would ask the terminal for a passphrase.
int noPassphrase(char*, int, int, void*) { return -1; }

using Memory = Owned<BIO, BIO_free>;

Memory memoryOf(std::string_view text) { return Memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))); }

bool isPem(std::string_view text) { return text.find("-----BEGIN ") != std::string_view::npos; }

bool hasOneBlock(std::string_view text) { return isPem(text) && text.find("-----BEGIN ") == text.rfind("-----BEGIN "); }

Result<std::vector<PublicKey>> readPem(std::string_view text) {
  if (text.find("PRIVATE KEY-----") != std::string_view::npos)
    return Problem{"key_private", "", "This is a private key: give its public part alone, and take the private one out of use, since it has been passed on."};
  const Memory memory = hasOneBlock(text) ? memoryOf(text) : nullptr;
  const Handle key = memory ? owned(PEM_read_bio_PUBKEY(memory.get(), nullptr, noPassphrase, nullptr)) : nullptr;
  if (!key) return Problem{"key_invalid", "", "Must be one public key in PEM, from \"-----BEGIN PUBLIC KEY-----\" on."};
  if (Problem fault = faultOf(key, ""); !fault.code.empty()) return fault;
  return std::vector{PublicKey("", *algorithmFor(key.get()), key)};
}

/// An ECDSA signature is r and s side by side in JWS (RFC 7518, 3.4), and a DER sequence of both in OpenSSL. Empty where
/// it has not 64 bytes.
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

using Digesting = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;

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
  for (const auto algorithm : {Algorithm::edDsa, Algorithm::rs256, Algorithm::es256})
    if (name == toText(algorithm)) return algorithm;
  return std::nullopt;
}

std::string thumbprint(const Value& jwk) {
  const Value* kind = jwk.find("kty");
  if (kind == nullptr || !kind->isString()) return "";
  std::vector<std::string_view> names = {"kty"};
  if (kind->string() == "OKP") names.insert(names.end(), {"crv", "x"});
  else if (kind->string() == "RSA") names.insert(names.end(), {"e", "n"});
  else if (kind->string() == "EC") names.insert(names.end(), {"crv", "x", "y"});
  else return "";
  Value members = Value::object();
  for (const auto name : names) {
    const Value* member = jwk.find(name);
    if (member == nullptr || !member->isString()) return "";
    members.add(name, *member);
  }
  return toBase64Url(sha256Bytes(toJson(members, true)));
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
  return !signature.empty() && context && EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key_.get()) == 1 &&
         EVP_DigestVerify(context.get(), unsignedBytes(signature), signature.size(), unsignedBytes(bytes), bytes.size()) == 1;
}

Result<KeySet> KeySet::read(std::string_view text) {
  const ErrorsOfThisScope errors;
  if (text.size() > largestDocument) return Problem{"limit_exceeded", "", "The keys may take at most 256 KiB."};
  auto keys = isPem(text) ? readPem(text) : readJwks(text);
  if (!keys) return keys.problems();
  return KeySet(std::move(*keys));
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
  if (!memory || PEM_write_bio_PKCS8PrivateKey(memory.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) return "";
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
                    EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, unsignedBytes(bytes), bytes.size()) == 1;
  return made ? signature : "";
}

}  // namespace lockstep::server
