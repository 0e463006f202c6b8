#include "server/token_keys.h"

#include <fstream>
#include <iterator>

namespace lockstep::server {

std::optional<Result<KeySet>> TokenKeyFile::readIfChanged() {
  // By what stands in it: a mounted file is replaced by a link, and its time may stay.
  std::ifstream in(file_, std::ios::binary);
  std::string text;
  if (in) text.assign(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  const std::lock_guard lock(mutex_);
  if (known_ == text) return std::nullopt;
  known_ = text;
  if (!in) return Result<KeySet>(Problem{"file_unreadable", file_, "Cannot be read."});
  auto keys = KeySet::read(text);
  return keys;
}

}  // namespace lockstep::server
