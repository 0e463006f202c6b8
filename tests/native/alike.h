#pragma once

#include <algorithm>

#include "lockstep/access/decision.h"

namespace lockstep {

/// Whether two answers are the same as far as a snapshot can know.
inline bool alike(const Decision& whole, const Decision& sliced) {
  if (whole.allowed == sliced.allowed && whole.reason == sliced.reason) return true;
  const auto named = [&](Reason reason) {
    return std::find(sliced.unverified.begin(), sliced.unverified.end(), nameOf(reason)) != sliced.unverified.end();
  };
  // What is denied, for instance another user's link, may be so only as far as this snapshot goes.
  return (!whole.allowed && named(whole.reason)) ||
         (!sliced.allowed && (named(sliced.reason) || named(Reason::link_unknown)));
}

}  // namespace lockstep
