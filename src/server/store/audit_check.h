#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "lockstep/base/json.h"
#include "server/store/audit.h"

namespace lockstep::server {

/// Verifies an account's audit log, entry by entry from the first one.
class AuditCheck {
 public:
  explicit AuditCheck(std::string account) { end_.account = std::move(account); }

  /// Returns the fault of the next entry, in words; empty if it has none.
  std::string add(const AuditEntry& entry);
  /// Returns the fault of the log as a whole, once all entries were added; empty if it has none.
  std::string finish() const;

  /// The last entry that was added.
  const AuditHead& end() const { return end_; }
  /// Returns whether the last entry says that the account was deleted.
  bool isDeleted() const { return isDeleted_; }
  /// The digest of the facts that the last entry with one contains; absent for an account of an older server.
  const std::optional<std::string>& facts() const { return facts_; }
  /// Where the account was after the last entry. Its mark is absent in entries of older servers.
  const RevisionId& at() const { return at_; }

 private:
  std::string checkChain(const AuditEntry& entry, const Value& value);
  std::string checkDetails(const AuditEntry& entry, const Value& value);
  void readState(const Value& value);

  AuditHead end_;
  bool namesAccount_ = false;  // then all entries that follow do
  bool isDeleted_ = false;
  std::optional<std::string> facts_;
  RevisionId at_;
  std::set<std::int64_t> withoutDetails_;
};

}  // namespace lockstep::server
