#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace lockstep::server {

/// An event as it goes over the wire; many readers may be sent the same.
using EventText = std::shared_ptr<const std::string>;

/// What waits to be sent to one reader of server-sent events. Any thread adds, the reader's connection takes.
class EventQueue {
 public:
  /// A reader that is so far behind is cut off, and comes back for a new snapshot.
  static constexpr std::size_t mostBytes = 1 << 20;

  /// Adds one event; false where the queue is closed or has just become too long.
  bool push(EventText event) {
    const std::lock_guard lock(mutex_);
    if (isClosed_) return false;
    bytes_ += event->size();
    // One event alone may be longer: there is no other way to tell it.
    if (!events_.empty() && bytes_ > mostBytes) isClosed_ = true;
    else events_.push_back(std::move(event));
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

  /// All that waits, the oldest first.
  std::vector<EventText> take() {
    const std::lock_guard lock(mutex_);
    bytes_ = 0;
    return std::exchange(events_, {});
  }
  /// `wake` is called, on the thread of who adds, whenever there is something to take or the queue has closed. It asks
  /// nothing of the queue itself.
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
