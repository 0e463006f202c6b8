#include "server/auth/token_keys.h"

#include "server/wire/whole_file.h"

namespace lockstep::server {

std::optional<Result<KeySet>> TokenKeyFile::readIfChanged() {
  // Compared by content: a mounted file is replaced by a link, and its time may stay the same.
  const auto content = wholeFile(file_);
  const std::string text = content.value_or("");
  const std::lock_guard lock(mutex_);
  if (known_ == text) return std::nullopt;
  known_ = text;
  if (!content) return Result<KeySet>(Problem{"file_unreadable", file_, "Cannot be read."});
  return KeySet::read(text);
}

}  // namespace lockstep::server
