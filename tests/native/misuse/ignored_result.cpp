// A result is a value or the problems that prevented it, which a caller must notice.
#include "lockstep/account/delta.h"

using namespace lockstep;

bool isDelta(std::string_view json, const Account& facts) {
#ifdef MISUSE
  readDelta(json, facts);  // expect: nodiscard
  return true;
#else
  return readDelta(json, facts).ok();
#endif
}
