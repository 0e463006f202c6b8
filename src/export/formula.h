#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lockstep/policy/condition.h"

namespace lockstep {

/// A value in a formula: a constant or a fact.
struct Term {
  bool isFact = false;
  /// The place of a fact in the policy's variables.
  std::uint16_t variable = 0;
  ValueType type = ValueType::boolean;
  std::int64_t number = 0;
  std::string text{};
};

/// When a condition surely holds, or surely does not: a formula without negation, whose parts are false where a fact
/// is absent. So a part that another language cannot express becomes false, and nothing is allowed by it.
struct Formula {
  /// `known` and `absent` are about one fact. `compare` relates two values as `Program::Step` does. `member`: the first
  /// is in the set that is the last. `same`: the set that is the first has the strings of the others, or of a set.
  enum class Op : std::uint8_t { no, yes, all, any, known, absent, compare, member, same };

  Op op = Op::no;
  std::vector<Formula> parts{};
  std::vector<Term> terms{};
  std::uint16_t relation = 0;
  bool isNegated = false;  ///< of `member` and `same`

  static Formula constant(bool value) { return {value ? Op::yes : Op::no}; }
};

/// Joins formulas by "and", without parts that decide nothing.
Formula allOf(std::vector<Formula> parts);
/// Joins formulas by "or".
Formula anyOf(std::vector<Formula> parts);

/// When a valid program is true, and when it is false; where neither holds it is unknown.
struct Outcomes {
  Formula whenTrue, whenFalse;
};
Outcomes outcomesOf(const Program& program);

}  // namespace lockstep
