#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>

#include <algorithm>
#include <utility>

#include "lockstep/base/reader.h"
#include "server/auth/keys.h"
#include "server/auth/openssl.h"
#include "server/wire/encoding.h"

namespace lockstep::server {

namespace {

constexpr std::size_t mostKeys = 32;  // a token without `kid` is tried against all of its kind

// ---- A key from its numbers ----

Handle fromNumbers(const char* kind, OSSL_PARAM_BLD* numbers) {
  const Owned<OSSL_PARAM, OSSL_PARAM_free> parameters(OSSL_PARAM_BLD_to_param(numbers));
  const Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1) return nullptr;
  if (EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) return nullptr;
  return owned(key);
}

Handle ed25519Key(const std::string& x) {
  return owned(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, unsignedBytes(x), x.size()));
}

Handle rsaKey(const std::string& n, const std::string& e) {
  const Bignum modulus = number(n);
  const Bignum exponent = number(e);
  const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> numbers(OSSL_PARAM_BLD_new());
  if (!modulus || !exponent || !numbers ||
      OSSL_PARAM_BLD_push_BN(numbers.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(numbers.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) != 1)
    return nullptr;
  return fromNumbers("RSA", numbers.get());
}

Handle p256Key(const std::string& x, const std::string& y) {
  const std::string point = '\x04' + x + y;
  const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> numbers(OSSL_PARAM_BLD_new());
  if (!numbers ||
      OSSL_PARAM_BLD_push_utf8_string(numbers.get(), OSSL_PKEY_PARAM_GROUP_NAME, SN_X9_62_prime256v1, 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(numbers.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1)
    return nullptr;
  return fromNumbers("EC", numbers.get());
}

// ---- Which keys are fit ----

/// Returns the algorithm of a key's kind, or nothing.
std::optional<Algorithm> algorithmFor(EVP_PKEY* key) {
  if (EVP_PKEY_is_a(key, "ED25519")) return Algorithm::edDsa;
  if (EVP_PKEY_is_a(key, "RSA")) return Algorithm::rs256;
  char curve[64] = "";
  const bool known = EVP_PKEY_is_a(key, "EC") && EVP_PKEY_get_group_name(key, curve, sizeof curve, nullptr) == 1;
  return known && std::string_view(curve) == SN_X9_62_prime256v1 ? std::optional(Algorithm::es256) : std::nullopt;
}

/// Returns the fault of a public key that could be built, or a problem without a code. `at` is its place.
Problem faultOf(const Handle& key, const std::string& at) {
  const auto algorithm = key ? algorithmFor(key.get()) : std::nullopt;
  if (!algorithm) return {"key_kind", at, "Must be an Ed25519, RSA or P-256 key."};
  if (algorithm == Algorithm::edDsa) return {};  // its 32 bytes are all there is to it
  const int bits = EVP_PKEY_get_bits(key.get());
  if (algorithm == Algorithm::rs256 && (bits < 2048 || bits > 8192))
    return {"key_size", at, "An RSA key must have 2048 to 8192 bits."};
  const Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  // The point is on the curve; the modulus is odd and composite, the exponent odd and above 1.
  if (!context || EVP_PKEY_public_check(context.get()) != 1)
    return {"key_invalid", at, "These numbers are no public key of their kind."};
  return {};
}

// ---- Reading a JWKS ----

/// Reads a field of `least` to `most` bytes.
std::optional<std::string> readBytes(Reader& jwk, std::string_view field, std::size_t least, std::size_t most) {
  const auto text = jwk.required(field);
  if (!text) return std::nullopt;
  auto bytes = fromBase64Url(*text);
  if (bytes && bytes->size() >= least && bytes->size() <= most) return bytes;
  const std::string count =
      least == most ? std::to_string(least) : std::to_string(least) + " to " + std::to_string(most);
  jwk.report("value_invalid", field, "Must be " + count + " bytes in base64url without padding.");
  return std::nullopt;
}

bool readCurve(Reader& jwk, std::string_view expected) {
  const auto curve = jwk.required("crv");
  if (curve && *curve != expected)
    jwk.report("key_kind", "crv",
               "Must be " + std::string(expected) + ", the one curve of this \"kty\" that is known here.");
  return curve == expected;
}

/// Returns nothing if a problem was reported.
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

/// Returns whether a key may be in a file of public keys; else reports why not.
bool isPublic(Reader& jwk, std::string_view kind) {
  for (std::string_view field : {"d", "p", "q", "dp", "dq", "qi", "oth"}) {
    if (jwk.field(field) == nullptr) continue;
    jwk.report("key_private", field,
               "This is a private key: give its public part alone, and take the private one out of use, since it has "
               "been passed on.");
    return false;
  }
  if (kind != "oct" && jwk.field("k") == nullptr) return true;
  jwk.report(
      "key_symmetric", "kty",
      "This is a shared secret: a server that checks tokens with it could also make them. Give a public key (OKP, "
      "RSA or EC).");
  return false;
}

bool isForSignatures(Reader& jwk) {
  const auto use = jwk.optionalText("use");
  if (use && *use != "sig") return false;
  if (jwk.field("key_ops") == nullptr) return true;
  const auto& operations = jwk.list("key_ops");
  return std::any_of(operations.begin(), operations.end(),
                     [](const Value& each) { return each.isString() && each.string() == "verify"; });
}

void readKey(const Value& value, const Place& place, Problems& problems, std::vector<PublicKey>& keys) {
  Reader jwk(value, place, problems);  // without `finish`: a JWK may have unknown members (RFC 7517, 4)
  if (!value.isObject()) return;
  const std::size_t before = problems.size();
  const auto kind = jwk.required("kty");
  if (!kind || !isPublic(jwk, *kind) || !isForSignatures(jwk)) return;
  const auto id = jwk.optionalText("kid");
  if (id && id->empty())
    jwk.report("value_invalid", "kid", "Must not be empty; leave it out where the key has no name.");
  const Handle key = readNumbers(jwk, *kind);
  if (problems.size() > before) return;
  if (Problem fault = faultOf(key, place.pointer()); !fault.code.empty()) return problems.push_back(std::move(fault));
  const Algorithm algorithm = *algorithmFor(key.get());
  const auto named = jwk.optionalText("alg");
  if (named && algorithmOf(*named) != algorithm)
    jwk.report("value_invalid", "alg",
               "Must be " + std::string(toText(algorithm)) + ", what a key of this kind does here; or leave it out.");
  if (problems.size() == before) keys.emplace_back(std::string(id.value_or("")), algorithm, key);
}

/// Returns whether the key is secret: anyone who has it could make tokens.
bool isSecret(const Problem& problem) { return problem.code == "key_private" || problem.code == "key_symmetric"; }

Result<std::vector<PublicKey>> readJwks(std::string_view text, Problems& passedOver) {
  const auto document = parseJson(text);
  if (!document) return document.problems();
  Problems problems;
  std::vector<PublicKey> keys;
  const Place root;
  Reader jwks(document->root(), root, problems);
  const Place list{&root, "keys"};
  const auto& entries = jwks.list("keys");
  if (document->root().isObject() && jwks.field("keys") == nullptr)
    jwks.report("field_missing", "keys", "Give \"keys\", a list of JWKs.");
  if (entries.size() > mostKeys)
    return Problem{"limit_exceeded", "/keys", "Give at most " + std::to_string(mostKeys) + " keys."};
  std::size_t index = 0;
  for (const auto& entry : entries) {
    Problems own;
    readKey(entry, Place{&list, {}, index++}, own, keys);
    for (auto& problem : own) (isSecret(problem) ? problems : passedOver).push_back(std::move(problem));
  }
  if (problems.empty() && keys.empty() && !passedOver.empty()) return passedOver;
  if (problems.empty() && keys.empty())
    jwks.report("keys_none", "keys", "Give at least one key that is for signatures.");
  if (!problems.empty()) return problems;
  return keys;
}

// ---- Reading PEM ----

Result<std::vector<PublicKey>> readPem(std::string_view text) {
  if (text.find("PRIVATE KEY-----") != std::string_view::npos)
    return Problem{"key_private", "",
                   "This is a private key: give its public part alone, and take the private one out of use, since it "
                   "has been passed on."};
  const Memory memory = hasOneBlock(text) ? memoryOf(text) : nullptr;
  const Handle key = memory ? owned(PEM_read_bio_PUBKEY(memory.get(), nullptr, noPassphrase, nullptr)) : nullptr;
  if (!key) return Problem{"key_invalid", "", "Must be one public key in PEM, from \"-----BEGIN PUBLIC KEY-----\" on."};
  if (Problem fault = faultOf(key, ""); !fault.code.empty()) return fault;
  return std::vector{PublicKey("", *algorithmFor(key.get()), key)};
}

}  // namespace

Result<KeySet> KeySet::read(std::string_view text) {
  const ErrorsOfThisScope errors;
  if (text.size() > largestDocument) return Problem{"limit_exceeded", "", "The keys may take at most 256 KiB."};
  Problems passedOver;
  auto keys = isPem(text) ? readPem(text) : readJwks(text, passedOver);
  if (!keys) return keys.problems();
  return KeySet(std::move(*keys), std::move(passedOver));
}

}  // namespace lockstep::server
