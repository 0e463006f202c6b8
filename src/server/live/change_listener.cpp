// SOCI has no way to hear of notifications, so this speaks to PostgreSQL's own library.
#include "server/live/change_listener.h"

#include <libpq-fe.h>
#include <poll.h>

#include <chrono>
#include <memory>
#include <optional>

#include "server/store/postgresql.h"
#include "server/wire/encoding.h"
#include "server/wire/stoppable.h"

namespace lockstep::server {

namespace {

/// A connection that listens. It may die without a word: after a silence it has to answer a question.
class Listening {
 public:
  static constexpr std::chrono::seconds longestSilence{5};

  explicit Listening(const std::string& where) : connection_(PQconnectdb(where.c_str()), &PQfinish) {
    if (connection_ != nullptr) passOverNotices(connection_.get());
    isAlive_ = PQstatus(connection_.get()) == CONNECTION_OK && ask("LISTEN lockstep_changes");
  }

  bool isAlive() const { return isAlive_; }
  /// From when on nothing is missed.
  bool hasBegun() const { return hasBegun_; }
  /// Whether the database answered that it has no LISTEN, or not here.
  bool isRefused() const { return isRefused_; }
  /// Leaves nothing behind on a connection that a pooler gives to others.
  void end() { PQclear(PQexec(connection_.get(), "UNLISTEN *")); }

  /// Waits for something to read, but not for long; returns the messages that arrived.
  std::vector<std::string> hear() {
    pollfd socket{PQsocket(connection_.get()), POLLIN, 0};
    if (poll(&socket, 1, 200) > 0) {
      heardAt_ = Clock::now();
      isAlive_ = PQconsumeInput(connection_.get()) == 1 && takeAnswers();
    } else if (Clock::now() >= heardAt_ + longestSilence) {
      isAlive_ = !isAsked_ && ask("SELECT 1");
    }
    std::vector<std::string> messages;
    while (
        const std::unique_ptr<PGnotify, decltype(&PQfreemem)> notification{PQnotifies(connection_.get()), &PQfreemem})
      messages.emplace_back(notification->extra);
    return messages;
  }

 private:
  using Clock = std::chrono::steady_clock;

  bool ask(const char* question) {
    heardAt_ = Clock::now();
    isAsked_ = true;
    return PQsendQuery(connection_.get(), question) == 1;
  }
  bool takeAnswers() {
    while (isAsked_ && PQisBusy(connection_.get()) == 0) {
      const std::unique_ptr<PGresult, decltype(&PQclear)> answer(PQgetResult(connection_.get()), &PQclear);
      if (answer == nullptr) {
        isAsked_ = false;
        hasBegun_ = true;
      } else if (PQresultStatus(answer.get()) != PGRES_COMMAND_OK && PQresultStatus(answer.get()) != PGRES_TUPLES_OK) {
        isRefused_ = PQstatus(connection_.get()) == CONNECTION_OK && !hasBegun_;
        return false;
      }
    }
    return true;
  }

  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
  Clock::time_point heardAt_ = Clock::now();
  bool isAlive_ = false, isAsked_ = false, hasBegun_ = false, isRefused_ = false;
};

/// How long to wait for the next attempt where the connection was lost, and where notifications do not arrive at all.
constexpr std::chrono::milliseconds afterLoss{500}, afterUselessness{60'000};

/// The account that a message is about: `41 acme`.
std::optional<std::string> accountOf(const std::string& message) {
  const auto blank = message.find(' ');
  return blank == std::string::npos ? std::nullopt : std::optional(message.substr(blank + 1));
}

}  // namespace

ChangeListener::ChangeListener(const std::string& where, Use use)
    : where_(postgresqlOptions(where)),
      test_("test-" + toHex(randomBytes(8).value_or("0"))),
      use_(std::move(use)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void ChangeListener::run(const std::stop_token& stop) {
  Stoppable waiting;
  while (!stop.stop_requested()) waiting.wait(stop, listen(stop) == End::lost ? afterLoss : afterUselessness);
}

void ChangeListener::warn(const std::string& why) {
  if (!hasWarned_) use_.warn(why);
  hasWarned_ = true;
}

ChangeListener::End ChangeListener::listen(const std::stop_token& stop) {
  using Clock = std::chrono::steady_clock;
  Listening listening(where_);
  std::set<std::string> changed;
  bool hasBegun = false;
  std::optional<Clock::time_point> testEnd;
  while (listening.isAlive() && !stop.stop_requested()) {
    for (const auto& message : listening.hear()) {
      if (message == test_)
        testEnd.reset();
      else if (auto account = accountOf(message))
        changed.insert(std::move(*account));
    }
    if (!hasBegun && listening.hasBegun()) {
      hasBegun = true;
      for (auto& account : use_.all()) changed.insert(std::move(account));
      // A pooler in transaction mode takes a LISTEN and never passes a notification on.
      if (use_.notify(test_)) testEnd = Clock::now() + Listening::longestSilence;
    }
    if (testEnd && Clock::now() >= *testEnd) {
      warn("the database does not pass notifications on, as behind a pooler in transaction mode");
      listening.end();
      return End::useless;
    }
    std::erase_if(changed, use_.follow);
  }
  if (!listening.isRefused()) return End::lost;
  warn("the database refuses LISTEN");
  return End::useless;
}

}  // namespace lockstep::server
