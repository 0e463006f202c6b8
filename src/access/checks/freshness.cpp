// The last check is about the snapshot and not about the request: a stale one allows nothing destructive.
#include "access/evaluation.h"

namespace lockstep {

bool checkFreshness(Evaluation& e) {
  const auto expires = e.access.expiresAt();
  if (!expires || !e.action->destructive) return true;
  if (!e.context.now) {
    e.unverified("now");
    return true;
  }
  return *e.context.now < *expires ? true : e.deny(Reason::snapshot_stale);
}

}  // namespace lockstep
