// What both formats write in Cedar: strings, entities and lists.
#include "export/cedar_words.h"

#include "base/text.h"

namespace lockstep {

std::string cedarText(std::string_view text) {
  constexpr char digits[] = "0123456789abcdef";
  std::string out = "\"";
  for (char c : text) {
    if (isControl(c)) {
      out += std::string("\\u{") + digits[(c >> 4) & 7] + digits[c & 15] + "}";
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string cedarEntity(std::string_view type, std::string_view id) { return std::string(type) + "::" + cedarText(id); }

std::string cedarJoined(const std::vector<std::string>& parts, std::string_view between) {
  std::string out;
  for (const auto& part : parts) out += (out.empty() ? "" : std::string(between)) + part;
  return out;
}

std::string cedarList(const std::vector<std::string>& parts) { return "[" + cedarJoined(parts, ", ") + "]"; }

std::string cedarAmong(const std::vector<std::string>& actions) {
  std::string out;
  for (std::size_t i = 0; i < actions.size(); ++i)
    out += (i == 0 ? "" : i % 4 == 0 ? ",\n    " : ", ") + cedarEntity("Action", actions[i]);
  return actions.size() > 4 ? "action in [\n    " + out + "\n  ]" : "action in [" + out + "]";
}

std::string cedarInGroup(std::string_view group) { return "action in " + cedarEntity("Action", group); }

}  // namespace lockstep
