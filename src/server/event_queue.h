#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <string>

namespace lockstep::server {

/// What waits to be sent to one reader of server-sent events. Any thread adds, the reader's connection takes.
class EventQueue {
 public:
  /// A reader that is so far behind is cut off, and comes back for a new snapshot.
  static constexpr std::size_t mostBytes = 1 << 20;

  /// Adds one event as it goes over the wire; false where the queue is closed or has just become too long.
  bool push(std::string event) {
    std::function<void()> wake;
    {
      const std::lock_guard lock(mutex_);
      if (isClosed_) return false;
      bytes_ += event.size();
      if (bytes_ > mostBytes) isClosed_ = true;
      else events_.push_back(std::move(event));
      wake = wake_;
    }
    if (wake) wake();
    return !isClosed();
  }
  void close() {
    std::function<void()> wake;
    {
      const std::lock_guard lock(mutex_);
      isClosed_ = true;
      wake = wake_;
    }
    if (wake) wake();
  }
  bool isClosed() const {
    const std::lock_guard lock(mutex_);
    return isClosed_;
  }

  /// All that waits, in one piece; "" where nothing does.
  std::string take() {
    const std::lock_guard lock(mutex_);
    std::string all;
    for (const auto& event : events_) all += event;
    events_.clear();
    bytes_ = 0;
    return all;
  }
  /// `wake` is called, on the thread of who adds, whenever there is something to take or the queue has closed.
  void onPush(std::function<void()> wake) {
    const std::lock_guard lock(mutex_);
    wake_ = std::move(wake);
  }

 private:
  mutable std::mutex mutex_;
  std::deque<std::string> events_;
  std::size_t bytes_ = 0;
  bool isClosed_ = false;
  std::function<void()> wake_;
};

}  // namespace lockstep::server
