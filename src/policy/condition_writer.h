#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "lockstep/policy/condition.h"
#include "policy/condition_lexer.h"

namespace lockstep {

/// A part of a condition whose steps are written.
struct Operand {
  ValueType type = ValueType::boolean;
  /// A list that is written out; `type` is that of its items, and means nothing where there are none.
  bool isList = false;
  std::uint16_t items = 0;
  /// Its place in the source.
  std::size_t at = 0, end = 0;
  /// Its first step.
  std::size_t from = 0;

  bool isScalar() const { return !isList && type != ValueType::strings; }
};

/// Returns what is quoted in a message, in backticks; of something long, its beginning.
std::string inBackticks(std::string_view text);

/// Checks the types of a condition and writes its steps, part by part in the order of the source.
class ConditionWriter {
 public:
  ConditionWriter(std::string_view source, const ConditionScope& scope) : source_(source), scope_(scope) {}

  /// Stops at the first mistake; `message` says what is wrong there, then what is right.
  void fail(std::size_t at, std::string_view message);
  const std::optional<Problem>& problem() const { return problem_; }

  /// Each writes a value. The caller sets the end of the operand.
  Operand writeNumber(const Token& token, ValueType type, std::int64_t value);
  Operand writeText(const Token& token);
  Operand writeVariable(std::size_t at, Variable::Of of, std::string_view name, bool asksWhetherThere);

  Operand beginList(std::size_t at);
  /// Adds an item, just written, to a list.
  void addItem(Operand& list, const Operand& item);
  void writeNot(const Operand& operand, std::size_t count);
  /// `&&` or `||` between two operands.
  Operand writeJoin(std::string_view sign, const Operand& left, const Operand& right);
  /// `==`, `!=`, `<`, `<=`, `>`, `>=` or `in` between two operands.
  Operand writeRelation(std::string_view sign, const Operand& left, const Operand& right);

  /// The program, whose result is `whole`.
  Result<Program> finish(const Operand& whole);

 private:
  Operand begin(std::size_t at, ValueType type);
  void write(Program::Code code, ValueType type, std::size_t argument, std::size_t takes);
  std::optional<std::size_t> find(std::size_t at, Variable::Of of, std::string_view name);
  std::string declared(Variable::Of of) const;
  std::size_t placeOfNumber(std::int64_t value);
  std::size_t placeOfRead(std::size_t at, std::size_t variable);

  void writeIn(const Operand& left, const Operand& right);
  void writeOrder(std::string_view sign, const Operand& left, const Operand& right);
  void writeEqual(std::string_view sign, const Operand& left, const Operand& right);
  bool unify(std::string_view sign, Operand& left, Operand& right, std::size_t end);
  void failToCompare(std::string_view sign, const Operand& left, const Operand& right);
  bool makeTimes(Operand& texts, std::size_t end);
  void checkWords(std::size_t at, std::size_t from, std::size_t middle, std::size_t end);
  void checkWord(std::size_t at, const Program::Step& one, const Program::Step& other);

  std::string quoted(const Operand& operand) const;
  static std::string describe(const Operand& operand);

  std::string_view source_;
  const ConditionScope& scope_;
  Program program_;
  std::optional<Problem> problem_;
  std::size_t last_ = 0;  // the place of the last value
  std::size_t stacked_ = 0;
  std::size_t joins_ = 0;
};

}  // namespace lockstep
