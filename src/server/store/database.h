#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "lockstep/base/result.h"

namespace soci {
class session;
}

namespace lockstep::server {

/// Which database it is, where their SQL differs.
enum class Dialect { sqlite, postgresql };

/// How a database is opened. `bringUp` brings an older schema up to date, `mustBeNewest` refuses it. `readNewest` also
/// refuses it, and `asItIs` takes any schema; these two only read.
enum class Schema { bringUp, mustBeNewest, readNewest, asItIs };

/// Connections to one database: a file of SQLite, or a PostgreSQL server. Thread-safe. A connection that failed is
/// opened again when it is next needed, so a database that was gone may come back.
class Database {
 public:
  /// How long one use of a connection may take by default.
  static constexpr std::chrono::seconds usualTime{30};

  /// Opens `where`, a file name or `postgresql://…`. Creates the file, for its owner alone, but where it is only read.
  /// A PostgreSQL that does not answer within `longest` is taken to be gone.
  static Result<std::unique_ptr<Database>> open(const std::string& where, Schema schema,
                                                std::chrono::seconds longest = usualTime);
  /// Returns whether there is a file of that name; of PostgreSQL always true, since nothing is made there by opening
  /// it.
  static bool isThere(const std::string& where);
  static bool isPostgresql(const std::string& where);
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
    /// Lets the use of the connection take as long again.
    void prolong();
    /// Whether the connection was opened for this lease. One that was idle may have broken meanwhile.
    bool isNew() const { return isNew_; }
    /// Puts a new connection in the place of one that has broken. Throws where none can be opened.
    void renew();

   private:
    void open();

    Database& database_;
    std::unique_ptr<soci::session> session_;
    bool isNew_ = false;
  };

  Dialect dialect() const { return dialect_; }
  /// Whether the database has NOTIFY; distributed databases that speak PostgreSQL's protocol may not.
  bool hasNotifications() const { return hasNotifications_; }
  /// Ends what waits for PostgreSQL, and lets nothing wait for it any more.
  void giveUp();
  /// Whether it is a file that others than its owner may read or write.
  bool isOpenToOthers() const;

 private:
  using Clock = std::chrono::steady_clock;

  Database(std::string where, Dialect dialect, std::chrono::seconds longest, bool isToRead);
  friend class DatabaseTransaction;
  std::unique_ptr<soci::session> connect() const;
  void copyWhereReadOnly();
  void lookForNotifications();
  void cutOverdue(const std::stop_token& stop);
  static void cut(soci::session& session);

  std::string where_;
  std::string copy_;  // a folder with a copy of what lies where nothing can be written; goes with this
  const Dialect dialect_;
  const std::chrono::seconds longest_;
  const bool isToRead_;
  bool hasNotifications_ = false;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<soci::session>> idle_;
  std::size_t leased_ = 0;
  bool isGivenUp_ = false;
  std::map<soci::session*, Clock::time_point> due_;  // of PostgreSQL: when a lease has taken too long
  std::condition_variable_any stopped_;
  std::jthread watch_;
};

/// A transaction on a leased connection. Its destructor rolls back unless it was committed; after an exception it
/// closes the connection instead. Its settings are its own, not the connection's: behind a pooler the next transaction
/// may run on another one.
class DatabaseTransaction {
 public:
  enum class Kind { read, write };

  /// Throws where the database cannot be asked.
  DatabaseTransaction(Database& database, Kind kind);
  ~DatabaseTransaction();
  DatabaseTransaction(const DatabaseTransaction&) = delete;
  DatabaseTransaction& operator=(const DatabaseTransaction&) = delete;

  Database& database() { return database_; }
  soci::session& session() { return lease_.session(); }
  /// After an error here it is unknown whether the transaction was committed.
  void commit();
  /// Lets the transaction take as long again.
  void prolong() { lease_.prolong(); }
  /// Puts tighter limits on the statements that follow; of PostgreSQL alone.
  void limit(std::chrono::seconds longest);
  /// Commits what need not be safe on a standby: where a synchronous one does not confirm it within the limit, returns
  /// false.
  bool commitWithin(std::chrono::seconds longest);

 private:
  void begin();
  void rollBack();
  void cancel(int process);

  Database& database_;
  const Kind kind_;
  Database::Lease lease_;
  const int exceptions_ = std::uncaught_exceptions();
  bool isOver_ = false;
};

/// `store_unavailable`, `store_full` where there is no room to write, or `store_read_only` where the database takes no
/// writes: no detail of it leaves the server.
Problem storeUnavailable(const std::string& detail);

}  // namespace lockstep::server
