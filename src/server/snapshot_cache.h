#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace lockstep::server {

/// Snapshots as they were last answered, so that a page that is opened again, or a person with many of them, costs no new
/// one. The longest unused go first. Thread-safe.
class SnapshotCache {
 public:
  /// One answer; `tag` is its ETag, which says all that the text depends on but for whose it is.
  struct Kept {
    std::string tag, text, signature;
  };
  using KeptPointer = std::shared_ptr<const Kept>;

  static constexpr std::size_t mostBytes = 32 << 20;

  /// What was kept of `whose`, where it has this tag; else null.
  KeptPointer find(const std::string& whose, const std::string& tag);
  /// In place of what was kept of `whose`.
  void keep(const std::string& whose, KeptPointer kept);

 private:
  struct Entry {
    std::string whose;
    KeptPointer kept;
  };
  void erase(std::list<Entry>::iterator entry);

  std::mutex mutex_;
  std::list<Entry> entries_;  // the last used first
  std::unordered_map<std::string, std::list<Entry>::iterator> byOwner_;
  std::size_t bytes_ = 0;
};

}  // namespace lockstep::server
