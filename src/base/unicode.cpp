#include "base/unicode.h"

#include <cstdint>
#include <span>

#include "base/unicode_runs.inc"

namespace lockstep {

namespace {

/// Whether a point lies in the second, fourth, sixth … of the runs, which begin at U+0080. The length of each run is a
/// variable-length integer: seven bits a byte, the low ones first, and the high bit where more follow.
bool isInRuns(std::span<const std::uint8_t> lengths, char32_t point) {
  bool inside = false;
  char32_t end = 0x80;
  int shift = 0;
  for (const std::uint8_t byte : lengths) {
    end += char32_t{byte & 0x7fu} << shift;
    shift += 7;
    if (byte >= 0x80) continue;
    if (point < end) return inside;
    inside = !inside;
    shift = 0;
  }
  return inside;
}

}  // namespace

bool isLetterBeyondAscii(char32_t point) {
  return point >= 0x80 && isInRuns(letterRuns, point) && !isInRuns(invisibleRuns, point);
}

bool isInvisible(char32_t point) {
  return point < 0x20 || point == 0x7f || (point >= 0x80 && isInRuns(invisibleRuns, point));
}

}  // namespace lockstep
