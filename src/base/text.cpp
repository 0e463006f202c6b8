#include "base/text.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

namespace lockstep {

namespace {

/// The length of the well-formed sequence that begins at `at`, or 0.
std::size_t sequenceLength(std::string_view text, std::size_t at) {
  auto byte = [&](std::size_t i) -> unsigned { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  auto continues = [&](std::size_t i) { return (byte(i) & 0xc0u) == 0x80u; };
  const unsigned lead = byte(at);
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return continues(at + 1) ? 2 : 0;
  if ((lead & 0xf0u) == 0xe0u) {
    const unsigned second = byte(at + 1);
    const bool overlong = lead == 0xe0 && second < 0xa0;
    const bool surrogate = lead == 0xed && second > 0x9f;
    return continues(at + 1) && continues(at + 2) && !overlong && !surrogate ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    const unsigned second = byte(at + 1);
    const bool overlong = lead == 0xf0 && second < 0x90;
    const bool tooLarge = lead == 0xf4 && second > 0x8f;
    return continues(at + 1) && continues(at + 2) && continues(at + 3) && !overlong && !tooLarge ? 4 : 0;
  }
  return 0;
}

}  // namespace

bool isUtf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = sequenceLength(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

bool everyPoint(std::string_view text, bool (*passes)(char32_t)) {
  for (std::size_t at = 0, length = 0; at < text.size(); at += length) {
    length = sequenceLength(text, at);
    if (length == 0) return false;
    // The first byte has the high bits of the point after as many ones as there are bytes, the others have six bits
    // each.
    char32_t point = static_cast<unsigned char>(text[at]);
    if (length > 1) point &= 0x7fu >> length;
    for (std::size_t i = 1; i < length; ++i) point = point << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3fu);
    if (!passes(point)) return false;
  }
  return true;
}

std::string lowerAscii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

std::string_view trimmed(std::string_view text) {
  const auto isBlank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && isBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && isBlank(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> onceEach(std::vector<std::string_view> texts) {
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return texts;
}

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string all;
  for (const auto part : parts) all.append(part);
  return all;
}

std::string decimal(std::int64_t number) {
  char digits[20];
  char* first = std::end(digits);
  std::uint64_t rest = number < 0 ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
  do *--first = static_cast<char>('0' + rest % 10);
  while ((rest /= 10) > 0);
  if (number < 0) *--first = '-';
  return {first, std::end(digits)};
}

}  // namespace lockstep
