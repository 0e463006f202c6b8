#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "server/http.h"

namespace lockstep::server {

/// The files of a built page, read once into memory and served under a strict Content-Security-Policy.
class Pages {
 public:
  /// Every file below `folder` that is not hidden and does not lead out of it by a link; the fault in words where it cannot
  /// be read.
  static std::optional<std::string> read(const std::string& folder, Pages& pages);

  /// The file of that address, `index.html` for `/` and for an address without an ending; nothing where there is none.
  std::optional<HttpResponse> answer(const HttpRequest& request) const;

 private:
  struct File {
    std::string type, body;
  };
  std::optional<std::string> collect(const std::filesystem::path& root, const std::filesystem::path& folder, const std::string& address);

  std::map<std::string, File, std::less<>> files_;
};

}  // namespace lockstep::server
