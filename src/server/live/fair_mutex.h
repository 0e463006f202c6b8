#pragma once

#include <pthread.h>

#include <atomic>
#include <cstdint>

namespace lockstep::server {

/// A shared mutex at which a writer goes before the readers that come later: `std::shared_mutex` lets readers that
/// overlap hold it for ever. No thread may read twice at once.
class FairMutex {
 public:
  FairMutex() {
    pthread_rwlockattr_t kind;
    pthread_rwlockattr_init(&kind);
    pthread_rwlockattr_setkind_np(&kind, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    pthread_rwlock_init(&lock_, &kind);
    pthread_rwlockattr_destroy(&kind);
  }
  ~FairMutex() { pthread_rwlock_destroy(&lock_); }
  FairMutex(const FairMutex&) = delete;
  FairMutex& operator=(const FairMutex&) = delete;

  void lock() {
    pthread_rwlock_wrlock(&lock_);
    ++writes_;
  }
  void unlock() { pthread_rwlock_unlock(&lock_); }
  void lock_shared() { pthread_rwlock_rdlock(&lock_); }
  bool try_lock_shared() { return pthread_rwlock_tryrdlock(&lock_) == 0; }
  void unlock_shared() { pthread_rwlock_unlock(&lock_); }

  /// How often it has been held to write. While a reader finds the same number, what it guards has not been touched.
  std::uint64_t writes() const { return writes_; }

 private:
  pthread_rwlock_t lock_;
  std::atomic<std::uint64_t> writes_ = 0;
};

}  // namespace lockstep::server
