#include "server/store/audit.h"

#include <stdexcept>

#include "base/digest.h"
#include "lockstep/base/json.h"
#include "lockstep/base/reader.h"
#include "server/wire/encoding.h"

namespace lockstep::server {

namespace {

/// Bytes of a request, and of an id or an action's name, that an entry contains at most.
constexpr std::size_t mostOfRequest = 8 * 1024, mostOfName = 256;
/// The salt keeps erased details from being guessed by their digest.
constexpr std::size_t saltBytes = 16;

/// Returns a string, or its beginning if it is long: whole characters of UTF-8, and `…`.
std::string shortened(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
  return std::string(text.substr(0, most)) + "…";
}

Value principalOf(const Request& request) {
  Principal principal = request.principal;
  principal.id = shortened(principal.id, mostOfName);
  return toValue(principal);
}

/// Returns the beginning of a request that is too long, its length in bytes, and its digest.
Value cutRequest(std::string_view json) {
  Value cut = Value::object();
  cut.add("start", shortened(json, mostOfRequest));
  cut.add("length", static_cast<std::int64_t>(json.size()));
  cut.add("sha256", sha256(json));
  return cut;
}

std::string detailsOf(const AuditRecord& record) {
  const auto salt = randomBytes(saltBytes);
  if (!salt) throw std::runtime_error("the system has no random bytes");
  Value details = Value::object();
  details.add("salt", toHex(*salt));
  details.add("actor", record.actor);
  details.add("principal", principalOf(record.request));
  // A string, so that every byte stays as it was received: a body that cannot be read is evidence too.
  if (record.requestJson.size() > mostOfRequest)
    details.add("requestCut", cutRequest(record.requestJson));
  else if (!record.requestJson.empty())
    details.add("request", record.requestJson);
  return sortedJson(details);
}

}  // namespace

Request serverRequest(std::string_view action) {
  Request request;
  request.principal = Principal::system();
  request.action = action;
  return request;
}

std::string_view stringIn(const Value& object, std::string_view key) {
  const Value* member = object.find(key);
  return member != nullptr ? member->string() : std::string_view();
}

AuditEntry auditEntry(const AuditHead& head, const AuditRecord& record, const AuditedState& state) {
  std::string details = detailsOf(record);
  Value entry = Value::object();
  entry.add("sequence", head.sequence + 1);
  entry.add("previous", head.hash);
  entry.add("account", head.account);
  entry.add("epoch", head.epoch);
  entry.add("at", formatTime(record.at));
  entry.add("action", shortened(record.request.action, mostOfName));
  entry.add("allowed", record.reason.empty());
  if (!record.reason.empty()) entry.add("reason", record.reason);
  entry.add("revision", state.at.revision);
  if (state.at.mark) entry.add("mark", toText(*state.at.mark));
  entry.add("policy", state.policy);
  if (!state.facts.empty()) entry.add("facts", state.facts);
  if (!record.erased.empty()) {
    Value& erased = entry.add("erased", Value::array());
    for (const auto sequence : record.erased) erased.push(sequence);
  }
  entry.add("details", sha256(details));
  std::string text = sortedJson(entry);
  std::string hash = sha256(text);
  return {head.sequence + 1, std::move(text), std::move(hash), std::move(details)};
}

}  // namespace lockstep::server
