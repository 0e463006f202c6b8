#include "server/audit.h"

#include "base/digest.h"
#include "base/json.h"
#include "base/reader.h"

namespace lockstep::server {

AuditEntry auditEntry(const AuditHead& head, Time at, std::string_view actor, const Request& request, std::string_view requestJson, std::string_view reason, std::int64_t revision) {
  Value entry = Value::object();
  entry.add("sequence", head.sequence + 1);
  entry.add("previous", head.hash);
  entry.add("at", formatTime(at));
  entry.add("actor", actor);
  entry.add("principal", toValue(request.principal));
  entry.add("action", request.action);
  // As it came: what could not be read is evidence too.
  if (const auto given = parseJson(requestJson)) entry.add("request", given->copy());
  entry.add("allowed", reason.empty());
  if (!reason.empty()) entry.add("reason", reason);
  entry.add("revision", revision);
  std::string text = sortedJson(entry);
  std::string hash = sha256(text);
  return {head.sequence + 1, std::move(text), std::move(hash)};
}

std::string auditFault(const AuditHead& head, const AuditEntry& entry) {
  const std::string which = "entry " + std::to_string(entry.sequence);
  if (entry.sequence != head.sequence + 1) return which + " follows entry " + std::to_string(head.sequence) + ": some are missing";
  if (sha256(entry.text) != entry.hash) return which + " is not what its hash says: it was changed";
  const auto value = parseJson(entry.text);
  if (!value) return which + " is not JSON";
  const Value* previous = value->find("previous");
  if (previous == nullptr || previous->string() != head.hash) return which + " does not name the hash of the entry before it";
  const Value* sequence = value->find("sequence");
  if (sequence == nullptr || sequence->integer() != entry.sequence) return which + " has another number inside";
  return {};
}

}  // namespace lockstep::server
