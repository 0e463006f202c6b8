#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "condition_scope.h"
#include "given.h"

namespace lockstep::given {

/// Facts by the names of their variables; all others are absent.
using Facts = std::vector<std::pair<std::string, Fact>>;

inline Fact factNamed(const Facts& facts, std::uint16_t variable) {
  for (const auto& [name, fact] : facts)
    if (name == nameOf(conditionScope().variables.at(variable))) return fact;
  return {};
}

inline Program compiled(std::string_view source) {
  auto program = compileCondition(source, conditionScope());
  REQUIRE_MESSAGE(program.ok(), source << ": " << listed(program.problems()));
  CHECK(isValid(*program, conditionScope().variables.size()));
  return *std::move(program);
}

inline Verdict verdictOf(std::string_view source, const Facts& facts = {}) {
  return evaluate(compiled(source), [&](std::uint16_t variable) { return factNamed(facts, variable); });
}
inline Truth truthOf(std::string_view source, const Facts& facts = {}) { return verdictOf(source, facts).truth; }

inline bool holds(std::string_view source, const Facts& facts = {}) { return truthOf(source, facts) == Truth::yes; }
inline bool fails(std::string_view source, const Facts& facts = {}) { return truthOf(source, facts) == Truth::no; }
inline bool isUnknown(std::string_view source, const Facts& facts = {}) {
  return truthOf(source, facts) == Truth::unknown;
}

/// The names of the absent facts on which a result depends.
inline std::string absentIn(std::string_view source, const Facts& facts = {}) {
  std::string names;
  for (const auto variable : verdictOf(source, facts).absent)
    names += (names.empty() ? "" : " ") + nameOf(conditionScope().variables.at(variable));
  return names;
}

/// The message of a refused condition; empty for one that is compiled.
inline std::string refusal(std::string_view source) {
  const auto program = compileCondition(source, conditionScope());
  if (program.ok()) return "";
  CHECK(program.problems().size() == 1);
  CHECK(program.problems()[0].code == "condition_invalid");
  return program.problems()[0].message;
}

}  // namespace lockstep::given
