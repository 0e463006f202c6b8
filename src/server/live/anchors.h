#pragma once

#include <map>
#include <mutex>
#include <string>

#include "server/auth/signing_keys.h"
#include "server/store/audit.h"
#include "server/wire/line_writer.h"

namespace lockstep::server {

/// A statement that an account's audit log had an entry with a certain hash. It is kept outside the database, so that
/// an entry that was changed, cut off or rolled back later is noticed.
struct Anchor {
  std::string account;
  std::int64_t sequence = 0;
  std::string hash, at;
};

/// Anchors by account, and those of an account by sequence.
using Anchors = std::map<std::string, std::multimap<std::int64_t, Anchor>>;

/// Returns an anchor of the end of a log as a line of JSON. Its `signature` is a detached JWS (EdDSA, `typ`
/// `lockstep-anchor+jws`) over the object without `signature`, as JSON with sorted keys.
std::string anchorLine(const SigningKey& key, const AuditHead& head, Time at);

/// Reads the lines of a file of anchors, which may be hostile. A problem names the line that cannot be read, or whose
/// signature no key of `keys` has made.
Result<Anchors> readAnchors(std::string_view lines, const KeySet& keys);

/// Appends anchors of all accounts to a file while a server runs. Thread-safe.
class AnchorFile {
 public:
  /// `file` is an open descriptor, `every` the number of entries between two anchors of an account.
  AnchorFile(int file, std::int64_t every, const SigningKeys& keys, LineWriter::Count dropped)
      : writer_(file, std::move(dropped)), every_(every), keys_(keys) {}
  /// Writes an anchor for every account whose log has grown since its last one.
  ~AnchorFile();
  AnchorFile(const AnchorFile&) = delete;
  AnchorFile& operator=(const AnchorFile&) = delete;

  /// Takes note of the end of a log after a commit, and writes an anchor where it is due: for the first entry since the
  /// start, and then each time that `every` more were added.
  void committed(const AuditHead& head);

 private:
  struct State {
    AuditHead head;
    std::int64_t anchored = 0;
  };
  void write(State& state);

  LineWriter writer_;
  const std::int64_t every_;
  const SigningKeys& keys_;
  std::mutex mutex_;
  std::map<std::string, State> states_;  // by account
};

}  // namespace lockstep::server
