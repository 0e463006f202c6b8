// An effect changes the account through the edit, which writes the delta; never past it.
#include "change/edit.h"

using namespace lockstep;

void setPlan(Edit& edit, PlanId plan) {
#ifdef MISUSE
  edit.facts.plan = plan;  // expect: read-only|const
#else
  edit.setPlan(plan);
#endif
}
