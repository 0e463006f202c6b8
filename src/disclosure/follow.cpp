// The slices of an account's principals, followed through its changes and through time.
#include "disclosure/follow.h"

#include <utility>

#include "disclosure/change_impact.h"
#include "lockstep/disclosure/visibility.h"

namespace lockstep {

Follower followerOf(const Account& account, Principal principal, Time now) {
  Visibility visibility = visibilityOf(Access(account, principal), now);
  return {std::move(principal), std::move(visibility), now};
}

std::optional<Delta> elapse(const Account& account, Follower& follower, Time now) {
  if (now <= follower.at) return std::nullopt;
  const Time before = std::exchange(follower.at, now);
  if (!changesBetween(account, follower.principal, before, now)) return std::nullopt;
  follower.visibility = visibilityOf(Access(account, follower.principal), now);
  return deltaBetween(sliceFor(account, follower.principal, before), sliceFor(account, follower.principal, now));
}

Delta quietDelta(const Account& account, const Visibility& visibility, std::int64_t from) {
  Delta delta(account.policy());
  delta.from = from;
  delta.to = account.revision;
  delta.put = termsFor(account, visibility);
  return delta;
}

namespace {

/// A follower whose slice may be touched, with that part of the slice as it was.
struct AffectedFollower {
  std::size_t which;
  Part part;
  Account before;
};

/// Whether the change opens or closes something by itself, whatever it is on.
bool changesTerms(const Account& before, const Account& put) {
  return before.plan != put.plan || before.featureOverrides != put.featureOverrides;
}

}  // namespace

std::vector<std::optional<Delta>> follow(Account& account, const Delta& change,
                                         const std::vector<Follower*>& followers) {
  std::vector<std::optional<Delta>> deltas(followers.size());
  const ChangeImpact impact(account, change);
  const bool newTerms = changesTerms(account, change.put);
  std::vector<AffectedFollower> touched;
  for (std::size_t i = 0; i < followers.size(); ++i) {
    const auto& [principal, visibility, at] = *followers[i];
    if (principal.kind == Principal::Kind::system) continue;
    const Part part = impact.affectedPart(account, principal, visibility);
    if (part != Part::nothing || newTerms)
      touched.push_back({i, part,
                         part == Part::nothing ? Account(account.policy())
                                               : sliceFor(account, principal, visibility, at, impact.rows(), part)});
  }
  const Delta back = inverseOf(change, account);
  applyDelta(change, account);

  std::vector<std::size_t> visibilityChanged;  // followers whose visibility changed: they get their whole slice
  for (const auto& [which, part, before] : touched) {
    auto& [principal, visibility, at] = *followers[which];
    const bool isSame = part == Part::rows && !newTerms && account.policy().format() == 1;
    Visibility now = isSame ? visibility : visibilityOf(Access(account, principal), at);
    if (part != Part::whole && now != visibility)
      visibilityChanged.push_back(which);
    else if (part != Part::nothing)
      deltas[which] = deltaBetween(before, sliceFor(account, principal, now, at, impact.rows(), part));
    visibility = std::move(now);
  }
  // One after the other: two whole slices of each are never kept together.
  for (const auto which : visibilityChanged) {
    const auto& [principal, visibility, at] = *followers[which];
    applyDelta(back, account);
    const Account before = sliceFor(account, principal, at);
    applyDelta(change, account);
    deltas[which] = deltaBetween(before, sliceFor(account, principal, at));
  }
  return deltas;
}

}  // namespace lockstep
