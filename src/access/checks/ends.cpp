// The ends of links, shares and API keys: a new end is in the future, and an ended thing stays
// ended.
#include <algorithm>

#include "access/evaluation.h"

namespace lockstep {

namespace {

constexpr Time longestRoll = 7 * 24 * 60 * 60;

void needClock(Evaluation& e) {
  auto& open = e.answer.unverified;
  if (std::find(open.begin(), open.end(), "now") == open.end()) e.unverified("now");
}

/// A date that must not have passed. `open` is how long what ends then is still open.
void checkComes(Evaluation& e, std::string_view field, std::optional<Time> date, Time open) {
  if (!date) return;
  if (!e.context.now) return needClock(e);
  if (*e.context.now >= *date + open)
    e.problem(field, Reason::context_missing);
  else
    e.changesAt(*date + open);
}

/// Actions on a link or key that has not ended.
bool isOnLive(const Evaluation& e) {
  const Does does = e.action->does;
  return does == Does::editLink || does == Does::editKey || does == Does::rollKey || e.action->onLive;
}

}  // namespace

void checkDates(Evaluation& e) {
  const Context& c = e.context;
  const bool shares = e.operation->needs & Need::level && e.operation->needs & Need::with;
  const bool rolls = e.action->does == Does::rollKey;
  if (shares) checkComes(e, "until", c.until, 0);
  if (rolls || e.action->does == Does::createLink || e.action->does == Does::editLink)
    checkComes(e, "endsAt", c.endsAt, 1);
  if (rolls && c.endsAt && c.now && *c.endsAt > *c.now + longestRoll) e.problem("endsAt", Reason::context_missing);
}

void checkEnds(Evaluation& e) {
  const auto& endsAt = e.context.endsAt;
  const bool isLater = e.key != nullptr && endsAt && e.key->endsAt && *endsAt > *e.key->endsAt;
  if (isLater && e.action->does == Does::rollKey) e.problem("endsAt", Reason::context_missing);
}

bool checkLive(Evaluation& e) {
  if (!hasExtras || !isOnLive(e)) return true;
  const auto now = e.context.now;
  if (e.key != nullptr) {
    if (e.key->hasEnded(now)) return e.deny(Reason::resource_mismatch);
    e.changesAt(e.key->endsAt);
  }
  const Link* link = namedLink(e);
  if (link == nullptr || !link->endsAt) return true;
  if (!now) {
    needClock(e);
    return true;
  }
  if (link->hasEnded(*now)) return e.deny(Reason::link_expired);
  e.changesAt(*link->endsAt + 1);
  return true;
}

}  // namespace lockstep
