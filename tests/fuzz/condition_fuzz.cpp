// A condition: refused with its place, or a valid program. What it gives without some facts it gives with them too, and
// a program of any bytes that is valid can be evaluated.
#include <algorithm>
#include <array>

#include "acme.h"
#include "condition_scope.h"

using namespace lockstep;
using fuzz::hold;

namespace {

using Facts = std::array<Fact, Program::mostReads>;

const std::vector<std::string> strings{"open", "a", "closed", "a", "member"};

/// A fact of the right type, from a byte.
Fact factOf(ValueType type, std::uint8_t byte) {
  switch (type) {
    case ValueType::boolean: return Fact::ofBoolean(byte % 2 == 1);
    case ValueType::integer: return Fact::ofInteger(static_cast<std::int8_t>(byte));
    case ValueType::string: return Fact::ofString(strings[byte % strings.size()]);
    case ValueType::strings: return Fact::ofStrings(std::span(strings).subspan(byte % 3, byte / 3 % 3));
    case ValueType::time: break;
  }
  return Fact::ofTime(fuzz::noon + byte % 3);
}

/// Evaluates over facts that are made from the bytes; the first `absent` of them are not there.
Verdict verdictOf(const Program& program, std::string_view bytes, std::size_t absent) {
  Facts facts;
  for (std::size_t at = absent; at < program.reads.size(); ++at) {
    const auto byte = static_cast<std::uint8_t>(at < bytes.size() ? bytes[at] : '\0');
    facts[at] = factOf(given::conditionScope().variables[program.reads[at]].type, byte);
  }
  const auto verdict = evaluate(program, std::span<const Fact>(facts.data(), program.reads.size()));
  hold((verdict.truth == Truth::unknown) == !verdict.absent.empty());
  return verdict;
}

Truth truthOf(const Program& program, std::string_view bytes, std::size_t absent) {
  const auto verdict = verdictOf(program, bytes, absent);
  for (const auto variable : verdict.absent) {
    const auto place = std::find(program.reads.begin(), program.reads.end(), variable) - program.reads.begin();
    hold(static_cast<std::size_t>(place) < absent);
  }
  return verdict.truth;
}

void holdSource(std::string_view source) {
  const auto program = compileCondition(source, given::conditionScope());
  if (!program) {
    hold(program.problems().size() == 1 && program.problems()[0].message.starts_with("line "));
    return;
  }
  hold(isValid(*program, given::conditionScope().variables.size()));
  const Truth whole = truthOf(*program, source, 0);
  hold(whole != Truth::unknown);
  // More facts make an unknown result known, and leave a known one as it is; but for `has`, which asks for absence.
  const auto& steps = program->steps;
  if (std::any_of(steps.begin(), steps.end(), [](const auto& step) { return step.code == Program::Code::has; })) return;
  for (std::size_t absent = 1; absent <= program->reads.size(); ++absent) {
    const Truth some = truthOf(*program, source, absent);
    hold(some == Truth::unknown || some == whole);
  }
}

/// A program of three bytes a step, over tables that are always the same.
void holdProgram(std::string_view bytes) {
  Program program{{}, {"a", "open"}, {0, 1, -5}, {0, 1, 2, 5, 7}};
  for (; bytes.size() >= 3; bytes.remove_prefix(3)) {
    const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); };
    program.steps.push_back({static_cast<Program::Code>(byte(0) % 16), static_cast<ValueType>(byte(1) % 8), byte(2)});
    // Each beginning of it too: few programs of any bytes are valid to their end.
    if (isValid(program, given::conditionScope().variables.size()))
      for (std::size_t absent = 0; absent <= program.reads.size(); ++absent)
        static_cast<void>(verdictOf(program, bytes, absent));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text(data, size);
  holdSource(text);
  if (size < 600) holdProgram(text);
  return 0;
}
