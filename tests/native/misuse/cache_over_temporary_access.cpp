// A cache of answers keeps a reference to its access object, so that may not be a temporary.
#include "lockstep/cache/decision_cache.h"

using namespace lockstep;

Time validUntil(const Account& account) {
#ifdef MISUSE
  const DecisionCache cache(Access(account, Principal::user("rita")));  // expect: deleted
#else
  const Access access(account, Principal::user("rita"));
  const DecisionCache cache(access);
#endif
  return cache.validUntil();
}
