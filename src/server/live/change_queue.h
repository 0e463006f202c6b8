#pragma once

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "lockstep/base/result.h"
#include "server/live/change_request.h"

namespace lockstep::server {

/// A request that waits to be carried out, and its outcome once there is one.
struct PendingChange {
  const ChangeRequest& changeRequest;
  const Time now;
  std::optional<Result<Outcome>> outcome;  ///< of the thread that writes, which may still replace it, until `isDone`
  bool isDone = false;                     ///< guarded by the mutex of the queue
};

/// The requests of one account that wait for the database. While one thread writes, the requests of others gather here;
/// the next thread writes all of them in one transaction (group commit). Thread-safe.
class ChangeQueue {
 public:
  /// The most requests in one transaction: the account cannot be read while they are tried.
  static constexpr std::size_t mostTogether = 32;
  using Write = std::function<void(const std::vector<PendingChange*>&)>;

  /// Returns once `mine` has its outcome. `write` gives an outcome to at least the first of the requests that it is
  /// called with; the rest go back to the front of the queue. It must not throw. One thread at a time runs it, and no
  /// request that it was called with returns before it does: what it holds is on the stacks of their threads.
  void run(PendingChange& mine, const Write& write) {
    std::unique_lock lock(mutex_);
    waiting_.push_back(&mine);
    while (!mine.isDone) {
      if (isWriting_) {
        written_.wait(lock);
        continue;
      }
      isWriting_ = true;
      const std::vector<PendingChange*> requests = takeSome();
      lock.unlock();
      write(requests);
      lock.lock();
      isWriting_ = false;
      for (auto at = requests.rbegin(); at != requests.rend(); ++at) {
        (*at)->isDone = (*at)->outcome.has_value();
        if (!(*at)->isDone) waiting_.push_front(*at);
      }
      written_.notify_all();
    }
  }

 private:
  std::vector<PendingChange*> takeSome() {
    const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(waiting_.size(), mostTogether));
    std::vector<PendingChange*> requests(waiting_.begin(), end);
    waiting_.erase(waiting_.begin(), end);
    return requests;
  }

  std::mutex mutex_;
  std::condition_variable written_;
  std::deque<PendingChange*> waiting_;
  bool isWriting_ = false;
};

}  // namespace lockstep::server
