#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "server/auth/jws.h"
#include "server/auth/token_keys.h"

namespace lockstep::server {

/// A party whose signed tokens sign users in, and the conditions under which they do.
struct TrustedIssuer {
  Expectation expected;
  KeySet keys;
  std::vector<std::string> accounts;  ///< ids, or beginnings of ids that end in `*`; empty: every account

  bool mayNameAccount(std::string_view account) const;
};
using Issuers = std::vector<TrustedIssuer>;

/// Returns the issuer that a token of `name` (its unverified `iss`) must be verified by; null if there is none. An
/// issuer without a name takes the tokens that no other issuer takes.
const TrustedIssuer* issuerOf(const Issuers& issuers, const std::optional<std::string>& name);

/// The configured issuers, whose key files are read again when they change. Thread-safe.
class IssuerFiles {
 public:
  /// `name` is the place of its problems, such as `--token-keys`; its keys are in `file`.
  void add(std::string name, Expectation expected, const std::string& file, std::vector<std::string> accounts = {});
  /// Adds the issuers of a document:
  ///     {"issuers": [{"issuer": "https://…", "keys": "FILE", "audience": "…", "userClaim": "…", "accountClaim": "…",
  ///                   "tokenSeconds": 3600, "accounts": ["acme", "acme-*"]}]}
  /// `issuer` and `keys` are required, and an issuer is named once. A relative `keys` is beside the document, whose
  /// name is `file`. Returns all problems, and then adds nothing.
  Problems addDocument(const std::string& file);

  /// Returns all issuers if any key file has changed since the last call; else nothing. An issuer whose file is no set
  /// of keys keeps the keys that it had, and has a problem. A key that cannot be used here is passed over, with a note.
  std::optional<Issuers> readIfChanged(Problems& problems, Problems& notes);

 private:
  struct Entry {
    std::string name;
    Expectation expected;
    std::vector<std::string> accounts;
    std::unique_ptr<TokenKeyFile> file;
    std::optional<KeySet> keys;
  };
  std::mutex mutex_;
  std::vector<Entry> entries_;
};

}  // namespace lockstep::server
