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

bool isSame(const Fact& left, const Fact& right) { return isSubset(left, right) && isSubset(right, left); }

/// Returns whether two values of one type have a relation, as `compare` has it.
bool isRelated(const Stacked& left, const Stacked& right, ValueType type, unsigned relation) {
  if (type != ValueType::string) {
    const unsigned is = left.number < right.number   ? Program::less
                        : left.number > right.number ? Program::greater
                                                     : Program::equal;
    return (relation & is) != 0;
  }
  if (relation == Program::equal) return left.text() == right.text();
  const int order = left.text().compare(right.text());
  return (relation & (order < 0 ? Program::less : order > 0 ? Program::greater : Program::equal)) != 0;
}

/// `&&` where `decisive` is 0, `||` where it is 1, into `left`: a known decisive side decides, whatever the other is.
void combine(Stacked& left, const Stacked& right, std::int64_t decisive) {
  if (left.unknown == 0 && left.number == decisive) return;
  if (right.unknown == 0 && right.number == decisive) {
    left = right;
    return;
  }
  left.unknown |= right.unknown;
  left.number = 1 - decisive;
}

class Evaluation {
 public:
  /// `places` has the place of the fact of each read; without it, facts are in the order of the reads.
  Evaluation(const Program& program, std::span<const Fact> facts, const std::uint16_t* places)
      : program_(program), facts_(facts), places_(places) {}

  const Stacked& result() {
    for (const auto& step : program_.steps) take(step);
    return stack_[0];
  }

 private:
  void take(const Program::Step& step) {
    const std::size_t n = step.argument;
    switch (step.code) {
      case Code::number: return push(0, program_.numbers[n]);
      case Code::text: return push(0, 0, program_.strings[n]);
      case Code::has: return push(0, isThere(n, step.type));
      case Code::fact: return pushFact(n, step.type);
      case Code::negate: end_[-1].number = 1 - end_[-1].number; return;
      case Code::both: combine(end_[-2], end_[-1], 0); return drop(1);
      case Code::either: combine(end_[-2], end_[-1], 1); return drop(1);
      case Code::compare: {
        const bool is = isRelated(end_[-2], end_[-1], step.type, step.argument);
        return replace(2, end_[-2].unknown | end_[-1].unknown, is);
      }
      case Code::oneOf: return isOneOf(step);
      case Code::sameLists: return areSameLists(step);
      case Code::within:
      case Code::sameSets: {
        const std::uint64_t unknown = end_[-2].unknown | end_[-1].unknown;
        const bool is = unknown == 0 && (step.code == Code::within ? contains(set(end_[-1]), end_[-2].text())
                                                                   : isSame(set(end_[-2]), set(end_[-1])));
        return replace(2, unknown, is);
      }
      case Code::sameItems: return areSameItems(n);
    }
  }

  void pushFact(std::size_t n, ValueType type) {
    if (!isThere(n, type)) return push(std::uint64_t{1} << n, 0);
    if (type == ValueType::strings) return push(0, static_cast<std::int64_t>(n));
    const Fact& fact = *at(n);
    push(0, fact.number, fact.text);
  }
  /// A value and `n` items become whether it is one of them.
  void isOneOf(const Program::Step& step) {
    const std::size_t n = step.argument;
    const Stacked& value = *(end_ - n - 1);
    Stacked found{0, 0, nullptr, 0};
    for (const Stacked* item = end_ - n; item < end_; ++item)
      combine(found, {value.unknown | item->unknown, isRelated(value, *item, step.type, Program::equal), nullptr, 0},
              1);
    replace(n + 1, found.unknown, found.number);
  }
  /// `n` values and `n` more become whether they are the same.
  void areSameLists(const Program::Step& step) {
    const std::size_t n = step.argument;
    Stacked same{0, 1, nullptr, 0};
    for (const Stacked* right = end_ - n; right < end_; ++right) {
      const Stacked& left = *(right - n);
      combine(same, {left.unknown | right->unknown, isRelated(left, *right, step.type, Program::equal), nullptr, 0}, 0);
    }
    replace(2 * n, same.unknown, same.number);
  }
  /// A set and `n` strings become whether they are the same.
  void areSameItems(std::size_t n) {
    const Stacked& given = *(end_ - n - 1);
    std::uint64_t unknown = given.unknown;
    std::array<std::string_view, Program::mostStacked> items;
    for (std::size_t each = 0; each < n; ++each) {
      const Stacked& item = *(end_ - n + each);
      unknown |= item.unknown;
      items[each] = item.text();
    }
    const Fact listed = Fact::ofStrings(std::span<const std::string_view>(items.data(), n));
    replace(n + 1, unknown, unknown == 0 && isSame(set(given), listed));
  }

  bool isThere(std::size_t n, ValueType type) const {
    const Fact* fact = at(n);
    return fact != nullptr && fact->isKnown && fact->type == type;
  }
  const Fact* at(std::size_t read) const {
    const std::size_t place = places_ != nullptr ? places_[read] : read;
    return place < facts_.size() ? &facts_[place] : nullptr;
  }
  const Fact& set(const Stacked& value) const { return *at(static_cast<std::size_t>(value.number)); }

  void push(std::uint64_t unknown, std::int64_t number, std::string_view text = {}) {
    Stacked& pushed = *end_++;
    pushed.unknown = unknown;
    pushed.number = number;
    pushed.chars = text.data();
    pushed.size = text.size();
  }
  void drop(std::size_t count) { end_ -= count; }
  /// A boolean in place of the `taken` values on top.
  void replace(std::size_t taken, std::uint64_t unknown, std::int64_t number) {
    drop(taken);
    push(unknown, number);
  }

  const Program& program_;
  std::span<const Fact> facts_;
  const std::uint16_t* places_;
  std::array<Stacked, Program::mostStacked> stack_;
  Stacked* end_ = stack_.data();
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

namespace {

Verdict verdictOf(const Program& program, const Stacked& result) {
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

}  // namespace

Verdict evaluate(const Program& program, std::span<const Fact> facts) {
  return verdictOf(program, Evaluation(program, facts, nullptr).result());
}

Verdict evaluateOver(const Program& program, std::span<const Fact> ofVariables) {
  return verdictOf(program, Evaluation(program, ofVariables, program.reads.data()).result());
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
