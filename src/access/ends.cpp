// The ends of links, shares and API keys: none lies in the past, and what has ended stays so.
#include <algorithm>

#include "access/question.h"

namespace lockstep {

namespace {

constexpr Time longestRoll = 7 * 24 * 60 * 60;

void needClock(Question& q) {
  auto& open = q.answer.unverified;
  if (std::find(open.begin(), open.end(), "now") == open.end()) q.unverified("now");
}

/// The link that the request names, as the resource or by its id on an item.
const Link* linkOf(const Question& q) {
  if (q.link != nullptr || q.resource.kind == Resource::Kind::link || !q.context.id) return q.link;
  return q.facts().link(*q.context.id);
}

/// A date that must not have passed. `open` is how long what ends then is still open.
void checkComes(Question& q, std::string_view field, std::optional<Time> date, Time open) {
  if (!date) return;
  if (!q.context.now) return needClock(q);
  if (*q.context.now >= *date + open) q.problem(field, Reason::context_missing);
  else q.changesAt(*date + open);
}

/// Actions on a link or key that has not ended.
bool isOnLive(const Question& q) {
  const Does does = q.action->does;
  return does == Does::editLink || does == Does::editKey || does == Does::rollKey || q.action->name == "api_key.reveal";
}

}  // namespace

void checkDates(Question& q) {
  const Context& c = q.context;
  const bool shares = q.operation->needs & Need::level && q.operation->needs & Need::with;
  const bool rolls = q.action->does == Does::rollKey;
  if (shares) checkComes(q, "until", c.until, 0);
  if (rolls || q.action->does == Does::createLink || q.action->does == Does::editLink) checkComes(q, "endsAt", c.endsAt, 1);
  if (rolls && c.endsAt && c.now && *c.endsAt > *c.now + longestRoll) q.problem("endsAt", Reason::context_missing);
}

void checkEnds(Question& q) {
  const auto& endsAt = q.context.endsAt;
  const bool isLater = q.key != nullptr && endsAt && q.key->endsAt && *endsAt > *q.key->endsAt;
  if (isLater && q.action->does == Does::rollKey) q.problem("endsAt", Reason::context_missing);
}

bool checkLive(Question& q) {
  if (!isOnLive(q)) return true;
  const auto now = q.context.now;
  if (q.key != nullptr) {
    if (q.key->hasEnded(now)) return q.deny(Reason::resource_mismatch);
    q.changesAt(q.key->endsAt);
  }
  const Link* link = linkOf(q);
  if (link == nullptr || !link->endsAt) return true;
  if (!now) return needClock(q), true;
  if (link->hasEnded(*now)) return q.deny(Reason::link_expired);
  q.changesAt(*link->endsAt + 1);
  return true;
}

}  // namespace lockstep
