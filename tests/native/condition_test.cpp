// The conditions of a policy: what they mean.
//
// tests/conformance/cel.json has expressions and results of google/cel-spec (tests/simple, Apache-2.0): those that our
// subset of CEL has, and those that it must refuse.
#include "condition_cases.h"

namespace lockstep {

using given::absentIn;
using given::Facts;
using given::fails;
using given::holds;
using given::isUnknown;
using given::refusal;

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

}  // namespace lockstep
