// Evaluates compiled conditions, and checks programs that were read. A page has this file and not the parser.
#include <algorithm>

#include "base/text.h"
#include "lockstep/policy/condition.h"

namespace lockstep {

namespace {

using Code = Program::Code;

/// A value on the stack. `unknown` has a bit for each absent fact on which it depends; 0: the value is known. A set is
/// the place of its fact. It has no initializers: the stack of each evaluation would be cleared for them.
struct Stacked {
  std::uint64_t unknown;
  std::int64_t number;
  const char* chars;
  std::size_t size;

  std::string_view text() const { return {chars, size}; }
};
Stacked known(std::int64_t number, std::string_view text = {}) { return {0, number, text.data(), text.size()}; }
Stacked dependent(std::uint64_t unknown, std::int64_t number = 0) { return {unknown, number, nullptr, 0}; }

std::size_t sizeOf(const Fact& set) { return set.strings.size() + set.views.size(); }
std::string_view itemOf(const Fact& set, std::size_t at) {
  return at < set.strings.size() ? std::string_view(set.strings[at]) : set.views[at - set.strings.size()];
}
bool contains(const Fact& set, std::string_view item) {
  for (std::size_t at = 0; at < sizeOf(set); ++at)
    if (itemOf(set, at) == item) return true;
  return false;
}
/// Sets in one order take one pass.
bool isSubset(const Fact& part, const Fact& whole) {
  for (std::size_t at = 0; at < sizeOf(part); ++at) {
    const bool isAlike = at < sizeOf(whole) && itemOf(part, at) == itemOf(whole, at);
    if (!isAlike && !contains(whole, itemOf(part, at))) return false;
  }
  return true;
}

/// The relation of two values of one type, as `compare` has it.
std::uint16_t relationOf(const Stacked& left, const Stacked& right) {
  if (left.number != right.number) return left.number < right.number ? Program::less : Program::greater;
  const int order = left.text().compare(right.text());
  return order < 0 ? Program::less : order > 0 ? Program::greater : Program::equal;
}
Stacked compared(const Stacked& left, const Stacked& right, unsigned relation) {
  return dependent(left.unknown | right.unknown, (relationOf(left, right) & relation) != 0);
}
/// `&&` where `decisive` is 0, `||` where it is 1: a known decisive side decides, whatever the other is.
Stacked combined(const Stacked& left, const Stacked& right, std::int64_t decisive) {
  for (const Stacked* side : {&left, &right})
    if (side->unknown == 0 && side->number == decisive) return *side;
  return dependent(left.unknown | right.unknown, 1 - decisive);
}

class Evaluation {
 public:
  Evaluation(const Program& program, std::span<const Fact> facts) : program_(program), facts_(facts) {}

  Stacked result() {
    for (const auto& step : program_.steps) take(step);
    return stack_[0];
  }

 private:
  void take(const Program::Step& step) {
    const std::size_t n = step.argument;
    switch (step.code) {
      case Code::number: return push(known(program_.numbers[n]));
      case Code::text: return push(known(0, program_.strings[n]));
      case Code::has: return push(known(isThere(step)));
      case Code::fact:
        if (!isThere(step)) return push(dependent(std::uint64_t{1} << n));
        if (step.type == ValueType::strings) return push(known(static_cast<std::int64_t>(n)));
        return push(known(facts_[n].number, facts_[n].text));
      case Code::negate: return push(dependent(top(1).unknown, 1 - top(1).number), 1);
      case Code::both: return push(combined(top(2), top(1), 0), 2);
      case Code::either: return push(combined(top(2), top(1), 1), 2);
      case Code::compare: return push(compared(top(2), top(1), step.argument), 2);
      case Code::oneOf: {
        Stacked found = known(0);
        for (std::size_t at = n; at > 0; --at)
          found = combined(found, compared(top(n + 1), top(at), Program::equal), 1);
        return push(found, n + 1);
      }
      case Code::sameLists: {
        Stacked same = known(1);
        for (std::size_t at = n; at > 0; --at) same = combined(same, compared(top(n + at), top(at), Program::equal), 0);
        return push(same, 2 * n);
      }
      case Code::within: {
        const std::uint64_t unknown = top(2).unknown | top(1).unknown;
        return push(dependent(unknown, unknown == 0 && contains(set(top(1)), top(2).text())), 2);
      }
      case Code::sameSets: {
        const std::uint64_t unknown = top(2).unknown | top(1).unknown;
        return push(dependent(unknown, unknown == 0 && isSame(set(top(2)), set(top(1)))), 2);
      }
      case Code::sameItems: {
        std::uint64_t unknown = top(n + 1).unknown;
        std::array<std::string_view, Program::mostStacked> items;
        for (std::size_t at = 0; at < n; ++at) {
          unknown |= top(n - at).unknown;
          items[at] = top(n - at).text();
        }
        const Fact listed = Fact::ofStrings(std::span<const std::string_view>(items.data(), n));
        return push(dependent(unknown, unknown == 0 && isSame(set(top(n + 1)), listed)), n + 1);
      }
    }
  }

  bool isThere(const Program::Step& step) const {
    const std::size_t at = step.argument;
    return at < facts_.size() && facts_[at].isKnown && facts_[at].type == step.type;
  }
  const Fact& set(const Stacked& value) const { return facts_[static_cast<std::size_t>(value.number)]; }
  static bool isSame(const Fact& left, const Fact& right) { return isSubset(left, right) && isSubset(right, left); }

  const Stacked& top(std::size_t down) const { return stack_[depth_ - down]; }
  /// In place of the `taken` values on top.
  void push(Stacked value, std::size_t taken = 0) {
    depth_ -= taken;
    stack_[depth_++] = value;
  }

  const Program& program_;
  std::span<const Fact> facts_;
  std::array<Stacked, Program::mostStacked> stack_;
  std::size_t depth_ = 0;
};

/// The types of the values on the stack.
class TypeStack {
 public:
  bool push(ValueType type) {
    if (depth_ == Program::mostStacked) return false;
    types_[depth_++] = type;
    return true;
  }
  bool take(std::size_t count, ValueType type) {
    for (; count > 0; --count)
      if (depth_ == 0 || types_[--depth_] != type) return false;
    return true;
  }
  bool isEmpty() const { return depth_ == 0; }

 private:
  std::array<ValueType, Program::mostStacked> types_;
  std::size_t depth_ = 0;
};

bool isValidStep(const Program& program, const Program::Step& step, TypeStack& stack) {
  const std::size_t n = step.argument;
  const bool isType = step.type <= ValueType::time;
  const bool isScalar = isType && step.type != ValueType::strings;
  const bool isFact = isType && n < program.reads.size();
  const bool isNumber = isScalar && step.type != ValueType::string && n < program.numbers.size();
  switch (step.code) {
    case Code::number: {
      const bool isBit = isNumber && (program.numbers[n] & ~std::int64_t{1}) == 0;
      return isNumber && (isBit || step.type != ValueType::boolean) && stack.push(step.type);
    }
    case Code::text: return n < program.strings.size() && stack.push(ValueType::string);
    case Code::fact: return isFact && stack.push(step.type);
    case Code::has: return isFact && stack.push(ValueType::boolean);
    case Code::negate: return stack.take(1, ValueType::boolean) && stack.push(ValueType::boolean);
    case Code::both:
    case Code::either: return stack.take(2, ValueType::boolean) && stack.push(ValueType::boolean);
    case Code::compare: return isScalar && n <= 7 && stack.take(2, step.type) && stack.push(ValueType::boolean);
    case Code::oneOf: return isScalar && stack.take(n + 1, step.type) && stack.push(ValueType::boolean);
    case Code::sameLists: return isScalar && stack.take(2 * n, step.type) && stack.push(ValueType::boolean);
    case Code::within:
      return stack.take(1, ValueType::strings) && stack.take(1, ValueType::string) && stack.push(ValueType::boolean);
    case Code::sameSets: return stack.take(2, ValueType::strings) && stack.push(ValueType::boolean);
    case Code::sameItems:
      return stack.take(n, ValueType::string) && stack.take(1, ValueType::strings) && stack.push(ValueType::boolean);
  }
  return false;
}

}  // namespace

bool isValid(const Program& program, std::size_t variables) {
  if (program.reads.size() > Program::mostReads) return false;
  for (const auto read : program.reads)
    if (read >= variables) return false;
  TypeStack stack;
  for (const auto& step : program.steps)
    if (!isValidStep(program, step, stack)) return false;
  return stack.take(1, ValueType::boolean) && stack.isEmpty();
}

Verdict evaluate(const Program& program, std::span<const Fact> facts) {
  const Stacked result = Evaluation(program, facts).result();
  Verdict verdict;
  if (result.unknown == 0) {
    verdict.truth = result.number != 0 ? Truth::yes : Truth::no;
    return verdict;
  }
  verdict.truth = Truth::unknown;
  for (std::size_t at = 0; at < program.reads.size(); ++at)
    if ((result.unknown >> at & 1) != 0) verdict.absent.push_back(program.reads[at]);
  return verdict;
}

std::string nameOf(const Variable& variable) {
  switch (variable.of) {
    case Variable::Of::resource: return joined({"resource.", variable.name});
    case Variable::Of::principal: return joined({"principal.", variable.name});
    case Variable::Of::context: return joined({"context.", variable.name});
    case Variable::Of::accountPlan: return "account.plan";
    case Variable::Of::now: break;
  }
  return "now";
}

}  // namespace lockstep
