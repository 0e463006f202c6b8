// SOCI has no way to hear of notifications, so this speaks to PostgreSQL's own library.
#include "server/news.h"

#include <libpq-fe.h>
#include <poll.h>

#include <chrono>
#include <memory>
#include <set>

#include "server/database.h"

namespace lockstep::server {

namespace {

/// A connection that listens. It may die without a word: after a silence it has to answer a question.
class Listening {
 public:
  explicit Listening(const std::string& where) : connection_(PQconnectdb(where.c_str()), &PQfinish) {
    isAlive_ = PQstatus(connection_.get()) == CONNECTION_OK && ask("LISTEN lockstep_changes");
  }

  bool isAlive() const { return isAlive_; }
  /// From when on nothing is missed.
  bool hasBegun() const { return hasBegun_; }

  /// Waits for something to read, but not for long; gives the accounts that have changed.
  std::vector<std::string> hear() {
    pollfd socket{PQsocket(connection_.get()), POLLIN, 0};
    if (poll(&socket, 1, 200) > 0) {
      heardAt_ = Clock::now();
      isAlive_ = PQconsumeInput(connection_.get()) == 1 && takeAnswers();
    } else if (Clock::now() >= heardAt_ + longestSilence) {
      isAlive_ = !isAsked_ && ask("SELECT 1");
    }
    std::vector<std::string> accounts;
    while (const std::unique_ptr<PGnotify, decltype(&PQfreemem)> told{PQnotifies(connection_.get()), &PQfreemem}) {
      const std::string_view text = told->extra;
      if (const auto blank = text.find(' '); blank != std::string_view::npos) accounts.emplace_back(text.substr(blank + 1));
    }
    return accounts;
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::seconds longestSilence{5};

  bool ask(const char* question) {
    heardAt_ = Clock::now();
    isAsked_ = true;
    return PQsendQuery(connection_.get(), question) == 1;
  }
  bool takeAnswers() {
    while (isAsked_ && PQisBusy(connection_.get()) == 0) {
      const std::unique_ptr<PGresult, decltype(&PQclear)> answer(PQgetResult(connection_.get()), &PQclear);
      if (answer == nullptr) isAsked_ = false, hasBegun_ = true;
      else if (PQresultStatus(answer.get()) != PGRES_COMMAND_OK && PQresultStatus(answer.get()) != PGRES_TUPLES_OK) return false;
    }
    return true;
  }

  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
  Clock::time_point heardAt_ = Clock::now();
  bool isAlive_ = false, isAsked_ = false, hasBegun_ = false;
};

}  // namespace

News::News(std::string where, std::function<std::vector<std::string>()> all, std::function<bool(const std::string&)> follow)
    : where_(postgresqlOptions(where)), all_(std::move(all)), follow_(std::move(follow)), thread_([this](const std::stop_token& stop) { listen(stop); }) {}

void News::listen(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    Listening listening(where_);
    std::set<std::string> changed;
    bool hasBegun = false;
    while (listening.isAlive() && !stop.stop_requested()) {
      for (auto& account : listening.hear()) changed.insert(std::move(account));
      if (!hasBegun && listening.hasBegun()) {
        for (auto& account : all_()) changed.insert(std::move(account));
        hasBegun = true;
      }
      std::erase_if(changed, follow_);
    }
    if (!stop.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(500));
  }
}

}  // namespace lockstep::server
