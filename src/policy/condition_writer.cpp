// Checks the types of conditions and writes their programs: values, lists and booleans. condition_relation.cpp has the
// relations.
#include "policy/condition_writer.h"

#include <algorithm>

#include "base/text.h"

namespace lockstep {

namespace {

using Code = Program::Code;

constexpr std::size_t mostJoins = 64;
constexpr std::size_t longestQuote = 60;

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

}  // namespace

std::string inBackticks(std::string_view text) {
  if (text.size() <= longestQuote) return joined({"`", text, "`"});
  std::size_t size = longestQuote;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
  return joined({"`", text.substr(0, size), "…`"});
}

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
  write(Code::number, type, placeOfNumber(value), 0);
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

std::size_t ConditionWriter::placeOfNumber(std::int64_t value) { return placeIn(program_.numbers, value); }

// ---- Lists and booleans ----

Operand ConditionWriter::beginList(std::size_t at) {
  Operand list = begin(at, ValueType::boolean);
  list.isList = true;
  return list;
}

void ConditionWriter::addItem(Operand& list, const Operand& item) {
  if (!item.isScalar())
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
