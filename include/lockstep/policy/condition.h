#pragma once

/// Conditions of a policy: a subset of CEL (Common Expression Language). They are checked and compiled where the policy
/// is read; a page evaluates compiled programs alone.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/base/result.h"
#include "lockstep/base/time.h"
#include "lockstep/policy/ids.h"

namespace lockstep {

/// The type of a fact. `strings` is a set; a time is in seconds.
enum class ValueType : std::uint8_t { boolean, integer, string, strings, time };
/// Returns the name of a type, as policies have it: `bool`, `int`, `string`, `strings`, `time`.
std::string_view nameOf(ValueType type);

/// A variable that a condition may read.
struct Variable {
  /// What it is a fact of. `accountPlan` is `account.plan`, and `now` is the time of the request.
  enum class Of : std::uint8_t { resource, principal, context, accountPlan, now };

  /// The thing that it is a fact of.
  Of of = Of::resource;
  /// The name after the dot; empty for `accountPlan` and `now`.
  std::string name = {};
  /// The type of its values.
  ValueType type = ValueType::string;
  /// The words that a string can be; empty: any. Comparing with another word is a mistake.
  std::vector<std::string> words = {};
  std::optional<AttributeId> attribute = {};  ///< the attribute of this name; the policy fills it in
  std::optional<RelationId> relation = {};    ///< the relation of this name; the policy fills it in

  bool operator==(const Variable&) const = default;
};
/// Returns a variable as conditions write it: `resource.status`.
std::string nameOf(const Variable& variable);

/// The variables that the conditions of one policy may read. A name may be there several times, once for each kind of
/// resource that has it. A condition that reads it is refused where the types differ; the first is what it reads.
struct ConditionScope {
  /// The variables, in the order that programs name them by.
  std::vector<Variable> variables;
};

/// A condition in postfix form: flat, bounded, without pointers.
struct Program {
  /// What a step does with the stack. `n` is its argument, and `type` that of the values it takes or pushes.
  enum class Code : std::uint8_t {
    number,     ///< pushes `numbers[n]` as a boolean, an integer or a time
    text,       ///< pushes `strings[n]`
    fact,       ///< pushes the fact `reads[n]`
    has,        ///< pushes whether the fact `reads[n]` is there
    negate,     ///< a boolean
    both,       ///< two booleans: `&&`
    either,     ///< two booleans: `||`
    compare,    ///< two values; `n` is a relation
    oneOf,      ///< a value and `n` items: `value in [item, …]`
    within,     ///< a string and a set: `string in set`
    sameSets,   ///< two sets: `==`
    sameItems,  ///< a set and `n` strings: `set == [string, …]`
    sameLists   ///< `n` values and `n` more: `[value, …] == [value, …]`
  };
  /// A relation of `compare`; several are added up.
  static constexpr std::uint16_t less = 1;
  static constexpr std::uint16_t equal = 2;    ///< the same, for equal
  static constexpr std::uint16_t greater = 4;  ///< the same, for greater

  /// A step.
  struct Step {
    Code code = Code::number;             ///< what it does
    ValueType type = ValueType::boolean;  ///< the type of the values that it takes
    std::uint16_t argument = 0;           ///< a place in a list of the program, or a number, as the code says

    bool operator==(const Step&) const = default;
  };

  /// The most facts that a program reads.
  static constexpr std::size_t mostReads = 64;
  /// The most values on the stack.
  static constexpr std::size_t mostStacked = 128;

  std::vector<Step> steps;            ///< the steps in their order
  std::vector<std::string> strings;   ///< the strings that steps name by their places
  std::vector<std::int64_t> numbers;  ///< the numbers that steps name by their places
  /// The places of the variables that it reads in `ConditionScope::variables`, each once.
  std::vector<std::uint16_t> reads;

  bool operator==(const Program&) const = default;
};

/// Compiles a condition. The source may be hostile: at most 4,096 bytes, 64 of `&&` and `||`, 32 parentheses or
/// brackets in each other, and 64 variables. Returns one problem (`condition_invalid`) for the first mistake; its
/// message begins with `line L, column C:`.
Result<Program> compileCondition(std::string_view source, const ConditionScope& scope);

/// Returns whether a program that was read is safe to evaluate: places, types and stack are right, and each variable
/// is one of `variables`. What `compileCondition` returns is valid.
bool isValid(const Program& program, std::size_t variables);

/// The value of a variable, or nothing where the fact is absent. It points to strings, which must outlive it.
struct Fact {
  /// An absent fact.
  Fact() = default;
  /// A boolean.
  static Fact ofBoolean(bool value) { return Fact(ValueType::boolean, value ? 1 : 0, {}); }
  /// A whole number.
  static Fact ofInteger(std::int64_t value) { return Fact(ValueType::integer, value, {}); }
  /// A time.
  static Fact ofTime(Time value) { return Fact(ValueType::time, value, {}); }
  /// A string.
  static Fact ofString(std::string_view value) { return Fact(ValueType::string, 0, value); }
  /// A set, in any order.
  static Fact ofStrings(std::span<const std::string> value) {
    Fact fact(ValueType::strings, 0, {});
    fact.strings = value;
    return fact;
  }
  /// A set, in any order.
  static Fact ofStrings(std::span<const std::string_view> value) {
    Fact fact(ValueType::strings, 0, {});
    fact.views = value;
    return fact;
  }

  bool isKnown = false;                     ///< false: it is absent
  ValueType type = ValueType::boolean;      ///< the type of the value
  std::int64_t number = 0;                  ///< of a boolean (0 or 1), an integer or a time
  std::string_view text;                    ///< of a string
  std::span<const std::string> strings;     ///< of a set
  std::span<const std::string_view> views;  ///< of a set, after `strings`

 private:
  Fact(ValueType of, std::int64_t value, std::string_view chars)
      : isKnown(true), type(of), number(value), text(chars) {}
};

/// Whether a condition holds; unknown where that depends on a fact that is absent.
enum class Truth : std::uint8_t { no, yes, unknown };

/// The result of a condition.
struct Verdict {
  /// Whether the condition holds.
  Truth truth = Truth::no;
  /// The variables on whose absent values an unknown result depends.
  std::vector<std::uint16_t> absent = {};
};

/// Evaluates a valid program over `facts`, one for each of its `reads` in their order. A fact of another type than the
/// program has is absent. `&&` and `||` absorb what is unknown, as in CEL.
Verdict evaluate(const Program& program, std::span<const Fact> facts);
/// The same over the facts of all variables: `reads` has their places.
Verdict evaluateOver(const Program& program, std::span<const Fact> ofVariables);

/// Evaluates a valid program; `lookup` returns the fact of a variable, and is called once for each that is read.
template <std::invocable<std::uint16_t> Lookup>
Verdict evaluate(const Program& program, const Lookup& lookup) {
  std::vector<Fact> facts;
  facts.reserve(program.reads.size());
  for (const auto read : program.reads) facts.push_back(lookup(read));
  return evaluate(program, std::span<const Fact>(facts));
}

}  // namespace lockstep
