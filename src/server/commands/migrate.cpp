// `lockstep migrate`: the schema, brought up to date by a role that may, so that the role that serves need not.
#include <soci/soci.h>

#include <iostream>
#include <memory>

#include "server/commands/command_failure.h"
#include "server/commands/commands.h"
#include "server/store/schema.h"

namespace lockstep::server {

namespace {

/// Returns 0 for what has no tables, or is not there at all.
Result<int> storedVersion(const std::string& data) {
  if (!Database::isThere(data)) return 0;
  const auto database = Database::open(data, Schema::asItIs);
  if (!database)
    return database.problems().front().code == "store_empty" ? Result<int>(0) : Result<int>(database.problems());
  try {
    Database::Lease lease(**database);
    return schemaVersion(lease.session());
  } catch (const std::exception& error) {
    return storeUnavailable(error.what());
  }
}

int print(const std::string& data, Dialect dialect, const std::vector<std::string>& grants) {
  const auto version = storedVersion(data);
  if (!version) return failCommand("migrate", version.problems());
  auto statements = migrationFrom(*version, dialect);
  statements.insert(statements.end(), grants.begin(), grants.end());
  if (statements.empty()) return 0;
  std::cout << "BEGIN;\n";
  for (const auto& statement : statements) std::cout << statement << ";\n";
  std::cout << "COMMIT;\n";
  return 0;
}

}  // namespace

int migrate(const std::string& data, const std::string& role, bool onlyPrints) {
  const Dialect dialect = Database::isPostgresql(data) ? Dialect::postgresql : Dialect::sqlite;
  if (!role.empty() && dialect == Dialect::sqlite)
    return failCommand("migrate",
                       {{"value_invalid", "--grant", "For PostgreSQL alone: a file of SQLite has no roles."}});
  const auto grants = role.empty() ? std::vector<std::string>() : grantsTo(role);
  if (onlyPrints) return print(data, dialect, grants);
  const auto before = storedVersion(data);
  if (!before) return failCommand("migrate", before.problems());
  const auto database = Database::open(data, Schema::bringUp);
  if (!database) return failCommand("migrate", database.problems());
  try {
    Database::Lease lease(**database);
    for (const auto& statement : grants) lease.session() << statement;
  } catch (const std::exception& error) {
    return failCommand("migrate", {storeUnavailable(error.what())});
  }
  const int now = newestSchema(dialect);
  std::cout << "schema version " << now << (*before == now ? ": nothing to do" : ", from " + std::to_string(*before))
            << "\n";
  return 0;
}

}  // namespace lockstep::server
