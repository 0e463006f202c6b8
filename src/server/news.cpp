// SOCI has no way to hear of notifications, so this speaks to PostgreSQL's own library.
#include "server/news.h"

#include <libpq-fe.h>
#include <poll.h>

#include <chrono>
#include <memory>

namespace lockstep::server {

namespace {

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;

bool hasSubscribed(PGconn* connection) {
  if (PQstatus(connection) != CONNECTION_OK) return false;
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection, "LISTEN lockstep_changes"), &PQclear);
  return PQresultStatus(result.get()) == PGRES_COMMAND_OK;
}

/// Waits for something to read, but looks up now and then whether it is time to stop.
void wait(PGconn* connection) {
  pollfd socket{PQsocket(connection), POLLIN, 0};
  poll(&socket, 1, 200);
}

}  // namespace

News::News(std::string where, std::function<void(const std::string&)> changed, std::function<void()> missed)
    : where_(std::move(where)), changed_(std::move(changed)), missed_(std::move(missed)), thread_([this](const std::stop_token& stop) { listen(stop); }) {}

void News::listen(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const Connection connection(PQconnectdb(where_.c_str()), &PQfinish);
    if (!hasSubscribed(connection.get())) {
      std::this_thread::sleep_for(std::chrono::milliseconds(500));
      continue;
    }
    // Until here nothing was heard.
    missed_();
    while (!stop.stop_requested()) {
      wait(connection.get());
      if (PQconsumeInput(connection.get()) == 0) break;
      while (const std::unique_ptr<PGnotify, decltype(&PQfreemem)> told{PQnotifies(connection.get()), &PQfreemem}) {
        const std::string_view text = told->extra;
        if (const auto blank = text.find(' '); blank != std::string_view::npos) changed_(std::string(text.substr(blank + 1)));
      }
    }
  }
}

}  // namespace lockstep::server
