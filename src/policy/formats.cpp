// Whether a WebAssembly module has the code for policies in format 2: it does, unless it defines this itself.
#include "lockstep/policy/formats.h"

#ifdef __wasm__
const bool lockstep::hasFormat2 = true;
#endif
