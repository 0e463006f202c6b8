// Requests that are written together, and when each of them returns.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <thread>
#include <vector>

#include "server/live/change_queue.h"

namespace lockstep::server {

namespace {

/// Requests that are sent at once, from a thread each.
struct Senders {
  static constexpr std::size_t count = 8;

  std::array<ChangeRequest, count> changeRequests;
  std::array<std::atomic<bool>, count> hasReturned{};
  std::atomic<std::size_t> ready = 0;

  std::size_t indexOf(const PendingChange& pending) const {
    return static_cast<std::size_t>(&pending.changeRequest - changeRequests.data());
  }

  /// Ends once all of them have returned.
  void run(ChangeQueue& queue, const ChangeQueue::Write& write) {
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < count; ++i)
      threads.emplace_back([&, i] {
        PendingChange pending{changeRequests[i], 0, {}};
        ++ready;
        while (ready < count) std::this_thread::yield();
        queue.run(pending, write);
        hasReturned[i] = true;
      });
    for (auto& thread : threads) thread.join();
  }
};

}  // namespace

TEST_CASE("a request that has its outcome does not return while those beside it are written") {
  ChangeQueue queue;
  int early = 0;
  for (int round = 0; round < 200; ++round) {
    Senders senders;
    const auto write = [&](const std::vector<PendingChange*>& requests) {
      std::vector<std::size_t> indices;
      for (PendingChange* pending : requests) {
        indices.push_back(senders.indexOf(*pending));
        pending->outcome.emplace(Outcome());
      }
      // The write before has woken their threads, which now look whether they are done.
      for (int i = 0; i < 100; ++i) std::this_thread::yield();
      early += std::any_of(indices.begin(), indices.end(), [&](std::size_t i) { return !!senders.hasReturned[i]; });
    };
    senders.run(queue, write);
  }
  CHECK(early == 0);
}

TEST_CASE("requests that get no outcome are written before those that come later") {
  ChangeQueue queue;
  for (int round = 0; round < 200; ++round) {
    Senders senders;
    std::vector<std::size_t> left;
    bool isInOrder = true;
    // As of requests with one Idempotency-Key: the first alone gets its outcome.
    const auto write = [&](const std::vector<PendingChange*>& requests) {
      for (std::size_t i = 0; i < left.size(); ++i)
        isInOrder = isInOrder && senders.indexOf(*requests.at(i)) == left[i];
      requests.front()->outcome.emplace(Outcome());
      left.clear();
      for (std::size_t i = 1; i < requests.size(); ++i) left.push_back(senders.indexOf(*requests[i]));
    };
    senders.run(queue, write);
    REQUIRE(isInOrder);
  }
}

}  // namespace lockstep::server
