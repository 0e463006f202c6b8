#include "server/wire/content_coding.h"

#include <brotli/decode.h>
#include <zlib.h>

#include <algorithm>
#include <memory>

#include "base/text.h"

namespace lockstep::server {

namespace {

/// Compressing shorter answers costs more time than it saves on the wire.
constexpr std::size_t leastCompressed = 8 * 1024;
/// The argument of `inflateInit2` and `deflateInit2` that means a gzip header.
constexpr int gzipWindow = 15 + 16;

/// Reads a q-value in thousandths: `1`, `0.5`, `0.125`. Returns 0 for anything else, so that a malformed one allows
/// nothing.
int readWeight(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1') || (text.size() > 1 && text[1] != '.'))
    return 0;
  int weight = (text[0] - '0') * 1000, digit = 100;
  for (const char c : text.substr(std::min<std::size_t>(text.size(), 2))) {
    if (c < '0' || c > '9') return 0;
    weight += (c - '0') * digit;
    digit /= 10;
  }
  return weight <= 1000 ? weight : 0;
}

/// The q-value of each coding in thousandths; nothing where the header does not name it.
struct Weights {
  std::optional<int> gzip, brotli, identity, rest;

  int of(const std::optional<int>& weight) const { return weight.value_or(rest.value_or(0)); }
};

Weights readWeights(std::string_view header) {
  Weights weights;
  while (!header.empty()) {
    const auto end = header.find(',');
    const std::string_view element = trimmed(header.substr(0, end));
    header = end == std::string_view::npos ? std::string_view() : header.substr(end + 1);
    const auto semicolon = element.find(';');
    const std::string name = lowerAscii(trimmed(element.substr(0, semicolon)));
    int weight = 1000;
    if (semicolon != std::string_view::npos) {
      const std::string parameter = lowerAscii(trimmed(element.substr(semicolon + 1)));
      weight = parameter.starts_with("q=") ? readWeight(std::string_view(parameter).substr(2)) : 0;
    }
    if (name == "gzip" || name == "x-gzip")
      weights.gzip = weight;
    else if (name == "br")
      weights.brotli = weight;
    else if (name == "identity")
      weights.identity = weight;
    else if (name == "*")
      weights.rest = weight;
  }
  return weights;
}

bool gzipHolds(std::string_view compressed, std::string_view text) {
  z_stream stream{};
  if (inflateInit2(&stream, gzipWindow) != Z_OK) return false;
  const std::unique_ptr<z_stream, decltype(&inflateEnd)> ended(&stream, &inflateEnd);
  // One byte more than expected, to notice a longer text.
  std::string out(text.size() + 1, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
  stream.avail_in = static_cast<uInt>(compressed.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  return inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_in == 0 &&
         std::string_view(out).substr(0, stream.total_out) == text;
}

bool brotliHolds(std::string_view compressed, std::string_view text) {
  std::string out(text.size() + 1, '\0');
  std::size_t size = out.size();
  const auto result =
      BrotliDecoderDecompress(compressed.size(), reinterpret_cast<const std::uint8_t*>(compressed.data()), &size,
                              reinterpret_cast<std::uint8_t*>(out.data()));
  return result == BROTLI_DECODER_RESULT_SUCCESS && std::string_view(out).substr(0, size) == text;
}

auto headerOf(HttpResponse& response, std::string_view name) {
  return std::find_if(response.headers.begin(), response.headers.end(),
                      [&](const auto& header) { return header.first == name; });
}

bool isLarge(const HttpResponse& response) {
  const bool isText = response.contentType == "application/json" || response.contentType.starts_with("text/plain");
  return isText && response.events == nullptr && response.status == 200 && response.body.size() >= leastCompressed;
}

}  // namespace

std::string_view nameOf(Coding coding) {
  switch (coding) {
    case Coding::identity: return "";
    case Coding::gzip: return "gzip";
    case Coding::brotli: return "br";
  }
  return "";
}

Coding chosenCoding(const HttpRequest& request, bool hasGzip, bool hasBrotli) {
  const Weights weights = readWeights(request.header("accept-encoding").value_or(""));
  // Identity is acceptable unless the header excludes it (RFC 9110, 12.5.3), and the last choice.
  const int plain = weights.identity.value_or(weights.rest == 0 ? 0 : 1);
  const int gzip = hasGzip ? weights.of(weights.gzip) : 0, brotli = hasBrotli ? weights.of(weights.brotli) : 0;
  if (brotli > 0 && brotli >= gzip && brotli >= plain) return Coding::brotli;
  return gzip > 0 && gzip >= plain ? Coding::gzip : Coding::identity;
}

std::string tagIn(Coding coding, std::string_view tag) {
  std::string out(tag);
  if (coding != Coding::identity && out.ends_with('"')) out.insert(out.size() - 1, "-" + std::string(nameOf(coding)));
  return out;
}

bool isTagOf(std::string_view given, std::string_view tag) {
  return given == tag || given == tagIn(Coding::gzip, tag) || given == tagIn(Coding::brotli, tag);
}

std::optional<std::string> compressGzip(std::string_view text) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, gzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK) return std::nullopt;
  const std::unique_ptr<z_stream, decltype(&deflateEnd)> ended(&stream, &deflateEnd);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) return std::nullopt;
  out.resize(stream.total_out);
  return out;
}

bool holds(Coding coding, std::string_view compressed, std::string_view text) {
  if (coding == Coding::identity) return compressed == text;
  return coding == Coding::gzip ? gzipHolds(compressed, text) : brotliHolds(compressed, text);
}

void addVary(HttpResponse& response, std::string_view name) {
  const auto vary = headerOf(response, "Vary");
  if (vary != response.headers.end())
    vary->second.append(", ").append(name);
  else
    response.headers.emplace_back("Vary", name);
}

void compressLargeAnswer(const HttpRequest& request, HttpResponse& response) {
  const auto tag = headerOf(response, "ETag");
  if (response.status == 304 && tag != response.headers.end()) {
    const std::string compressedTag = tagIn(Coding::gzip, tag->second);
    if (request.header("if-none-match").value_or("").find(compressedTag) != std::string::npos)
      tag->second = compressedTag;
  }
  if (!isLarge(response)) return;
  addVary(response, "Accept-Encoding");
  if (chosenCoding(request, true, false) != Coding::gzip) return;
  auto compressed = compressGzip(response.body);
  if (!compressed || compressed->size() >= response.body.size()) return;
  response.body = std::move(*compressed);
  response.headers.emplace_back("Content-Encoding", nameOf(Coding::gzip));
  if (const auto moved = headerOf(response, "ETag"); moved != response.headers.end())
    moved->second = tagIn(Coding::gzip, moved->second);
}

}  // namespace lockstep::server
