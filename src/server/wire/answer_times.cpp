#include "server/wire/answer_times.h"

#include <algorithm>
#include <utility>

namespace lockstep::server {

namespace {

std::vector<std::string> withRest(std::vector<std::string> routes) {
  routes.emplace_back("method=\"\",route=\"\"");
  return routes;
}

}  // namespace

std::string secondsOf(std::uint64_t nanoseconds) {
  constexpr std::uint64_t second = 1'000'000'000;
  const std::string rest = std::to_string(nanoseconds % second);
  return std::to_string(nanoseconds / second) + "." + std::string(9 - rest.size(), '0') + rest;
}

AnswerTimes::AnswerTimes(std::vector<std::string> routes)
    : labels_(withRest(std::move(routes))), histograms_(new Histogram[labels_.size()]) {}

void AnswerTimes::count(std::size_t route, std::chrono::nanoseconds took) {
  Histogram& histogram = histograms_[std::min(route, labels_.size() - 1)];
  const auto nanoseconds = static_cast<std::uint64_t>(std::max<std::int64_t>(took.count(), 0));
  const auto bound = std::find_if(boundsInMicroseconds.begin(), boundsInMicroseconds.end(),
                                  [&](std::uint64_t most) { return nanoseconds <= most * 1000; });
  histogram.buckets[static_cast<std::size_t>(bound - boundsInMicroseconds.begin())]++;
  histogram.nanoseconds += nanoseconds;
}

void AnswerTimes::write(Exposition& out) const {
  out.family("lockstep_answer_seconds", "histogram",
             "Time from a request's last byte to its answer, of an event stream to its beginning.");
  for (std::size_t i = 0; i < labels_.size(); ++i) {
    const Histogram& histogram = histograms_[i];
    std::array<std::uint64_t, boundsInMicroseconds.size() + 1> counts;
    std::copy(histogram.buckets.begin(), histogram.buckets.end(), counts.begin());
    if (std::all_of(counts.begin(), counts.end(), [](std::uint64_t count) { return count == 0; })) continue;
    std::uint64_t total = 0;
    for (std::size_t at = 0; at < counts.size(); ++at) {
      total += counts[at];
      std::string bound = at < boundsInMicroseconds.size() ? secondsOf(boundsInMicroseconds[at] * 1000) : "+Inf";
      // 0.000500000 is 0.0005.
      if (at < boundsInMicroseconds.size()) bound.erase(std::max(bound.find_last_not_of('0'), bound.find('.') + 1) + 1);
      out.sample("lockstep_answer_seconds_bucket{" + labels_[i] + ",le=\"" + bound + "\"}", total);
    }
    out.sample("lockstep_answer_seconds_sum{" + labels_[i] + "}", secondsOf(histogram.nanoseconds));
    out.sample("lockstep_answer_seconds_count{" + labels_[i] + "}", total);
  }
}

}  // namespace lockstep::server
