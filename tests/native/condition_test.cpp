// The conditions of a policy: what they mean, what is refused and how that is said, and which programs are safe.
//
// tests/conformance/cel.json has expressions and results of google/cel-spec (tests/simple, Apache-2.0): those that our
// subset of CEL has, and those that it must refuse.
#include <doctest/doctest.h>

#include <utility>

#include "condition_scope.h"
#include "given.h"
#include "policy/condition_pass.h"

namespace lockstep {

namespace {

/// Facts by the names of their variables; all others are absent.
using Facts = std::vector<std::pair<std::string, Fact>>;

Fact factNamed(const Facts& facts, std::uint16_t variable) {
  for (const auto& [name, fact] : facts)
    if (name == nameOf(given::conditionScope().variables.at(variable))) return fact;
  return {};
}

Program compiled(std::string_view source) {
  auto program = compileCondition(source, given::conditionScope());
  REQUIRE_MESSAGE(program.ok(), source << ": " << given::listed(program.problems()));
  CHECK(isValid(*program, given::conditionScope().variables.size()));
  return *std::move(program);
}

Verdict verdictOf(std::string_view source, const Facts& facts = {}) {
  return evaluate(compiled(source), [&](std::uint16_t variable) { return factNamed(facts, variable); });
}
Truth truthOf(std::string_view source, const Facts& facts = {}) { return verdictOf(source, facts).truth; }

bool holds(std::string_view source, const Facts& facts = {}) { return truthOf(source, facts) == Truth::yes; }
bool fails(std::string_view source, const Facts& facts = {}) { return truthOf(source, facts) == Truth::no; }
bool isUnknown(std::string_view source, const Facts& facts = {}) { return truthOf(source, facts) == Truth::unknown; }

/// The names of the absent facts on which a result depends.
std::string absentIn(std::string_view source, const Facts& facts = {}) {
  std::string names;
  for (const auto variable : verdictOf(source, facts).absent)
    names += (names.empty() ? "" : " ") + nameOf(given::conditionScope().variables.at(variable));
  return names;
}

/// The message of a refused condition; empty for one that is compiled.
std::string refusal(std::string_view source) {
  const auto program = compileCondition(source, given::conditionScope());
  if (program.ok()) return "";
  CHECK(program.problems().size() == 1);
  CHECK(program.problems()[0].code == "condition_invalid");
  return program.problems()[0].message;
}

std::string repeated(std::string_view part, std::size_t times) {
  std::string all;
  for (; times > 0; --times) all += part;
  return all;
}

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

TEST_CASE("expressions of CEL's own tests have CEL's results or are refused") {
  const std::string text = given::file("tests/conformance/cel.json");
  const auto document = parseJson(text);
  REQUIRE(document.ok());
  std::size_t checked = 0;
  for (const Value& each : document->root().items()) {
    const auto source = each.find("expression")->string();
    const Value& expected = *each.find("expect");
    const Value* mayBeRefused = each.find("mayBeRefused");
    const auto program = compileCondition(source, given::conditionScope());
    INFO(source);
    if (expected.isString()) {
      CHECK_FALSE(program.ok());
    } else if (!program.ok()) {
      CHECK_MESSAGE((mayBeRefused != nullptr && mayBeRefused->boolean()), given::listed(program.problems()));
    } else {
      CHECK(evaluate(*program, {}).truth == (expected.boolean() ? Truth::yes : Truth::no));
    }
    ++checked;
  }
  CHECK(checked == 116);
}

TEST_CASE("a condition reads attributes, relations, the principal, the context, the plan and the time") {
  const std::vector<std::string> roles{"member", "cfo"};
  const std::vector<std::string_view> authors{"mia"};
  const Facts facts{{"resource.department", Fact::ofString("sales")},
                    {"principal.department", Fact::ofString("sales")},
                    {"resource.amount", Fact::ofInteger(999)},
                    {"resource.archived", Fact::ofBoolean(false)},
                    {"resource.author", Fact::ofStrings(authors)},
                    {"principal.id", Fact::ofString("mia")},
                    {"principal.roles", Fact::ofStrings(roles)},
                    {"account.plan", Fact::ofString("business")},
                    {"context.soft", Fact::ofBoolean(true)},
                    {"resource.due", Fact::ofTime(given::noon)},
                    {"now", Fact::ofTime(given::noon)}};
  CHECK(holds("resource.department == principal.department", facts));
  CHECK(holds("!resource.archived", facts));
  CHECK(holds("resource.amount < 1000 && 'cfo' in principal.roles", facts));
  CHECK(fails("resource.amount >= 1000 || 'ceo' in principal.roles", facts));
  CHECK(holds("principal.id in resource.author", facts));
  CHECK(holds("account.plan != 'free' && context.soft", facts));
  CHECK(holds("resource.due <= now", facts));
  CHECK(fails("resource.due < now", facts));
}

TEST_CASE("a time compares with a time that is written as a string") {
  const Facts facts{{"resource.due", Fact::ofTime(given::noon)}};
  CHECK(holds("resource.due == '2026-01-15T12:00:00Z'", facts));
  CHECK(holds("'2026-01-15T11:59:59Z' < resource.due", facts));
  CHECK(holds("resource.due in ['2027-01-01T00:00:00Z', '2026-01-15T12:00:00Z']", facts));
  CHECK(holds("['2026-01-15T12:00:00Z', resource.due] == [resource.due, resource.due]", facts));
  CHECK(refusal("resource.due > '2026-01-15'") ==
        "line 1, column 16: `2026-01-15` is no time; write a time as `'2026-01-15T12:00:00Z'`.");
  CHECK(given::contains(refusal("resource.due == resource.department"), "`resource.department` is no time"));
  CHECK(given::contains(refusal("resource.due < 7"), "`resource.due` is a time and `7` is an int"));
}

TEST_CASE("an absent fact makes a comparison unknown, and the result names it") {
  const Facts sales{{"resource.department", Fact::ofString("sales")}};
  CHECK(isUnknown("resource.department == principal.department"));
  CHECK(absentIn("resource.department == principal.department") == "resource.department principal.department");
  CHECK(absentIn("resource.department == principal.department", sales) == "principal.department");
  CHECK(isUnknown("!resource.archived"));
  CHECK(isUnknown("resource.archived"));
  CHECK(isUnknown("'a' in resource.tags"));
  CHECK(isUnknown("resource.tags == ['a']"));
  CHECK(isUnknown("[resource.amount] != [1]"));
}

TEST_CASE("`&&` and `||` absorb what is unknown, in both orders") {
  CHECK(fails("false && resource.archived"));
  CHECK(fails("resource.archived && false"));
  CHECK(holds("true || resource.archived"));
  CHECK(holds("resource.archived || true"));
  CHECK(isUnknown("true && resource.archived"));
  CHECK(isUnknown("resource.archived || false"));
  CHECK(isUnknown("resource.archived || context.soft"));
  CHECK(isUnknown("!(resource.archived && context.soft)"));
  // What was absorbed is not among the absent facts.
  CHECK(absentIn("(false && resource.archived) || context.soft") == "context.soft");
  CHECK(absentIn("resource.archived && context.soft") == "resource.archived context.soft");
}

TEST_CASE("a list with an absent item has what its known items have") {
  const Facts sales{{"resource.department", Fact::ofString("sales")}};
  CHECK(holds("'a' in [principal.id, 'a']"));
  CHECK(isUnknown("'b' in [principal.id, 'a']"));
  CHECK(isUnknown("principal.id in ['a']"));
  CHECK(fails("principal.id in []"));
  CHECK(fails("[resource.department, principal.id] == ['law', 'x']", sales));
  CHECK(isUnknown("[resource.department, principal.id] == ['sales', 'x']", sales));
  CHECK(fails("[principal.id] == ['a', 'b']"));
  CHECK(holds("[principal.id] != ['a', 'b']"));
}

TEST_CASE("has() is whether a fact is there") {
  CHECK(fails("has(resource.due)"));
  CHECK(holds("has(resource.due)", {{"resource.due", Fact::ofTime(0)}}));
  CHECK(holds("!has(resource.archived) || resource.archived"));
  CHECK(absentIn("has(resource.due) || resource.archived") == "resource.archived");
  CHECK(holds("has(account.plan)", {{"account.plan", Fact::ofString("free")}}));
}

TEST_CASE("sets are equal whatever their order and however often they have a string") {
  const std::vector<std::string> tags{"b", "a", "b"}, authors{"a", "b"};
  const Facts facts{{"resource.tags", Fact::ofStrings(tags)}, {"resource.author", Fact::ofStrings(authors)}};
  CHECK(holds("resource.tags == resource.author", facts));
  CHECK(fails("resource.tags != resource.author", facts));
  CHECK(holds("resource.tags == ['a', 'b']", facts));
  CHECK(holds("['b', 'a'] == resource.tags", facts));
  CHECK(fails("resource.tags == ['a']", facts));
  CHECK(holds("resource.tags != ['a', 'b', 'c']", facts));
  CHECK(fails("resource.tags == []", facts));
  CHECK(holds("[] == resource.tags", {{"resource.tags", Fact::ofStrings(std::span<const std::string>())}}));
  CHECK(isUnknown("resource.tags == [principal.id, 'a']", facts));
}

TEST_CASE("operators bind as in CEL") {
  CHECK(holds("true || false && false"));
  CHECK(fails("(true || false) && false"));
  CHECK(holds("1 < 2 == true"));
  CHECK(holds("!false == true"));
  CHECK(holds("1 in [1, 2] == true || false"));
  CHECK(holds("1 == 1 // a comment\n && 2 == 2"));
}

TEST_CASE("numbers have 64 bits, in decimal or hexadecimal digits") {
  CHECK(holds("0xFf == 255 && -0x10 == -16 && - 1 < 0 && 007 == 7"));
  CHECK(holds("-9223372036854775808 < 9223372036854775807"));
  CHECK(holds("0x7fffffffffffffff == 9223372036854775807 && -0x8000000000000000 == -9223372036854775808"));
  const std::string_view tooLarge = "does not fit into 64 bits";
  CHECK(given::contains(refusal("1 == 9223372036854775808"), tooLarge));
  CHECK(given::contains(refusal("1 == -9223372036854775809"), tooLarge));
  CHECK(given::contains(refusal("1 == 0x8000000000000000"), tooLarge));
  CHECK(given::contains(refusal("1 == 99999999999999999999999999"), tooLarge));
}

TEST_CASE("strings have CEL's quotes, escapes and raw form") {
  CHECK(holds(R"('a"b' == "a\"b" && "it's" == 'it\'s')"));
  CHECK(holds(R"('\x41\101\u0041\U00000041' == 'AAAA')"));
  CHECK(holds(R"('\u00e9\U0001f600' == 'é😀')"));
  CHECK(holds(R"(r'\n' == '\\n' && R"a\" == 'a\\')"));
  CHECK(holds("'''a\n'b''' == 'a\\n\\'b' && \"\"\"\"\"\" == ''"));
  CHECK(holds(R"('\a\b\f\n\r\t\v\\\?\`' == '\x07\x08\x0c\x0a\x0d\x09\x0b\x5c\x3f\x60')"));
  for (const std::string_view wrong :
       {R"('a)", "'a\nb' == ''", R"('\q' == '')", R"('\x4' == '')", R"('\ud800' == '')", R"('\U00110000' == '')",
        R"('\400' == '')", R"('\18' == '')", R"('a\')", "'''a'' == ''", R"('\u12' == '')", "'\\"})
    CHECK_MESSAGE(!refusal(wrong).empty(), wrong);
  CHECK(given::contains(refusal(R"(b'a' == b'a')"), "no bytes"));
  CHECK(given::contains(refusal("'\xff' == ''"), "not UTF-8"));
}

TEST_CASE("strings are ordered by their code points") {
  CHECK(holds("'\\uffff' < '\\U00010000'"));
  CHECK(holds("'z' < 'é' && 'a' < 'aa' && '' < '\\x00'"));
}

TEST_CASE("what CEL has and conditions lack is refused with what to write instead") {
  const auto refusedFor = [](std::string_view source, std::string_view why) {
    const std::string message = refusal(source);
    CHECK_MESSAGE(given::contains(message, why), source << ": " << message);
  };
  for (const std::string_view source : {"1 + 1 == 2", "2 - 1 == 1", "2 * 1 == 2", "4 / 2 == 2", "4 % 2 == 0",
                                        "-resource.amount == 1", "--1 == 1", "resource.amount -1 == 0"})
    refusedFor(source, "no arithmetic");
  refusedFor("resource.archived ? true : false", "no `? :`");
  refusedFor("{'a': 1} == {'a': 1}", "no maps");
  refusedFor("null == null", "no `null`");
  refusedFor("1.5 < 2.0", "no fractions");
  refusedFor("1e3 == 1", "no fractions");
  refusedFor(".5 == .5", "no fractions");
  refusedFor("1u == 1u", "no unsigned");
  refusedFor("size(resource.tags) == 1", "no functions");
  refusedFor("resource.department.startsWith('a')", "no fields and no functions");
  refusedFor("'a'.size() == 1", "no fields and no functions");
  refusedFor("resource.tags[0] == 'a'", "no item of a list can be read");
  refusedFor("resource.tags.exists(t, t == 'a')", "no fields and no functions");
  refusedFor("resource['department'] == 'a'", "`resource` has no value of its own");
  refusedFor("resource.archived = true", "`==` compares");
  refusedFor("true & false", "`&&` joins");
  refusedFor("true | false", "`||` joins");
  refusedFor("1abc == 1", "not a number");
  refusedFor("0x == 0", "not a number");
}

TEST_CASE("a mistake has its line and column, and what is right there") {
  CHECK(refusal("") ==
        "line 1, column 1: the condition ends here; expected a variable, a string, a number, a list, `true` or "
        "`false`.");
  CHECK(refusal("true &&\n  é") ==
        "line 2, column 3: this character is not a part of conditions; a string is written `'…'`.");
  CHECK(refusal("'é' == x") ==
        "line 1, column 8: `x` is no variable; a condition reads `resource.NAME`, `principal.NAME`, `context.NAME`, "
        "`account.plan` and `now`.");
  CHECK(refusal("context.sfot") == "line 1, column 1: `context.sfot` is not declared; declared are `context.soft`.");
  CHECK(refusal("account.name == 'a'").starts_with("line 1, column 1: `account.name` is no variable"));
  CHECK(refusal("true true") == "line 1, column 6: `true` is unexpected; expected `&&`, `||` or the end.");
  CHECK(refusal("(true") == "line 1, column 6: the condition ends here; expected an operator or `)`.");
  CHECK(refusal("1 in [1") == "line 1, column 8: the condition ends here; expected `,` or `]`.");
  CHECK(refusal("has(now)").starts_with("line 1, column 5: `now` is no variable"));
  CHECK(refusal("has(true)").starts_with("line 1, column 5: `true` is no variable"));
  CHECK(refusal("has(1)") == "line 1, column 5: `1` is unexpected; expected a variable such as `resource.NAME`.");
  CHECK(refusal("resource. == 1").starts_with("line 1, column 11: `==` is unexpected; expected a name"));
}

TEST_CASE("values of different types are not compared") {
  CHECK(refusal("resource.amount == 'x'") ==
        "line 1, column 1: `resource.amount` is an int and `'x'` is a string; `==` compares values of one type.");
  CHECK(refusal("true && resource.tags == [1]") ==
        "line 1, column 9: `resource.tags` is a set of strings and `[1]` is a list of the type `int`; `==` compares "
        "values of one type.");
  CHECK(refusal("resource.amount") == "line 1, column 1: a condition is true or false; `resource.amount` is an int.");
  CHECK(refusal("!(resource.amount)") == "line 1, column 2: `!` negates a bool; `(resource.amount)` is an int.");
  CHECK(refusal("true && 32") == "line 1, column 9: `&&` joins bools; `32` is an int.");
  CHECK(refusal("[1, 'a'] == []") ==
        "line 1, column 5: `'a'` is a string; the items before it are of the type `int`, and a list has one type.");
  for (const std::string_view wrong : {"[]",
                                       "[[1]] == [[1]]",
                                       "[resource.tags] == []",
                                       "resource.tags < resource.tags",
                                       "[1] < [2]",
                                       "1 in 1",
                                       "1 in resource.tags",
                                       "1 in ['a']",
                                       "resource.tags in ['a']",
                                       "[1] in [1]",
                                       "resource.tags == 'a'",
                                       "[1] == 1",
                                       "1 == [1]",
                                       "1 < 2 < 3",
                                       "'a' in resource.department",
                                       "now == 1",
                                       "[] && true",
                                       "![]",
                                       "resource.tags",
                                       "resource.amount in [true]",
                                       "resource.department in [now]"})
    CHECK_MESSAGE(!refusal(wrong).empty(), wrong);
}

TEST_CASE("a word that an attribute cannot be is refused") {
  CHECK(refusal("resource.status == 'opne'") ==
        "line 1, column 1: `opne` is not a word of `resource.status`; use one of `open`, `closed`.");
  CHECK(refusal("resource.kind in ['issue', 'taem']").starts_with("line 1, column 1: `taem` is not a word"));
  CHECK(refusal("'x' != account.plan").starts_with("line 1, column 1: `x` is not a word of `account.plan`"));
  CHECK(refusal("'x' in [resource.status]").starts_with("line 1, column 1: `x` is not a word"));
  CHECK(refusal("[resource.status, resource.kind] == ['open', 'issue']").empty());
  CHECK_FALSE(refusal("[resource.status, resource.kind] == ['issue', 'open']").empty());
  CHECK(refusal("resource.status == 'open' && resource.kind == resource.status").empty());
  // Two kinds have this name with different words.
  CHECK(refusal("resource.state == 'new' || resource.state == 'old'").empty());
  CHECK(refusal("resource.state == 'neither'") ==
        "line 1, column 1: `neither` is not a word of `resource.state`; use one of `new`, `old`.");
}

TEST_CASE("a name that kinds declare with different types cannot be read") {
  CHECK(refusal("resource.size == 1") ==
        "line 1, column 1: `resource.size` is an int on one kind and a string on another; give it one type.");
}

TEST_CASE("conditions are bounded: their length, chains, nesting, stack and variables") {
  CHECK(holds("true" + repeated(" || true", 64)));
  CHECK(given::contains(refusal("true" + repeated(" || true", 65)), "at most 64 of `&&` and `||`"));
  CHECK_FALSE(refusal("true" + repeated(" && true", 33) + repeated(" || true", 32)).empty());
  CHECK(holds("1 == 1" + repeated(" && 1 == 1", 64)));
  CHECK(holds("true" + repeated(" == true", 64)));
  CHECK(given::contains(refusal("true" + repeated(" == true", 65)), "at most 64 comparisons"));
  CHECK(holds(repeated("(", 32) + "true" + repeated(")", 32)));
  CHECK(given::contains(refusal(repeated("(", 33) + "true" + repeated(")", 33)), "at most 32 parentheses"));
  CHECK(holds(repeated("!(", 32) + "true" + repeated(")", 32)));
  CHECK(holds(repeated("!", 32) + "true"));
  CHECK(fails(repeated("!", 31) + "true"));
  CHECK(given::contains(refusal(repeated("!", 33) + "true"), "at most 32 `!`"));
  CHECK_FALSE(refusal(repeated("(", 4000)).empty());
  CHECK_FALSE(refusal(repeated("[", 4000)).empty());
  CHECK_FALSE(refusal(repeated("true == (", 400)).empty());
  CHECK(fails("1 in [" + repeated("2, ", 127) + "]"));
  CHECK(given::contains(refusal("1 in [" + repeated("2, ", 128) + "]"), "at most 128 values"));
  CHECK(holds("true" + repeated(" ", 4092)));
  CHECK(given::contains(refusal("true" + repeated(" ", 4093)), "at most 4096 bytes"));

  ConditionScope wide;
  std::string all = "1 in [";
  for (int each = 0; each < 65; ++each) {
    wide.variables.push_back({Variable::Of::resource, "a" + std::to_string(each), ValueType::integer});
    if (each < 64) all += "resource.a" + std::to_string(each) + ", ";
  }
  CHECK(compileCondition(all + "]", wide).ok());
  CHECK(given::contains(compileCondition(all + "resource.a64]", wide).problems().at(0).message, "64 variables"));
}

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

TEST_CASE("types and variables have the names that policies give them") {
  CHECK(nameOf(ValueType::boolean) == "bool");
  CHECK(nameOf(ValueType::strings) == "strings");
  CHECK(nameOf(ValueType::time) == "time");
  CHECK(nameOf(Variable{Variable::Of::context, "soft"}) == "context.soft");
  CHECK(nameOf(Variable{Variable::Of::accountPlan}) == "account.plan");
  CHECK(nameOf(Variable{Variable::Of::now}) == "now");
}

}  // namespace lockstep
