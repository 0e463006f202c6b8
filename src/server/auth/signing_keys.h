#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "server/auth/keys.h"
#include "server/store/store.h"

namespace lockstep::server {

/// A key that signs snapshots from a moment on, until the next one does.
struct TimedSigningKey {
  SigningKey key;
  Time signsFrom = 0;
};

/// The server's signing keys. Each is published at `/v1/keys` before it signs, and for as long as a snapshot lasts
/// after the next one signs, so that a page always finds the key of its snapshot. Thread-safe.
class SigningKeys {
 public:
  /// A new key is published for so many seconds before it signs: longer than pages and proxies cache `/v1/keys`.
  static constexpr Time notice = 600;

  /// Reads PEM files: the first signs, and the others are published beside it.
  static Result<std::unique_ptr<SigningKeys>> ofFiles(const std::vector<std::string>& files);
  /// Reads the keys that the database keeps, and makes the first one.
  static Result<std::unique_ptr<SigningKeys>> ofStore(Store& store);

  /// The key that signs at `now`.
  SigningKey current(Time now) const;
  /// The public keys that `/v1/keys` returns at `now`, as JWKs.
  std::vector<Value> published(Time now) const;
  /// Reads the database's keys again: another process may have added one. Does nothing for keys of files.
  Problems readAgain();

 private:
  explicit SigningKeys(std::vector<TimedSigningKey> keys, Store* store) : keys_(std::move(keys)), store_(store) {}
  static Result<std::vector<TimedSigningKey>> readStore(Store& store);

  mutable std::mutex mutex_;
  std::vector<TimedSigningKey> keys_;  // never empty; by the moment at which each begins to sign
  Store* const store_;
};

}  // namespace lockstep::server
