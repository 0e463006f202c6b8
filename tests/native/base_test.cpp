#include <doctest/doctest.h>

#include <set>

#include "base/digest.h"
#include "base/text.h"
#include "given.h"
#include "lockstep/base/bitset.h"
#include "lockstep/base/hash.h"
#include "lockstep/base/json.h"
#include "lockstep/base/reader.h"

namespace lockstep {

TEST_CASE("the digest gives the values that NIST publishes") {
  CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrs"
               "tnopqrstu") == "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
  CHECK(sha256(std::string(1000000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("the digest is right at the lengths where padding needs another block") {
  CHECK(sha256(std::string(55, 'a')) == "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318");
  CHECK(sha256(std::string(56, 'a')) == "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a");
  CHECK(sha256(std::string(63, 'a')) == "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34");
  CHECK(sha256(std::string(64, 'a')) == "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
}

TEST_CASE("JSON that is written is read as it was") {
  const std::string text = R"({"a":[1,-2,true,false,null,"x\"\\\u0007é"],"b":{"c":{}},"d":[],"e":9223372036854775807})";
  const auto value = parseJson(text);
  REQUIRE(value.ok());
  CHECK(toJson(value->root()) == text);
  CHECK(value->root().find("a")->items()[1].integer() == -2);
  CHECK(value->root().find("b")->find("c")->isObject());
  CHECK(value->root().find("z") == nullptr);
}

TEST_CASE("the canonical form puts keys in byte order at every depth") {
  const auto value = parseJson(R"({"b":{"z":1,"a":2},"B":3,"a":[{"y":1,"x":2}]})");
  REQUIRE(value.ok());
  CHECK(sortedJson(value->root()) == R"({"B":3,"a":[{"x":2,"y":1}],"b":{"a":2,"z":1}})");
  CHECK(indentedJson(value->root()) ==
        "{\n  \"b\": {\n    \"z\": 1,\n    \"a\": 2\n  },\n  \"B\": 3,\n  \"a\": [\n    {\n      \"y\": 1,\n      "
        "\"x\": 2\n    }\n  ]\n}");
}

TEST_CASE("a key that occurs twice in one object is refused by name") {
  const auto value = parseJson(R"({"role":"finance","name":"x","role":"account_administrator"})");
  REQUIRE(!value.ok());
  CHECK(value.problems().at(0).code == "json_invalid");
  CHECK(given::contains(value.problems().at(0).message, "another key: `role` is in this object already"));
  CHECK(!parseJson(R"({"a":1,"\u0061":2})").ok());
  CHECK(parseJson(R"([{"a":1},{"a":2,"b":{"a":3}}])").ok());
}

TEST_CASE("a key that occurs twice is found among many") {
  std::string text = "{";
  for (int i = 0; i < 3000; ++i) text += "\"k" + std::to_string(i) + "\":" + std::to_string(i) + ",";
  CHECK(parseJson(text + "\"last\":0}").ok());
  CHECK(!parseJson(text + "\"k7\":0}").ok());
  CHECK(!parseJson(text + "\"k2999\":0}").ok());
  // A key of the inner object is no second one of the outer object.
  CHECK(parseJson(text + "\"in\":{\"k7\":0}}").ok());
}

TEST_CASE("a key that occurs twice is found after any number of others, in any order") {
  for (int count = 1; count < 80; ++count)
    for (int step : {1, 7, -1}) {
      std::string text = "{";
      for (int i = 0; i < count; ++i) text += "\"" + std::to_string(1000 + (1000 + i * step) % 101) + "\":{\"a\":1},";
      CHECK(parseJson(text + "\"last\":0}").ok());
      for (int i = 0; i < count; ++i)
        CHECK_FALSE(parseJson(text + "\"" + std::to_string(1000 + (1000 + i * step) % 101) + "\":0}").ok());
    }
}

TEST_CASE("similar strings have different hashes under each of many seeds") {
  const auto flipped = [](std::string text, std::size_t bit) {
    text[bit / 8] = static_cast<char>(text[bit / 8] ^ 1 << bit % 8);
    return text;
  };
  const std::string text = "/team-7/project-12/folder-345/year/month/file-6789.jpg";
  for (std::uint64_t seed = 0; seed < 64; ++seed) {
    const TextHash hash(seed);
    // The highest bit of a word, which a multiplication carries nowhere, and what would undo it further on.
    for (std::size_t word = 0; word + 3 < text.size() / 8; ++word)
      for (std::size_t next : {word + 1, word + 2})
        CHECK(hash.of(text) !=
              hash.of(flipped(flipped(flipped(text, 64 * word + 63), 64 * next + 63), 64 * next + 31)));
    std::set<std::uint64_t> seen;
    for (std::size_t size = 0; size <= 100; ++size)
      for (char c : {'\0', 'a'})
        if (size > 0 || c == 'a') CHECK(seen.insert(hash.of(std::string(size, c))).second);
    for (std::size_t size = 1; size <= text.size(); ++size)
      for (std::size_t bit = 0; bit < 8 * size; ++bit)
        CHECK(hash.of(text.substr(0, size)) != hash.of(flipped(text.substr(0, size), bit)));
  }
  CHECK(TextHash(1).of(text) != TextHash(2).of(text));
}

TEST_CASE("nesting is read 64 deep and refused beyond") {
  CHECK(parseJson(std::string(64, '[') + std::string(64, ']')).ok());
  const auto deep = parseJson(std::string(65, '[') + std::string(65, ']'));
  REQUIRE(!deep.ok());
  CHECK(given::contains(deep.problems().at(0).message, "at most 64 levels"));
  CHECK(!parseJson(std::string(1000000, '[')).ok());
  std::string objects;
  for (int i = 0; i < 100; ++i) objects += "{\"a\":";
  CHECK(!parseJson(objects + "1" + std::string(100, '}')).ok());
}

TEST_CASE("texts that are not JSON are refused with the place at fault") {
  for (const std::string text :
       {"",    " ",      "{",       "[1,]",        "{\"a\":1,}", "{a:1}",    "'a'", "01", "1 2", "nul",
        "\"a", "\"\t\"", "\"\\x\"", "\"\\ud800\"", "// c\n1",    "\xef\xbb", "NaN", "-",  "1e",  "[1}"}) {
    const auto value = parseJson(text);
    CAPTURE(text);
    REQUIRE(!value.ok());
    CHECK(value.problems().at(0).code == "json_invalid");
    CHECK(given::contains(value.problems().at(0).message, ": expected "));
  }
}

TEST_CASE("the fault of a string that is not JSON has its line, its column and what is right there") {
  const auto faultOf = [](std::string_view json) { return parseJson(json).problems().at(0).message; };
  CHECK(faultOf("{\n  \"a\": 1\n  \"b\": 2\n}") == "line 3, column 3: expected `,` or `}`");
  CHECK(faultOf("[\"é\" 1]") == "line 1, column 6: expected `,` or `]`");
  CHECK(faultOf("") == "line 1, column 1: expected a value");
  CHECK(faultOf("{\"a\" 1}") == "line 1, column 6: expected `:`");
  CHECK(faultOf("{a: 1}") == "line 1, column 2: expected a string");
  CHECK(faultOf("[1] x") == "line 1, column 5: expected the end");
  CHECK(faultOf("[1.]") == "line 1, column 4: expected a digit");
  CHECK(faultOf("[01]") == "line 1, column 3: expected no digit after `0`");
  CHECK(faultOf("\"a") == "line 1, column 3: expected `\"`");
  CHECK(faultOf("[tru]") == "line 1, column 2: expected a value");
}

TEST_CASE("bad UTF-8 in JSON is refused") {
  for (const std::string bytes :
       {"\xff", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x80", "\xc3"})
    CHECK(!parseJson("\"" + std::string(bytes) + "\"").ok());
  CHECK(parseJson("\"\xc3\xa9 \xf0\x9f\x98\x80\"").ok());
}

TEST_CASE("a number that is no whole number of 64 bits is no integer") {
  for (const std::string text : {"1.5", "1e-3", "9223372036854775808", "18446744073709551616", "1e400"}) {
    const auto value = parseJson(text);
    CAPTURE(text);
    CHECK((!value.ok() || !value->root().isInteger()));
  }
  CHECK(parseJson("-9223372036854775808")->root().integer() == INT64_MIN);
}

TEST_CASE("UTF-8 is well formed or not by the table of the Unicode standard") {
  for (const std::string good : {"", "a", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
                                 "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"})
    CHECK(isUtf8(good));
  for (const std::string bad :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2\x41", "\xe0\x9f\xbf", "\xe1\x80", "\xe1\x80\x41",
        "\xed\xa0\x80", "\xf0\x8f\xbf\xbf", "\xf0\x90\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff"})
    CHECK_FALSE(isUtf8(bad));
}

TEST_CASE("only ASCII is folded and only blanks and tabs are trimmed") {
  CHECK(lowerAscii("AbZ@[`{\xc3\x89") == "abz@[`{\xc3\x89");
  CHECK(trimmed(" \t a b \t") == "a b");
  CHECK(trimmed(" \t ").empty());
  CHECK(trimmed("\na") == "\na");
}

TEST_CASE("a time is read and written to the second") {
  CHECK(parseTime("1970-01-01T00:00:00Z") == 0);
  CHECK(parseTime("2026-01-15T12:00:00Z") == given::noon);
  CHECK(parseTime("2000-02-29T23:59:59Z") == 951868799);
  CHECK(parseTime("2026-01-15T12:00:00.123Z") == given::noon);
  CHECK(parseTime("9999-12-31T23:59:59Z") == 253402300799);
  for (Time at : {Time{0}, Time{1}, Time{86399}, Time{86400}, Time{951782400}, Time{951868800}, Time{1709164800},
                  Time{4107542400}, Time{253402300799}})
    CHECK(parseTime(formatTime(at)) == at);
  for (Time at = 0; at < 253402300799; at += 12345678911) CHECK(parseTime(formatTime(at)) == at);
}

TEST_CASE("what is no date in UTC with whole seconds is no time") {
  for (const std::string text : {"",
                                 "2026",
                                 "2026-01-15",
                                 "2026-01-15T12:00:00",
                                 "2026-01-15T12:00:00+01:00",
                                 "2026-01-15 12:00:00Z",
                                 "2026-13-01T00:00:00Z",
                                 "2026-00-01T00:00:00Z",
                                 "2026-01-00T00:00:00Z",
                                 "2026-02-29T00:00:00Z",
                                 "1900-02-29T00:00:00Z",
                                 "2100-02-29T00:00:00Z",
                                 "2026-04-31T00:00:00Z",
                                 "2026-01-01T24:00:00Z",
                                 "2026-01-01T00:60:00Z",
                                 "2026-01-01T00:00:60Z",
                                 "1969-12-31T23:59:59Z",
                                 "2026-01-15T12:00:00.Z",
                                 "2026-01-15T12:00:00.1x3Z",
                                 "2026-01-15t12:00:00Z",
                                 "+026-01-15T12:00:00Z",
                                 " 2026-01-15T12:00:00Z"})
    CHECK_MESSAGE(!parseTime(text), text);
}

TEST_CASE("a place is a JSON pointer with its escapes") {
  const Place root, list{&root, "a/b"}, item{&list, {}, 3}, field{&item, "c~d"};
  CHECK(root.pointer() == "");
  CHECK(field.pointer() == "/a~1b/3/c~0d");
}

TEST_CASE("a reader finds every fault of an object at once") {
  const auto value =
      parseJson(R"({"number":-1,"flag":"yes","list":{},"map":[],"text":5,"more":1,"big":9007199254740992})");
  Problems problems;
  const Place root;
  Reader reader(value->root(), root, problems);
  reader.number("number"), reader.number("big"), reader.flag("flag"), reader.list("list"), reader.map("map"),
      reader.text("text"), reader.text("absent");
  reader.finish();
  for (const std::string field : {"/number", "/big", "/flag", "/list", "/map", "/text"})
    CHECK_MESSAGE(given::told(problems, "type_invalid", field), field);
  CHECK(given::told(problems, "field_missing", "/absent"));
  CHECK(given::told(problems, "field_unknown", "/more"));
  CHECK(problems.size() == 8);
}

TEST_CASE("a bit set holds what was set, over more than one word, and nothing beyond its size") {
  Bitset set(130);
  CHECK_FALSE(set.any());
  for (std::size_t at : {0, 63, 64, 129}) set.set(at);
  for (std::size_t at = 0; at < 130; ++at) CHECK(set.has(at) == (at == 0 || at == 63 || at == 64 || at == 129));
  CHECK_FALSE(set.has(1000));
  set.clear(64);
  CHECK_FALSE(set.has(64));
  CHECK(set.any());
}

TEST_CASE("a copy of what was read says the same when the text is gone, empty keys and texts and all") {
  const std::string_view texts[] = {R"({"":false})", R"({"a":"","b":[1,null,true,{"c":"\u000a"}]})", "[]", R"("")",
                                    "7"};
  for (const auto text : texts) {
    std::string read(text);
    const Value copy = parseJson(read)->root().copy();
    read.assign(read.size(), '?');
    CHECK(toJson(copy) == text);
  }
}

}  // namespace lockstep
