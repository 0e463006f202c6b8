// A pointer is no JSON value: it would become `true`.
#include "lockstep/base/json.h"

using namespace lockstep;

Value isKnown(const int* known) {
#ifdef MISUSE
  return Value(known);  // expect: no matching
#else
  return Value(known != nullptr);
#endif
}
