#pragma once

#include <fstream>
#include <iterator>
#include <optional>
#include <string>

namespace lockstep::server {

/// Returns the bytes of a file; nothing if it cannot be read.
inline std::optional<std::string> wholeFile(const std::string& name) {
  std::ifstream in(name, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

}  // namespace lockstep::server
