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

#include "server/wire/event_queue.h"

namespace lockstep::server {

/// Where a request is answered first, by what it waits for. What waits on one lane holds up none of the others.
enum class Lane {
  io,       ///< on the threads that read and write sockets: a moment, from memory
  dbRead,   ///< waits for the database
  dbWrite,  ///< waits for the database, and for other writers of the same account
  heavy,    ///< takes long and waits for the database: two at once
};

/// The longest body that anybody may send, before it is known who they are. A body of chunks takes up to three times as
/// much while it grows; with `mostBuffered` that is below 1 MiB.
constexpr std::size_t firstBody = 256 * 1024;
/// The longest body of a caller who has signed in.
constexpr std::size_t usualBody = std::size_t(1) << 20;

/// Where a request leads. It is found once for each request, by `HttpOptions::target`.
struct Target {
  static constexpr std::size_t none = SIZE_MAX;

  std::size_t route = none;  ///< the place in the table of routes, which has the method too
  bool isPath = false;       ///< whether the table has the path, with whatever method
  std::string id;            ///< the account, or the digest, that the path names
  Lane lane = Lane::io;
  std::size_t bodyLimit = firstBody;  ///< longest body in bytes
};

/// A request as it came over the wire, which may be hostile. `query` is percent-decoded, and `path` but for `%2f` and
/// `%25`, which are data of their segment (`segmentOf`). `headers` have lower-case names; lines of one name are one
/// list.
struct HttpRequest {
  std::string method, path, body;
  std::map<std::string, std::string, std::less<>> query, headers;
  std::chrono::steady_clock::time_point received = std::chrono::steady_clock::now();  ///< when all of it had come
  Target target;  ///< set by the server, once its head was read

  std::optional<std::string> header(std::string_view name) const;
  std::optional<std::string> parameter(std::string_view name) const;
  /// Whether the body is said to be JSON.
  bool isJson() const;
  /// Whether If-None-Match names the tag, or any: then what has it need not be sent again.
  bool hasAlready(std::string_view tag) const;
};

/// A segment of `HttpRequest::path`, wholly decoded: it may have slashes.
std::string segmentOf(std::string_view segment);

/// Reads a whole number of a header or an address: digits alone, at most 15.
std::optional<std::int64_t> readDigits(std::string_view text);

struct Work;

/// What is answered: a body, or a stream of server-sent events that lasts until one side ends it.
struct HttpResponse {
  int status = 200;
  std::string contentType = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  std::shared_ptr<EventQueue> events;
  bool needsDatabase = false;  ///< no answer yet: the database has to be asked, and the lane is not for that
  std::shared_ptr<Work> work;  ///< no answer yet: this makes it, on threads of its own
};

/// Work that takes more than a moment, from memory. It takes turns with the work of others, by whose it is.
struct Work {
  std::string account, principal;
  /// Does a part of the work; the last part returns the answer, or further work that makes it.
  std::function<std::optional<HttpResponse>()> step;
};

/// The most that a connection keeps of what was received and not yet taken in: headers, chunks and their extensions,
/// trailers.
constexpr std::size_t mostBuffered = 64 * 1024;

/// The options of an HTTP server. `handle` may be called on several threads at once.
struct HttpOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;                 ///< 0: any that is free
  std::size_t threads = 4, workThreads = 3;  ///< those that read and write; those that work
  std::size_t mostConnections = 4096;
  std::size_t mostHeaderBytes = 16 * 1024;
  std::chrono::seconds requestTime{30}, idleTime{60}, drainTime{10};
  /// How long everything goes on after SIGTERM, so that those who ask elsewhere by then have noticed.
  std::chrono::seconds drainDelay{0};
  /// Nothing where it would have to wait for the database and `lane` is not for that: then it is asked again on
  /// `asking`.
  std::function<std::optional<HttpResponse>(const HttpRequest&, Lane lane)> handle;
  /// Returns where a request leads, by its method and path. Writers with the same `id` follow each other.
  std::function<Target(const HttpRequest&)> target;
  /// Returns whether a body of more than `firstBody` may be read from this caller; may wait for the database. Where
  /// not, `handle` answers the request without its body.
  std::function<bool(const HttpRequest&)> mayUploadLarge;
  /// So many bodies of more than `usualBody` are in memory at once.
  std::size_t mostLongBodies = 2;
  /// What is answered to what is no request of HTTP, or too large or too much: 400, 413, 431, 503. `request` is null
  /// where no request could be read.
  std::function<HttpResponse(int status, const HttpRequest* request)> refuse;
  /// Called for a request whose client went away before its answer was made.
  std::function<void()> onGone;
  /// Called at SIGHUP, on a thread that serves.
  std::function<void()> onHangUp;
};

/// Serves until SIGINT or SIGTERM, and not SIGHUP; then finishes the requests that are being answered.
class HttpServer {
 public:
  explicit HttpServer(HttpOptions options);
  ~HttpServer();

  /// Opens the port; the fault in words where it cannot. Afterwards `port` is the one that was taken.
  std::optional<std::string> listen();
  std::uint16_t port() const;
  std::size_t connections() const;
  /// Returns whether it is stopping: it still answers for a while, and nothing new should be sent to it.
  bool isDraining() const;
  void run();

 private:
  struct Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace lockstep::server
