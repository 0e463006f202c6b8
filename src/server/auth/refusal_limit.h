#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "lockstep/base/json.h"
#include "server/auth/sign_in.h"

namespace lockstep::server {

/// How often a caller may be refused a change: each refusal is written into the audit log. After a burst of as many as
/// in six seconds it is so many a second; a service key, which speaks for many, may have ten times as many.
/// Thread-safe.
class RefusalLimit {
 public:
  /// 0: as many as come.
  explicit RefusalLimit(std::size_t perSecond) : perSecond_(perSecond) {}

  /// Seconds after which the caller may be refused again; nothing where that is now.
  std::optional<Time> wait(const std::string& account, const Caller& caller, Time now);
  /// Counts a refusal that was written.
  void count(const std::string& account, const Caller& caller, Time now);

 private:
  struct Bucket {
    double left = 0;
    Time at = 0;
  };
  double rateOf(const Caller& caller) const { return static_cast<double>(perSecond_) * (caller.isHost ? 10 : 1); }
  Bucket& bucketOf(const std::string& account, const Caller& caller, Time now);

  const std::size_t perSecond_;
  std::mutex mutex_;                       // guards the rest
  std::map<std::string, Bucket> buckets_;  // by account and caller; one that is full may be missing
};

}  // namespace lockstep::server
