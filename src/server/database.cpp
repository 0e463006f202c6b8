#include "server/database.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <soci/soci.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <unistd.h>

#include <filesystem>

namespace lockstep::server {

namespace {

/// More would only wait for each other: SQLite has one writer, and a decision asks no database.
constexpr std::size_t mostConnections = 8;

bool isPostgresql(const std::string& where) { return where.rfind("postgresql://", 0) == 0 || where.rfind("postgres://", 0) == 0; }

/// An address as SOCI takes it: it cuts texts at `=` and does not know URLs. Throws where it is none.
std::string keywordsOf(const std::string& url) {
  char* fault = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(PQconninfoParse(url.c_str(), &fault), &PQconninfoFree);
  const std::unique_ptr<char, decltype(&PQfreemem)> kept(fault, &PQfreemem);
  if (options == nullptr) throw std::runtime_error(fault != nullptr ? fault : "no address of a database");
  std::string out;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val == nullptr) continue;
    out += std::string(out.empty() ? "" : " ") + option->keyword + "='";
    for (const char* c = option->val; *c != '\0'; ++c) out += (*c == '\'' || *c == '\\' ? std::string("\\") : std::string()) + *c;
    out += "'";
  }
  return out;
}

/// SQLite would make a file that everybody on the machine may read, and in it stands the key that signs snapshots. What it
/// puts beside the file takes the file's mode. Where it cannot be made, SQLite says why.
void makeForOwner(const std::string& name) {
  if (const int file = ::open(name.c_str(), O_CREAT | O_EXCL | O_CLOEXEC | O_WRONLY, 0600); file >= 0) ::close(file);
}

/// The same of a file, whose name may have blanks and `=` in quotes, which themselves it cannot say. A relative one begins
/// with a dot: SOCI takes no name that begins with a blank.
std::string keywordsOfFile(const std::string& name) {
  if (name.find('"') != std::string::npos) throw std::runtime_error("the name of its file may have no quotes: " + name);
  return "dbname=\"" + (name.starts_with('/') ? name : "./" + name) + "\" timeout=10";
}

}  // namespace

Problem storeUnavailable(const std::string& detail) {
  // As SQLite says it; PostgreSQL's own servers have "No space left on device".
  if (detail.find("disk is full") != std::string::npos || detail.find("No space left") != std::string::npos) return {"store_full", "", "The database has no room: " + detail};
  return {"store_unavailable", "", "The database cannot be asked: " + detail};
}

Result<std::unique_ptr<Database>> Database::open(const std::string& where) { return open(where, false); }
Result<std::unique_ptr<Database>> Database::openToRead(const std::string& where) { return open(where, true); }

Result<std::unique_ptr<Database>> Database::open(const std::string& where, bool isToRead) {
  std::unique_ptr<Database> database(new Database(where, isPostgresql(where) ? Dialect::postgresql : Dialect::sqlite, isToRead));
  // SQLite would make it.
  if (!isToRead && database->dialect_ == Dialect::sqlite) makeForOwner(where);
  if (std::error_code none; isToRead && database->dialect_ == Dialect::sqlite && !std::filesystem::exists(where, none)) return storeUnavailable("there is no file " + where);
  try {
    Lease lease(*database);
    const Problems problems = isToRead ? checkVersion(lease.session()) : migrate(lease.session(), database->dialect_);
    if (!problems.empty()) return problems;
  } catch (const std::exception& error) {
    return storeUnavailable(error.what());
  }
  return database;
}

Database::Database(std::string where, Dialect dialect, bool isToRead) : where_(std::move(where)), dialect_(dialect), isToRead_(isToRead) {}
Database::~Database() = default;

std::unique_ptr<soci::session> Database::connect() const {
  if (dialect_ == Dialect::postgresql) {
    auto session = std::make_unique<soci::session>(soci::postgresql, keywordsOf(where_));
    // What is answered as done is on disk, whatever the server's own setting says.
    *session << "SET synchronous_commit = on";
    *session << "SET lock_timeout = '10s'";
    *session << "SET client_min_messages = warning";
    if (isToRead_) *session << "SET default_transaction_read_only = on";
    return session;
  }
  auto session = std::make_unique<soci::session>(soci::sqlite3, keywordsOfFile(where_));
  if (isToRead_) {
    *session << "PRAGMA query_only = ON";
    return session;
  }
  *session << "PRAGMA journal_mode = WAL";
  *session << "PRAGMA synchronous = FULL";
  return session;
}

Database::Lease::Lease(Database& database) : database_(database) {
  {
    std::unique_lock lock(database_.mutex_);
    database_.freed_.wait(lock, [&] { return database_.leased_ < mostConnections; });
    ++database_.leased_;
    if (!database_.idle_.empty()) {
      session_ = std::move(database_.idle_.back());
      database_.idle_.pop_back();
    }
  }
  if (session_ != nullptr) return;
  try {
    session_ = database_.connect();
  } catch (...) {
    const std::lock_guard lock(database_.mutex_);
    --database_.leased_;
    database_.freed_.notify_one();
    throw;
  }
}

Database::Lease::~Lease() {
  const std::lock_guard lock(database_.mutex_);
  if (session_ != nullptr) database_.idle_.push_back(std::move(session_));
  --database_.leased_;
  database_.freed_.notify_one();
}

bool Database::isOpenToOthers() const {
  std::error_code none;
  const auto mode = std::filesystem::status(where_, none).permissions();
  return dialect_ == Dialect::sqlite && !none && (mode & (std::filesystem::perms::group_all | std::filesystem::perms::others_all)) != std::filesystem::perms::none;
}

void Database::Lease::discard() { session_.reset(); }

}  // namespace lockstep::server
