#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "lockstep.h"
#include "server/fair_mutex.h"
#include "server/store.h"

namespace lockstep::server {

/// One account in memory, as it stands in the database at its revision. Many read it at once, and never wait for the
/// database: a change is worked out, written there, and only then made here.
struct LiveAccount {
  explicit LiveAccount(Account account) : id(account.id), facts(std::move(account)) {}

  const std::string id;
  Account facts;
  FairMutex mutex;          ///< guards `facts` and what follows `writing`
  std::timed_mutex writing; ///< held by whoever changes the account, who may then read `facts` without `mutex`; taken before it
  std::atomic<Time> lastUsed = 0;
  bool isLost = false;      ///< a change failed half-way in memory: ask for the account anew
  std::deque<std::shared_ptr<const Delta>> changes;  ///< the last that were made

  /// The changes after a revision, oldest first; nothing where they are not all here. Under `mutex`.
  std::optional<std::vector<std::shared_ptr<const Delta>>> since(std::int64_t revision) const;
  /// Makes a change that the database has. Under `writing`.
  void make(Delta change);
};
using LivePointer = std::shared_ptr<LiveAccount>;

/// A change that is asked for, and under what conditions.
struct Order {
  Request request;
  std::string requestJson;                  ///< as it came, for the audit log and for Idempotency-Key
  std::string actor;                        ///< who signed in
  std::optional<std::vector<std::int64_t>> ifRevisions;  ///< If-Match: the account must be at one of them
  std::optional<std::string> idempotencyKey;  ///< the actor's own: another's of the same letters is another
  bool tellsDelta = false;                  ///< whether the answer holds the whole account's delta: for the host alone
};

/// What became of an order. `body` is what is answered: for the same Idempotency-Key, the same again.
struct Outcome {
  enum class Kind { applied, refused, wrongRevision, keyReused, noAccount };
  Kind kind = Kind::noAccount;
  std::string body;
  std::int64_t revision = 0;
  bool isReplay = false;
};

/// All accounts that this instance has in memory, and the only way to change one. Thread-safe.
class Accounts {
 public:
  using Changed = std::function<void(const LivePointer&)>;

  /// `store` outlives this. `changed` is told after each change that this instance made or learnt of, without a lock held.
  Accounts(Store& store, Policy policy) : store_(store), policy_(std::move(policy)) {}
  void onChange(Changed changed) { changed_ = std::move(changed); }

  const Policy& policy() const { return policy_; }

  /// The account, at `atLeast` that revision or the newest there is; null: there is none. `store_unavailable` where it
  /// might be older than that, and where the database had to be asked and `mayWait` is false, `would_wait`.
  Result<LivePointer> find(const std::string& id, std::int64_t atLeast = 0, bool mayWait = true);
  /// Puts a whole new account (lockstep-account/1) into the database; false: there is one of that name.
  Result<bool> create(const std::string& id, std::string_view json);
  /// Decides a request and, where it is allowed, carries it out: on disk before this returns, or not at all; after
  /// `store_unavailable` it is one of them, since that may have come while it was committed. A refused one leaves the
  /// account alone and is in the audit log as well.
  Result<Outcome> carryOut(const std::string& id, const Order& order, Time now);
  /// Leaves an order undone that nothing needs to decide, for `reason`, and puts that into the audit log.
  Result<Outcome> refuse(const std::string& id, const Order& order, std::string_view reason, Time now);
  /// Puts the facts back to those of `before` (of this id and policy), as one more change: the revision goes on, and
  /// everybody who follows is told what is different. The audit log says who had it done.
  Result<Outcome> restore(const Account& before, const std::string& actor, Time now);
  /// Brings an account in memory to what the database has, if it is behind; for what other instances changed. False where
  /// that has to be tried again: the database cannot be asked, or somebody is writing, for whom this does not wait.
  bool follow(const std::string& id);
  /// Those in memory.
  std::vector<std::string> ids();
  /// Lets go of those that nobody has asked for since a time, uses now, or follows.
  void dropUnused(Time since, const std::function<bool(const LiveAccount&)>& isFollowed);

 private:
  Result<LivePointer> load(const std::string& id);
  Result<LivePointer> loadAgain(const std::string& id, const LivePointer& live);
  /// The account as the database has it now, where memory is behind `atLeast`. Under `writing`, which is let go.
  Result<LivePointer> catchUp(const LivePointer& live, std::unique_lock<std::timed_mutex> writing, std::int64_t atLeast);
  LivePointer known(const std::string& id);
  void forget(const std::string& id, const LivePointer& live);
  /// Replays changes on top of the facts; false, and lost, where they do not fit.
  static bool replay(LiveAccount& live, const std::vector<Change>& changes);
  /// Replays what the database has and memory lacks, in the transaction that goes on to write.
  static void catchUp(Writing& writing, LiveAccount& live);
  /// What `write` puts into the database it also gives back, to be made in memory once that is done.
  using Write = std::function<Outcome(Writing&, LiveAccount&, std::optional<Delta>& made)>;
  /// Runs `write` in a transaction that holds the account, here and in the database.
  Result<Outcome> change(const std::string& id, const Write& write);
  Outcome write(Writing& writing, LiveAccount& live, const Order& order, Time now, std::optional<Delta>& made);

  Store& store_;
  const Policy policy_;
  Changed changed_;
  std::mutex mutex_;  // guards the map alone
  std::map<std::string, LivePointer, std::less<>> live_;
};

}  // namespace lockstep::server
