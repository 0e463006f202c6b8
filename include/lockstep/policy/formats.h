#pragma once

#include <type_traits>

namespace lockstep {

#ifdef __wasm__
/// Whether the module has the code for policies in format 1. The linker knows this and the next values, and leaves the
/// rest out: most pages have one policy.
extern const bool hasFormat1;
/// Whether the module has the code for policies in format 2.
extern const bool hasFormat2;
/// Whether the module has the code for effects, and for what only policies with effects have: public links,
/// collections, comments, API keys, limits and customers' roles.
extern const bool hasExtras;
#else
/// Whether the library has the code for policies in format 1.
inline constexpr bool hasFormat1 = true;
/// Whether the library has the code for policies in format 2.
inline constexpr bool hasFormat2 = true;
/// Whether the library has the code for effects and what goes with them.
inline constexpr bool hasExtras = true;
#endif

/// A value that is always `T()` in a module without extras: the linker leaves out what depends on another one.
template <class T>
class Extra {
 public:
  constexpr Extra() = default;
  /// Contains `value`.
  // NOLINTNEXTLINE(google-explicit-constructor)
  constexpr Extra(T value) : value_(value) {}
  /// The value.
  // NOLINTNEXTLINE(google-explicit-constructor)
  constexpr operator T() const { return hasExtras ? value_ : T(); }
  /// What a pointer points to.
  constexpr T operator->() const requires std::is_pointer_v<T> { return hasExtras ? value_ : T(); }

 private:
  T value_{};
};

}  // namespace lockstep
