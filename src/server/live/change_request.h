#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lockstep/access/request.h"
#include "lockstep/base/json.h"
#include "server/store/history.h"

namespace lockstep::server {

/// A change that a caller asks for, and the conditions under which it is carried out.
struct ChangeRequest {
  Request request;
  std::string requestJson;                             ///< as it came, for the audit log and for Idempotency-Key
  std::string actor;                                   ///< the caller who signed in
  std::optional<std::vector<RevisionId>> ifRevisions;  ///< If-Match: the account must be at one of them
  std::optional<std::string> idempotencyKey;           ///< counts for this actor alone
  bool returnsDelta = false;  ///< whether the answer contains the account's delta: for a host alone
};

/// The outcome of a request to change an account. For the same Idempotency-Key it is the same again.
struct Outcome {
  enum class Kind { applied, refused, wrongRevision, keyReused, noAccount };
  Kind kind = Kind::noAccount;
  std::string body;  ///< of an applied request
  Value decision;    ///< of a refused request
  RevisionId at;     ///< without a mark where it is not on disk yet
  bool isReplay = false;
};

}  // namespace lockstep::server
