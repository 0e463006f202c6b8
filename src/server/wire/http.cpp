// Accepts connections, and stops. connection.cpp serves each; routes.cpp has the meaning of a request.
#include "server/wire/http.h"

#include <atomic>
#include <boost/asio.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <chrono>
#include <thread>

#include "server/wire/connection.h"
#include "server/wire/lanes.h"

namespace lockstep::server {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;

namespace {

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);

}  // namespace

struct HttpServer::Loop {
  explicit Loop(HttpOptions given)
      : options(std::move(given)), acceptor(context), signals(context), hangUps(context, SIGHUP) {}

  asio::awaitable<void> acceptAll();
  asio::awaitable<void> drain();
  void awaitHangUp();
  void awaitStop();
  void beginStop();

  const HttpOptions options;
  Connections connections{options, lanes};  // before the context, whose end destroys what is left of each
  asio::io_context context;
  tcp::acceptor acceptor;
  asio::signal_set signals, hangUps;
  asio::steady_timer drainDelay{context};
  std::atomic<bool> isDraining = false;
  Lanes lanes{options, context};
};

asio::awaitable<void> HttpServer::Loop::acceptAll() {
  while (!connections.isStopping) {
    auto [error, socket] = co_await acceptor.async_accept(asio::make_strand(context), quietly);
    if (error == asio::error::operation_aborted) co_return;
    if (error) {  // out of file handles, say: wait, do not spin
      asio::steady_timer timer(context, std::chrono::milliseconds(50));
      co_await timer.async_wait(quietly);
      continue;
    }
    socket.set_option(tcp::no_delay(true));
    const auto executor = socket.get_executor();
    asio::co_spawn(executor, serveConnection(connections, beast::tcp_stream(std::move(socket))), asio::detached);
  }
}

void HttpServer::Loop::beginStop() {
  if (connections.isStopping.exchange(true)) return;
  beast::error_code ignored;
  acceptor.close(ignored);
  signals.cancel(ignored);
  connections.closeStreams();
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
       left.count() > 0 && connections.answering > 0; left -= std::chrono::milliseconds(20)) {
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

std::size_t HttpServer::connections() const { return loop_->connections.open; }
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
