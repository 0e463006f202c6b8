#pragma once

#include <chrono>

#include "lockstep/account/facts.h"

namespace lockstep::server {

/// The clock of this machine. Only what starts the server reads it; everything else is given the time.
inline Time clockNow() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace lockstep::server
