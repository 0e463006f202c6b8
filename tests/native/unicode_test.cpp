// The names that Unicode allows, held to Debian's unicode-data, code point by code point (R-155).
#include <doctest/doctest.h>

#include <array>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "account/names.h"
#include "base/text.h"
#include "base/unicode.h"

using namespace lockstep;

namespace {

constexpr char32_t points = 0x110000;

std::string utf8(char32_t point) {
  const auto byte = [](char32_t bits) { return static_cast<char>(bits); };
  if (point < 0x80) return {byte(point)};
  if (point < 0x800) return {byte(0xc0 | point >> 6), byte(0x80 | (point & 0x3f))};
  if (point < 0x10000) return {byte(0xe0 | point >> 12), byte(0x80 | (point >> 6 & 0x3f)), byte(0x80 | (point & 0x3f))};
  return {byte(0xf0 | point >> 18), byte(0x80 | (point >> 12 & 0x3f)), byte(0x80 | (point >> 6 & 0x3f)),
          byte(0x80 | (point & 0x3f))};
}

/// The general category of each assigned code point.
std::map<char32_t, std::string> categories() {
  std::map<char32_t, std::string> found;
  std::ifstream file("/usr/share/unicode/UnicodeData.txt");
  std::string line, code, name, category;
  for (char32_t first = 0; std::getline(file, line);) {
    std::istringstream fields(line);
    std::getline(fields, code, ';'), std::getline(fields, name, ';'), std::getline(fields, category, ';');
    const auto point = static_cast<char32_t>(std::stoul(code, nullptr, 16));
    if (!name.ends_with(", Last>")) first = point;
    for (char32_t each = first; each <= point; ++each) found[each] = category;
  }
  return found;
}

std::map<char32_t, bool> ignorables() {
  std::map<char32_t, bool> found;
  std::ifstream file("/usr/share/unicode/DerivedCoreProperties.txt");
  for (std::string line; std::getline(file, line);) {
    if (line.find("; Default_Ignorable_Code_Point") == std::string::npos) continue;
    const auto first = std::stoul(line, nullptr, 16);
    const auto dots = line.find("..");
    const auto last = dots == std::string::npos || dots > 10 ? first : std::stoul(line.substr(dots + 2), nullptr, 16);
    for (auto each = first; each <= last; ++each) found[static_cast<char32_t>(each)] = true;
  }
  return found;
}

}  // namespace

TEST_CASE("names have the letters, marks and numerals that Unicode's data lists, and nothing that is invisible") {
  const auto known = categories();
  const auto ignorable = ignorables();
  if (known.empty() || ignorable.empty()) {
    MESSAGE("Debian's package unicode-data is not installed");
    return;
  }
  std::size_t wrong = 0;
  for (char32_t point = 0x80; point < points; ++point) {
    const auto at = known.find(point);
    const bool isIgnorable = ignorable.contains(point);
    if ((at == known.end() && !isIgnorable) || (at != known.end() && at->second == "Cs")) continue;
    const std::string category = at == known.end() ? "" : at->second;
    const bool invisible = isIgnorable || point == 0x2800 || category == "Cc" || category == "Cf" || category[0] == 'Z';
    const bool letter = !invisible && (category[0] == 'L' || category[0] == 'M' || category[0] == 'N');
    if (isInvisible(point) == invisible && isLetterBeyondAscii(point) == letter) continue;
    if (++wrong <= 20) FAIL_CHECK("code point ", static_cast<std::uint32_t>(point), " of category ", category);
  }
  CHECK(wrong == 0);
}

TEST_CASE("a code point is read from its UTF-8, and nothing else is one") {
  for (const char32_t point :
       {U'\0', U'a', U'\x7f', U'\x80', U'\x7ff', U'\x800', U'\xd7ff', U'\xe000', U'\xffff', U'\x10000', U'\x10ffff'}) {
    static char32_t wanted;
    wanted = point;
    CHECK(everyPoint(utf8(point), [](char32_t read) { return read == wanted; }));
  }
  for (const std::string_view bytes : {"\x80", "\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff"})
    CHECK_FALSE(everyPoint(bytes, [](char32_t) { return true; }));
}

TEST_CASE("what shows nothing is refused in each kind of name, wherever it is") {
  const auto each = [](char32_t point) {
    const std::string text = utf8(point);
    return std::array{text, text + "a", "a" + text, "a" + text + "b"};
  };
  for (const char32_t point :
       {U'\x85',   U'\xa0',   U'\xad',   U'\x34f',  U'\x61c',  U'\x115f', U'\x180e', U'\x200b', U'\x200d',  U'\x2028',
        U'\x202e', U'\x2066', U'\x2800', U'\x3000', U'\x3164', U'\xfe0f', U'\xfeff', U'\xffa0', U'\xe0041', U'\xe0100'})
    for (const auto& name : each(point)) {
      CAPTURE(name);
      for (const Naming naming : {Naming::file, Naming::folder, Naming::person, Naming::group, Naming::collection})
        CHECK_FALSE(isValidName(naming, name));
      CHECK_FALSE(isValidEmail(name + "@acme.test"));
      CHECK_FALSE(isValidEmail("a@" + name + ".test"));
    }
}
