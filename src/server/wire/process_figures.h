#pragma once

#include "server/wire/exposition.h"

namespace lockstep::server {

/// Writes the process metrics that Prometheus's client libraries have: start, CPU time, memory, open files. Leaves out
/// those that the system does not provide.
void writeProcessFigures(Exposition& out);

}  // namespace lockstep::server
