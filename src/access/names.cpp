#include "access/names.h"

#include <algorithm>

#include "account/path.h"
#include "base/text.h"

namespace lockstep {

namespace {

bool isBeyondAscii(char c) { return (static_cast<unsigned char>(c) & 0x80) != 0; }

template <class Allowed>
bool allOf(std::string_view name, std::size_t longest, Allowed allowed) {
  return !name.empty() && name.size() <= longest && isUtf8(name) && std::all_of(name.begin(), name.end(), allowed);
}

}  // namespace

bool isValidName(Naming naming, std::string_view name) {
  const auto word = [](char c) { return isLetterOrDigit(c) || c == '_' || c == '-'; };
  switch (naming) {
    case Naming::none: return true;
    case Naming::folder: return allOf(name, longestName, [&](char c) { return word(c) || isBeyondAscii(c); });
    case Naming::file: return allOf(name, longestName, [&](char c) { return word(c) || isBeyondAscii(c) || c == '.'; }) && name != "." && name != "..";
    case Naming::person: return allOf(trimmed(name), 255, [](char c) { return !isControl(c); });
    case Naming::group: return allOf(trimmed(name), 100, [](char c) { return isLetterOrDigit(c) || c == ' '; });
    case Naming::collection: return allOf(name, 100, word);
  }
  return false;
}

bool isValidEmail(std::string_view email) {
  email = trimmed(email);
  const auto at = email.find('@');
  if (at == std::string_view::npos || at == 0 || at > 64 || email.size() > 254 || !isUtf8(email)) return false;
  const auto legal = [](char c) { return !isControl(c) && c != ' ' && c != '<' && c != '>' && c != '"' && c != ',' && c != ';'; };
  if (!std::all_of(email.begin(), email.end(), legal)) return false;
  std::string_view domain = email.substr(at + 1);
  if (domain.find('@') != std::string_view::npos || domain.find('.') == std::string_view::npos) return false;
  while (true) {
    const auto dot = domain.find('.');
    const auto label = domain.substr(0, dot);
    if (label.empty() || label.front() == '-' || label.back() == '-') return false;
    if (!std::all_of(label.begin(), label.end(), [](char c) { return isLetterOrDigit(c) || c == '-' || isBeyondAscii(c); })) return false;
    if (dot == std::string_view::npos) return true;
    domain.remove_prefix(dot + 1);
  }
}

}  // namespace lockstep
