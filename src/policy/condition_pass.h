#pragma once

#include <cstddef>
#include <cstdint>

#include "lockstep/policy/condition.h"

namespace lockstep {

/// Writes a condition into the flat list of a compiled policy, or reads it from there. `Pass` is as in
/// compiled_list.h. What was read must be checked by `isValid`.
template <class Pass>
void passProgram(Pass& pass, Program& program) {
  constexpr std::int64_t most = 4096;  // no source has more
  // The parts of a step make one number.
  const std::size_t steps = pass.size(program.steps.size(), most);
  if constexpr (Pass::reads) program.steps.resize(steps);
  for (Program::Step& step : program.steps) {
    const std::int64_t whole = static_cast<std::int64_t>(step.code) | static_cast<std::int64_t>(step.type) << 4 |
                               std::int64_t{step.argument} << 8;
    const std::int64_t given = pass.number(whole, 0xffffff);
    step = {static_cast<Program::Code>(given & 15), static_cast<ValueType>(given >> 4 & 15),
            static_cast<std::uint16_t>(given >> 8)};
  }
  const std::size_t strings = pass.size(program.strings.size(), most);
  if constexpr (Pass::reads) program.strings.resize(strings);
  for (auto& string : program.strings) pass.text(string);
  // A number may be negative or above 2^53: its halves go each by itself.
  const std::size_t numbers = pass.size(program.numbers.size(), most);
  if constexpr (Pass::reads) program.numbers.resize(numbers);
  for (std::int64_t& number : program.numbers) {
    const auto bits = static_cast<std::uint64_t>(number);
    const auto high = static_cast<std::uint64_t>(pass.number(static_cast<std::int64_t>(bits >> 32), UINT32_MAX));
    const auto low = static_cast<std::uint64_t>(pass.number(static_cast<std::int64_t>(bits & UINT32_MAX), UINT32_MAX));
    number = static_cast<std::int64_t>(high << 32 | low);
  }
  const std::size_t reads = pass.size(program.reads.size(), Program::mostReads);
  if constexpr (Pass::reads) program.reads.resize(reads);
  for (std::uint16_t& read : program.reads)
    read = static_cast<std::uint16_t>(pass.number(std::int64_t{read}, UINT16_MAX));
}

}  // namespace lockstep
