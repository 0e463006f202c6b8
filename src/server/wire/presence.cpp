#include "server/wire/presence.h"

#include <sys/socket.h>

#include <boost/asio.hpp>
#include <cerrno>

namespace lockstep::server {

namespace {

/// Whether the other side sends nothing more, by a look at what has arrived.
bool hasEnded(int socket) {
  char first;
  const auto size = recv(socket, &first, 1, MSG_PEEK | MSG_DONTWAIT);
  return size == 0 || (size < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
}

}  // namespace

Presence::Presence(boost::asio::ip::tcp::socket& socket) : state_(std::make_shared<State>(&socket)) {
  socket.async_wait(boost::asio::socket_base::wait_read, [state = state_](const boost::system::error_code& error) {
    // Where the next request has arrived already, nothing more can be seen.
    if (!error && state->socket != nullptr && hasEnded(state->socket->native_handle())) state->isGone = true;
  });
}

Presence::~Presence() {
  boost::system::error_code ignored;
  state_->socket->cancel(ignored);
  state_->socket = nullptr;
}

}  // namespace lockstep::server
