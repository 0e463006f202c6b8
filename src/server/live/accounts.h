#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <semaphore>
#include <set>
#include <string>

#include "server/live/live_account.h"
#include "server/live/policies.h"
#include "server/store/store.h"

namespace lockstep::server {

/// All accounts that this instance has in memory, and the only way to change one. Thread-safe.
class Accounts {
 public:
  using Changed = std::function<void(const LivePointer&)>;
  /// The most transactions that write at once, fewer than the database has connections.
  static constexpr std::ptrdiff_t mostWriters = 6;

  /// `store` outlives this. `changed` is called after each change that this instance made or read, without a lock held.
  Accounts(Store& store, Policies& policies) : store_(store), policies_(policies) {}
  void onChange(Changed changed) { changed_ = std::move(changed); }
  /// `ended` is called with an account that is not there any more, without a lock held.
  void onEnd(std::function<void(const std::string& id)> ended) { ended_ = std::move(ended); }
  /// `audited` is called with the end of an account's audit log after each commit that added to it.
  void onAudit(std::function<void(const AuditHead&)> audited) { audited_ = std::move(audited); }

  /// The account, at `atLeast` that revision or the newest there is; null: there is none. `store_unavailable` where it
  /// might be older than that, and where the database had to be asked and `mayWait` is false, `would_wait`.
  /// An `atLeast` of a history that the database does not have is no problem here: ask `LiveAccount::markOf`.
  Result<LivePointer> find(const std::string& id, const RevisionId& atLeast = {}, bool mayWait = true);
  /// Puts a whole new account (lockstep-account/1) into the database; false: there is one of that name.
  Result<bool> create(const std::string& id, std::string_view json, const std::string& actor, Time now);
  /// Deletes an account; false: there is none. Its audit log stays, with who deleted it as the last entry.
  Result<bool> erase(const std::string& id, const std::string& actor, Time now);
  /// Decides a request and, where it is allowed, carries it out: on disk before this returns, or not at all; after
  /// `store_unavailable` it is one of them, since that may have come while it was committed. A refused one leaves the
  /// account alone and is in the audit log as well.
  Result<Outcome> applyChange(const std::string& id, const ChangeRequest& changeRequest, Time now);
  /// Leaves a request undone that nothing needs to decide, for `reason`, and puts that into the audit log.
  Result<Outcome> refuse(const std::string& id, const ChangeRequest& changeRequest, std::string_view reason, Time now);
  /// Puts the facts back to those of `before` (of this id and policy), as one more change: the revision goes on, and
  /// every subscriber gets a delta. The audit log contains the actor.
  Result<Outcome> restore(const Account& before, const std::string& actor, Time now);
  /// Brings an account in memory up to date with the database, for changes of other instances. Returns false if that
  /// must be tried again: the database cannot be asked, or another thread is writing.
  bool follow(const std::string& id);
  /// Does the same now, where the account is in memory; waits for a writer, but not for long.
  void followNow(const std::string& id);
  Policies& policies() { return policies_; }
  /// Where the histories of those in memory are.
  std::map<std::string, Head> heads();
  /// Returns whether memory has an account as it was there, or newer, or not at all.
  bool has(const std::string& id, const Head& stored);
  /// How many accounts were asked for that the database has and this server cannot read.
  std::size_t unreadable();
  /// Those in memory.
  std::vector<std::string> ids();
  /// Drops the accounts that were not asked for since a time, are not in use, and have no subscribers.
  void dropUnused(Time since, const std::function<bool(const LiveAccount&)>& isFollowed);

 private:
  Result<LivePointer> load(const std::string& id);
  Result<LivePointer> loadStored(const std::string& id);
  Result<LivePointer> loadAgain(const std::string& id, const LivePointer& live);
  /// The account as the database has it now, where memory is behind `atLeast`. Under `writeMutex`, which is let go.
  Result<LivePointer> catchUp(const LivePointer& live, std::unique_lock<std::timed_mutex> writeLock,
                              std::int64_t atLeast);
  LivePointer known(const std::string& id);
  void forget(const std::string& id, const LivePointer& live);
  /// Lets go of an account that is not there any more, or is another one.
  void dropFromMemory(const std::string& id);
  /// Replays changes on top of the facts, each under the policy that it names; in a transaction `writeMutex` reads the
  /// policies. False where they do not follow from there to where the database says, and nothing was replayed; or where
  /// they do not fit, and the account is lost. `why` is then the problem, where it is another than that they do not
  /// follow.
  bool replay(LiveAccount& live, const std::vector<Change>& changes, const RevisionId& to,
              Transaction* transaction = nullptr, Problem* why = nullptr);
  static bool hasParted(const LiveAccount& live, const Head& stored);
  /// Replays what the database has and memory lacks, in the transaction that goes on to write. False where memory holds
  /// what the database does not.
  bool catchUp(Transaction& transaction, LiveAccount& live);

  /// A change that is in the database, and the mark of the revision that it leads to.
  struct Made {
    Delta delta;
    Mark mark;
  };
  /// Puts something into the database in a transaction, and adds to `made` the deltas that it kept there, oldest first.
  /// May be called twice; then the first transaction was rolled back.
  using Write = std::function<void(Transaction&, LiveAccount&, std::vector<Made>& made)>;
  /// Runs `write` in a transaction that holds the account, here and in the database; then makes its deltas in memory.
  /// Where memory and the database have parted, `live` becomes what the database has, null where that is nothing; then
  /// `write` is not called. Empty where all of it is on disk.
  Problems change(LivePointer& live, const Write& write);
  /// Returns whether it could be tried: false where memory and the database have parted.
  Result<bool> changeOnce(const LivePointer& live, const Write& write);
  Problems writeTransaction(const std::string& id, const std::function<void(Transaction&)>& write);
  /// Carries requests out in one transaction; all of them get an outcome, but for one that uses the Idempotency-Key of
  /// another.
  void applyTogether(LivePointer live, const std::vector<PendingChange*>& requests);

  // recovery.cpp: a database that went back, or was replaced, while memory went on.

  /// What memory held of a history that the database has lost the end of.
  struct Gone {
    std::string epoch;
    RevisionId at;
    std::deque<Mark> marks;
  };
  /// Loads what the database has in the place of what memory held. Where that is of the same history, the account goes
  /// on in a new one, and the audit log says what is missing.
  Result<LivePointer> recover(const LivePointer& parted);
  /// Begins the new history of an account whose loss was noticed, unless that was done; problems where the database
  /// cannot be asked.
  Problems beginAgain(const LivePointer& fresh);

  Store& store_;
  Policies& policies_;
  Changed changed_;
  std::function<void(const std::string& id)> ended_;
  std::function<void(const AuditHead&)> audited_;
  std::mutex mutex_;  // guards what follows
  std::map<std::string, LivePointer, std::less<>> live_;
  std::set<std::string> unreadable_;
  std::counting_semaphore<> writers_{mostWriters};
  std::map<std::string, Gone> gone_;  // which the audit log does not say yet
};

}  // namespace lockstep::server
