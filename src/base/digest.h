#pragma once

#include <array>
#include <string>
#include <string_view>

namespace lockstep {

/// SHA-256 (FIPS 180-4) of the bytes, as 64 lower-case hexadecimal digits.
std::string sha256(std::string_view bytes);
/// The same as bytes.
std::array<unsigned char, 32> sha256Bytes(std::string_view bytes);

}  // namespace lockstep
