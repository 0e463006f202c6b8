#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lockstep::server {

/// Base64url without padding (RFC 4648, 5; RFC 7515, 2).
std::string toBase64Url(std::string_view bytes);

/// The bytes of a base64url text, which may be hostile; nothing for any text that `toBase64Url` would not have written:
/// padding, white space, another alphabet, bits left over. So there is one text for each value.
std::optional<std::string> fromBase64Url(std::string_view text);

/// Two lower-case hexadecimal digits for each byte.
std::string toHex(std::string_view bytes);

/// The 32 bytes of SHA-256; `lockstep::sha256` gives the same in hexadecimal.
std::string sha256Bytes(std::string_view text);

/// Bytes from the system's generator, fit for keys. Nothing where it has none to give: who calls must then make no key.
std::optional<std::string> randomBytes(std::size_t count);

/// Whether two digests are the same, in a time that does not tell where they differ. Only their lengths are no secret.
bool sameDigest(std::string_view one, std::string_view other);

}  // namespace lockstep::server
