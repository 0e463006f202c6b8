#include "server/wire/executor.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

namespace lockstep::server {

namespace {

/// The `nice` value of the threads: those that read and write sockets run first.
constexpr int standBack = 5;

using Clock = std::chrono::steady_clock;

/// Runs one step; whether more is left.
bool runStep(const Executor::Task& task) {
  if (task.isUnwanted && task.isUnwanted()) return false;
  try {
    return task.step();
  } catch (...) {
    return false;  // the step keeps what it threw, where that matters
  }
}

}  // namespace

Executor::Executor(std::size_t threads)
    : queue_(std::max<std::size_t>(threads, 3) - 1, std::max<std::size_t>(threads, 3) - 2) {
  for (std::size_t i = 0; i < std::max<std::size_t>(threads, 3); ++i) threads_.emplace_back([this] { runAll(); });
}

Executor::~Executor() {
  {
    const std::lock_guard lock(mutex_);
    isOver_ = true;
  }
  woken_.notify_all();
  for (auto& thread : threads_) thread.join();
}

void Executor::run(const Owner& owner, Task task) {
  {
    const std::lock_guard lock(mutex_);
    queue_.add(owner, std::move(task));
  }
  woken_.notify_one();
}

void Executor::runAll() {
  // On Linux this is of the calling thread alone. Where it is refused, the thread runs as the others do.
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), standBack);
  std::unique_lock lock(mutex_);
  while (!isOver_) {
    auto taken = queue_.take();
    if (!taken) {
      woken_.wait(lock);
      continue;
    }
    lock.unlock();
    const auto started = Clock::now();
    const bool isMore = runStep(taken->work);
    const auto cost = Clock::now() - started;
    if (!isMore) {
      taken->work.done();
      taken->work = {};
    }
    lock.lock();
    if (isMore)
      queue_.putBack(std::move(*taken), cost);
    else
      queue_.finish(taken->owner, cost);
    // Its account or principal may now have another work taken, by a thread that waits.
    woken_.notify_one();
  }
}

}  // namespace lockstep::server
