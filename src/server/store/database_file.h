#pragma once

#include <sys/stat.h>

#include <array>
#include <memory>
#include <mutex>
#include <string>

#include "lockstep/base/result.h"

namespace lockstep::server {

/// The file of a SQLite database while one server has it open: no second one may, and the file must stay where it is.
class DatabaseFile {
 public:
  /// Takes the advisory lock on `path` + `-lock`, until this is destroyed or the process ends. Problem: `store_in_use`.
  static Result<std::unique_ptr<DatabaseFile>> hold(const std::string& path);
  ~DatabaseFile();
  DatabaseFile(const DatabaseFile&) = delete;
  DatabaseFile& operator=(const DatabaseFile&) = delete;

  /// Whether the file at the path is the one that was there when it was held: neither deleted nor replaced.
  /// Thread-safe.
  bool isInPlace() const;
  /// Whether something was written since this was last called, by this process or another.
  bool hasChanged();

 private:
  DatabaseFile(std::string path, int lock);

  using Stamp = std::array<long long, 6>;
  Stamp stamp() const;

  const std::string path_;
  const int lock_;
  struct stat held_ {};
  Stamp last_{};
};

}  // namespace lockstep::server
