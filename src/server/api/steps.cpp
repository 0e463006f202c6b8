#include "server/api/steps.h"

#include <mutex>
#include <shared_mutex>

#include "server/wire/problem_response.h"

namespace lockstep::server {

namespace {

/// How often work begins again because the account was written to. After that it is done in one go.
constexpr int mostBeginnings = 3;

HttpResponse byWork(const Call& call, std::function<std::optional<HttpResponse>()> step) {
  HttpResponse response;
  response.work = std::make_shared<Work>(Work{call.account, call.caller.name, std::move(step)});
  return response;
}

/// Adds the revision that an answer was made at. Under the account's lock.
HttpResponse atRevision(HttpResponse response, const LiveAccount& live) {
  if (response.status == 200) response.headers.emplace_back("Lockstep-Revision", toText(live.at()));
  return response;
}

HttpResponse lost() { return problemResponse({storeUnavailable("the account is read again")}); }

}  // namespace

HttpResponse later(const Call& call, std::function<HttpResponse()> make) {
  return byWork(call, [make = std::move(make)]() -> std::optional<HttpResponse> { return make(); });
}

HttpResponse inSteps(const Call& call, const LivePointer& live, Begin begin) {
  const auto step = [live, begin = std::move(begin), next = Step(), writes = std::uint64_t(0),
                     beginnings = 0]() mutable -> std::optional<HttpResponse> {
    const std::shared_lock reading(live->mutex);
    if (live->isLost) return lost();
    if (!next || writes != live->mutex.writes()) {
      next = begin();
      writes = live->mutex.writes();
      ++beginnings;
    }
    for (;;) {
      auto response = next(live->facts);
      if (response) return atRevision(std::move(*response), *live);
      if (beginnings < mostBeginnings) return std::nullopt;
    }
  };
  return byWork(call, step);
}

HttpResponse atOnce(const Call& call, const LivePointer& live, Begin begin) {
  std::shared_lock reading(live->mutex, std::defer_lock);
  if (call.mayWait)
    reading.lock();
  else if (!reading.try_lock())
    return inSteps(call, live, std::move(begin));
  if (live->isLost) return lost();
  for (const Step next = begin();;)
    if (auto response = next(live->facts)) return atRevision(std::move(*response), *live);
}

}  // namespace lockstep::server
