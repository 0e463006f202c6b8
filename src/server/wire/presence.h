#pragma once

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <memory>

namespace lockstep::server {

/// Notices that the client of a connection goes away while its request waits for its answer. It looks at what arrives
/// and takes nothing: the next request stays where it is. Nothing else may wait for the socket meanwhile; made and
/// destroyed on the socket's executor.
class Presence {
 public:
  explicit Presence(boost::asio::ip::tcp::socket& socket);
  ~Presence();
  Presence(const Presence&) = delete;
  Presence& operator=(const Presence&) = delete;

  /// Whether the client has closed the connection, or its side of it. May be read on any thread, also afterwards.
  std::shared_ptr<const std::atomic<bool>> isGone() const { return {state_, &state_->isGone}; }

 private:
  struct State {
    explicit State(boost::asio::ip::tcp::socket* watched) : socket(watched) {}

    boost::asio::ip::tcp::socket* socket;  ///< null once the watch has ended
    std::atomic<bool> isGone = false;
  };
  std::shared_ptr<State> state_;
};

}  // namespace lockstep::server
