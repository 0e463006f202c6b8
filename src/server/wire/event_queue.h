#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace lockstep::server {

/// An event as it is sent; many readers may share it.
using EventText = std::shared_ptr<const std::string>;

/// The events that wait for one reader of server-sent events. Any thread adds, the reader's connection takes.
class EventQueue {
 public:
  /// A reader that is further behind is disconnected, and returns for a new snapshot.
  static constexpr std::size_t mostBytes = 1 << 20;

  /// Adds one event. Returns false if the queue is closed or has just become too long.
  bool push(EventText event) {
    const std::lock_guard lock(mutex_);
    if (isClosed_) return false;
    bytes_ += event->size();
    // One event alone may be longer, because it cannot be split.
    if (!events_.empty() && bytes_ > mostBytes)
      isClosed_ = true;
    else
      events_.push_back(std::move(event));
    if (wake_) wake_();
    return !isClosed_;
  }
  void close() {
    const std::lock_guard lock(mutex_);
    isClosed_ = true;
    if (wake_) wake_();
  }
  bool isClosed() const {
    const std::lock_guard lock(mutex_);
    return isClosed_;
  }

  /// Returns and removes all waiting events, the oldest first.
  std::vector<EventText> take() {
    const std::lock_guard lock(mutex_);
    bytes_ = 0;
    return std::exchange(events_, {});
  }
  /// `wake` is called, on the thread that adds, whenever there is an event to take or the queue has closed. It must
  /// not call the queue.
  void onPush(std::function<void()> wake) {
    const std::lock_guard lock(mutex_);
    wake_ = std::move(wake);
  }

 private:
  mutable std::mutex mutex_;
  std::vector<EventText> events_;
  std::size_t bytes_ = 0;
  bool isClosed_ = false;
  std::function<void()> wake_;
};

}  // namespace lockstep::server
