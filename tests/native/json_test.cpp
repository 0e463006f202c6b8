// Both readers of JSON beside a well-known one: what they take and refuse, and what they read.
#include <doctest/doctest.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/json_parser.h"

using namespace lockstep;

namespace {

using Other = nlohmann::json;

/// What the other takes otherwise than we: keys that stand twice, and numbers beyond a double, which we never read.
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

/// The other's value with its numbers that are not whole as 0.5, as we write them.
Other simplified(Other value) {
  if (value.is_number_float() || (value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX)) return 0.5;
  if (value.is_structured())
    for (auto& item : value) item = simplified(item);
  return value;
}

const std::vector<std::string> pieces = {
    "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\"b\":", "\"\\u00e9\"", "\"\\ud83d\\ude00\"", "\\ud800", "\\n", "\\/", "true", "false", "null", "0", "-0", "-1", "12", "01",
    "1.5", "1e3", "-2E-7", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "1e", ".5", "-", "+1", " ", "\n", "\t", "\xc3\xa9", "\xe2\x82\xac",
    "\xff", "\xc3", "\x01", "\x7f", "[1,2]", "{\"x\":{}}", "[]", "{}", "/", "'", "NaN", "\xef\xbb\xbf",
};

}  // namespace

TEST_CASE("JSON is read as another reader reads it, whatever comes") {
  std::mt19937 random(7);
  const auto below = [&](std::size_t size) { return static_cast<std::size_t>(random() % size); };
  std::vector<std::string> good = {R"({"a":[1,-2,true,false,null,"x\"\\\u0007é"],"b":{"c":{}},"d":[],"e":9223372036854775807})"};
  int accepted = 0;
  for (int round = 0; round < 60000; ++round) {
    std::string text;
    if (round % 3 == 0) {
      for (std::size_t i = 0, count = 1 + below(6); i < count; ++i) text += pieces[below(pieces.size())];
    } else {
      text = good[below(good.size())];
      for (std::size_t i = 0, count = 1 + below(2); i < count; ++i) {
        const std::size_t at = below(text.size() + 1);
        if (below(3) == 0 && at < text.size()) text.erase(at, 1);
        else text.insert(at, pieces[below(pieces.size())]);
      }
    }
    CAPTURE(text);
    const auto ours = parseJson(text);
    const auto small = parseSmall(text);
    REQUIRE(small.ok() == ours.ok());
    if (ours) REQUIRE(toJson(*small) == toJson(*ours));
    Events events;
    const bool other = Other::sax_parse(text.begin(), text.end(), &events);
    if (events.beyond) continue;
    REQUIRE(ours.ok() == (other && !events.twice));
    if (!ours) continue;
    ++accepted;
    REQUIRE(Other::parse(toJson(*ours)) == simplified(Other::parse(text)));
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

TEST_CASE("a zero byte ends no text: what stands behind it is read, and refused") {
  using namespace std::string_view_literals;
  for (const auto parse : {parseJson, parseSmall})
    for (const auto text : {"{}\0"sv, "{}\0{\"a\":1}"sv, "[1\0]"sv, "\"a\0b\""sv, "\0"sv}) CHECK_FALSE(parse(text).ok());
}

TEST_CASE("both readers refuse hostile JSON with the same words") {
  const auto repeated = [](std::string_view piece, int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += piece;
    return text;
  };
  std::string many = "{";
  for (int i = 0; i < 5000; ++i) many += "\"k" + std::to_string(i) + "\":1,";
  for (const auto& text : {repeated("[", 100), repeated("{\"a\":", 100), many + "\"z\":1}", std::string("{\"a\":1,\"a\":2}"), std::string("[1"), std::string("[1]]")}) {
    const auto ours = parseJson(text);
    const auto small = parseSmall(text);
    REQUIRE_FALSE(ours.ok());
    REQUIRE_FALSE(small.ok());
    CHECK(ours.problems().front().message == small.problems().front().message);
  }
}
