#pragma once

#include <string>
#include <utility>
#include <vector>

namespace lockstep {

/// One thing wrong with an input: a stable `code`, the `field` it is about (a JSON pointer into a document,
/// or the name of a form field), and a sentence that says what would be right.
struct Problem {
  std::string code;
  std::string field;
  std::string message;

  bool operator==(const Problem&) const = default;
};

using Problems = std::vector<Problem>;

/// So many that who reads them has enough: a reader that goes through a list may stop, and a hostile input cannot fill
/// the memory with its faults.
inline bool areMany(const Problems& problems) { return problems.size() >= 1000; }

}  // namespace lockstep
