// A writer of an account does not wait for readers that come after it.
#include <doctest/doctest.h>

#include <atomic>
#include <shared_mutex>
#include <thread>

#include "server/live/fair_mutex.h"

namespace lockstep::server {

TEST_CASE("a writer gets in although there is never a moment without a reader") {
  FairMutex mutex;
  std::atomic<bool> hasWritten = false;
  mutex.lock_shared();
  std::thread writer([&] {
    mutex.lock();
    hasWritten = true;
    mutex.unlock();
  });
  // One reader is always there while the next one comes, until one has to wait: for the writer.
  bool isTold = false;
  for (int readers = 0; readers < 50'000'000 && !isTold; ++readers) {
    isTold = !mutex.try_lock_shared();
    if (!isTold) mutex.unlock_shared();
  }
  CHECK(isTold);
  CHECK_FALSE(hasWritten);
  mutex.unlock_shared();
  mutex.lock_shared();
  CHECK((hasWritten || !isTold));
  mutex.unlock_shared();
  writer.join();
}

TEST_CASE("readers read at once") {
  FairMutex mutex;
  const std::shared_lock one(mutex);
  std::thread other([&] { const std::shared_lock two(mutex); });
  other.join();
}

}  // namespace lockstep::server
