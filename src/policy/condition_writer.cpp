// Checks the types of conditions and writes their programs.
#include "policy/condition_writer.h"

#include <algorithm>

#include "base/text.h"

namespace lockstep {

namespace {

using Code = Program::Code;

constexpr std::size_t mostJoins = 64;
constexpr std::size_t longestQuote = 60;

/// In backticks; the beginning of something long.
std::string inBackticks(std::string_view text) {
  if (text.size() <= longestQuote) return joined({"`", text, "`"});
  std::size_t size = longestQuote;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
  return joined({"`", text.substr(0, size), "…`"});
}

/// The place of a value in a pool, which has it once.
template <class T>
std::size_t placeIn(std::vector<T>& pool, const T& value) {
  const auto at = static_cast<std::size_t>(std::find(pool.begin(), pool.end(), value) - pool.begin());
  if (at == pool.size()) pool.push_back(value);
  return at;
}

std::string_view withArticle(ValueType type) {
  switch (type) {
    case ValueType::boolean: return "a bool";
    case ValueType::integer: return "an int";
    case ValueType::string: return "a string";
    case ValueType::strings: return "a set of strings";
    case ValueType::time: break;
  }
  return "a time";
}

std::uint16_t relationNamed(std::string_view sign) {
  std::uint16_t relation = 0;
  if (sign.front() == '<' || sign == "!=") relation |= Program::less;
  if (sign.front() == '>' || sign == "!=") relation |= Program::greater;
  if (sign.back() == '=' && sign != "!=") relation |= Program::equal;
  return relation;
}

bool isScalar(const Operand& operand) { return !operand.isList && operand.type != ValueType::strings; }

}  // namespace

std::string_view nameOf(ValueType type) {
  constexpr std::string_view names[] = {"bool", "int", "string", "strings", "time"};
  return names[static_cast<std::size_t>(type)];
}

void ConditionWriter::fail(std::size_t at, std::string_view message) {
  if (problem_) return;
  std::int64_t line = 1, column = 1;
  for (const char c : source_.substr(0, at)) {
    if (c == '\n') {
      ++line;
      column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) {
      ++column;
    }
  }
  problem_ = Problem{"condition_invalid", "",
                     joined({"line ", decimal(line), ", column ", decimal(column), ": ", message, "."})};
}

Operand ConditionWriter::begin(std::size_t at, ValueType type) {
  last_ = at;
  return {type, false, 0, at, at, program_.steps.size()};
}

/// `takes`: how many values the step takes from the stack; it pushes one.
void ConditionWriter::write(Code code, ValueType type, std::size_t argument, std::size_t takes) {
  program_.steps.push_back({code, type, static_cast<std::uint16_t>(argument)});
  stacked_ = stacked_ + 1 - std::min(takes, stacked_);
  if (stacked_ > Program::mostStacked)
    fail(last_, "at most 128 values are compared at a time; keep a longer list in an attribute of type `strings`");
}

// ---- Values ----

Operand ConditionWriter::writeNumber(const Token& token, ValueType type, std::int64_t value) {
  const Operand operand = begin(token.at, type);
  write(Code::number, type, placeIn(program_.numbers, value), 0);
  return operand;
}

Operand ConditionWriter::writeText(const Token& token) {
  const Operand operand = begin(token.at, ValueType::string);
  write(Code::text, ValueType::string, placeIn(program_.strings, token.value), 0);
  return operand;
}

Operand ConditionWriter::writeVariable(std::size_t at, Variable::Of of, std::string_view name, bool asksWhetherThere) {
  const auto variable = find(at, of, name);
  if (!variable) return begin(at, ValueType::boolean);
  const ValueType type = scope_.variables[*variable].type;
  const Operand operand = begin(at, asksWhetherThere ? ValueType::boolean : type);
  write(asksWhetherThere ? Code::has : Code::fact, type, placeOfRead(at, *variable), 0);
  return operand;
}

std::optional<std::size_t> ConditionWriter::find(std::size_t at, Variable::Of of, std::string_view name) {
  std::optional<std::size_t> found;
  for (std::size_t each = 0; each < scope_.variables.size(); ++each) {
    const Variable& variable = scope_.variables[each];
    if (variable.of != of || variable.name != name) continue;
    if (!found) found = each;
    const ValueType type = scope_.variables[*found].type;
    if (variable.type == type) continue;
    fail(at, joined({inBackticks(nameOf(variable)), " is ", withArticle(type), " on one kind and ",
                     withArticle(variable.type), " on another; give it one type"}));
    return std::nullopt;
  }
  if (!found)
    fail(at, joined({inBackticks(nameOf(Variable{of, std::string(name)})), " is not declared; ", declared(of)}));
  return found;
}

/// What there is instead of a variable that is not declared.
std::string ConditionWriter::declared(Variable::Of of) const {
  constexpr std::size_t mostListed = 12;
  std::string names;
  std::size_t listed = 0;
  for (const auto& variable : scope_.variables) {
    const std::string name = inBackticks(nameOf(variable));
    if (variable.of != of || names.find(name) != std::string::npos || ++listed > mostListed) continue;
    names += (names.empty() ? "" : ", ") + name;
  }
  if (names.empty()) return "the policy declares nothing of this kind";
  return joined({"declared are ", names, listed > mostListed ? " and more" : ""});
}

std::size_t ConditionWriter::placeOfRead(std::size_t at, std::size_t variable) {
  const std::size_t place = placeIn(program_.reads, static_cast<std::uint16_t>(variable));
  if (place < Program::mostReads) return place;
  fail(at, "a condition reads at most 64 variables; divide it into several conditions");
  return 0;
}

// ---- Lists and booleans ----

Operand ConditionWriter::beginList(std::size_t at) {
  Operand list = begin(at, ValueType::boolean);
  list.isList = true;
  return list;
}

void ConditionWriter::addItem(Operand& list, const Operand& item) {
  if (!isScalar(item))
    return fail(item.at, joined({quoted(item), " is ", describe(item), "; an item of a list is a single value"}));
  Operand added = item;
  if (list.items == 0) list.type = item.type;
  if (unify(",", list, added, program_.steps.size())) ++list.items;
}

void ConditionWriter::writeNot(const Operand& operand, std::size_t count) {
  if (operand.isList || operand.type != ValueType::boolean)
    return fail(operand.at, joined({"`!` negates a bool; ", quoted(operand), " is ", describe(operand)}));
  if (count % 2 == 1) write(Code::negate, ValueType::boolean, 0, 1);
}

Operand ConditionWriter::writeJoin(std::string_view sign, const Operand& left, const Operand& right) {
  for (const Operand* side : {&left, &right})
    if (side->isList || side->type != ValueType::boolean)
      fail(side->at, joined({"`", sign, "` joins bools; ", quoted(*side), " is ", describe(*side)}));
  if (++joins_ > mostJoins)
    fail(left.at, "a condition has at most 64 of `&&` and `||`; divide it into several conditions, or use `in`");
  write(sign == "&&" ? Code::both : Code::either, ValueType::boolean, 0, 2);
  Operand whole = left;
  whole.end = right.end;
  return whole;
}

// ---- Relations ----

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
  if (!isScalar(left))
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
    if (!isScalar(*side))
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

  if (isScalar(left) && isScalar(right)) {
    checkWords(left.at, left.from, right.from, steps.size());
    return write(Code::compare, one.type, relationNamed(sign), 2);
  }
  if (left.isList && right.isList) {
    if (left.items != right.items) {
      // They differ whatever their items are.
      steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(left.from), steps.end());
      return write(Code::number, ValueType::boolean, placeIn(program_.numbers, std::int64_t{sign == "!="}),
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
    step = {Code::number, ValueType::time, static_cast<std::uint16_t>(placeIn(program_.numbers, *time))};
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

// ---- The whole ----

Result<Program> ConditionWriter::finish(const Operand& whole) {
  if (whole.isList || whole.type != ValueType::boolean)
    fail(whole.at, joined({"a condition is true or false; ", quoted(whole), " is ", describe(whole)}));
  if (problem_) return *problem_;
  return std::move(program_);
}

std::string ConditionWriter::quoted(const Operand& operand) const {
  return inBackticks(source_.substr(operand.at, operand.end - operand.at));
}

std::string ConditionWriter::describe(const Operand& operand) {
  if (!operand.isList) return std::string(withArticle(operand.type));
  return operand.items == 0 ? "an empty list" : joined({"a list of the type `", nameOf(operand.type), "`"});
}

}  // namespace lockstep
