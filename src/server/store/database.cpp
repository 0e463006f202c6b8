#include "server/store/database.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>

#include "server/store/postgresql.h"
#include "server/store/schema.h"

namespace lockstep::server {

namespace {

/// More would only wait for each other: SQLite has one writer, and a decision asks no database. The lanes that ask and
/// write (lanes.cpp) leave four: for ChangeListener, Poller, Health, and whatever else there is.
constexpr std::size_t mostConnections = 14;

/// SQLite would make a file that every user of the machine may read, and it contains the key that signs snapshots.
/// Files beside it get its mode. If it cannot be made, SQLite reports why.
void makeForOwner(const std::string& name) {
  if (const int file = ::open(name.c_str(), O_CREAT | O_EXCL | O_CLOEXEC | O_WRONLY, 0600); file >= 0) ::close(file);
}

/// A file as SOCI takes it, whose name may have blanks and `=` in quotes, which themselves it cannot say. A relative
/// one begins with a dot: SOCI takes no name that begins with a blank.
std::string keywordsOfFile(const std::string& name) {
  if (name.find('"') != std::string::npos) throw std::runtime_error("the name of its file may have no quotes: " + name);
  return "dbname=\"" + (name.starts_with('/') ? name : "./" + name) + "\" timeout=10";
}

}  // namespace

Problem storeUnavailable(const std::string& detail) {
  // As SQLite says it; PostgreSQL's own servers have "No space left on device".
  if (detail.find("disk is full") != std::string::npos || detail.find("No space left") != std::string::npos)
    return {"store_full", "", "The database has no room: " + detail};
  if (detail.find("read-only transaction") != std::string::npos)
    return {"store_read_only", "", "The database takes no writes: " + detail};
  return {"store_unavailable", "", "The database cannot be asked: " + detail};
}

bool Database::isPostgresql(const std::string& where) {
  return where.starts_with("postgresql://") || where.starts_with("postgres://");
}

Result<std::unique_ptr<Database>> Database::open(const std::string& where, Schema schema,
                                                 std::chrono::seconds longest) {
  const bool isToRead = schema == Schema::asItIs || schema == Schema::readNewest;
  std::unique_ptr<Database> database(
      new Database(where, isPostgresql(where) ? Dialect::postgresql : Dialect::sqlite, longest, isToRead));
  if (!isToRead && database->dialect_ == Dialect::sqlite) makeForOwner(where);
  // SQLite would make it.
  if (isToRead && !isThere(where)) return storeUnavailable("there is no file " + where);
  if (isToRead && database->dialect_ == Dialect::sqlite) database->copyWhereReadOnly();
  try {
    Lease lease(*database);
    const Problems problems = isToRead ? checkSchema(lease.session(), database->dialect_, schema == Schema::readNewest)
                                       : bringUpSchema(lease.session(), database->dialect_, schema == Schema::bringUp);
    if (!problems.empty()) return problems;
    lease.discard();
    if (!isToRead) database->lookForNotifications();
  } catch (const std::exception& error) {
    return storeUnavailable(error.what());
  }
  if (database->dialect_ == Dialect::postgresql)
    database->watch_ = std::jthread([&watched = *database](const std::stop_token& stop) { watched.cutOverdue(stop); });
  return database;
}

void Database::lookForNotifications() {
  if (dialect_ != Dialect::postgresql) return;
  try {
    DatabaseTransaction transaction(*this, DatabaseTransaction::Kind::write);
    transaction.session() << "SELECT pg_notify('lockstep_changes', '')";
    transaction.commit();
    hasNotifications_ = true;
  } catch (const soci::postgresql_soci_error& error) {
    // There is no such function, or it is none that may be called. A replica has it once it is no replica any more.
    hasNotifications_ = error.sqlstate() != "42883" && error.sqlstate() != "0A000";
  }
}

bool Database::isThere(const std::string& where) {
  std::error_code none;
  return isPostgresql(where) || std::filesystem::exists(where, none);
}

Database::Database(std::string where, Dialect dialect, std::chrono::seconds longest, bool isToRead)
    : where_(std::move(where)), dialect_(dialect), longest_(longest), isToRead_(isToRead) {}
Database::~Database() {
  idle_.clear();
  std::error_code none;
  if (!copy_.empty()) std::filesystem::remove_all(copy_, none);
}

/// SQLite writes beside a file even to read it. Where it cannot, a copy is read, for its owner alone.
void Database::copyWhereReadOnly() {
  const auto folder = std::filesystem::path(where_).parent_path();
  if (::access(folder.empty() ? "." : folder.c_str(), W_OK) == 0) return;
  std::string made = (std::filesystem::temp_directory_path() / "lockstep-XXXXXX").string();
  if (::mkdtemp(made.data()) == nullptr) return;
  copy_ = made;
  std::error_code none;
  for (const char* beside : {"", "-wal"}) std::filesystem::copy_file(where_ + beside, made + "/copy" + beside, none);
  where_ = made + "/copy";
}

std::unique_ptr<soci::session> Database::connect() const {
  if (dialect_ == Dialect::postgresql) {
    auto session = std::make_unique<soci::session>(soci::postgresql, postgresqlOptions(where_));
    passOverNotices(connectionOf(*session));
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

/// PostgreSQL's library waits for ever for a server that is there and says nothing. Its socket is shut down, and the
/// waiting ends as if the server had gone.
void Database::cutOverdue(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    for (auto at = due_.begin(); at != due_.end();) {
      const bool isOver = Clock::now() >= at->second;
      if (isOver) cut(*at->first);
      at = isOver ? due_.erase(at) : std::next(at);
    }
    stopped_.wait_for(lock, stop, std::chrono::milliseconds(500), [] { return false; });
  }
}

void Database::cut(soci::session& session) { ::shutdown(PQsocket(connectionOf(session)), SHUT_RDWR); }

void Database::giveUp() {
  const std::lock_guard lock(mutex_);
  isGivenUp_ = true;
  for (const auto& [session, due] : due_) cut(*session);
}

Database::Lease::Lease(Database& database) : database_(database) {
  {
    std::unique_lock lock(database_.mutex_);
    if (!database_.freed_.wait_for(lock, std::chrono::seconds(5), [&] { return database_.leased_ < mostConnections; }))
      throw std::runtime_error("every connection is in use");
    if (database_.isGivenUp_) throw std::runtime_error("the server ends");
    ++database_.leased_;
    if (!database_.idle_.empty()) {
      session_ = std::move(database_.idle_.back());
      database_.idle_.pop_back();
    }
  }
  try {
    open();
  } catch (...) {
    const std::lock_guard lock(database_.mutex_);
    --database_.leased_;
    database_.freed_.notify_one();
    throw;
  }
}

void Database::Lease::open() {
  if (session_ == nullptr) {
    session_ = database_.connect();
    isNew_ = true;
  }
  if (database_.dialect_ != Dialect::postgresql) return;
  const std::lock_guard lock(database_.mutex_);
  database_.due_[session_.get()] = Clock::now() + database_.longest_;
}

void Database::Lease::renew() {
  discard();
  {
    // The others that were idle are as old: each of them would have to break by itself.
    const std::lock_guard lock(database_.mutex_);
    database_.idle_.clear();
  }
  open();
}

Database::Lease::~Lease() {
  const std::lock_guard lock(database_.mutex_);
  database_.due_.erase(session_.get());
  if (session_ != nullptr && database_.dialect_ == Dialect::postgresql) dropNotifications(*session_);
  if (session_ != nullptr) database_.idle_.push_back(std::move(session_));
  --database_.leased_;
  database_.freed_.notify_one();
}

bool Database::isOpenToOthers() const {
  std::error_code none;
  const auto mode = std::filesystem::status(where_, none).permissions();
  return dialect_ == Dialect::sqlite && !none &&
         (mode & (std::filesystem::perms::group_all | std::filesystem::perms::others_all)) !=
             std::filesystem::perms::none;
}

void Database::Lease::prolong() {
  if (database_.dialect_ != Dialect::postgresql) return;
  const std::lock_guard lock(database_.mutex_);
  database_.due_[session_.get()] = Clock::now() + database_.longest_;
}

void Database::Lease::discard() {
  {
    const std::lock_guard lock(database_.mutex_);
    database_.due_.erase(session_.get());
  }
  session_.reset();
}

}  // namespace lockstep::server
