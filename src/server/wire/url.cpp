// URLs and their escapes by Boost.URL; the one file that knows it.
#include "server/wire/url.h"

#include <boost/url/encode.hpp>
#include <boost/url/grammar/lut_chars.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/pct_string_view.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <boost/url/url_view.hpp>

namespace lockstep::server {

namespace urls = boost::urls;

namespace {

/// What would make two different paths the same.
constexpr urls::grammar::lut_chars escapedInPath("/%");

std::optional<std::string> decoded(std::string_view encoded, bool plusIsBlank) {
  const auto checked = urls::make_pct_string_view(encoded);
  return checked ? std::optional(checked->decode(urls::encoding_opts(plusIsBlank))) : std::nullopt;
}

}  // namespace

std::optional<std::string> queryDecoded(std::string_view encoded) { return decoded(encoded, true); }

std::optional<std::string> segmentDecoded(std::string_view encoded) { return decoded(encoded, false); }

std::optional<std::string> pathDecoded(std::string_view encoded) {
  std::string path;
  while (true) {
    const auto end = encoded.find('/');
    const auto segment = segmentDecoded(encoded.substr(0, end));
    if (!segment) return std::nullopt;
    path += urls::encode(*segment, ~escapedInPath);
    if (end == std::string_view::npos) return path;
    path += '/';
    encoded.remove_prefix(end + 1);
  }
}

std::string percentEncoded(std::string_view segment) { return urls::encode(segment, urls::unreserved_chars); }

std::optional<HttpHost> httpHostOf(std::string_view url) {
  const auto read = urls::parse_uri(url);
  if (!read || read->scheme_id() != urls::scheme::http || read->has_userinfo() || read->has_query() ||
      read->has_fragment() || (!read->encoded_path().empty() && read->encoded_path() != "/"))
    return std::nullopt;
  HttpHost host{read->host_address(), read->has_port() ? std::string(read->port()) : "80",
                std::string(read->encoded_host_and_port())};
  return host.name.empty() || host.port.empty() ? std::nullopt : std::optional(std::move(host));
}

bool isUrlPrefix(std::string_view url) {
  const auto read = urls::parse_uri(url);
  if (!read || read->has_userinfo() || read->has_query() || read->has_fragment()) return false;
  const bool isHttp = read->scheme_id() == urls::scheme::http || read->scheme_id() == urls::scheme::https;
  return isHttp && !read->encoded_host().empty() && !url.ends_with('/');
}

}  // namespace lockstep::server
