#include "server/store/history.h"

#include <stdexcept>

#include "base/digest.h"
#include "server/wire/encoding.h"
#include "server/wire/http_request.h"

namespace lockstep::server {

namespace {

constexpr std::size_t markDigits = 16;
constexpr std::string_view epochBegins = R"({"format":"lockstep-epoch/1","epoch":")";
constexpr std::string_view epochEnds = R"("})";

}  // namespace

std::string toText(Mark mark) {
  std::string out(markDigits, '0');
  for (auto at = out.rbegin(); at != out.rend(); ++at, mark >>= 4) *at = "0123456789abcdef"[mark & 15];
  return out;
}

std::optional<Mark> readMark(std::string_view text) {
  if (text.size() != markDigits) return std::nullopt;
  Mark mark = 0;
  for (const char c : text) {
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return std::nullopt;
    mark = mark << 4 | static_cast<Mark>(c <= '9' ? c - '0' : c - 'a' + 10);
  }
  return mark;
}

std::string toText(const RevisionId& id) {
  return std::to_string(id.revision) + (id.mark ? "." + toText(*id.mark) : std::string());
}

std::optional<RevisionId> readRevisionId(std::string_view text) {
  const auto dot = text.find('.');
  const auto revision = readDigits(text.substr(0, dot));
  if (!revision) return std::nullopt;
  if (dot == std::string_view::npos) return RevisionId{*revision, std::nullopt};
  const auto mark = readMark(text.substr(dot + 1));
  return mark ? std::optional(RevisionId{*revision, mark}) : std::nullopt;
}

Mark markAfter(Mark mark, std::string_view delta) {
  return *readMark(std::string_view(sha256(toText(mark).append(delta))).substr(0, markDigits));
}

std::string newEpoch() {
  const auto bytes = randomBytes(markDigits / 2);
  if (!bytes) throw std::runtime_error("the system has no random bytes");
  return toHex(*bytes);
}

/// The epochs that a migration makes have the same form.
Mark firstMark(std::string_view epoch) { return readMark(epoch).value_or(0); }

std::string epochChange(std::string_view epoch) { return std::string(epochBegins).append(epoch).append(epochEnds); }

std::optional<std::string> epochOf(std::string_view change) {
  if (!change.starts_with(epochBegins)) return std::nullopt;
  const std::string_view epoch = change.substr(epochBegins.size(), markDigits);
  return readMark(epoch) ? std::optional(std::string(epoch)) : std::nullopt;
}

}  // namespace lockstep::server
