#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace lockstep::server {

/// A cache of the last snapshots that were sent, so that a page that is opened again, or another page of its user,
/// costs no new one; and of what the last lists contained, so that the next answer has the difference alone. Evicts the
/// least recently used. Thread-safe.
class SnapshotCache {
 public:
  /// One answer. `tag` is its ETag, which identifies everything that it depends on but its owner.
  struct Kept {
    std::string tag, text, signature;
  };
  using KeptPointer = std::shared_ptr<const Kept>;

  static constexpr std::size_t mostBytes = 32 << 20;

  /// Returns the cached answer of the owner `whose` if it has this tag; else null.
  KeptPointer find(const std::string& whose, const std::string& tag);
  /// Replaces the cached answer of the owner `whose`.
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
