// A delta that does not fit changes nothing, which a caller must notice.
#include "lockstep/access/access.h"

using namespace lockstep;

bool isUpdated(Access& access, std::string_view delta) {
#ifdef MISUSE
  access.update(delta);  // expect: nodiscard
  return true;
#else
  return access.update(delta).empty();
#endif
}
