#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lockstep::server {

/// Base64url without padding (RFC 4648, 5; RFC 7515, 2).
std::string toBase64Url(std::string_view bytes);

/// Returns the bytes of a base64url string, which may be hostile. Nothing for a string that `toBase64Url` cannot write:
/// padding, white space, another alphabet, bits left over. So each value has one string.
std::optional<std::string> fromBase64Url(std::string_view text);

/// Two lower-case hexadecimal digits for each byte.
std::string toHex(std::string_view bytes);

/// The 32 bytes of SHA-256; `lockstep::sha256` gives the same in hexadecimal.
std::string sha256Bytes(std::string_view text);

/// Returns bytes from the system's generator, fit for keys. Nothing if there are none: then the caller must make no
/// key.
std::optional<std::string> randomBytes(std::size_t count);

/// Returns whether two digests are equal, in a time that does not depend on where they differ. Lengths are no secret.
bool sameDigest(std::string_view one, std::string_view other);

}  // namespace lockstep::server
