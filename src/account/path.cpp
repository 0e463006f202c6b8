#include "lockstep/account/path.h"

#include <algorithm>

#include "base/text.h"

namespace lockstep {

std::optional<std::string> normalPath(std::string_view path) {
  // No path is longer than its segments allow; this bounds the work on a hostile one.
  if (path.size() > (deepestFolder + 1) * (longestName + 1) + 1) return std::nullopt;
  if (path.starts_with('/')) path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  if (path.empty()) return "/";
  std::size_t segments = 1, begin = 0;
  unsigned char all = 0;
  const auto ends = [&](std::size_t end) {
    const auto segment = path.substr(begin, end - begin);
    begin = end + 1;
    return !segment.empty() && segment.size() <= longestName && segment != "." && segment != "..";
  };
  for (std::size_t at = 0; at < path.size(); ++at) {
    const char c = path[at];
    if (c == '\\' || c == '%' || isControl(c)) return std::nullopt;
    // U+0080 to U+009F are controls too.
    if (c == '\xc2' && at + 1 < path.size() && static_cast<unsigned char>(path[at + 1]) < 0xa0) return std::nullopt;
    if (c == '/' && (!ends(at) || ++segments > deepestFolder + 1)) return std::nullopt;
    all |= static_cast<unsigned char>(c);
  }
  if (!ends(path.size()) || (all >= 0x80 && !isUtf8(path))) return std::nullopt;
  return joinPath("/", path);
}

std::string_view parentPath(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == 0 || slash == std::string_view::npos ? std::string_view("/") : path.substr(0, slash);
}

std::string_view lastSegment(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool isWithin(std::string_view path, std::string_view folder) {
  if (folder == "/") return true;
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

std::string joinPath(std::string_view folder, std::string_view name) {
  std::string path(folder == "/" ? std::string_view() : folder);
  path += '/';
  return path.append(name);
}

std::size_t pathDepth(std::string_view path) {
  return path == "/" ? 0 : static_cast<std::size_t>(std::count(path.begin(), path.end(), '/'));
}

}  // namespace lockstep
