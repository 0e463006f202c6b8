#pragma once

#include <string>
#include <utility>
#include <vector>

namespace lockstep {

/// A fault of an input: a stable `code`, the `field` that it is about (a JSON pointer into a document,
/// or the name of a form field), and a sentence that says what is right.
struct Problem {
  /// The stable code; docs/errors.md lists all.
  std::string code;
  /// The JSON pointer, the form field or the option; empty for the whole input.
  std::string field;
  /// A sentence that says what is right.
  std::string message;

  bool operator==(const Problem&) const = default;
};

/// The problems of an input, in its order.
using Problems = std::vector<Problem>;

/// Returns whether there are enough problems: a reader of a list may stop, so that hostile input cannot fill the
/// memory with its faults.
inline bool areMany(const Problems& problems) { return problems.size() >= 1000; }

}  // namespace lockstep
