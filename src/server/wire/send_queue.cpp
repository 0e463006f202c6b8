#include "server/wire/send_queue.h"

#include <array>
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>

namespace lockstep::server {

namespace asio = boost::asio;
namespace beast = boost::beast;

namespace {

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);
/// A heartbeat shows each side that the other one is there.
constexpr std::chrono::seconds heartbeat{15};
const EventText stillHere = std::make_shared<const std::string>(": still here\n\n");

/// Ends, and closes the queue, once the reader has gone. Drops the bytes that the reader sends.
asio::awaitable<void> untilGone(beast::tcp_stream& stream, std::shared_ptr<EventQueue> queue) {
  std::array<char, 512> scrap;
  for (beast::error_code error; !error;) {
    // By the socket, because the time limit of the stream is for writing.
    auto [readError, bytes] = co_await stream.socket().async_read_some(asio::buffer(scrap), quietly);
    error = readError;
  }
  queue->close();
}

/// Sends the events until the queue has closed; also those that wait then, unless there are too many.
asio::awaitable<void> sendAll(beast::tcp_stream& stream, std::shared_ptr<EventQueue> queue,
                              std::chrono::seconds writeTime) {
  auto timer = std::make_shared<asio::steady_timer>(stream.get_executor());
  queue->onPush([timer, executor = stream.get_executor()] { asio::post(executor, [timer] { timer->cancel(); }); });
  for (beast::error_code error; !error;) {
    std::vector<EventText> events = queue->take();
    if (events.empty()) {
      if (queue->isClosed()) break;
      timer->expires_after(heartbeat);
      const auto [woken] = co_await timer->async_wait(quietly);
      if (woken) continue;
      events = {stillHere};
    }
    std::vector<asio::const_buffer> buffers;
    for (const auto& event : events) buffers.push_back(asio::buffer(*event));
    stream.expires_after(writeTime);
    auto [writeError, written] = co_await asio::async_write(stream, buffers, quietly);
    error = writeError;
  }
}

}  // namespace

asio::awaitable<void> sendQueue(beast::tcp_stream& stream, std::shared_ptr<EventQueue> queue,
                                std::chrono::seconds writeTime) {
  using namespace asio::experimental::awaitable_operators;
  co_await (sendAll(stream, queue, writeTime) || untilGone(stream, queue));
}

}  // namespace lockstep::server
