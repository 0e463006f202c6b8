// An account is deleted: its rows go, its audit log stays.
#include "server/api/routes.h"
#include "server/live/accounts.h"
#include "server/wire/problem_response.h"

namespace lockstep::server {

Result<bool> Accounts::erase(const std::string& id, const std::string& actor, Time now) {
  bool wasThere = false;
  const Problems problems = writeTransaction(id, [&](Transaction& transaction) {
    wasThere = true;
    const Request request = serverRequest("account.delete");
    transaction.addAudit({now, actor, request, {}, {}});
    transaction.erase();
    transaction.commit();
  });
  if (!problems.empty()) return problems;
  dropFromMemory(id);
  return wasThere;
}

void Accounts::dropFromMemory(const std::string& id) {
  {
    const std::lock_guard lock(mutex_);
    live_.erase(id);
    gone_.erase(id);
  }
  if (ended_) ended_(id);
}

HttpResponse deleteAccount(const Call& call) {
  if (!call.caller.account.empty() && call.caller.account != call.account) return problemResponse({accountUnknown()});
  const auto erased = call.service.accounts.erase(call.account, call.caller.name, call.now);
  if (!erased) return problemResponse(erased.problems());
  return *erased ? jsonResponse(std::string("{}")) : problemResponse({accountUnknown()});
}

}  // namespace lockstep::server
