#pragma once

namespace lockstep {

#ifdef __wasm__
/// Whether the module has the code for policies in format 2. The linker knows the value and leaves the rest out: most
/// pages have a policy in format 1.
extern const bool hasFormat2;
#else
/// Whether the library has the code for policies in format 2.
inline constexpr bool hasFormat2 = true;
#endif

}  // namespace lockstep
