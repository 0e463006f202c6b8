#include "account/names.h"

#include <algorithm>

#include "base/text.h"
#include "base/unicode.h"
#include "lockstep/account/path.h"

namespace lockstep {

namespace {

bool isAsciiWord(char32_t c) { return c < 0x80 && (isLetterOrDigit(static_cast<char>(c)) || c == '_' || c == '-'); }
bool isFolderPoint(char32_t c) { return isAsciiWord(c) || isLetterBeyondAscii(c); }
bool isFilePoint(char32_t c) { return isFolderPoint(c) || c == '.'; }
bool isPersonPoint(char32_t c) { return !isInvisible(c); }
bool isGroupPoint(char32_t c) { return c < 0x80 && (isLetterOrDigit(static_cast<char>(c)) || c == ' '); }
bool isEmailPoint(char32_t c) { return !isInvisible(c) && c != '<' && c != '>' && c != '"' && c != ',' && c != ';'; }

/// Characters that are trimmed from the stored name must be valid too: a control character is no blank.
bool fits(std::string_view name, std::size_t longest, bool (*passes)(char32_t)) {
  const std::size_t size = trimmed(name).size();
  return size > 0 && size <= longest && everyPoint(name, passes);
}

bool isKeyPoint(char32_t c) {
  return c < 0x80 && (isLetterOrDigit(static_cast<char>(c)) || c == '-' || c == '_' || c == '.');
}

}  // namespace

std::string foldedEmail(std::string_view email) { return lowerAscii(trimmed(email)); }
std::string foldedName(std::string_view name) { return lowerAscii(trimmed(name)); }
std::string foldedGroupName(std::string_view name) {
  std::string folded = foldedName(name);
  const auto isBlank = [](char c) { return c == ' ' || c == '\t'; };
  std::replace_if(folded.begin(), folded.end(), isBlank, ' ');
  folded.erase(std::unique(folded.begin(), folded.end(), [](char a, char b) { return a == ' ' && b == ' '; }),
               folded.end());
  return folded;
}

bool isValidName(Naming naming, std::string_view name) {
  switch (naming) {
    case Naming::none: return true;
    case Naming::folder: return fits(name, longestName, isFolderPoint);
    case Naming::file: return fits(name, longestName, isFilePoint) && name != "." && name != "..";
    case Naming::person: return fits(name, 255, isPersonPoint);
    case Naming::group: return fits(name, 100, isGroupPoint);
    case Naming::collection: return fits(name, 100, isAsciiWord);
    case Naming::title:
      return fits(name, longestName, isPersonPoint) && name.find('/') == std::string_view::npos &&
             normalPath(joinPath("/", name)).has_value();
    case Naming::key:
    case Naming::id: return fits(name, longestName, isKeyPoint) && name != "." && name != "..";
    case Naming::ofKind: return false;
  }
  return false;
}

bool isValidEmail(std::string_view email) {
  if (!everyPoint(email, isEmailPoint)) return false;
  email = trimmed(email);
  const auto at = email.find('@');
  if (at == std::string_view::npos || at == 0 || at > 64 || email.size() > 254 ||
      email.find(' ') != std::string_view::npos)
    return false;
  std::string_view domain = email.substr(at + 1);
  if (domain.find('@') != std::string_view::npos || domain.find('.') == std::string_view::npos) return false;
  while (true) {
    const auto dot = domain.find('.');
    const auto label = domain.substr(0, dot);
    if (label.empty() || label.front() == '-' || label.back() == '-') return false;
    if (!std::all_of(label.begin(), label.end(),
                     [](char c) { return isLetterOrDigit(c) || c == '-' || static_cast<unsigned char>(c) >= 0x80; }))
      return false;
    if (dot == std::string_view::npos) return true;
    domain.remove_prefix(dot + 1);
  }
}

}  // namespace lockstep
