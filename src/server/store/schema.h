#pragma once

#include <string>
#include <vector>

#include "lockstep/base/problem.h"
#include "server/store/database.h"

namespace lockstep::server {

/// The version of the schema that this program reads and writes.
int newestSchema(Dialect dialect);

/// Returns the version of the database's schema, 0 where there are no tables yet. Runs no statement that changes
/// anything. Throws soci::soci_error.
int schemaVersion(soci::session& session);

/// Brings a database to the newest schema, where it is not there yet, in one transaction. Where `mayMigrate` is false,
/// or the database's role has no right to, returns `store_behind`. A database of a newer version is `store_newer`.
/// Throws soci::soci_error.
Problems bringUpSchema(soci::session& session, Dialect dialect, bool mayMigrate);

/// Returns why a database cannot be read: its schema is newer, it has none, or, with `mustBeNewest`, it is older.
Problems checkSchema(soci::session& session, Dialect dialect, bool mustBeNewest);

/// Returns the statements that bring a database from `version` to the newest schema, without BEGIN and COMMIT.
std::vector<std::string> migrationFrom(int version, Dialect dialect);

/// Returns the statements that give a PostgreSQL role what it needs to serve, and no more.
std::vector<std::string> grantsTo(const std::string& role);

}  // namespace lockstep::server
