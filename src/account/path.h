#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lockstep {

/// The normal form of a path: "/" for the root, else "/a/b" (R-152: slashes at both ends are optional). Nothing
/// when the path is refused: `.`, `..` or empty segments, backslash, percent sign, control characters, bad UTF-8
/// a segment longer than any name, or more than 50 folders and a file. So what is made at or
/// moved to a place of normal paths has one too, if it is not too deep. Nothing is ever resolved. Input may be hostile.
std::optional<std::string> normalPath(std::string_view path);

/// These expect normal paths. Comparison is by whole segments, byte by byte.
std::string_view parentPath(std::string_view path);
std::string_view lastSegment(std::string_view path);
/// Whether `path` is the folder itself or anything below it.
bool isWithin(std::string_view path, std::string_view folder);
std::string joinPath(std::string_view folder, std::string_view name);
std::size_t pathDepth(std::string_view path);

inline constexpr std::size_t deepestFolder = 50;
inline constexpr std::size_t longestName = 255;  ///< of a file or folder, in bytes (R-153)

}  // namespace lockstep
