#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace lockstep {

/// Seeded 64-bit string hash for tables in memory (multiply and fold, 16 bytes a step). Values differ by seed and
/// machine: do not persist them. No fixed pair of strings collides under every seed, so that colliding input cannot be
/// prepared by a sender who does not know the seed.
class TextHash {
 public:
  /// A hash function of its own for each seed.
  explicit TextHash(std::uint64_t seed) : word_(spread(seed)), start_(spread(word_)), size_(spread(start_) | 1) {}

  /// The hash of a string.
  std::uint64_t of(std::string_view text) const {
    const char* at = text.data();
    // The last words overlap with those before them, so strings of different sizes must begin differently.
    std::uint64_t hash = start_ ^ text.size() * size_;
    if (text.size() >= 16) {
      const char* const last = at + text.size() - 16;
      for (; at < last; at += 16) hash = mixed(hash, read<std::uint64_t>(at), read<std::uint64_t>(at + 8));
      return mixed(hash, read<std::uint64_t>(last), read<std::uint64_t>(last + 8));
    }
    const char* const end = at + text.size();
    if (text.size() >= 8) return mixed(hash, read<std::uint64_t>(at), read<std::uint64_t>(end - 8));
    if (text.size() >= 4) return mixed(hash, read<std::uint32_t>(at), read<std::uint32_t>(end - 4));
    std::uint64_t few = 0;
    for (; at < end; ++at) few = few << 8 | static_cast<unsigned char>(*at);
    return mixed(hash, few, 0);
  }

 private:
  __extension__ using Product = unsigned __int128;

  template <class T>
  static std::uint64_t read(const char* at) {
    T word;
    std::memcpy(&word, at, sizeof word);
    return word;
  }
  std::uint64_t mixed(std::uint64_t hash, std::uint64_t one, std::uint64_t two) const {
    const Product product = static_cast<Product>(one ^ word_) * (two ^ hash);
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  }
  /// Derives a secret from another (SplitMix64).
  static std::uint64_t spread(std::uint64_t secret) {
    secret += 0x9e3779b97f4a7c15ull;
    secret = (secret ^ secret >> 30) * 0xbf58476d1ce4e5b9ull;
    secret = (secret ^ secret >> 27) * 0x94d049bb133111ebull;
    return secret ^ secret >> 31;
  }

  std::uint64_t word_, start_, size_;
};

}  // namespace lockstep
