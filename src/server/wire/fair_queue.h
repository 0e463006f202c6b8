#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace lockstep::server {

/// Work that waits for a thread, and whose turn it is: the account that has used the least time, and in it the
/// principal that has. An account or principal that comes back after a pause starts level with the others: it saves up
/// no time, and what it has used too much is not forgiven. `Work` is moved in and out. Not thread-safe.
template <class Work>
class FairQueue {
 public:
  using Cost = std::chrono::nanoseconds;

  /// Who asks: a principal of an account.
  struct Owner {
    std::string account, principal;
  };
  struct Taken {
    Owner owner;
    Work work;
  };

  /// So many works of one account, and of one of its principals, are taken at the same time.
  FairQueue(std::size_t mostOfAccount, std::size_t mostOfPrincipal)
      : mostOfAccount_(mostOfAccount), mostOfPrincipal_(mostOfPrincipal) {}

  void add(const Owner& owner, Work work) {
    Account& account = arrive(accounts_, owner.account, now_);
    Principal& principal = arrive(account.principals, owner.principal, account.now);
    principal.waiting.push_back(std::move(work));
    ++principal.count, ++account.count;
  }

  /// Takes the next work; nothing where none waits, or all that wait have as many taken as they may.
  std::optional<Taken> take() {
    const auto account = next(accounts_, mostOfAccount_, [this](const Account& each) {
      return next(each.principals, mostOfPrincipal_, hasWaiting) != each.principals.end();
    });
    if (account == accounts_.end()) return std::nullopt;
    auto& principals = account->second.principals;
    const auto principal = next(principals, mostOfPrincipal_, hasWaiting);
    now_ = std::max(now_, account->second.used);
    account->second.now = std::max(account->second.now, principal->second.used);
    Taken taken{{account->first, principal->first}, std::move(principal->second.waiting.front())};
    principal->second.waiting.pop_front();
    ++principal->second.running, ++account->second.running;
    return taken;
  }

  /// Puts back taken work that is not finished. It is the first of its principal's again.
  void putBack(Taken taken, Cost cost) {
    Principal& principal = pay(taken.owner, cost);
    principal.waiting.push_front(std::move(taken.work));
  }

  /// Ends a taken work.
  void finish(const Owner& owner, Cost cost) {
    --pay(owner, cost).count;
    Account& account = accounts_.at(owner.account);
    --account.count;
    leave(account.principals, account.now);
    leave(accounts_, now_);
  }

  bool isEmpty() const { return accounts_.empty(); }

 private:
  struct Share {
    Cost used{0};
    std::size_t running = 0, count = 0;  ///< taken now; taken or waiting
  };
  struct Principal : Share {
    std::deque<Work> waiting;
  };
  struct Account : Share {
    Cost now{0};  ///< what the principal had used whose turn it was last
    std::map<std::string, Principal> principals;
  };

  static bool hasWaiting(const Principal& principal) { return !principal.waiting.empty(); }

  template <class Each>
  static Each& arrive(std::map<std::string, Each>& all, const std::string& id, Cost now) {
    Each& each = all[id];
    if (each.count == 0) each.used = std::max(each.used, now);
    return each;
  }

  template <class Map, class Test>
  static auto next(Map& all, std::size_t most, Test hasWork) {
    auto found = all.end();
    for (auto at = all.begin(); at != all.end(); ++at)
      if (at->second.running < most && (found == all.end() || at->second.used < found->second.used) &&
          hasWork(at->second))
        found = at;
    return found;
  }

  Principal& pay(const Owner& owner, Cost cost) {
    Account& account = accounts_.at(owner.account);
    Principal& principal = account.principals.at(owner.principal);
    for (Share* share : {static_cast<Share*>(&account), static_cast<Share*>(&principal)}) {
      share->used += cost;
      --share->running;
    }
    return principal;
  }

  /// Drops the entries without work that have used no more than those with work; all of them if none has work.
  template <class Each>
  static void leave(std::map<std::string, Each>& all, Cost now) {
    const bool isIdle = std::all_of(all.begin(), all.end(), [](const auto& each) { return each.second.count == 0; });
    std::erase_if(all, [&](const auto& each) { return each.second.count == 0 && (isIdle || each.second.used <= now); });
  }

  const std::size_t mostOfAccount_, mostOfPrincipal_;
  Cost now_{0};  // what the account had used whose turn it was last
  std::map<std::string, Account> accounts_;
};

}  // namespace lockstep::server
