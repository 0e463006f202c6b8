#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "server/wire/http.h"

namespace lockstep::server {

/// Which pages may show the served ones in a frame, and may have frames themselves.
enum class Framing { none, sameOrigin };

/// The files of a built page, read once into memory and served under a strict Content-Security-Policy.
class Pages {
 public:
  explicit Pages(Framing framing) : framing_(framing) {}

  /// Reads every file below `folder` that is not hidden and does not lead out of it by a link. `app.js.br` and
  /// `app.js.gz` are sent instead of `app.js` where they decompress to the same bytes. Returns the fault in words where
  /// the folder cannot be read.
  static std::optional<std::string> read(const std::string& folder, Pages& pages);

  /// The file of that address, `index.html` for `/` and for an address without an ending; nothing where there is none.
  std::optional<HttpResponse> answer(const HttpRequest& request) const;

 private:
  struct File {
    std::string type, body, tag;
    std::string gzip, brotli;  ///< compressed beforehand; empty where there is no such file
  };
  std::optional<std::string> collect(const std::filesystem::path& root, const std::filesystem::path& folder,
                                     const std::string& address);
  void takeCompressed();

  const Framing framing_;
  std::map<std::string, File, std::less<>> files_;
};

}  // namespace lockstep::server
