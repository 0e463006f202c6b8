// Conditions as formulas that other languages can express: from the postfix form back to a tree.
#include "export/formula.h"

#include <algorithm>

namespace lockstep {

namespace {

using Op = Formula::Op;
using Code = Program::Code;

Formula join(Op op, std::vector<Formula> parts) {
  const Op nothing = op == Op::all ? Op::yes : Op::no;
  const Op decisive = op == Op::all ? Op::no : Op::yes;
  Formula whole{op};
  for (auto& part : parts) {
    if (part.op == decisive) return {decisive};
    if (part.op == nothing) continue;
    if (part.op == op)
      std::move(part.parts.begin(), part.parts.end(), std::back_inserter(whole.parts));
    else
      whole.parts.push_back(std::move(part));
  }
  if (whole.parts.empty()) return {nothing};
  return whole.parts.size() == 1 ? std::move(whole.parts.front()) : std::move(whole);
}

std::vector<Formula> pair(Formula one, Formula other) {
  std::vector<Formula> both;
  both.push_back(std::move(one));
  both.push_back(std::move(other));
  return both;
}

/// An entry of the stack: of a boolean its outcomes, of any other value its term.
struct Entry {
  Outcomes truth{};
  Term term{};
};

Formula about(Op op, const Term& term) {
  Formula formula{op};
  formula.terms.push_back(term);
  return formula;
}

/// The outcomes of the relation between two values of one type.
Outcomes related(const Entry& left, const Entry& right, std::uint16_t relation, ValueType type) {
  constexpr std::uint16_t every = Program::less | Program::equal | Program::greater;
  const auto when = [&](std::uint16_t wanted) {
    if (type != ValueType::boolean) {
      Formula formula{Op::compare, {}, {left.term, right.term}, wanted};
      return formula;
    }
    std::vector<Formula> ways;
    const auto &a = left.truth, &b = right.truth;
    if (wanted & Program::less) ways.push_back(allOf(pair(a.whenFalse, b.whenTrue)));
    if (wanted & Program::greater) ways.push_back(allOf(pair(a.whenTrue, b.whenFalse)));
    if (wanted & Program::equal) {
      ways.push_back(allOf(pair(a.whenTrue, b.whenTrue)));
      ways.push_back(allOf(pair(a.whenFalse, b.whenFalse)));
    }
    return anyOf(std::move(ways));
  };
  return {when(relation), when(static_cast<std::uint16_t>(every & ~relation))};
}

class FormulaBuilder {
 public:
  explicit FormulaBuilder(const Program& program) : program_(program) {}

  Outcomes outcomes() {
    for (const auto& step : program_.steps) take(step);
    return std::move(stack_.back().truth);
  }

 private:
  Term fact(const Program::Step& step) const { return {true, program_.reads[step.argument], step.type}; }

  void pushFact(const Program::Step& step) {
    Entry entry;
    entry.term = fact(step);
    if (step.type == ValueType::boolean) {
      const Term yes{false, 0, ValueType::boolean, 1}, no{false, 0, ValueType::boolean, 0};
      entry.truth.whenTrue = {Op::compare, {}, {entry.term, yes}, Program::equal};
      entry.truth.whenFalse = {Op::compare, {}, {entry.term, no}, Program::equal};
    }
    stack_.push_back(std::move(entry));
  }

  void pushNumber(const Program::Step& step) {
    const std::int64_t number = program_.numbers[step.argument];
    stack_.push_back({{Formula::constant(number != 0), Formula::constant(number == 0)}, {false, 0, step.type, number}});
  }

  void take(const Program::Step& step) {
    switch (step.code) {
      case Code::number: return pushNumber(step);
      case Code::text: return stack_.push_back({{}, {false, 0, ValueType::string, 0, program_.strings[step.argument]}});
      case Code::fact: return pushFact(step);
      case Code::has: return stack_.push_back({{about(Op::known, fact(step)), about(Op::absent, fact(step))}, {}});
      case Code::negate: return std::swap(stack_.back().truth.whenTrue, stack_.back().truth.whenFalse);
      case Code::both:
      case Code::either: return combine(step.code == Code::both);
      case Code::compare: return push(related(top(2), top(1), step.argument, step.type), 2);
      case Code::oneOf: return oneOf(step);
      case Code::sameLists: return sameLists(step);
      case Code::within: return set(Op::member, 2);
      case Code::sameSets: return set(Op::same, 2);
      case Code::sameItems: return set(Op::same, step.argument + std::size_t{1});
    }
  }

  void combine(bool isBoth) {
    const Outcomes left = top(2).truth, right = top(1).truth;
    Formula all = allOf(isBoth ? pair(left.whenTrue, right.whenTrue) : pair(left.whenFalse, right.whenFalse));
    Formula any = anyOf(isBoth ? pair(left.whenFalse, right.whenFalse) : pair(left.whenTrue, right.whenTrue));
    push(isBoth ? Outcomes{std::move(all), std::move(any)} : Outcomes{std::move(any), std::move(all)}, 2);
  }

  void oneOf(const Program::Step& step) {
    std::vector<Formula> is, isNot;
    for (std::size_t at = step.argument; at > 0; --at) {
      Outcomes each = related(top(step.argument + std::size_t{1}), top(at), Program::equal, step.type);
      is.push_back(std::move(each.whenTrue));
      isNot.push_back(std::move(each.whenFalse));
    }
    push({anyOf(std::move(is)), allOf(std::move(isNot))}, step.argument + std::size_t{1});
  }

  void sameLists(const Program::Step& step) {
    const std::size_t n = step.argument;
    std::vector<Formula> is, isNot;
    for (std::size_t at = n; at > 0; --at) {
      Outcomes each = related(top(n + at), top(at), Program::equal, step.type);
      is.push_back(std::move(each.whenTrue));
      isNot.push_back(std::move(each.whenFalse));
    }
    push({allOf(std::move(is)), anyOf(std::move(isNot))}, 2 * n);
  }

  /// A formula about the values on top, in their order.
  void set(Op op, std::size_t taken) {
    Outcomes outcomes{{op}, {op}};
    for (std::size_t at = taken; at > 0; --at) outcomes.whenTrue.terms.push_back(top(at).term);
    outcomes.whenFalse.terms = outcomes.whenTrue.terms;
    outcomes.whenFalse.isNegated = true;
    push(std::move(outcomes), taken);
  }

  const Entry& top(std::size_t down) const { return stack_[stack_.size() - down]; }
  void push(Outcomes outcomes, std::size_t taken) {
    stack_.resize(stack_.size() - taken);
    stack_.push_back({std::move(outcomes), {}});
  }

  const Program& program_;
  std::vector<Entry> stack_;
};

}  // namespace

Formula allOf(std::vector<Formula> parts) { return join(Op::all, std::move(parts)); }
Formula anyOf(std::vector<Formula> parts) { return join(Op::any, std::move(parts)); }

Outcomes outcomesOf(const Program& program) { return FormulaBuilder(program).outcomes(); }

}  // namespace lockstep
