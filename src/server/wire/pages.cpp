#include "server/wire/pages.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <tuple>

#include "base/digest.h"
#include "server/wire/content_coding.h"

namespace lockstep::server {

namespace {

namespace fs = std::filesystem;

constexpr std::ptrdiff_t mostDepth = 32;

std::string contentSecurityPolicy(Framing framing) {
  const std::string policy =
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src "
      "'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; ";
  return policy + (framing == Framing::none ? "frame-ancestors 'none'" : "frame-src 'self'; frame-ancestors 'self'");
}

std::string typeOf(const std::string& ending) {
  static const std::map<std::string, std::string> types = {{".html", "text/html; charset=utf-8"},
                                                           {".js", "text/javascript; charset=utf-8"},
                                                           {".css", "text/css; charset=utf-8"},
                                                           {".json", "application/json"},
                                                           {".wasm", "application/wasm"},
                                                           {".svg", "image/svg+xml"},
                                                           {".png", "image/png"},
                                                           {".woff2", "font/woff2"},
                                                           {".txt", "text/plain; charset=utf-8"}};
  const auto at = types.find(ending);
  return at == types.end() ? "application/octet-stream" : at->second;
}

/// Hidden files are not for visitors, but for what RFC 8615 puts there.
bool isHidden(const fs::path& name) { return name.native().starts_with('.') && name != ".well-known"; }

bool isWithin(const fs::path& inner, const fs::path& outer) {
  return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

}  // namespace

/// `folder` is within `root`, both without links. A link is followed where it leads within `root`: a mounted ConfigMap
/// has its files so.
std::optional<std::string> Pages::collect(const fs::path& root, const fs::path& folder, const std::string& address) {
  if (std::count(address.begin(), address.end(), '/') > mostDepth)
    return address + " is nested too deep: a link leads back up";
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const fs::path name = at->path().filename();
    std::error_code isDangling;
    const fs::path target = fs::canonical(at->path(), isDangling);
    if (isHidden(name) || isDangling || !isWithin(target, root)) continue;
    const std::string its = address + name.string();
    if (fs::is_directory(target, error)) {
      if (auto fault = collect(root, target, its + "/")) return fault;
    } else if (fs::is_regular_file(target, error)) {
      std::ifstream in(target, std::ios::binary);
      File& file = files_[its];
      file.type = typeOf(name.extension().string());
      file.body.assign(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
      file.tag = "\"" + sha256(file.body).substr(0, 32) + "\"";
    }
  }
  return error ? std::optional(folder.string() + ": " + error.message()) : std::nullopt;
}

/// A compressed file with other content, such as one of an older build, stays a file of its own.
void Pages::takeCompressed() {
  for (auto& [address, file] : files_) {
    for (const auto& [ending, coding, compressed] :
         {std::tuple(".gz", Coding::gzip, &File::gzip), std::tuple(".br", Coding::brotli, &File::brotli)}) {
      const auto at = files_.find(address + ending);
      if (at != files_.end() && holds(coding, at->second.body, file.body)) file.*compressed = at->second.body;
    }
  }
  for (auto at = files_.begin(); at != files_.end();) {
    const auto isCompressedOf = [&](const auto& ending, std::string File::*compressed) {
      if (!at->first.ends_with(ending)) return false;
      const auto original = files_.find(at->first.substr(0, at->first.size() - 3));
      return original != files_.end() && !(original->second.*compressed).empty();
    };
    at = isCompressedOf(".gz", &File::gzip) || isCompressedOf(".br", &File::brotli) ? files_.erase(at) : std::next(at);
  }
}

std::optional<std::string> Pages::read(const std::string& folder, Pages& pages) {
  std::error_code error;
  const fs::path root = fs::canonical(folder, error);
  if (error) return folder + ": " + error.message();
  if (auto fault = pages.collect(root, root, "/")) return fault;
  pages.takeCompressed();
  return pages.files_.count("/index.html") == 0 ? std::optional(folder + " has no index.html: build the page first")
                                                : std::nullopt;
}

std::optional<HttpResponse> Pages::answer(const HttpRequest& request) const {
  if (request.method != "GET" && request.method != "HEAD") return std::nullopt;
  // An address of the API that is not there is no screen of the page's.
  if (request.path.starts_with("/v1/")) return std::nullopt;
  const bool hasEnding = request.path.find('.', request.path.rfind('/')) != std::string::npos;
  const auto at = files_.find(hasEnding ? request.path : std::string("/index.html"));
  if (at == files_.end()) return std::nullopt;
  const File& file = at->second;
  const Coding coding = chosenCoding(request, !file.gzip.empty(), !file.brotli.empty());
  HttpResponse response;
  response.contentType = file.type;
  // What the build names by its content never changes.
  const bool isNamedByContent = at->first.rfind("/assets/", 0) == 0;
  response.headers = {{"Content-Security-Policy", contentSecurityPolicy(framing_)},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Referrer-Policy", "no-referrer"},
                      {"Cache-Control", isNamedByContent ? "public, max-age=31536000, immutable" : "no-cache"},
                      {"ETag", tagIn(coding, file.tag)}};
  if (!file.gzip.empty() || !file.brotli.empty()) addVary(response, "Accept-Encoding");
  if (request.hasAlready(file.tag)) {
    response.status = 304;
    return response;
  }
  response.body = coding == Coding::gzip ? file.gzip : coding == Coding::brotli ? file.brotli : file.body;
  if (coding != Coding::identity) response.headers.emplace_back("Content-Encoding", nameOf(coding));
  return response;
}

}  // namespace lockstep::server
