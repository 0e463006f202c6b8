// `lockstep backup` and `lockstep restore`: a file of SQLite copied while it is served, and a restored database that
// goes on in new histories, since changes that came after the copy may be gone.
#include <fcntl.h>
#include <soci/soci.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "server/commands/command_failure.h"
#include "server/commands/commands.h"
#include "server/store/store.h"
#include "server/wire/clock.h"

namespace lockstep::server {

namespace {

/// Makes an empty file for its owner alone; false where there is one of that name already, or none can be made.
bool makeNew(const std::string& name) {
  const int file = ::open(name.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  return file >= 0 && ::close(file) == 0;
}

bool sync(const std::string& name) {
  const int file = ::open(name.c_str(), O_RDONLY | O_CLOEXEC);
  const bool isDone = file >= 0 && ::fsync(file) == 0;
  if (file >= 0) ::close(file);
  return isDone;
}

/// Puts a checked copy of `file` in the place of a database that is not there.
Problems putInPlace(const std::string& data, const std::string& file) {
  const auto copy = Store::open(file, Schema::asItIs);
  if (!copy) return copy.problems();
  if (!makeNew(data))
    return {{"store_exists", "",
             "There is a file `" + data + "` already, or it cannot be made. Move it away, with `" + data +
                 "-wal`, and restore again."}};
  std::error_code fault;
  for (const char* beside : {"-wal", "-shm"}) std::filesystem::remove(data + beside, fault);
  std::filesystem::copy_file(file, data, std::filesystem::copy_options::overwrite_existing, fault);
  if (!fault && sync(data)) return {};
  std::filesystem::remove(data, fault);
  return {{"store_unavailable", "", "`" + file + "` cannot be copied to `" + data + "`."}};
}

/// Begins a new history of every account. Returns of how many.
Result<int> beginHistories(Store& store) {
  const auto names = store.auditedAccounts();
  if (!names) return names.problems();
  int count = 0;
  for (const auto& name : *names) {
    const auto done = store.write<bool>(name, [&](Transaction& transaction) {
      if (!transaction.isThere()) return false;
      transaction.findMark();
      transaction.addEpoch(newEpoch());
      const Request request = serverRequest("history.restored");
      transaction.addAudit({clockNow(), "lockstep", request, {}, {}});
      transaction.commit();
      return true;
    });
    if (!done) return done.problems();
    count += *done ? 1 : 0;
  }
  return count;
}

}  // namespace

int backup(const std::string& data, const std::string& file) {
  if (Database::isPostgresql(data))
    return failCommand(
        "backup",
        {{"value_invalid", "", "This is for a file of SQLite. For PostgreSQL use `pg_dump`, or copies of its own."}});
  const auto store = Store::open(data, Schema::asItIs);
  if (!store) return failCommand("backup", store.problems());
  if (!makeNew(file))
    return failCommand("backup", {{"file_exists", "",
                                   "There is a file `" + file + "` already, or it cannot be made. Give a new name."}});
  try {
    Database::Lease lease((*store)->database());
    lease.session() << "PRAGMA query_only = OFF";
    lease.session() << "VACUUM INTO :file", soci::use(file);
    if (!sync(file)) throw std::runtime_error("the copy cannot be written to the disk");
  } catch (const std::exception& error) {
    std::error_code none;
    std::filesystem::remove(file, none);
    return failCommand("backup", {storeUnavailable(error.what())});
  }
  return 0;
}

int restore(const std::string& data, const std::string& file) {
  const bool isFile = !Database::isPostgresql(data);
  if (!isFile && !file.empty())
    return failCommand("restore",
                       {{"value_invalid", "",
                         "Restore PostgreSQL by `pg_restore` or `psql`; then run `lockstep restore` without FILE."}});
  std::unique_ptr<DatabaseFile> held;
  if (isFile) {
    auto lock = DatabaseFile::hold(data);
    if (!lock) return failCommand("restore", lock.problems());
    held = std::move(*lock);
    if (!file.empty())
      if (const Problems problems = putInPlace(data, file); !problems.empty()) return failCommand("restore", problems);
    if (!Database::isThere(data))
      return failCommand("restore", {{"store_unavailable", "", "There is no database `" + data + "`."}});
  }
  const auto store = Store::open(data);
  if (!store) return failCommand("restore", store.problems());
  const auto count = beginHistories(**store);
  if (!count) return failCommand("restore", count.problems());
  std::cout << *count << (*count == 1 ? " account goes" : " accounts go") << " on in a new history\n";
  return 0;
}

}  // namespace lockstep::server
