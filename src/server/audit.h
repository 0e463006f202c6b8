#pragma once

#include <cstdint>
#include <string>

#include "access/request.h"

namespace lockstep::server {

/// Where an account's audit chain ends. An empty chain has sequence 0 and no hash.
struct AuditHead {
  std::int64_t sequence = 0;
  std::string hash;
};

/// One entry of the audit log: a request that was applied or refused, with who, what, why and the revision after it.
/// `text` is JSON with its keys in order, and names the hash of the entry before it; `hash` is the SHA-256 of the text.
struct AuditEntry {
  std::int64_t sequence = 0;
  std::string text, hash;
};

/// The entry that comes after `head`. `actor` is who signed in (a user, or a service key that spoke for the principal);
/// `reason` why it was refused, empty where it was not; `revision` the account's afterwards.
AuditEntry auditEntry(const AuditHead& head, Time at, std::string_view actor, const Request& request, std::string_view requestJson, std::string_view reason, std::int64_t revision);

/// Whether an entry follows `head` and is what its hash says; the fault in words where not.
std::string auditFault(const AuditHead& head, const AuditEntry& entry);

}  // namespace lockstep::server
