// Both readers of JSON beside a well-known one: what they take and refuse, and what they read.
#include <doctest/doctest.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "base/json_parser.h"
#include "lockstep/base/json.h"

using namespace lockstep;

namespace {

using Other = nlohmann::json;

/// What the other reads differently: keys that occur twice, and numbers beyond a double, which are never read here.
class Events : public nlohmann::json_sax<Other> {
 public:
  bool twice = false, beyond = false;
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(std::int64_t) override { return true; }
  bool number_unsigned(std::uint64_t) override { return true; }
  bool number_float(double, const std::string&) override { return true; }
  bool string(std::string&) override { return true; }
  bool binary(Other::binary_t&) override { return true; }
  bool start_object(std::size_t) override { return keys_.emplace_back(), true; }
  bool start_array(std::size_t) override { return true; }
  bool end_object() override { return keys_.pop_back(), true; }
  bool end_array() override { return true; }
  bool key(std::string& name) override {
    for (const auto& known : keys_.back()) twice = twice || known == name;
    keys_.back().push_back(name);
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception& error) override {
    beyond = error.id == 406;
    return false;
  }

 private:
  std::vector<std::vector<std::string>> keys_;
};

const std::vector<std::string> pieces = {
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\"a\"",
    "\"b\":",
    "\"\\u00e9\"",
    "\"\\ud83d\\ude00\"",
    "\\ud800",
    "\\n",
    "\\/",
    "true",
    "false",
    "null",
    "0",
    "-0",
    "-1",
    "12",
    "01",
    "1.5",
    "1e3",
    "-2E-7",
    "8.0",
    "10e-1",
    "-0.0",
    "1234.750",
    "99999999999999999999",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "1e",
    ".5",
    "-",
    "+1",
    " ",
    "\n",
    "\t",
    "\xc3\xa9",
    "\xe2\x82\xac",
    "\xff",
    "\xc3",
    "\x01",
    "\x7f",
    "[1,2]",
    "{\"x\":{}}",
    "[]",
    "{}",
    "/",
    "'",
    "NaN",
    "\xef\xbb\xbf",
};

}  // namespace

TEST_CASE("JSON is read as another reader reads it, whatever comes") {
  std::mt19937 random(7);
  const auto below = [&](std::size_t size) { return static_cast<std::size_t>(random() % size); };
  std::vector<std::string> good = {
      R"({"a":[1,-2,true,false,null,"x\"\\\u0007é"],"b":{"c":{}},"d":[],"e":9223372036854775807})"};
  int accepted = 0;
  for (int round = 0; round < 60000; ++round) {
    std::string text;
    if (round % 3 == 0) {
      for (std::size_t i = 0, count = 1 + below(6); i < count; ++i) text += pieces[below(pieces.size())];
    } else {
      text = good[below(good.size())];
      for (std::size_t i = 0, count = 1 + below(2); i < count; ++i) {
        const std::size_t at = below(text.size() + 1);
        if (below(3) == 0 && at < text.size())
          text.erase(at, 1);
        else
          text.insert(at, pieces[below(pieces.size())]);
      }
    }
    CAPTURE(text);
    const auto ours = parseJson(text);
    const auto small = parseSmall(text);
    REQUIRE(small.ok() == ours.ok());
    if (ours)
      REQUIRE(toJson(small->root()) == toJson(ours->root()));
    else
      REQUIRE(small.problems()[0].message == ours.problems()[0].message);
    Events events;
    const bool other = Other::sax_parse(text.begin(), text.end(), &events);
    if (events.beyond) continue;
    REQUIRE(ours.ok() == (other && !events.twice));
    if (!ours) continue;
    ++accepted;
    REQUIRE(Other::parse(toJson(ours->root())) == Other::parse(text));
    if (text.size() > 2 && text.size() < 200 && good.size() < 500) good.push_back(text);
  }
  CHECK(accepted > 5000);
}

TEST_CASE("a byte-order mark before JSON is passed over") {
  for (const auto parse : {parseJson, parseSmall}) {
    CHECK(parse("\xef\xbb\xbf{}").ok());
    CHECK_FALSE(parse("{}\xef\xbb\xbf").ok());
  }
}

TEST_CASE("a zero byte ends no string: what follows it is read, and refused") {
  using namespace std::string_view_literals;
  for (const auto parse : {parseJson, parseSmall})
    for (const auto text : {"{}\0"sv, "{}\0{\"a\":1}"sv, "[1\0]"sv, "\"a\0b\""sv, "\0"sv})
      CHECK_FALSE(parse(text).ok());
}

TEST_CASE("a message has the line, the column and what was expected there, from both readers") {
  using namespace std::string_view_literals;
  struct Case {
    std::string_view text, message;
  };
  const Case cases[] = {
      {"", "line 1, column 1: expected a value"},
      {"\xef\xbb\xbf\n [", "line 2, column 3: expected a value"},
      {"[1 2]", "line 1, column 4: expected `,` or `]`"},
      {"[1]]", "line 1, column 4: expected the end"},
      {"{}\0"sv, "line 1, column 3: expected the end"},
      {"[1\0]"sv, "line 1, column 3: expected `,` or `]`"},
      {"[1,]", "line 1, column 4: expected a value"},
      {"{\"a\" 1}", "line 1, column 6: expected `:`"},
      {"{\"a\":}", "line 1, column 6: expected a value"},
      {"{\"a\":1,}", "line 1, column 8: expected a string"},
      {"{\"a\":1\n\n]", "line 3, column 1: expected `,` or `}`"},
      {"{\n1:2}", "line 2, column 1: expected a string"},
      {"[\"\xc3\xa9\",01]", "line 1, column 7: expected no digit after `0`"},
      {"[1.]", "line 1, column 4: expected a digit"},
      {"[-]", "line 1, column 3: expected a digit"},
      {"[0", "line 1, column 3: expected `,` or `]`"},
      {"[\"\\x\"]", "line 1, column 4: expected an escape"},
      {"[\"a\nb\"]", "line 1, column 4: expected `\"`"},
      {"[tru]", "line 1, column 2: expected a value"},
      {"[2e400,", "line 1, column 8: expected a value"},
      {"[{\"a\":{},\n\"a\":2}]", "line 2, column 4: expected another key: `a` is in this object already"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.text);
    for (const auto parse : {parseJson, parseSmall}) {
      const auto document = parse(each.text);
      REQUIRE_FALSE(document.ok());
      CHECK(document.problems()[0].message == each.message);
    }
  }
  const std::string deep = "[" + std::string(100, '[');
  for (const auto parse : {parseJson, parseSmall})
    CHECK(parse(deep).problems()[0].message == "line 1, column 65: expected at most 64 levels of nesting");
}

TEST_CASE("what no double holds is read, and so is what follows it") {
  const std::string_view text = R"({"a":[2e400,{"b":[-1e999]},"c"],"d":{"e":1}})";
  for (const auto parse : {parseJson, parseSmall}) {
    const auto document = parse(text);
    REQUIRE(document.ok());
    CHECK(toJson(document->root()) == text);
  }
}

TEST_CASE("both readers refuse hostile JSON with the same words") {
  const auto repeated = [](std::string_view piece, int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += piece;
    return text;
  };
  std::string many = "{";
  for (int i = 0; i < 5000; ++i) many += "\"k" + std::to_string(i) + "\":1,";
  for (const auto& text : {repeated("[", 100), repeated("{\"a\":", 100), many + "\"z\":1}",
                           std::string("{\"a\":1,\"a\":2}"), std::string("[1"), std::string("[1]]")}) {
    const auto ours = parseJson(text);
    const auto small = parseSmall(text);
    REQUIRE_FALSE(ours.ok());
    REQUIRE_FALSE(small.ok());
    CHECK(ours.problems().front().message == small.problems().front().message);
  }
}

TEST_CASE("numbers are written as they were read, by both readers and from a copy") {
  const std::string text =
      R"([0,-0,-0.0,8.0,1e3,1E+3,10e-1,1234.75,1.50,0.1e-7,99999999999999999999,9223372036854775807,9223372036854775808,18446744073709551615,-9223372036854775808,-9223372036854775809,2e400])";
  for (const auto parse : {parseJson, parseSmall}) {
    std::string own;
    {
      const auto document = parse(text);
      REQUIRE(document.ok());
      CHECK(toJson(document->root()) == text);
      CHECK(sortedJson(document->root()) == text);
      const Value copy = document->root().copy();
      own = toJson(copy.copy());
    }
    CHECK(own == text);
  }
}

TEST_CASE("a number is an integer by its value, however it is written") {
  struct Case {
    std::string_view literal;
    std::optional<std::int64_t> value;
  };
  const Case cases[] = {
      {"0", 0},
      {"-0", 0},
      {"0.000", 0},
      {"0e99", 0},
      {"8.0", 8},
      {"-8.00", -8},
      {"1e3", 1000},
      {"1E+3", 1000},
      {"10e-1", 1},
      {"120.50e1", 1205},
      {"0.0012e4", 12},
      {"1.5", {}},
      {"1e-1", {}},
      {"15e-1", {}},
      {"0.1", {}},
      {"9223372036854775807", INT64_MAX},
      {"9223372036854775807.0", INT64_MAX},
      {"9223372036854775808", {}},
      {"-9223372036854775808", INT64_MIN},
      {"-9223372036854775808.0", INT64_MIN},
      {"-9223372036854775809", {}},
      {"922337203685477580.7e1", INT64_MAX},
      {"1e18", 1000000000000000000},
      {"1e19", {}},
      {"1e99999999999999999999", {}},
      {"1e-99999999999999999999", {}},
      {"18446744073709551616", {}},
      {"18446744073709551617.0", {}},
  };
  for (const Case& each : cases) {
    const auto literal = each.literal;
    const auto value = each.value;
    CAPTURE(literal);
    for (const auto parse : {parseJson, parseSmall}) {
      const auto document = parse(literal);
      REQUIRE(document.ok());
      CHECK(document->root().isInteger() == value.has_value());
      CHECK(document->root().integer() == value.value_or(0));
      CHECK(canonicalJson(document->root()) == (value ? std::to_string(*value) : std::string(literal)));
    }
  }
  const std::string zeros(100000, '0');
  CHECK(wholeNumber("0." + zeros + "7e100001") == 7);
  CHECK(wholeNumber("7" + zeros + "e-100000") == 7);
}

TEST_CASE("a value may take the place of what holds it") {
  Value value = Value::object();
  value.add("inner", Value::array()).push(Value::object()).add("name", "kept");
  Value& inner = const_cast<Value&>(value.find("inner")->items()[0]);
  value = std::move(inner);
  CHECK(toJson(value) == R"({"name":"kept"})");
  Value& same = value;
  value = std::move(same);
  CHECK(toJson(value) == R"({"name":"kept"})");
}
