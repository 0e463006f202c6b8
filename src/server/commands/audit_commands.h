#pragma once

#include <string>
#include <vector>

namespace lockstep::server {

/// Options of `lockstep audit`. An empty `account` means every account.
struct AuditOptions {
  std::string data, account;
  std::string anchors;                   ///< file of anchors that the log must contain; empty: none
  std::string keys;                      ///< file with the public keys of the anchors; empty: those of the database
  std::vector<std::string> signingKeys;  ///< PEM files; the first signs anchors; empty: the database's key
};

/// `lockstep audit verify|anchor`. They return the exit code: 0, 1 if a log has a fault, 2 if something cannot be read.
int verifyAudit(const AuditOptions& options);
int anchorAudit(const AuditOptions& options);

/// `lockstep audit erase`: deletes the details of the entries of `account` that name `user` or contain one of
/// `strings`.
int eraseAudit(const std::string& data, const std::string& account, const std::string& user,
               std::vector<std::string> strings);

}  // namespace lockstep::server
