#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <chrono>
#include <memory>

#include "server/wire/event_queue.h"

namespace lockstep::server {

/// Sends the events of a queue, with a heartbeat every 15 seconds, until the queue has closed and is empty, or the
/// reader has gone. A write may take `writeTime`.
boost::asio::awaitable<void> sendQueue(boost::beast::tcp_stream& stream, std::shared_ptr<EventQueue> queue,
                                       std::chrono::seconds writeTime);

}  // namespace lockstep::server
