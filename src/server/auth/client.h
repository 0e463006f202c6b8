#pragma once

#include <map>
#include <memory>
#include <string>

#include "lockstep/base/result.h"

namespace lockstep::server {

/// An answer of a server.
struct Reply {
  int status = 0;
  std::map<std::string, std::string, std::less<>> headers;  ///< names in lower case
  std::string body;
};

/// Calls one server over one connection that is kept open, with one token. Waits for each answer.
class Client {
 public:
  /// `url` is `http://HOST:PORT`, without a path. There is no TLS.
  Client(std::string url, std::string token);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Fails with `server_unreachable` if no answer came. A refusal by the server is a reply.
  Result<Reply> ask(const std::string& method, const std::string& path, const std::string& body = {});

 private:
  struct Connection;
  std::unique_ptr<Connection> connection_;
  const std::string url_, token_;
};

}  // namespace lockstep::server
