// The wire: connections, limits and times. routes.cpp has the meaning of a request.
#include "server/wire/http.h"

#include <array>
#include <atomic>
#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <functional>
#include <map>
#include <thread>

#include "server/wire/executor.h"
#include "server/wire/http_request.h"
#include "server/wire/presence.h"
#include "server/wire/send_queue.h"

namespace lockstep::server {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

namespace {

using Parser = http::request_parser<http::string_body>;
constexpr auto quietly = asio::as_tuple(asio::use_awaitable);
/// Threads of each lane. Most of those that write wait for one that writes for them in the same transaction.
constexpr std::size_t mostAsking = 4, mostWriting = 64, mostWeighing = 2;
/// Accounts share so many turns. In each, so many requests wait with a thread; the others wait without one.
constexpr std::size_t turns = 256, mostInTurn = 16;
/// What an idle connection may keep of its buffer.
constexpr std::size_t mostKept = 4 * 1024;

http::response<http::string_body> responseOf(HttpResponse response, unsigned version, bool keepAlive, bool isHead) {
  http::response<http::string_body> out(static_cast<http::status>(response.status), version);
  if (response.status != 204 && response.status != 304) out.set(http::field::content_type, response.contentType);
  for (const auto& [name, value] : response.headers) out.set(name, value);
  out.keep_alive(keepAlive);
  out.body() = std::move(response.body);
  const auto length = out.body().size();
  if (isHead) out.body().clear();
  if (response.status != 204 && response.status != 304) out.content_length(length);
  return out;
}

/// Reads on for a while what a refused client still sends: a connection that is closed on unread bytes is reset, and
/// the client never sees why.
asio::awaitable<void> linger(beast::tcp_stream& stream) {
  beast::error_code error;
  stream.socket().shutdown(tcp::socket::shutdown_send, error);
  std::array<char, 16 * 1024> scrap;
  stream.expires_after(std::chrono::seconds(5));
  for (int reads = 0; !error && reads < 4096; ++reads) {
    auto [readError, bytes] = co_await stream.async_read_some(asio::buffer(scrap), quietly);
    error = readError;
  }
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

}  // namespace

struct HttpServer::Loop {
  explicit Loop(HttpOptions given)
      : options(std::move(given)),
        acceptor(context),
        signals(context),
        hangUps(context, SIGHUP),
        dbRead(mostAsking),
        dbWrite(mostWriting),
        heavy(mostWeighing),
        executor(options.workThreads) {
    for (std::size_t i = 0; i < turns * mostInTurn; ++i) inTurn.push_back(asio::make_strand(dbWrite));
  }

  asio::awaitable<void> acceptAll();
  asio::awaitable<void> serve(beast::tcp_stream stream);
  asio::awaitable<bool> answerOne(beast::tcp_stream& stream, beast::flat_buffer& buffer);
  asio::awaitable<std::optional<int>> readBody(beast::tcp_stream& stream, beast::flat_buffer& buffer, Parser& parser,
                                               std::size_t limit);
  asio::awaitable<bool> mayUploadLarge(const HttpRequest& request);
  asio::awaitable<std::optional<HttpResponse>> responseTo(const HttpRequest& request, tcp::socket& socket);
  asio::any_io_executor executorOf(Lane lane, const HttpRequest& request);
  asio::awaitable<std::optional<HttpResponse>> answerOn(Lane lane, const HttpRequest& request, const Presence& client);
  asio::awaitable<std::optional<HttpResponse>> done(std::shared_ptr<Work> work, const Presence& client);
  asio::awaitable<void> sendEvents(beast::tcp_stream& stream, HttpResponse response, unsigned version, bool isHead);
  asio::awaitable<void> drain();
  void awaitHangUp();
  void awaitStop();
  void beginStop();

  HttpOptions options;
  asio::io_context context;
  tcp::acceptor acceptor;
  asio::signal_set signals, hangUps;
  std::atomic<bool> isDraining = false, isStopping = false;
  asio::steady_timer drainDelay{context};
  std::atomic<std::size_t> connections = 0, answering = 0, longBodies = 0;
  std::mutex mutex;  // guards the list of event streams
  std::map<EventQueue*, std::weak_ptr<EventQueue>> streams;
  asio::thread_pool dbRead, dbWrite, heavy;
  std::vector<asio::strand<asio::thread_pool::executor_type>> inTurn;
  std::atomic<std::size_t> nextInTurn = 0;
  Executor executor;
};

/// Returns the answer, or nothing where the client has gone away before it was made.
asio::awaitable<std::optional<HttpResponse>> HttpServer::Loop::responseTo(const HttpRequest& request,
                                                                          tcp::socket& socket) {
  const Lane lane = request.target.lane;
  std::optional<HttpResponse> response;
  if (lane == Lane::io) response = options.handle(request, lane);
  if (response && response->work == nullptr) co_return response;
  const Presence client(socket);
  if (lane != Lane::io) response = co_await answerOn(lane, request, client);
  if (!response) response = co_await answerOn(Lane::dbRead, request, client);
  if (response && response->work != nullptr) response = co_await done(std::move(response->work), client);
  if (!response && options.onGone) options.onGone();
  co_return response;
}

asio::awaitable<std::optional<HttpResponse>> HttpServer::Loop::answerOn(Lane lane, const HttpRequest& request,
                                                                        const Presence& client) {
  const auto work = [this, lane, &request, isGone = client.isGone()]() -> asio::awaitable<std::optional<HttpResponse>> {
    if (*isGone) co_return std::nullopt;
    co_return options.handle(request, lane);
  };
  co_return co_await asio::co_spawn(executorOf(lane, request), work, asio::use_awaitable);
}

/// Has the work done by the executor. Returns its answer, or nothing where the client has gone.
asio::awaitable<std::optional<HttpResponse>> HttpServer::Loop::done(std::shared_ptr<Work> work,
                                                                    const Presence& client) {
  struct Outcome {
    std::optional<HttpResponse> response;
    std::exception_ptr failure;
  };
  const auto outcome = std::make_shared<Outcome>();
  const Executor::Owner owner{work->account, work->principal};
  const auto step = [outcome, work = std::move(work)]() mutable {
    try {
      auto made = work->step();
      if (made && made->work != nullptr)
        work = std::move(made->work);
      else if (made)
        outcome->response = std::move(made);
      return !outcome->response;
    } catch (...) {
      outcome->failure = std::current_exception();
      return false;
    }
  };
  const auto isUnwanted = [isGone = client.isGone()] { return isGone->load(); };
  co_await asio::async_initiate<decltype(asio::use_awaitable), void()>(
      [&](auto handler) {
        const auto kept = std::make_shared<decltype(handler)>(std::move(handler));
        executor.run(owner, {step, isUnwanted, [kept] { asio::post(std::move(*kept)); }});
      },
      asio::use_awaitable);
  if (outcome->failure) std::rethrow_exception(outcome->failure);
  co_return std::move(outcome->response);
}

asio::any_io_executor HttpServer::Loop::executorOf(Lane lane, const HttpRequest& request) {
  switch (lane) {
    case Lane::io: break;
    case Lane::dbRead: return dbRead.get_executor();
    case Lane::dbWrite:
      return inTurn[std::hash<std::string>()(request.target.id) % turns * mostInTurn + nextInTurn++ % mostInTurn];
    case Lane::heavy: return heavy.get_executor();
  }
  return context.get_executor();
}

asio::awaitable<void> HttpServer::Loop::acceptAll() {
  while (!isStopping) {
    auto [error, socket] = co_await acceptor.async_accept(asio::make_strand(context), quietly);
    if (error == asio::error::operation_aborted) co_return;
    if (error) {  // out of file handles, say: wait, do not spin
      asio::steady_timer timer(context, std::chrono::milliseconds(50));
      co_await timer.async_wait(quietly);
      continue;
    }
    socket.set_option(tcp::no_delay(true));
    const auto executor = socket.get_executor();
    asio::co_spawn(executor, serve(beast::tcp_stream(std::move(socket))), asio::detached);
  }
}

asio::awaitable<void> HttpServer::Loop::serve(beast::tcp_stream stream) {
  const Counted counted(connections);
  beast::flat_buffer buffer(mostBuffered);
  try {
    if (connections > options.mostConnections) {
      stream.expires_after(std::chrono::seconds(1));
      co_await http::async_write(stream, responseOf(options.refuse(503, nullptr), 11, false, false), quietly);
    } else {
      while (co_await answerOne(stream, buffer)) {
      }
    }
  } catch (const std::exception&) {
    // Out of memory for this one connection: it ends, the others go on.
  }
  beast::error_code ignored;
  stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
}

asio::awaitable<bool> HttpServer::Loop::mayUploadLarge(const HttpRequest& request) {
  const auto work = [this, &request]() -> asio::awaitable<bool> { co_return options.mayUploadLarge(request); };
  co_return co_await asio::co_spawn(dbRead, work, asio::use_awaitable);
}

/// The status of its refusal, where it is refused; 408: it came too slowly to be answered at all.
asio::awaitable<std::optional<int>> HttpServer::Loop::readBody(beast::tcp_stream& stream, beast::flat_buffer& buffer,
                                                               Parser& parser, std::size_t limit) {
  parser.body_limit(limit);
  stream.expires_after(options.requestTime);
  if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
    http::response<http::empty_body> go(http::status::continue_, 11);
    co_await http::async_write(stream, go, quietly);
  }
  // Beast reads as much at once as there is room for, which would be half a kilobyte.
  buffer.reserve(
      std::min<std::size_t>(parser.content_length().value_or(parser.chunked() ? mostBuffered : 0), mostBuffered));
  auto [error, bytes] = co_await http::async_read(stream, buffer, parser, quietly);
  if (buffer.capacity() > mostKept && buffer.size() <= mostKept) buffer.shrink_to_fit();
  if (error == http::error::body_limit) co_return 413;
  // Of an extension of a chunk, of trailers or of a chunk's length.
  if (error == http::error::buffer_overflow || error == http::error::header_limit) co_return 431;
  if (error == beast::error::timeout) co_return 408;
  co_return error ? std::optional(400) : std::nullopt;
}

/// Reads one request and answers it; whether the connection can take another.
asio::awaitable<bool> HttpServer::Loop::answerOne(beast::tcp_stream& stream, beast::flat_buffer& buffer) {
  Parser parser;
  parser.header_limit(static_cast<std::uint32_t>(options.mostHeaderBytes));
  parser.body_limit(boost::none);
  stream.expires_after(options.idleTime);
  auto [headError, headBytes] = co_await http::async_read_header(stream, buffer, parser, quietly);
  const Counted counted(answering);
  const unsigned version = 11;
  std::optional<int> refused;
  if (headError == http::error::header_limit || headError == http::error::buffer_overflow)
    refused = 431;
  else if (headError && headError != http::error::end_of_stream &&
           headError.category() == http::make_error_code(http::error::bad_target).category())
    refused = 400;
  else if (headError)
    co_return false;

  std::optional<HttpRequest> request;
  if (!refused) {
    request = requestOf(parser.get());
    if (!request) refused = 400;
  }
  // A long body is read only from a caller who may send it, and few at once: they take much memory.
  bool isUnread = false;
  std::optional<Counted> longBody;
  if (!refused) {
    request->target = options.target(*request);
    const std::size_t limit = request->target.bodyLimit;
    const std::uint64_t told = parser.content_length().value_or(parser.chunked() ? limit : 0);
    if (told > limit) {
      refused = 413;
    } else if (told > firstBody) {
      isUnread = !co_await mayUploadLarge(*request);
      if (!isUnread && told > usualBody && longBody.emplace(longBodies).now() > options.mostLongBodies) refused = 503;
    }
    if (!refused && !isUnread) refused = co_await readBody(stream, buffer, parser, limit);
    if (refused == 408) co_return false;
  }
  if (refused) {
    longBody.reset();
    stream.expires_after(std::chrono::seconds(5));
    co_await http::async_write(
        stream, responseOf(options.refuse(*refused, request ? &*request : nullptr), version, false, false), quietly);
    co_await linger(stream);
    co_return false;
  }
  if (!isUnread) request->body = std::move(parser.get().body());
  const bool keepAlive = parser.get().keep_alive() && !isUnread && !isStopping;
  stream.expires_never();
  request->received = std::chrono::steady_clock::now();
  auto answered = co_await responseTo(*request, stream.socket());
  if (!answered) co_return false;
  HttpResponse response = std::move(*answered);
  stream.expires_after(options.requestTime);
  const bool isHead = request->method == "HEAD";
  if (response.events != nullptr) {
    co_await sendEvents(stream, std::move(response), version, isHead);
    co_return false;
  }
  auto message = responseOf(std::move(response), version, keepAlive, isHead);
  auto [writeError, writeBytes] = co_await http::async_write(stream, message, quietly);
  if (isUnread) co_await linger(stream);
  co_return !writeError && keepAlive;
}

asio::awaitable<void> HttpServer::Loop::sendEvents(beast::tcp_stream& stream, HttpResponse response, unsigned version,
                                                   bool isHead) {
  const auto queue = response.events;
  {
    const std::lock_guard lock(mutex);
    streams[queue.get()] = queue;
    if (isStopping) queue->close();
  }
  http::response<http::empty_body> head(http::status::ok, version);
  head.set(http::field::content_type, "text/event-stream");
  head.set(http::field::cache_control, "no-store");
  for (const auto& [name, value] : response.headers) head.set(name, value);
  head.keep_alive(false);
  http::response_serializer<http::empty_body> serializer(head);
  auto [error, bytes] = co_await http::async_write_header(stream, serializer, quietly);
  if (!error && !isHead) co_await sendQueue(stream, queue, options.requestTime);
  queue->onPush(nullptr);
  queue->close();
  const std::lock_guard lock(mutex);
  streams.erase(queue.get());
}

void HttpServer::Loop::beginStop() {
  if (isStopping.exchange(true)) return;
  beast::error_code ignored;
  acceptor.close(ignored);
  signals.cancel(ignored);
  {
    const std::lock_guard lock(mutex);
    for (const auto& [pointer, stream] : streams)
      if (const auto queue = stream.lock()) queue->close();
  }
  asio::co_spawn(context, drain(), asio::detached);
}

/// SIGTERM begins the drain delay; SIGINT, or a second signal, ends it.
void HttpServer::Loop::awaitStop() {
  signals.async_wait([this](const beast::error_code& error, int signal) {
    if (error) return;
    const bool isSecond = isDraining.exchange(true);
    if (isSecond || signal == SIGINT || options.drainDelay.count() == 0) return beginStop();
    drainDelay.expires_after(options.drainDelay);
    drainDelay.async_wait([this](const beast::error_code& cancelled) {
      if (!cancelled) beginStop();
    });
    awaitStop();
  });
}

void HttpServer::Loop::awaitHangUp() {
  hangUps.async_wait([this](const beast::error_code& error, int) {
    if (error) return;
    if (options.onHangUp) options.onHangUp();
    awaitHangUp();
  });
}

/// Waits for the requests that are being answered, but not for connections that only idle.
asio::awaitable<void> HttpServer::Loop::drain() {
  asio::steady_timer timer(context);
  for (auto left = std::chrono::duration_cast<std::chrono::milliseconds>(options.drainTime);
       left.count() > 0 && answering > 0; left -= std::chrono::milliseconds(20)) {
    timer.expires_after(std::chrono::milliseconds(20));
    co_await timer.async_wait(quietly);
  }
  context.stop();
}

HttpServer::HttpServer(HttpOptions options) : loop_(std::make_unique<Loop>(std::move(options))) {}
HttpServer::~HttpServer() = default;

std::optional<std::string> HttpServer::listen() {
  beast::error_code error;
  const auto address = asio::ip::make_address(loop_->options.address, error);
  if (error) return loop_->options.address + " is no address of this machine";
  const tcp::endpoint endpoint(address, loop_->options.port);
  loop_->acceptor.open(endpoint.protocol(), error);
  if (!error) loop_->acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) loop_->acceptor.bind(endpoint, error);
  if (!error) loop_->acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (!error) return std::nullopt;
  return "port " + std::to_string(loop_->options.port) + " of " + loop_->options.address + ": " + error.message();
}

std::size_t HttpServer::connections() const { return loop_->connections; }
bool HttpServer::isDraining() const { return loop_->isDraining; }
std::uint16_t HttpServer::port() const { return loop_->acceptor.local_endpoint().port(); }

void HttpServer::run() {
  loop_->signals.add(SIGINT);
  loop_->signals.add(SIGTERM);
  loop_->awaitStop();
  loop_->awaitHangUp();
  asio::co_spawn(loop_->context, loop_->acceptAll(), asio::detached);
  std::vector<std::jthread> threads;
  for (std::size_t i = 1; i < loop_->options.threads; ++i) threads.emplace_back([this] { loop_->context.run(); });
  loop_->context.run();
}

}  // namespace lockstep::server
