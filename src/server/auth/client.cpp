#include "server/auth/client.h"

#include <boost/asio.hpp>
#include <boost/beast.hpp>

#include "base/text.h"
#include "server/wire/url.h"

namespace lockstep::server {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

struct Client::Connection {
  asio::io_context context;
  beast::tcp_stream stream{context};
  beast::flat_buffer buffer;
};

Client::Client(std::string url, std::string token) : url_(std::move(url)), token_(std::move(token)) {}
Client::~Client() = default;

Result<Reply> Client::ask(const std::string& method, const std::string& path, const std::string& body) {
  const auto host = httpHostOf(url_);
  if (!host) return Problem{"server_unreachable", "", url_ + " is no address of a server; give http://HOST:PORT"};
  http::request<http::string_body> request(http::string_to_verb(method), path, 11);
  request.set(http::field::host, host->authority);
  request.set(http::field::authorization, "Bearer " + token_);
  if (!body.empty()) request.set(http::field::content_type, "application/json");
  request.body() = body;
  request.prepare_payload();
  // A connection that the server has closed meanwhile is opened once more.
  for (int attempt = 0;; ++attempt) {
    beast::error_code error;
    const bool isNew = connection_ == nullptr;
    if (isNew) {
      connection_ = std::make_unique<Connection>();
      asio::ip::tcp::resolver resolver(connection_->context);
      const auto found = resolver.resolve(host->name, host->port, error);
      if (!error) connection_->stream.connect(found, error);
      if (!error) connection_->stream.socket().set_option(asio::ip::tcp::no_delay(true), error);
    }
    http::response_parser<http::string_body> parser;
    parser.body_limit(std::uint64_t(256) << 20);
    if (!error) http::write(connection_->stream, request, error);
    if (!error) http::read(connection_->stream, connection_->buffer, parser, error);
    if (!error) {
      Reply reply{static_cast<int>(parser.get().result_int()), {}, std::move(parser.get().body())};
      for (const auto& field : parser.get())
        reply.headers[lowerAscii(field.name_string())] = std::string(field.value());
      if (!parser.get().keep_alive()) connection_.reset();
      return reply;
    }
    connection_.reset();
    if (isNew || attempt > 0) return Problem{"server_unreachable", "", url_ + ": " + error.message()};
  }
}

}  // namespace lockstep::server
