#pragma once

#include <array>

namespace lockstep {

using RandomBytes = std::array<unsigned char, 32>;

/// Bytes that nobody can predict, from the operating system, or from the browser's cryptography in WebAssembly. False,
/// with the bytes as they were, where it has none to give.
bool fillRandom(RandomBytes& bytes);

}  // namespace lockstep
