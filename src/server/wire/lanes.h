#pragma once

#include <atomic>
#include <boost/asio.hpp>
#include <memory>
#include <optional>
#include <vector>

#include "server/wire/executor.h"
#include "server/wire/http.h"
#include "server/wire/presence.h"

namespace lockstep::server {

/// The threads on which requests are answered, by what each request waits for.
class Lanes {
 public:
  /// Both must outlive the lanes.
  Lanes(const HttpOptions& options, boost::asio::io_context& io);

  /// Returns the answer, or nothing where the client has gone away before it was made.
  boost::asio::awaitable<std::optional<HttpResponse>> responseTo(const HttpRequest& request,
                                                                 boost::asio::ip::tcp::socket& socket);
  /// Returns what the option of that name does, which may wait for the database.
  boost::asio::awaitable<bool> mayUploadLarge(const HttpRequest& request);

 private:
  using Answer = boost::asio::awaitable<std::optional<HttpResponse>>;
  using Pool = boost::asio::thread_pool;

  boost::asio::any_io_executor executorOf(Lane lane, const HttpRequest& request);
  Answer answerOn(Lane lane, const HttpRequest& request, const Presence& client);
  Answer done(std::shared_ptr<Work> work, const Presence& client);

  const HttpOptions& options_;
  boost::asio::io_context& io_;
  Pool dbRead_, dbWrite_, heavy_;
  std::vector<boost::asio::strand<Pool::executor_type>> inTurn_;
  std::atomic<std::size_t> nextInTurn_ = 0;
  Executor executor_;
};

}  // namespace lockstep::server
