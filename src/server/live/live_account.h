#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "lockstep/lockstep.h"
#include "server/live/change_queue.h"
#include "server/live/fair_mutex.h"
#include "server/live/replay.h"
#include "server/store/store.h"

namespace lockstep::server {

/// A change that was made in memory, and the mark of the revision that it led to.
struct LiveChange {
  std::shared_ptr<const Delta> delta;
  Mark mark;
};

/// An account in memory, as it is in the database at its revision. Many threads read it at once, and never wait for the
/// database. A change is tried, written to the database, and only then made here.
struct LiveAccount {
  LiveAccount(Account account, Mark mark) : id(account.id), facts(std::move(account)), marks{mark} {}

  const std::string id;
  Account facts;
  std::deque<Mark> marks;       ///< of the last revisions, the newest last; never empty
  mutable FairMutex mutex;      ///< guards all before it, and what follows `writeMutex`
  std::timed_mutex writeMutex;  ///< held by the thread that changes the account, which may then read `facts` without
                                ///< `mutex`; taken before it
  std::atomic<Time> lastUsed = 0;
  bool isLost = false;             ///< a change failed half-way in memory: load the account again
  std::deque<LiveChange> changes;  ///< the last that were made
  ChangeQueue requests;            ///< those that wait for `writeMutex`

  /// The changes after a revision, oldest first; nothing where they are not all here. Under `mutex`.
  std::optional<std::vector<LiveChange>> since(const RevisionId& at) const;
  /// Where this is, under `mutex` or `writeMutex`.
  RevisionId at() const { return {facts.revision, marks.back()}; }
  /// The mark that a revision has in this history; nothing where it is not known any more, or not there yet.
  std::optional<Mark> markOf(std::int64_t revision) const;
  /// Whether a revision is of this history and not of the future, as far as is known: of one long past only its number
  /// is.
  bool has(const RevisionId& wanted) const;
  /// Makes a change that the database has, which leads to a mark. Under `writeMutex`.
  void make(Delta change, Mark mark);
  /// Makes a change that was read from the database. Where another policy comes into force, the changes before it are
  /// no longer known: none of them leads there.
  void make(Replayed replayed, Mark mark);
  /// Goes on in a new history. Under `writeMutex`.
  void begin(std::string newEpoch, Mark mark);

 private:
  void add(Mark mark);
};
using LivePointer = std::shared_ptr<LiveAccount>;

}  // namespace lockstep::server
