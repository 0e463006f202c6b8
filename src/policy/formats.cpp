// What a WebAssembly module has the code for: everything, unless it defines these itself.
#include "lockstep/policy/formats.h"

#ifdef __wasm__
const bool lockstep::hasFormat1 = true;
const bool lockstep::hasFormat2 = true;
const bool lockstep::hasExtras = true;
#endif
