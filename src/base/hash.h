#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace lockstep {

/// A hash of a text for a table in memory, of another value on another machine. With a seed that nobody outside knows,
/// nobody can make up texts that collide. Sixteen bytes at a time: byte by byte would take longer than a look-up does.
inline std::uint64_t hashOf(std::string_view text, std::uint64_t seed) {
  constexpr std::uint64_t odd = 0x9e3779b97f4a7c15ull, prime = 0xd6e8feb86659fd93ull;
  // Two chains, which the processor works on side by side.
  std::uint64_t one = seed + text.size() * odd, two = ~seed;
  const auto mix = [](std::uint64_t& chain, const char* at) {
    std::uint64_t word;
    std::memcpy(&word, at, sizeof word);
    chain = (chain ^ word) * prime;
    chain ^= chain >> 32;
  };
  if (text.size() < 16) {
    for (char c : text) one = (one ^ static_cast<unsigned char>(c)) * prime;
  } else {
    const char* const last = text.data() + text.size() - 16;
    for (const char* at = text.data(); at < last; at += 16) mix(one, at), mix(two, at + 8);
    mix(one, last), mix(two, last + 8);  // what is left, and some of it twice
  }
  const std::uint64_t hash = (one ^ two) * odd;
  return hash ^ hash >> 32;
}

}  // namespace lockstep
