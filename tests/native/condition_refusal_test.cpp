// The conditions that are refused, and the messages that say why.
#include "condition_cases.h"

namespace lockstep {

using given::fails;
using given::holds;
using given::refusal;

namespace {

std::string repeated(std::string_view part, std::size_t times) {
  std::string all;
  for (; times > 0; --times) all += part;
  return all;
}

}  // namespace

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

TEST_CASE("types and variables have the names that policies give them") {
  CHECK(nameOf(ValueType::boolean) == "bool");
  CHECK(nameOf(ValueType::strings) == "strings");
  CHECK(nameOf(ValueType::time) == "time");
  CHECK(nameOf(Variable{Variable::Of::context, "soft"}) == "context.soft");
  CHECK(nameOf(Variable{Variable::Of::accountPlan}) == "account.plan");
  CHECK(nameOf(Variable{Variable::Of::now}) == "now");
}

}  // namespace lockstep
