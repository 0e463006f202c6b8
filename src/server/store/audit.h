#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/access/request.h"
#include "lockstep/base/json.h"
#include "server/store/history.h"

namespace lockstep::server {

/// The end of an account's audit chain. An empty chain has sequence 0 and no hash.
struct AuditHead {
  std::int64_t sequence = 0;
  std::string hash;
  std::string account;  ///< whose chain it is
  std::string epoch;    ///< the history that the next entry belongs to
};

/// One entry of the audit log. `text` is JSON with sorted keys and contains the hash of the entry before it; `hash` is
/// the SHA-256 of `text`. `details` is JSON with the actor, the principal and the request; `text` contains its SHA-256.
/// So details can be erased, and the chain can still be verified.
struct AuditEntry {
  std::int64_t sequence = 0;
  std::string text, hash;
  std::optional<std::string> details;  ///< absent: erased, or the entry of an older server, which has all in `text`
};

/// A request to be added to the audit log.
struct AuditRecord {
  Time at = 0;
  std::string_view actor;  ///< the user who signed in, or the service key that spoke for the principal
  const Request& request;
  std::string_view requestJson;        ///< as it was received
  std::string_view reason;             ///< why it was refused; empty: it was applied
  std::vector<std::int64_t> erased{};  ///< the entries whose details this one erases
};

/// Returns a request that a server or its operator makes, such as `account.create`. No policy has its action, so that
/// no user can send it.
Request serverRequest(std::string_view action);

/// Where an account is after a request.
struct AuditedState {
  RevisionId at;
  std::string_view policy;  ///< digest of the policy in force
  std::string_view facts;   ///< digest of the facts, where the request's transaction writes all of them
};

/// Returns a member of a JSON object that is a string; empty if there is none.
std::string_view stringIn(const Value& object, std::string_view key);

/// Makes the entry that follows `head`. Of a request of more than 8 KiB it contains the beginning, the length and the
/// digest. Throws std::runtime_error if the system has no random bytes.
AuditEntry auditEntry(const AuditHead& head, const AuditRecord& record, const AuditedState& state);

}  // namespace lockstep::server
