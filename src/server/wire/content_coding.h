#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/wire/http.h"

namespace lockstep::server {

/// A content coding (RFC 9110, 8.4.1).
enum class Coding { identity, gzip, brotli };

/// Returns what `Content-Encoding` says: `gzip` or `br`; empty for `identity`.
std::string_view nameOf(Coding coding);

/// Returns the available coding with the highest q-value in `Accept-Encoding`. Of equal ones, brotli comes before gzip
/// and gzip before identity. Returns `identity` where the request accepts none.
Coding chosenCoding(const HttpRequest& request, bool hasGzip, bool hasBrotli);

/// Returns the ETag of the same content in another coding: `"41"` becomes `"41-gzip"`. Different bytes need different
/// strong tags (RFC 9110, 8.8.3).
std::string tagIn(Coding coding, std::string_view tag);
/// Returns whether `given` is `tag` in any coding.
bool isTagOf(std::string_view given, std::string_view tag);

/// Compresses with gzip at its fastest level. Returns nothing where memory is short.
std::optional<std::string> compressGzip(std::string_view text);
/// Returns whether `compressed` decompresses to exactly `text`.
bool holds(Coding coding, std::string_view compressed, std::string_view text);

/// Appends `name` to the header `Vary`.
void addVary(HttpResponse& response, std::string_view name);

/// Compresses a JSON or text answer of 8 KB or more with gzip where the request accepts that, and changes its `ETag`. A
/// 304 gets the tag that the caller sent.
void compressLargeAnswer(const HttpRequest& request, HttpResponse& response);

}  // namespace lockstep::server
