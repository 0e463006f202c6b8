#pragma once

#include <atomic>
#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "server/wire/http.h"
#include "server/wire/lanes.h"

namespace lockstep::server {

/// What the connections of a server share.
struct Connections {
  Connections(const HttpOptions& given, Lanes& threads) : options(given), lanes(threads) {}

  /// Closes all event streams. Those that begin while it stops close at once.
  void closeStreams();

  const HttpOptions& options;
  Lanes& lanes;
  std::atomic<bool> isStopping = false;  ///< no connection takes another request
  std::atomic<std::size_t> open = 0, answering = 0, longBodies = 0;
  std::mutex mutex;  ///< guards the list of event streams
  std::map<EventQueue*, std::weak_ptr<EventQueue>> streams;
};

/// Serves the requests of one connection until it closes, within the limits and times of the options.
boost::asio::awaitable<void> serveConnection(Connections& all, boost::beast::tcp_stream stream);

}  // namespace lockstep::server
