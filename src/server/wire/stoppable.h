#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace lockstep::server {

/// Waits on a thread that may have to end meanwhile.
class Stoppable {
 public:
  /// Waits for `time`, or until a stop is requested. Returns whether the thread may go on.
  template <class Duration>
  bool wait(const std::stop_token& stop, Duration time) {
    std::unique_lock lock(mutex_);
    woken_.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any woken_;
};

}  // namespace lockstep::server
