#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <memory>
#include <string_view>

// The parts of OpenSSL that keys.cpp and key_set.cpp use, each with an owner.
//
// Debian has no JWT library with EdDSA, so JWK and JWS use OpenSSL's EVP directly.

namespace lockstep::server {

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
using Memory = Owned<BIO, BIO_free>;

/// Removes the errors of its scope from OpenSSL's queue of this thread, where a TLS connection would read them.
struct ErrorsOfThisScope {
  ErrorsOfThisScope() { ERR_set_mark(); }
  ~ErrorsOfThisScope() { ERR_pop_to_mark(); }
  ErrorsOfThisScope(const ErrorsOfThisScope&) = delete;
  ErrorsOfThisScope& operator=(const ErrorsOfThisScope&) = delete;
};

inline const unsigned char* unsignedBytes(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

inline Bignum number(std::string_view bytes) {
  return Bignum(BN_bin2bn(unsignedBytes(bytes), static_cast<int>(bytes.size()), nullptr));
}

inline Handle owned(EVP_PKEY* key) { return key == nullptr ? nullptr : Handle(key, EVP_PKEY_free); }

// ---- PEM ----

/// Wraps a string of at most some hundred kilobytes, which must outlive the memory.
inline Memory memoryOf(std::string_view text) {
  return Memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

inline bool isPem(std::string_view text) { return text.find("-----BEGIN ") != std::string_view::npos; }

inline bool hasOneBlock(std::string_view text) {
  return isPem(text) && text.find("-----BEGIN ") == text.rfind("-----BEGIN ");
}

/// Without it OpenSSL would ask the terminal for a passphrase.
inline int noPassphrase(char*, int, int, void*) { return -1; }

/// A longer document of keys is refused before it is read.
inline constexpr std::size_t largestDocument = 256 * 1024;

}  // namespace lockstep::server
