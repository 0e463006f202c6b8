#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/result.h"

namespace soci {
class session;
}

namespace lockstep::server {

/// Which database it is, where their SQL differs.
enum class Dialect { sqlite, postgresql };

/// Connections to one database, brought to the newest schema: a file of SQLite, or a PostgreSQL server. Thread-safe.
/// A connection that failed is opened anew when it is next asked for, so a database that was gone may come back.
class Database {
 public:
  /// How long one use of a connection may take where nobody says otherwise.
  static constexpr std::chrono::seconds usualTime{30};

  /// `where` is a file name or `postgresql://…`. Creates the file, for its owner alone, and the tables that are missing. A
  /// PostgreSQL that does not answer within `longest` is taken to be gone.
  static Result<std::unique_ptr<Database>> open(const std::string& where, std::chrono::seconds longest = usualTime);
  /// What is there already, of this version or an older one, to be read alone: nothing in it is made or brought up to date.
  /// Whether there is a file of that name; of PostgreSQL always true, since nothing is made there by opening it.
  static bool isThere(const std::string& where);
  static Result<std::unique_ptr<Database>> openToRead(const std::string& where);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// One connection, back in the pool when this ends. Broken ones are thrown away.
  class Lease {
   public:
    /// Waits for a free connection. Throws where none becomes free for long, or none can be opened.
    explicit Lease(Database& database);
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    soci::session& session() { return *session_; }
    void discard();

   private:
    Database& database_;
    std::unique_ptr<soci::session> session_;
  };

  Dialect dialect() const { return dialect_; }
  /// Whether it is a file that others than its owner may read or write.
  bool isOpenToOthers() const;

 private:
  using Clock = std::chrono::steady_clock;

  Database(std::string where, Dialect dialect, std::chrono::seconds longest, bool isToRead);
  static Result<std::unique_ptr<Database>> open(const std::string& where, std::chrono::seconds longest, bool isToRead);
  std::unique_ptr<soci::session> connect() const;
  void cutOverdue(const std::stop_token& stop);

  const std::string where_;
  const Dialect dialect_;
  const std::chrono::seconds longest_;
  const bool isToRead_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<soci::session>> idle_;
  std::size_t leased_ = 0;
  std::map<soci::session*, Clock::time_point> due_;  // of PostgreSQL: when a lease has taken too long
  std::condition_variable_any stopped_;
  std::jthread watch_;
};

/// An address of PostgreSQL as its library takes it, with times for what may die without a word where it says none. Throws
/// where it is no address.
std::string postgresqlOptions(const std::string& url);

/// Brings a database to the newest schema, step by step, each in a transaction of its own (schema.cpp).
/// Throws soci::soci_error; refuses a database of a newer version.
Problems migrate(soci::session& session, Dialect dialect);
/// Why a database cannot be read as it is: it is of a newer version, or none of ours.
Problems checkVersion(soci::session& session);

/// `store_unavailable`, or `store_full` where there is no room to write: no detail of it leaves the server.
Problem storeUnavailable(const std::string& detail);

}  // namespace lockstep::server
