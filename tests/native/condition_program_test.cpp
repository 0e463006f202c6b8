// The programs that conditions are compiled to: which are safe, and how they are stored.
#include "condition_cases.h"
#include "policy/condition_pass.h"

namespace lockstep {

using given::compiled;
using given::fails;
using given::isUnknown;

namespace {

/// A flat list as policy_compiled.cpp has it: numbers, and strings.
struct FlatWriter {
  static constexpr bool reads = false;
  std::int64_t number(std::int64_t value, std::int64_t highest) {
    CHECK(value >= 0);
    CHECK(value <= highest);
    numbers.push_back(value);
    return value;
  }
  void text(const std::string& value) { texts.push_back(value); }
  std::size_t size(std::size_t value, std::int64_t highest) {
    return static_cast<std::size_t>(number(static_cast<std::int64_t>(value), highest));
  }
  std::vector<std::int64_t> numbers;
  std::vector<std::string> texts;
};
struct FlatReader {
  static constexpr bool reads = true;
  std::int64_t number(std::int64_t /*before*/, std::int64_t /*highest*/) { return list.numbers.at(number_++); }
  void text(std::string& value) { value = list.texts.at(text_++); }
  std::size_t size(std::size_t /*before*/, std::int64_t /*highest*/) {
    return static_cast<std::size_t>(list.numbers.at(number_++));
  }
  FlatWriter list;
  std::size_t number_ = 0, text_ = 0;
};

}  // namespace

TEST_CASE("a program reads each variable once") {
  const auto program = compiled("resource.amount > 1 && resource.amount < 9 && has(resource.amount)");
  REQUIRE(program.reads.size() == 1);
  CHECK(nameOf(given::conditionScope().variables.at(program.reads[0])) == "resource.amount");
}

TEST_CASE("a fact of another type than the condition has is absent") {
  CHECK(isUnknown("resource.amount == 1", {{"resource.amount", Fact::ofString("1")}}));
  CHECK(isUnknown("'a' in resource.tags", {{"resource.tags", Fact::ofInteger(1)}}));
  CHECK(fails("has(resource.tags)", {{"resource.tags", Fact::ofInteger(1)}}));
  CHECK(evaluate(compiled("resource.archived"), std::span<const Fact>()).truth == Truth::unknown);
}

TEST_CASE("a program that was written into a flat list and read from it is the same") {
  for (const std::string_view source :
       {"resource.amount == -9223372036854775808 || resource.amount in [9223372036854775807, -1, 0]",
        "resource.tags == ['a', 'b'] && has(context.soft) && resource.due > '2026-01-15T12:00:00Z'"}) {
    Program program = compiled(source);
    FlatWriter writer;
    passProgram(writer, program);
    FlatReader reader{writer};
    Program read;
    passProgram(reader, read);
    CHECK(read == program);
    CHECK(reader.number_ == writer.numbers.size());
    CHECK(reader.text_ == writer.texts.size());
  }
}

TEST_CASE("a program that would read outside its tables or its stack is not valid") {
  using Code = Program::Code;
  using Steps = std::vector<Program::Step>;
  constexpr auto flag = ValueType::boolean, number = ValueType::integer, text = ValueType::string,
                 set = ValueType::strings;
  const auto valid = [](const Steps& steps) { return isValid({steps, {"a"}, {1, 7}, {0, 3}}, 4); };
  const Program::Step yes{Code::number, flag, 0}, a{Code::text, text, 0}, tags{Code::fact, set, 1};
  CHECK(valid({yes}));
  CHECK(valid({a, tags, {Code::within}}));
  CHECK_FALSE(valid({}));
  CHECK_FALSE(valid({yes, yes}));
  CHECK_FALSE(valid({a}));
  CHECK_FALSE(valid({{Code::number, number, 0}}));
  CHECK_FALSE(valid({{Code::number, flag, 1}}));
  CHECK_FALSE(valid({{Code::number, flag, 2}}));
  CHECK_FALSE(valid({{Code::number, set, 0}, {Code::number, set, 0}, {Code::sameSets}}));
  CHECK_FALSE(valid({{Code::number, text, 0}, tags, {Code::within}}));
  CHECK_FALSE(valid({{Code::text, text, 1}, tags, {Code::within}}));
  CHECK_FALSE(valid({a, {Code::fact, set, 2}, {Code::within}}));
  CHECK_FALSE(valid({a, {Code::fact, text, 1}, {Code::within}}));
  CHECK_FALSE(valid({{Code::has, flag, 2}}));
  CHECK_FALSE(valid({{Code::negate}}));
  CHECK_FALSE(valid({yes, {Code::both}}));
  CHECK_FALSE(valid({yes, {Code::either}}));
  CHECK_FALSE(valid({yes, a, {Code::compare, flag, 2}}));
  CHECK_FALSE(valid({yes, yes, {Code::compare, flag, 8}}));
  CHECK_FALSE(valid({tags, tags, {Code::compare, set, 2}}));
  CHECK_FALSE(valid({yes, {Code::oneOf, flag, 1}}));
  CHECK_FALSE(valid({a, {Code::oneOf, flag, 0}}));
  CHECK_FALSE(valid({tags, a, {Code::sameItems, text, 2}}));
  CHECK_FALSE(valid({a, tags, {Code::sameItems, text, 1}}));
  CHECK_FALSE(valid({yes, {Code::sameLists, flag, 1}}));
  CHECK_FALSE(valid({yes, {Code::sameLists, flag, UINT16_MAX}}));
  CHECK_FALSE(valid({{static_cast<Code>(13)}}));
  CHECK_FALSE(valid({{Code::fact, static_cast<ValueType>(5), 0}}));
  Steps deep(Program::mostStacked, yes);
  deep.push_back({Code::oneOf, flag, Program::mostStacked - 1});
  CHECK(valid(deep));
  deep.insert(deep.begin(), yes);
  CHECK_FALSE(valid(deep));
  CHECK_FALSE(isValid({{yes}, {}, {1}, {4}}, 4));
  CHECK_FALSE(isValid({{yes}, {}, {1}, std::vector<std::uint16_t>(65)}, 4));
}

}  // namespace lockstep
