#include "server/store/audit_check.h"

#include "base/digest.h"
#include "lockstep/base/reader.h"

namespace lockstep::server {

namespace {

std::int64_t integerOf(const Value& value, std::string_view key) {
  const Value* member = value.find(key);
  return member != nullptr ? member->integer() : 0;
}

std::string nameOf(const AuditEntry& entry) { return "entry " + std::to_string(entry.sequence); }

}  // namespace

std::string AuditCheck::checkChain(const AuditEntry& entry, const Value& value) {
  if (stringIn(value, "previous") != end_.hash || value.find("previous") == nullptr)
    return nameOf(entry) + " does not contain the hash of the entry before it";
  const Value* account = value.find("account");
  if (account == nullptr ? namesAccount_ : stringIn(value, "account") != end_.account)
    return nameOf(entry) + " belongs to another account";
  if (integerOf(value, "sequence") != entry.sequence) return nameOf(entry) + " contains another sequence number";
  namesAccount_ = account != nullptr;
  return {};
}

std::string AuditCheck::checkDetails(const AuditEntry& entry, const Value& value) {
  const std::string_view digest = stringIn(value, "details");
  if (digest.empty()) return entry.details ? nameOf(entry) + " has details that it does not name" : std::string();
  if (!entry.details)
    withoutDetails_.insert(entry.sequence);
  else if (sha256(*entry.details) != digest)
    return "the details of " + nameOf(entry) + " were changed: their digest does not match";
  if (const Value* erased = value.find("erased"))
    for (const auto& sequence : erased->items()) withoutDetails_.erase(sequence.integer());
  return {};
}

void AuditCheck::readState(const Value& value) {
  const std::string_view action = stringIn(value, "action");
  // Details may be erased after an account was deleted.
  isDeleted_ = action == "account.delete" || (isDeleted_ && action == "audit.erase");
  // An account that is made again under this id has other facts.
  if (isDeleted_) facts_.reset();
  // An older server writes facts without naming them.
  if (stringIn(value, "details").empty()) facts_.reset();
  if (const auto facts = stringIn(value, "facts"); !facts.empty()) facts_ = facts;
  at_ = {integerOf(value, "revision"), readMark(stringIn(value, "mark"))};
}

std::string AuditCheck::add(const AuditEntry& entry) {
  if (entry.sequence != end_.sequence + 1)
    return nameOf(entry) + " follows entry " + std::to_string(end_.sequence) + ": entries between are missing";
  if (sha256(entry.text) != entry.hash) return nameOf(entry) + " was changed: its hash does not match";
  const auto value = parseJson(entry.text);
  if (!value || !value->root().isObject()) return nameOf(entry) + " is not a JSON object";
  if (std::string fault = checkChain(entry, value->root()); !fault.empty()) return fault;
  if (std::string fault = checkDetails(entry, value->root()); !fault.empty()) return fault;
  readState(value->root());
  end_.sequence = entry.sequence;
  end_.hash = entry.hash;
  return {};
}

std::string AuditCheck::finish() const {
  if (withoutDetails_.empty()) return {};
  return "the details of entry " + std::to_string(*withoutDetails_.begin()) +
         " are missing, and no entry says that they were erased";
}

}  // namespace lockstep::server
