#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep {

/// Whether the bytes are well-formed UTF-8 (no overlong forms, no surrogates). Input may be hostile.
bool isUtf8(std::string_view text);

/// Whether the bytes are well-formed UTF-8 and `passes` holds of each code point.
bool everyPoint(std::string_view text, bool (*passes)(char32_t));

/// ASCII lower case; other bytes stay. The only folding there is: no Unicode tables in the browser.
std::string lowerAscii(std::string_view text);

/// Without blanks and tabs at both ends.
std::string_view trimmed(std::string_view text);

/// Sorted, each once. One sort for all: each more is a kilobyte for a page.
std::vector<std::string_view> onceEach(std::vector<std::string_view> texts);

/// The parts, one after the other.
std::string joined(std::initializer_list<std::string_view> parts);

/// A whole number in decimal digits. `std::to_string` brings tables that a page would download.
std::string decimal(std::int64_t number);

inline bool isLetterOrDigit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

inline bool isControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

}  // namespace lockstep
