#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "server/wire/fair_queue.h"

namespace lockstep::server {

/// Runs the work that takes more than a moment, on a few threads that leave the processor to those that serve. Work
/// runs step by step; between two steps its thread goes to the account and principal that has used the least time. One
/// account never has all threads, so a long step does not hold up another account. Thread-safe.
class Executor {
 public:
  struct Task {
    std::function<bool()>
        step;  ///< does a part of the work, and returns whether more is left; may throw, which ends it
    std::function<bool()> isUnwanted;  ///< whether no client waits for the work any more: then no further step is run
    std::function<void()> done;        ///< called once at the end, however it came
  };
  using Owner = FairQueue<Task>::Owner;

  /// With three threads at least.
  explicit Executor(std::size_t threads);
  /// Ends after the steps that run now. Work that still waits is dropped, without a call of `done`.
  ~Executor();
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  void run(const Owner& owner, Task task);

 private:
  void runAll();

  std::mutex mutex_;  // guards the rest
  std::condition_variable woken_;
  FairQueue<Task> queue_;
  bool isOver_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace lockstep::server
