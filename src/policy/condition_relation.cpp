// Checks the relations of conditions, and writes them: `==`, `<`, `in` and the others.
#include <algorithm>

#include "base/text.h"
#include "policy/condition_writer.h"

namespace lockstep {

namespace {

using Code = Program::Code;

std::uint16_t relationNamed(std::string_view sign) {
  std::uint16_t relation = 0;
  if (sign.front() == '<' || sign == "!=") relation |= Program::less;
  if (sign.front() == '>' || sign == "!=") relation |= Program::greater;
  if (sign.back() == '=' && sign != "!=") relation |= Program::equal;
  return relation;
}

}  // namespace

Operand ConditionWriter::writeRelation(std::string_view sign, const Operand& left, const Operand& right) {
  if (sign == "in")
    writeIn(left, right);
  else if (sign == "==" || sign == "!=")
    writeEqual(sign, left, right);
  else
    writeOrder(sign, left, right);
  return {ValueType::boolean, false, 0, left.at, right.end, left.from};
}

void ConditionWriter::writeIn(const Operand& left, const Operand& right) {
  if (!left.isScalar())
    return fail(left.at, joined({"`in` looks for a single value; ", quoted(left), " is ", describe(left)}));
  const bool isSet = !right.isList && right.type == ValueType::strings;
  if (!right.isList && !isSet)
    return fail(right.at, joined({"on the right of `in` is a list or a set of strings; ", quoted(right), " is ",
                                  describe(right)}));
  Operand value = left, items = right;
  if (isSet && left.type != ValueType::string) return failToCompare("in", left, right);
  if (!isSet && !unify("in", value, items, program_.steps.size())) return;
  checkWords(left.at, left.from, items.from, program_.steps.size());
  if (isSet) return write(Code::within, ValueType::string, 0, 2);
  write(Code::oneOf, value.type, items.items, items.items + std::size_t{1});
}

void ConditionWriter::writeOrder(std::string_view sign, const Operand& left, const Operand& right) {
  for (const Operand* side : {&left, &right})
    if (!side->isScalar())
      return fail(side->at, joined({"`", sign, "` orders ints, strings, times and bools; ", quoted(*side), " is ",
                                    describe(*side)}));
  Operand one = left, other = right;
  if (!unify(sign, one, other, program_.steps.size())) return;
  checkWords(left.at, left.from, right.from, program_.steps.size());
  write(Code::compare, one.type, relationNamed(sign), 2);
}

/// Lists are equal in order; a set equals a list that has the same strings.
void ConditionWriter::writeEqual(std::string_view sign, const Operand& left, const Operand& right) {
  auto& steps = program_.steps;
  const auto isSet = [](const Operand& operand) { return !operand.isList && operand.type == ValueType::strings; };
  const auto fitsSet = [](const Operand& list) {
    return list.isList && (list.items == 0 || list.type == ValueType::string);
  };
  const bool isSetAndList = (isSet(left) && fitsSet(right)) || (isSet(right) && fitsSet(left));
  Operand one = left, other = right;
  if (left.isList != right.isList && !isSetAndList) return failToCompare(sign, left, right);
  if (!isSetAndList && !unify(sign, one, other, steps.size())) return;

  if (left.isScalar() && right.isScalar()) {
    checkWords(left.at, left.from, right.from, steps.size());
    return write(Code::compare, one.type, relationNamed(sign), 2);
  }
  if (left.isList && right.isList) {
    if (left.items != right.items) {
      // They differ whatever their items are.
      steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(left.from), steps.end());
      return write(Code::number, ValueType::boolean, placeOfNumber(sign == "!="),
                   std::size_t{left.items} + right.items);
    }
    const bool hasWords = one.type == ValueType::string;
    for (std::size_t item = 0; hasWords && item < left.items; ++item)
      checkWord(left.at, steps[left.from + item], steps[right.from + item]);
    write(Code::sameLists, left.items > 0 ? one.type : ValueType::boolean, left.items, std::size_t{left.items} * 2);
  } else {
    checkWords(left.at, left.from, right.from, steps.size());
    const auto first = steps.begin() + static_cast<std::ptrdiff_t>(left.from);
    if (left.isList) std::rotate(first, steps.begin() + static_cast<std::ptrdiff_t>(right.from), steps.end());
    const std::uint16_t items = left.isList ? left.items : right.items;
    if (left.isList || right.isList)
      write(Code::sameItems, ValueType::string, items, items + std::size_t{1});
    else
      write(Code::sameSets, ValueType::strings, 0, 2);
  }
  if (sign == "!=") write(Code::negate, ValueType::boolean, 0, 1);
}

/// Makes two operands of one type, or fails. Strings become times where they are compared with one. `end`: after the
/// last step of `right`.
bool ConditionWriter::unify(std::string_view sign, Operand& left, Operand& right, std::size_t end) {
  const bool isEmpty = (left.isList && left.items == 0) || (right.isList && right.items == 0);
  if (isEmpty || left.type == right.type) return !problem_;
  if (left.type == ValueType::string && right.type == ValueType::time) return makeTimes(left, right.from);
  if (left.type == ValueType::time && right.type == ValueType::string) return makeTimes(right, end);
  if (sign == ",")
    fail(right.at, joined({quoted(right), " is ", describe(right), "; the items before it are of the type `",
                           nameOf(left.type), "`, and a list has one type"}));
  else
    failToCompare(sign, left, right);
  return false;
}

void ConditionWriter::failToCompare(std::string_view sign, const Operand& left, const Operand& right) {
  fail(left.at, joined({quoted(left), " is ", describe(left), " and ", quoted(right), " is ", describe(right), "; `",
                        sign, "` compares values of one type"}));
}

/// An operand of strings is all pushes: there is no operator that makes strings.
bool ConditionWriter::makeTimes(Operand& texts, std::size_t end) {
  for (std::size_t at = texts.from; at < end; ++at) {
    auto& step = program_.steps[at];
    const auto time = step.code == Code::text ? parseTime(program_.strings[step.argument]) : std::nullopt;
    if (!time) {
      const bool isText = step.code == Code::text;
      fail(texts.at, joined({isText ? inBackticks(program_.strings[step.argument]) : quoted(texts),
                             " is no time; write a time as `'2026-01-15T12:00:00Z'`"}));
      return false;
    }
    step = {Code::number, ValueType::time, static_cast<std::uint16_t>(placeOfNumber(*time))};
  }
  texts.type = ValueType::time;
  return true;
}

/// Checks the strings on each side of a relation against the words of the variables on the other.
void ConditionWriter::checkWords(std::size_t at, std::size_t from, std::size_t middle, std::size_t end) {
  for (std::size_t left = from; left < middle && !problem_; ++left)
    for (std::size_t right = middle; right < end && !problem_; ++right)
      checkWord(at, program_.steps[left], program_.steps[right]);
}

void ConditionWriter::checkWord(std::size_t at, const Program::Step& one, const Program::Step& other) {
  const bool isOneFact = one.code == Code::fact;
  const Program::Step& fact = isOneFact ? one : other;
  const Program::Step& text = isOneFact ? other : one;
  if (fact.code != Code::fact || text.code != Code::text) return;
  const Variable& read = scope_.variables[program_.reads[fact.argument]];
  const std::string& given = program_.strings[text.argument];
  std::string words;
  // The same name on another kind may have other words.
  for (const auto& variable : scope_.variables) {
    if (variable.of != read.of || variable.name != read.name) continue;
    const auto found = std::find(variable.words.begin(), variable.words.end(), given);
    if (variable.words.empty() || found != variable.words.end()) return;
    for (const auto& word : variable.words)
      if (words.size() < 400) words += (words.empty() ? "" : ", ") + inBackticks(word);
  }
  fail(at, joined({inBackticks(given), " is not a word of ", inBackticks(nameOf(read)), "; use one of ", words}));
}

}  // namespace lockstep
