#include "server/store/database_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace lockstep::server {

Result<std::unique_ptr<DatabaseFile>> DatabaseFile::hold(const std::string& path) {
  // Not on the file itself: closing it would let go of SQLite's own locks.
  const std::string name = path + "-lock";
  const int lock = ::open(name.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (lock < 0)
    return Problem{
        "store_unavailable", "",
        "The lock `" + name + "` cannot be made. The server must be able to write in the folder of its database."};
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock);
    return Problem{
        "store_in_use", "",
        "Another server has `" + path + "` open. A file of SQLite is for one server; several use one PostgreSQL."};
  }
  return std::unique_ptr<DatabaseFile>(new DatabaseFile(path, lock));
}

DatabaseFile::DatabaseFile(std::string path, int lock) : path_(std::move(path)), lock_(lock) {
  ::stat(path_.c_str(), &held_);
  last_ = stamp();
}

DatabaseFile::~DatabaseFile() { ::close(lock_); }

bool DatabaseFile::isInPlace() const {
  struct stat now {};
  return ::stat(path_.c_str(), &now) == 0 && now.st_ino == held_.st_ino && now.st_dev == held_.st_dev;
}

DatabaseFile::Stamp DatabaseFile::stamp() const {
  Stamp stamp{};
  std::size_t next = 0;
  for (const std::string& name : {path_, path_ + "-wal"}) {
    struct stat now {};
    if (::stat(name.c_str(), &now) != 0) now = {};
    stamp[next++] = now.st_size;
    stamp[next++] = now.st_mtim.tv_sec;
    stamp[next++] = now.st_mtim.tv_nsec;
  }
  return stamp;
}

bool DatabaseFile::hasChanged() {
  const Stamp now = stamp();
  const bool isOther = now != last_;
  last_ = now;
  return isOther;
}

}  // namespace lockstep::server
