#include "server/wire/connection.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "server/wire/http_request.h"
#include "server/wire/send_queue.h"

namespace lockstep::server {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

namespace {

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);
constexpr unsigned httpVersion = 11;
/// What an idle connection may keep of its buffer.
constexpr std::size_t mostKept = 4 * 1024;

http::response<http::string_body> messageOf(HttpResponse response, bool keepAlive, bool isHead) {
  http::response<http::string_body> out(static_cast<http::status>(response.status), httpVersion);
  if (response.status != 204 && response.status != 304) out.set(http::field::content_type, response.contentType);
  for (const auto& [name, value] : response.headers) out.set(name, value);
  out.keep_alive(keepAlive);
  out.body() = std::move(response.body);
  const auto length = out.body().size();
  if (isHead) out.body().clear();
  if (response.status != 204 && response.status != 304) out.content_length(length);
  return out;
}

/// One more while this lives.
class Counted {
 public:
  explicit Counted(std::atomic<std::size_t>& count) : count_(count), now_(++count_) {}
  ~Counted() { --count_; }
  Counted(const Counted&) = delete;
  /// How many there were with this one.
  std::size_t now() const { return now_; }

 private:
  std::atomic<std::size_t>& count_;
  const std::size_t now_;
};

class Connection {
 public:
  Connection(Connections& all, beast::tcp_stream stream)
      : all_(all), stream_(std::move(stream)), buffer_(mostBuffered) {}

  asio::awaitable<void> serve();

 private:
  using Parser = http::request_parser<http::string_body>;

  /// A request while it is read.
  struct Incoming {
    Parser parser;
    std::optional<HttpRequest> request;
    std::optional<int> refusal;       ///< the status with which it is refused
    bool isLost = false;              ///< nothing can be answered
    bool isUnread = false;            ///< its body was not read, since its caller may not send it
    std::optional<Counted> longBody;  ///< few at once: they take much memory
  };

  asio::awaitable<bool> answerOne();
  asio::awaitable<void> readHead(Incoming& incoming);
  asio::awaitable<void> admitBody(Incoming& incoming);
  asio::awaitable<void> readBody(Incoming& incoming);
  asio::awaitable<void> refuse(Incoming& incoming);
  asio::awaitable<bool> send(HttpResponse response, bool isHead, bool keepAlive, bool isUnread);
  asio::awaitable<void> sendEvents(HttpResponse response, bool isHead);
  asio::awaitable<void> linger();

  Connections& all_;
  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
};

asio::awaitable<void> Connection::serve() {
  const Counted counted(all_.open);
  try {
    if (all_.open > all_.options.mostConnections) {
      stream_.expires_after(std::chrono::seconds(1));
      co_await http::async_write(stream_, messageOf(all_.options.refuse(503, nullptr), false, false), quietly);
    } else {
      while (co_await answerOne()) {
      }
    }
  } catch (const std::exception&) {
    // Out of memory for this one connection: it ends, the others go on.
  }
  beast::error_code ignored;
  stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
}

/// Reads one request and answers it. Returns whether the connection can take another.
asio::awaitable<bool> Connection::answerOne() {
  Incoming incoming;
  co_await readHead(incoming);
  const Counted counted(all_.answering);
  if (!incoming.isLost && !incoming.refusal) co_await admitBody(incoming);
  if (incoming.isLost) co_return false;
  if (incoming.refusal) {
    co_await refuse(incoming);
    co_return false;
  }
  HttpRequest& request = *incoming.request;
  if (!incoming.isUnread) request.body = std::move(incoming.parser.get().body());
  const bool keepAlive = incoming.parser.get().keep_alive() && !incoming.isUnread && !all_.isStopping;
  stream_.expires_never();
  request.received = std::chrono::steady_clock::now();
  auto response = co_await all_.lanes.responseTo(request, stream_.socket());
  if (!response) co_return false;
  co_return co_await send(std::move(*response), request.method == "HEAD", keepAlive, incoming.isUnread);
}

asio::awaitable<void> Connection::readHead(Incoming& incoming) {
  Parser& parser = incoming.parser;
  parser.header_limit(static_cast<std::uint32_t>(all_.options.mostHeaderBytes));
  parser.body_limit(boost::none);
  stream_.expires_after(all_.options.idleTime);
  auto [error, bytes] = co_await http::async_read_header(stream_, buffer_, parser, quietly);
  const bool isHttpError = error.category() == http::make_error_code(http::error::bad_target).category();
  if (error == http::error::header_limit || error == http::error::buffer_overflow)
    incoming.refusal = 431;
  else if (error && error != http::error::end_of_stream && isHttpError)
    incoming.refusal = 400;
  else if (error)
    incoming.isLost = true;
  if (error) co_return;
  incoming.request = requestOf(parser.get());
  if (!incoming.request) incoming.refusal = 400;
}

/// Reads the body if it is short, or its caller may send a long one.
asio::awaitable<void> Connection::admitBody(Incoming& incoming) {
  HttpRequest& request = *incoming.request;
  request.target = all_.options.target(request);
  const std::size_t limit = request.target.bodyLimit;
  const Parser& parser = incoming.parser;
  const std::uint64_t announced = parser.content_length().value_or(parser.chunked() ? limit : 0);
  if (announced > limit) {
    incoming.refusal = 413;
  } else if (announced > firstBody) {
    incoming.isUnread = !co_await all_.lanes.mayUploadLarge(request);
    const bool isLong = !incoming.isUnread && announced > usualBody;
    if (isLong && incoming.longBody.emplace(all_.longBodies).now() > all_.options.mostLongBodies)
      incoming.refusal = 503;
  }
  if (!incoming.refusal && !incoming.isUnread) co_await readBody(incoming);
}

asio::awaitable<void> Connection::readBody(Incoming& incoming) {
  Parser& parser = incoming.parser;
  parser.body_limit(incoming.request->target.bodyLimit);
  stream_.expires_after(all_.options.requestTime);
  if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
    http::response<http::empty_body> go(http::status::continue_, httpVersion);
    co_await http::async_write(stream_, go, quietly);
  }
  // Beast reads as much at once as there is room for, which would be half a kilobyte.
  buffer_.reserve(
      std::min<std::size_t>(parser.content_length().value_or(parser.chunked() ? mostBuffered : 0), mostBuffered));
  auto [error, bytes] = co_await http::async_read(stream_, buffer_, parser, quietly);
  if (buffer_.capacity() > mostKept && buffer_.size() <= mostKept) buffer_.shrink_to_fit();
  if (error == http::error::body_limit)
    incoming.refusal = 413;
  else if (error == http::error::buffer_overflow || error == http::error::header_limit)
    incoming.refusal = 431;  // of an extension of a chunk, of trailers or of a chunk's length
  else if (error == beast::error::timeout)
    incoming.isLost = true;
  else if (error)
    incoming.refusal = 400;
}

asio::awaitable<void> Connection::refuse(Incoming& incoming) {
  incoming.longBody.reset();
  stream_.expires_after(std::chrono::seconds(5));
  const HttpRequest* request = incoming.request ? &*incoming.request : nullptr;
  co_await http::async_write(stream_, messageOf(all_.options.refuse(*incoming.refusal, request), false, false),
                             quietly);
  co_await linger();
}

/// Returns whether the connection can take another request.
asio::awaitable<bool> Connection::send(HttpResponse response, bool isHead, bool keepAlive, bool isUnread) {
  stream_.expires_after(all_.options.requestTime);
  if (response.events != nullptr) {
    co_await sendEvents(std::move(response), isHead);
    co_return false;
  }
  auto message = messageOf(std::move(response), keepAlive, isHead);
  auto [error, bytes] = co_await http::async_write(stream_, message, quietly);
  if (isUnread) co_await linger();
  co_return !error && keepAlive;
}

asio::awaitable<void> Connection::sendEvents(HttpResponse response, bool isHead) {
  const auto queue = response.events;
  {
    const std::lock_guard lock(all_.mutex);
    all_.streams[queue.get()] = queue;
    if (all_.isStopping) queue->close();
  }
  http::response<http::empty_body> head(http::status::ok, httpVersion);
  head.set(http::field::content_type, "text/event-stream");
  head.set(http::field::cache_control, "no-store");
  for (const auto& [name, value] : response.headers) head.set(name, value);
  head.keep_alive(false);
  http::response_serializer<http::empty_body> serializer(head);
  auto [error, bytes] = co_await http::async_write_header(stream_, serializer, quietly);
  if (!error && !isHead) co_await sendQueue(stream_, queue, all_.options.requestTime);
  queue->onPush(nullptr);
  queue->close();
  const std::lock_guard lock(all_.mutex);
  all_.streams.erase(queue.get());
}

/// Reads on for a while what a refused client still sends: a connection that is closed on unread bytes is reset, and
/// the client never sees why.
asio::awaitable<void> Connection::linger() {
  beast::error_code error;
  stream_.socket().shutdown(tcp::socket::shutdown_send, error);
  std::array<char, 16 * 1024> scrap;
  stream_.expires_after(std::chrono::seconds(5));
  for (int reads = 0; !error && reads < 4096; ++reads) {
    auto [readError, bytes] = co_await stream_.async_read_some(asio::buffer(scrap), quietly);
    error = readError;
  }
}

}  // namespace

void Connections::closeStreams() {
  const std::lock_guard lock(mutex);
  for (const auto& [pointer, stream] : streams)
    if (const auto queue = stream.lock()) queue->close();
}

asio::awaitable<void> serveConnection(Connections& all, beast::tcp_stream stream) {
  Connection connection(all, std::move(stream));
  co_await connection.serve();
}

}  // namespace lockstep::server
