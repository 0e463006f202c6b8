// An access object keeps a reference to its account, so the account may not be a temporary.
#include "lockstep/access/access.h"

using namespace lockstep;

bool mayView(const Policy& policy) {
#ifdef MISUSE
  const Access access(Account(policy), Principal::user("rita"));  // expect: deleted
#else
  const Account account(policy);
  const Access access(account, Principal::user("rita"));
#endif
  return access.can("asset.view");
}
