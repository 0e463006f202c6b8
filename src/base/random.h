#pragma once

#include <array>

namespace lockstep {

using RandomBytes = std::array<unsigned char, 32>;

/// Fills `bytes` with unpredictable ones, from the operating system, or from the browser's cryptography in WebAssembly.
/// Returns false and leaves them as they were if there are none.
bool fillRandom(RandomBytes& bytes);

}  // namespace lockstep
