#include "server/auth/refusal_limit.h"

#include <algorithm>

namespace lockstep::server {

namespace {

constexpr double burstSeconds = 6;
constexpr std::size_t mostBuckets = 10'000;

}  // namespace

RefusalLimit::Bucket& RefusalLimit::bucketOf(const std::string& account, const Caller& caller, Time now) {
  const double most = rateOf(caller) * burstSeconds;
  // Those that have not been used for as long as they take to fill are full.
  if (buckets_.size() >= mostBuckets)
    std::erase_if(buckets_, [&](const auto& entry) {
      return now >= entry.second.at + static_cast<Time>(burstSeconds) || now < entry.second.at;
    });
  const auto [at, isNew] = buckets_.try_emplace(account + "\n" + caller.name, Bucket{most, now});
  Bucket& bucket = at->second;
  if (now > bucket.at)
    bucket.left = std::min(most, bucket.left + static_cast<double>(now - bucket.at) * rateOf(caller));
  bucket.at = now;
  return bucket;
}

std::optional<Time> RefusalLimit::wait(const std::string& account, const Caller& caller, Time now) {
  if (perSecond_ == 0) return std::nullopt;
  const std::lock_guard lock(mutex_);
  return bucketOf(account, caller, now).left >= 1 ? std::nullopt : std::optional<Time>(1);
}

void RefusalLimit::count(const std::string& account, const Caller& caller, Time now) {
  if (perSecond_ == 0) return;
  const std::lock_guard lock(mutex_);
  bucketOf(account, caller, now).left -= 1;
}

}  // namespace lockstep::server
