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

}  // namespace lockstep
