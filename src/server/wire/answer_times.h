#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "server/wire/exposition.h"

namespace lockstep::server {

/// Histograms of answer times: one for each route, and one for requests outside the API. Thread-safe, without locks.
class AnswerTimes {
 public:
  /// `routes` are the labels of the routes, such as `method="GET",route="/healthz"`.
  explicit AnswerTimes(std::vector<std::string> routes);

  /// Counts an answer. `route` is an index of `routes`; anything larger is outside the API.
  void count(std::size_t route, std::chrono::nanoseconds took);
  /// Writes the histograms that are not empty.
  void write(Exposition& out) const;

 private:
  /// Upper bounds of the buckets: 1-2.5-5 steps from half a millisecond, as most decisions take less, to ten seconds.
  static constexpr std::array<std::uint64_t, 14> boundsInMicroseconds = {
      500,     1000,    2500,    5000,      10'000,    25'000,    50'000,
      100'000, 250'000, 500'000, 1'000'000, 2'500'000, 5'000'000, 10'000'000};

  struct Histogram {
    std::array<std::atomic<std::uint64_t>, boundsInMicroseconds.size() + 1>
        buckets{};  // not cumulative; the last has no bound
    std::atomic<std::uint64_t> nanoseconds = 0;
  };

  const std::vector<std::string> labels_;
  const std::unique_ptr<Histogram[]> histograms_;
};

}  // namespace lockstep::server
