#pragma once

#include <iostream>
#include <string_view>

#include "lockstep/base/problem.h"

namespace lockstep::server {

/// Prints problems of a command to standard error, a line each with its place, and returns the exit code.
inline int failCommand(std::string_view command, const Problems& problems) {
  for (const auto& problem : problems)
    std::cerr << command << ": " << (problem.field.empty() ? "" : problem.field + ": ") << problem.message << "\n";
  return 2;
}

}  // namespace lockstep::server
