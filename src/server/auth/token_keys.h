#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "server/auth/keys.h"

namespace lockstep::server {

/// The file with the public keys of users' tokens, which an identity provider's keys are copied to. Thread-safe.
class TokenKeyFile {
 public:
  explicit TokenKeyFile(std::string file) : file_(std::move(file)) {}

  /// Reads the keys where the file is another than at the last call; nothing where it is the same, good or not.
  std::optional<Result<KeySet>> readIfChanged();

 private:
  const std::string file_;
  std::mutex mutex_;
  std::optional<std::string> known_;  // what stood in it; empty where it could not be read
};

}  // namespace lockstep::server
