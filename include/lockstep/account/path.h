#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lockstep {

/// Returns the normal form of a path: "/" for the root, else "/a/b" (R-152: slashes at both ends are optional). Nothing
/// if the path is refused: `.`, `..` or empty segments, backslash, percent sign, control characters, bad UTF-8
/// a segment longer than any name, or more than 50 folders and a file. A valid name
/// below a normal path makes a normal path, if it is not too deep. `..` is refused, never resolved. Input may be
/// hostile.
std::optional<std::string> normalPath(std::string_view path);

/// These expect normal paths. Comparison is by whole segments, byte by byte.
std::string_view parentPath(std::string_view path);
/// Returns the last segment: the name of the file or folder.
std::string_view lastSegment(std::string_view path);
/// Returns whether `path` is `folder` or below it.
bool isWithin(std::string_view path, std::string_view folder);
/// Returns the path of `name` in `folder`.
std::string joinPath(std::string_view folder, std::string_view name);
/// Returns the number of segments.
std::size_t pathDepth(std::string_view path);

/// The most folders that lie in each other.
inline constexpr std::size_t deepestFolder = 50;
inline constexpr std::size_t longestName = 255;  ///< of a file or folder, in bytes (R-153)

}  // namespace lockstep
