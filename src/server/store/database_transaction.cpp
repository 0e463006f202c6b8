#include <libpq-fe.h>
#include <poll.h>
#include <soci/soci.h>

#include "server/store/database.h"
#include "server/store/postgresql.h"

namespace lockstep::server {

DatabaseTransaction::DatabaseTransaction(Database& database, Kind kind)
    : database_(database), kind_(kind), lease_(database) {
  try {
    try {
      begin();
    } catch (const soci::soci_error&) {
      // One that was idle has broken: nothing was done on it.
      if (lease_.isNew()) throw;
      lease_.renew();
      begin();
    }
  } catch (...) {
    lease_.discard();
    throw;
  }
}

DatabaseTransaction::~DatabaseTransaction() {
  if (isOver_) return;
  try {
    // The connection that an exception came from may be broken.
    if (std::uncaught_exceptions() == exceptions_) {
      rollBack();
      return;
    }
  } catch (const std::exception&) {  // the connection is closed, which rolls back, too
  }
  lease_.discard();
}

void DatabaseTransaction::begin() {
  if (database_.dialect_ == Dialect::sqlite) {
    if (kind_ == Kind::write) session() << "BEGIN IMMEDIATE";
    return;
  }
  std::string begin = kind_ == Kind::read || database_.isToRead_ ? "BEGIN READ ONLY" : "BEGIN";
  begin += "; SET LOCAL statement_timeout = '" + std::to_string(database_.longest_.count()) +
           "s'; SET LOCAL lock_timeout = '10s'";
  // What is answered as done is on disk, whatever the server's own setting says.
  if (kind_ == Kind::write) begin += "; SET LOCAL synchronous_commit = on";
  session() << begin;
}

void DatabaseTransaction::commit() {
  // PostgreSQL's statement_timeout does not hold for COMMIT, which may wait for a synchronous standby: `cutOverdue`
  // does.
  if (database_.dialect_ == Dialect::postgresql || kind_ == Kind::write) session() << "COMMIT";
  isOver_ = true;
}

void DatabaseTransaction::limit(std::chrono::seconds longest) {
  const std::string seconds = std::to_string(longest.count()) + "s'";
  session() << "SET LOCAL statement_timeout = '" + seconds + "; SET LOCAL lock_timeout = '" + seconds;
}

bool DatabaseTransaction::commitWithin(std::chrono::seconds longest) {
  if (database_.dialect_ == Dialect::sqlite) {
    commit();
    return true;
  }
  int process = 0;
  session() << "SELECT pg_backend_pid()", soci::into(process);
  PGconn* connection = connectionOf(session());
  if (PQsendQuery(connection, "COMMIT") != 1) throw std::runtime_error(PQerrorMessage(connection));
  pollfd socket{PQsocket(connection), POLLIN, 0};
  const bool isConfirmed = ::poll(&socket, 1, static_cast<int>(std::chrono::milliseconds(longest).count())) == 1;
  // What waits for a standby would wait as long as that is away. It has been committed, and says so once it is
  // cancelled.
  if (!isConfirmed) cancel(process);
  bool isCommitted = false;
  while (PGresult* result = PQgetResult(connection)) {
    isCommitted = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
  }
  if (!isCommitted) throw std::runtime_error(PQerrorMessage(connection));
  isOver_ = true;
  return isConfirmed;
}

/// Over another connection. libpq's own way of cancelling would wait for ever for a server that says nothing.
void DatabaseTransaction::cancel(int process) {
  DatabaseTransaction other(database_, Kind::read);
  other.session() << "SELECT pg_cancel_backend(:process)", soci::use(process);
  other.commit();
}

void DatabaseTransaction::rollBack() {
  if (database_.dialect_ == Dialect::postgresql || kind_ == Kind::write) session() << "ROLLBACK";
  isOver_ = true;
}

}  // namespace lockstep::server
