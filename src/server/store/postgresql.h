#pragma once

#include <string>

namespace soci {
class session;
}

struct pg_conn;  // a connection of PostgreSQL's library

namespace lockstep::server {

/// Returns an address of PostgreSQL as its library takes it, with times after which a connection that says nothing has
/// failed, where the address has none. SOCI cuts strings at `=` and does not know URLs, so the address is taken apart.
/// Throws where it is no address.
std::string postgresqlOptions(const std::string& url);

/// Keeps PostgreSQL's library from writing the server's notices and warnings to standard error, where the log's lines
/// are. What matters of them comes back as the error of a query.
void passOverNotices(pg_conn* connection);

/// Returns the connection of a session with PostgreSQL.
pg_conn* connectionOf(soci::session& session);

/// Drops the notifications that a connection has received. A pooler may have given it to a listener before, and they
/// would pile up.
void dropNotifications(soci::session& session);

}  // namespace lockstep::server
