#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/result.h"

namespace lockstep::server {

/// What a server answered.
struct Reply {
  int status = 0;
  std::map<std::string, std::string, std::less<>> headers;  ///< names in lower case
  std::string body;
};

/// Asks one server over one connection that is kept open, with one token. For programs that wait for the answer.
class Client {
 public:
  /// `url` is `http://HOST:PORT`, without a path; a server behind TLS is asked through its proxy.
  Client(std::string url, std::string token);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// A problem (`server_unreachable`) where no answer came; what the server refuses is a reply.
  Result<Reply> ask(const std::string& method, const std::string& path, const std::string& body = {});

 private:
  struct Connection;
  std::unique_ptr<Connection> connection_;
  const std::string url_, token_;
};

}  // namespace lockstep::server
