// The id of an action is no place in the list of roles.
#include "lockstep/policy/policy.h"

using namespace lockstep;

std::string titleOf(const Policy& policy, ActionId action) {
#ifdef MISUSE
  return policy.roles()[action].title;  // expect: operator\[\]
#else
  return policy.actions()[action].title;
#endif
}
