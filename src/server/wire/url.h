#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lockstep::server {

/// Replaces the escapes of a query's name or value; a `+` is a blank. Returns nothing for a bad escape.
std::optional<std::string> queryDecoded(std::string_view encoded);
/// Replaces the escapes of a path, but for `%2F` and `%25`: they are data of their segment. Returns nothing for a bad
/// escape.
std::optional<std::string> pathDecoded(std::string_view encoded);
/// Replaces all escapes of one segment of a path. Returns nothing for a bad escape.
std::optional<std::string> segmentDecoded(std::string_view encoded);
/// Escapes what is not a letter, a digit, `-`, `.`, `_` or `~`.
std::string percentEncoded(std::string_view segment);

/// A server that speaks HTTP.
struct HttpHost {
  std::string name;       ///< a name, or an address without brackets
  std::string port;       ///< as digits
  std::string authority;  ///< both, as the URL writes them
};
/// Reads `http://HOST:PORT`, to which one `/` may be added. Returns nothing for any other URL.
std::optional<HttpHost> httpHostOf(std::string_view url);
/// Returns whether a URL is `http` or `https`, has a host, no query, no fragment, and does not end with `/`.
bool isUrlPrefix(std::string_view url);

}  // namespace lockstep::server
