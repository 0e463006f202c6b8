#include "server/database.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <soci/soci.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>

namespace lockstep::server {

namespace {

/// More would only wait for each other: SQLite has one writer, and a decision asks no database. The lanes that ask and write
/// (http.cpp) leave two: for news, and for whatever else there is.
constexpr std::size_t mostConnections = 12;

/// PostgreSQL's own names of times after which a connection that says nothing has failed.
constexpr std::pair<std::string_view, const char*> usualOptions[] = {
    {"connect_timeout", "5"}, {"keepalives_idle", "10"}, {"keepalives_interval", "5"}, {"keepalives_count", "3"}, {"tcp_user_timeout", "20000"}};

const char* usualOption(std::string_view keyword) {
  for (const auto& [name, value] : usualOptions)
    if (name == keyword) return value;
  return nullptr;
}

bool isPostgresql(const std::string& where) { return where.rfind("postgresql://", 0) == 0 || where.rfind("postgres://", 0) == 0; }

/// SQLite would make a file that everybody on the machine may read, and in it stands the key that signs snapshots. What it
/// puts beside the file takes the file's mode. Where it cannot be made, SQLite says why.
void makeForOwner(const std::string& name) {
  if (const int file = ::open(name.c_str(), O_CREAT | O_EXCL | O_CLOEXEC | O_WRONLY, 0600); file >= 0) ::close(file);
}

/// A file as SOCI takes it, whose name may have blanks and `=` in quotes, which themselves it cannot say. A relative one begins
/// with a dot: SOCI takes no name that begins with a blank.
std::string keywordsOfFile(const std::string& name) {
  if (name.find('"') != std::string::npos) throw std::runtime_error("the name of its file may have no quotes: " + name);
  return "dbname=\"" + (name.starts_with('/') ? name : "./" + name) + "\" timeout=10";
}

}  // namespace

/// SOCI cuts texts at `=` and does not know URLs, so it is taken apart here.
std::string postgresqlOptions(const std::string& url) {
  char* fault = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(PQconninfoParse(url.c_str(), &fault), &PQconninfoFree);
  const std::unique_ptr<char, decltype(&PQfreemem)> kept(fault, &PQfreemem);
  if (options == nullptr) throw std::runtime_error(fault != nullptr ? fault : "no address of a database");
  std::string out;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    const char* value = option->val != nullptr ? option->val : usualOption(option->keyword);
    if (value == nullptr) continue;
    out += std::string(out.empty() ? "" : " ") + option->keyword + "='";
    for (const char* c = value; *c != '\0'; ++c) out += (*c == '\'' || *c == '\\' ? std::string("\\") : std::string()) + *c;
    out += "'";
  }
  return out;
}

Problem storeUnavailable(const std::string& detail) {
  // As SQLite says it; PostgreSQL's own servers have "No space left on device".
  if (detail.find("disk is full") != std::string::npos || detail.find("No space left") != std::string::npos) return {"store_full", "", "The database has no room: " + detail};
  return {"store_unavailable", "", "The database cannot be asked: " + detail};
}

Result<std::unique_ptr<Database>> Database::open(const std::string& where, std::chrono::seconds longest) { return open(where, longest, false); }
Result<std::unique_ptr<Database>> Database::openToRead(const std::string& where) { return open(where, usualTime, true); }

Result<std::unique_ptr<Database>> Database::open(const std::string& where, std::chrono::seconds longest, bool isToRead) {
  std::unique_ptr<Database> database(new Database(where, isPostgresql(where) ? Dialect::postgresql : Dialect::sqlite, longest, isToRead));
  if (!isToRead && database->dialect_ == Dialect::sqlite) makeForOwner(where);
  // SQLite would make it.
  if (isToRead && !isThere(where)) return storeUnavailable("there is no file " + where);
  try {
    Lease lease(*database);
    // Bringing up an old database may take its time.
    if (!isToRead && database->dialect_ == Dialect::postgresql) lease.session() << "SET statement_timeout = 0";
    const Problems problems = isToRead ? checkVersion(lease.session()) : migrate(lease.session(), database->dialect_);
    if (!problems.empty()) return problems;
    lease.discard();
  } catch (const std::exception& error) {
    return storeUnavailable(error.what());
  }
  if (database->dialect_ == Dialect::postgresql) database->watch_ = std::jthread([&watched = *database](const std::stop_token& stop) { watched.cutOverdue(stop); });
  return database;
}

bool Database::isThere(const std::string& where) {
  std::error_code none;
  return isPostgresql(where) || std::filesystem::exists(where, none);
}

Database::Database(std::string where, Dialect dialect, std::chrono::seconds longest, bool isToRead) : where_(std::move(where)), dialect_(dialect), longest_(longest), isToRead_(isToRead) {}
Database::~Database() = default;

std::unique_ptr<soci::session> Database::connect() const {
  if (dialect_ == Dialect::postgresql) {
    auto session = std::make_unique<soci::session>(soci::postgresql, postgresqlOptions(where_));
    // What is answered as done is on disk, whatever the server's own setting says.
    *session << "SET synchronous_commit = on";
    *session << "SET lock_timeout = '10s'";
    *session << "SET statement_timeout = '" + std::to_string(longest_.count()) + "s'";
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

/// PostgreSQL's library waits for ever for a server that is there and says nothing. Its socket is shut down, and the waiting
/// ends as if the server had gone.
void Database::cutOverdue(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    for (auto at = due_.begin(); at != due_.end();) {
      const bool isOver = Clock::now() >= at->second;
      if (isOver) ::shutdown(PQsocket(static_cast<soci::postgresql_session_backend*>(at->first->get_backend())->conn_), SHUT_RDWR);
      at = isOver ? due_.erase(at) : std::next(at);
    }
    stopped_.wait_for(lock, stop, std::chrono::milliseconds(500), [] { return false; });
  }
}

Database::Lease::Lease(Database& database) : database_(database) {
  {
    std::unique_lock lock(database_.mutex_);
    if (!database_.freed_.wait_for(lock, std::chrono::seconds(5), [&] { return database_.leased_ < mostConnections; })) throw std::runtime_error("every connection is in use");
    ++database_.leased_;
    if (!database_.idle_.empty()) {
      session_ = std::move(database_.idle_.back());
      database_.idle_.pop_back();
    }
  }
  try {
    if (session_ == nullptr) session_ = database_.connect();
  } catch (...) {
    const std::lock_guard lock(database_.mutex_);
    --database_.leased_;
    database_.freed_.notify_one();
    throw;
  }
  if (database_.dialect_ != Dialect::postgresql) return;
  const std::lock_guard lock(database_.mutex_);
  database_.due_[session_.get()] = Clock::now() + database_.longest_;
}

Database::Lease::~Lease() {
  const std::lock_guard lock(database_.mutex_);
  database_.due_.erase(session_.get());
  if (session_ != nullptr) database_.idle_.push_back(std::move(session_));
  --database_.leased_;
  database_.freed_.notify_one();
}

bool Database::isOpenToOthers() const {
  std::error_code none;
  const auto mode = std::filesystem::status(where_, none).permissions();
  return dialect_ == Dialect::sqlite && !none && (mode & (std::filesystem::perms::group_all | std::filesystem::perms::others_all)) != std::filesystem::perms::none;
}

void Database::Lease::discard() {
  {
    const std::lock_guard lock(database_.mutex_);
    database_.due_.erase(session_.get());
  }
  session_.reset();
}

}  // namespace lockstep::server
