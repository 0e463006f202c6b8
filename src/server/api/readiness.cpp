// Whether an instance can decide, and whether it can write: GET /readyz.
#include "server/api/readiness.h"

#include "server/api/routes.h"
#include "server/wire/problem_response.h"

namespace lockstep::server {

namespace {

/// How long the database may take to confirm a write, and to answer at all.
constexpr std::chrono::seconds longestTry{1}, longestWait{2};

/// Questions within this get the same answer: anybody may ask.
constexpr std::chrono::milliseconds sameAnswer{500};

/// The sentence for a problem of the database, whose own message is for the operator alone.
Problem publicProblem(const Problem& problem) {
  if (problem.code == "store_full") return {problem.code, "", "The database has no room to write."};
  if (problem.code == "store_replaced") return {problem.code, "", "The file of the database was deleted or replaced."};
  if (problem.code == "store_read_only")
    return {problem.code, "", "The database takes no writes: it is a replica, or set to be read alone."};
  if (problem.code == "store_unconfirmed")
    return {problem.code, "", "The database does not confirm writes: a synchronous standby may be missing."};
  return {"store_unavailable", "", "The database does not answer."};
}

bool isMissing(const Problems& problems) { return !problems.empty() && problems.front().code == "store_unavailable"; }

Value toValue(const Readiness& readiness, bool isReady) {
  Value out = Value::object();
  out.add("status", isReady ? "ready" : "unready");
  out.add("decide", readiness.canDecide);
  out.add("write", readiness.canWrite);
  Value problems = Value::array();
  for (const auto& problem : readiness.problems) {
    Value each = Value::object();
    each.add("code", problem.code);
    each.add("message", problem.message);
    problems.push(std::move(each));
  }
  out.add("problems", std::move(problems));
  return out;
}

}  // namespace

Health::Health(Store& store, Accounts& accounts, const Freshness& freshness, bool refusesStale)
    : store_(store),
      accounts_(accounts),
      freshness_(freshness),
      refusesStale_(refusesStale),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void Health::run(const std::stop_token& stop) {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, stop, [&] { return isWanted_; })) return;
      isWanted_ = false;
      isTrying_ = true;
    }
    tryWrite();
  }
}

void Health::tryWrite() {
  const auto tried = store_.tryWrite(longestTry);
  const std::lock_guard lock(mutex_);
  writeProblems_.clear();
  if (!tried) writeProblems_.push_back(publicProblem(tried.problems().front()));
  triedAt_ = Clock::now();
  isTrying_ = false;
  changed_.notify_all();
}

std::optional<Readiness> Health::check(bool mayWait) {
  {
    std::unique_lock lock(mutex_);
    const auto asked = Clock::now();
    if (!isTrying_ && !isWanted_ && asked > triedAt_ + sameAnswer) {
      isWanted_ = true;
      wantedAt_ = asked;
      changed_.notify_all();
    }
    const auto isOver = [&] { return !isTrying_ && !isWanted_; };
    if (!mayWait && !isOver() && asked < wantedAt_ + longestWait) return std::nullopt;
    const bool isDone = changed_.wait_until(lock, wantedAt_ + longestWait, isOver);
    if (!isDone) writeProblems_ = {publicProblem({"store_unavailable", "", ""})};
  }
  return last();
}

Readiness Health::last() const {
  Readiness readiness;
  {
    const std::lock_guard lock(mutex_);
    readiness.problems = writeProblems_;
  }
  readiness.canWrite = readiness.problems.empty();
  const std::size_t inMemory = accounts_.ids().size(), unreadable = accounts_.unreadable();
  if (inMemory == 0 && isMissing(readiness.problems)) readiness.canDecide = false;
  if (unreadable != 0) {
    readiness.canDecide = readiness.canDecide && inMemory != 0;
    readiness.problems.push_back(
        {"store_inconsistent", "",
         "Accounts that were asked for and cannot be read: " + std::to_string(unreadable) + "."});
  }
  if (const auto stale = freshness_.stale()) {
    readiness.canDecide = readiness.canDecide && !refusesStale_;
    readiness.problems.push_back(
        {"store_stale", "",
         "Changes of other instances are not known since " + std::to_string(stale->count()) + " seconds."});
  }
  return readiness;
}

HttpResponse readyz(const Call& call) {
  if (call.service.isDraining()) return problemResponse(503, "draining", "The server stops soon. Ask another.");
  const auto found = call.service.health.check(call.mayWait);
  if (!found) return problemResponse({{"would_wait", "", ""}});
  const Readiness& readiness = *found;
  const auto purpose = call.http.parameter("for").value_or("decide");
  if (purpose != "decide" && purpose != "write")
    return problemResponse(422, "value_invalid", "`for` is `decide` or `write`.");
  const bool isReady = purpose == "write" ? readiness.canWrite : readiness.canDecide;
  return jsonResponse(toValue(readiness, isReady), isReady ? 200 : 503);
}

}  // namespace lockstep::server
