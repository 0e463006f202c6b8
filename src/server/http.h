#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/event_queue.h"

namespace lockstep::server {

/// A request as it came over the wire, which may be hostile. `query` is percent-decoded, and `path` but for `%2f` and `%25`,
/// which are data of their segment (`segmentOf`). `headers` have lower-case names; lines of one name are one list.
struct HttpRequest {
  std::string method, path, body;
  std::map<std::string, std::string, std::less<>> query, headers;

  std::optional<std::string> header(std::string_view name) const;
  std::optional<std::string> parameter(std::string_view name) const;
  /// Whether the body is said to be JSON.
  bool isJson() const;
  /// Whether If-None-Match names the tag, or any: then what has it need not be sent again.
  bool hasAlready(std::string_view tag) const;
};

/// A segment of `HttpRequest::path`, wholly decoded: it may have slashes.
std::string segmentOf(std::string_view segment);

/// A segment of an address as it is sent: all but letters, digits and `-._~` in hexadecimal.
std::string percentEncoded(std::string_view segment);

/// A whole number that stands in a header or an address: digits alone, at most 15 of them.
std::optional<std::int64_t> readDigits(std::string_view text);

/// What is answered: a body, or a stream of server-sent events that lasts until one side ends it.
struct HttpResponse {
  int status = 200;
  std::string contentType = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  std::shared_ptr<EventQueue> events;
  bool wouldWait = false;  ///< no answer yet: the database has to be asked, and the lane is not for that
};

/// Where a request is answered, by what it may take. What waits on one lane holds up none of the others.
enum class Lane {
  here,      ///< between reading and writing others: a moment, from memory
  aside,     ///< some time, from memory
  asking,    ///< waits for the database
  writing,   ///< waits for the database, and for whoever else writes to the same account
  weighing,  ///< a long time: two at once
};

/// The longest body that anybody may send, before it is known who they are. A body of chunks takes up to three times as
/// much while it grows; with `mostBuffered` that is below 1 MiB.
constexpr std::size_t firstBody = 256 * 1024;
/// The longest body of a caller who has signed in.
constexpr std::size_t usualBody = std::size_t(1) << 20;
/// The most that a connection keeps of what was received and not yet taken in: headers, chunks and their extensions,
/// trailers.
constexpr std::size_t mostBuffered = 64 * 1024;

/// What a server needs to be told. `handle` may be called on several threads at once.
struct HttpOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;  ///< 0: any that is free
  std::size_t threads = 4;
  std::size_t mostConnections = 4096;
  std::size_t mostHeaderBytes = 16 * 1024;
  std::chrono::seconds requestTime{30}, idleTime{60}, drainTime{10};
  /// Nothing where it would have to wait for the database and `lane` is not for that: then it is asked again on `asking`.
  std::function<std::optional<HttpResponse>(const HttpRequest&, Lane lane)> handle;
  std::function<Lane(const HttpRequest&)> laneOf;
  /// Whose turn a request on the lane `writing` takes.
  std::function<std::string(const HttpRequest&)> turnOf;
  /// How long a body may be, by method and path.
  std::function<std::size_t(const HttpRequest&)> bodyLimit;
  /// Returns whether a body of more than `firstBody` may be read from this caller; may wait for the database. Where not,
  /// `handle` answers the request without its body.
  std::function<bool(const HttpRequest&)> maySendLong;
  /// So many bodies of more than `usualBody` are in memory at once.
  std::size_t mostLongBodies = 2;
  /// What is answered to what is no request of HTTP: 400, 408, 413, 431, 503.
  std::function<HttpResponse(int status)> refuse;
  /// Called at SIGHUP, on a thread that serves.
  std::function<void()> onHangUp;
};

/// Serves until it is told to stop, by SIGINT or SIGTERM, never by SIGHUP; then lets requests that are being answered end.
class HttpServer {
 public:
  explicit HttpServer(HttpOptions options);
  ~HttpServer();

  /// Opens the port; the fault in words where it cannot. Afterwards `port` is the one that was taken.
  std::optional<std::string> listen();
  std::uint16_t port() const;
  std::size_t connections() const;
  void run();

 private:
  struct Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace lockstep::server
