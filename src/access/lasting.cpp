// nobody passes on what they hold for longer than they hold it. Grants end and never begin, so what is held
// in the last second of a span is held through all of it.
#include <algorithm>
#include <limits>

#include "access/question.h"

namespace lockstep {

namespace {

constexpr Time forEver = std::numeric_limits<Time>::max();
/// The level that a collection or a link passes on.
constexpr Level viewing = 1;

/// Where something is passed on: a path, or without one a collection.
struct Source {
  const std::string& path;
  const std::string& collection = path;
};

/// The level that the user still holds in the last second before `end`.
Level heldUntil(const Question& q, const Source& source, Time end) {
  const Time last = end == forEver ? end : std::max(end - 1, q.context.now.value_or(0));
  if (source.path.empty()) return q.access.levels().onCollection(source.collection, last).level;
  if (q.byOwner) return q.policy().highest();
  return q.access.levels().at(source.path, last);
}

bool refuse(Question& q, std::string_view field, const Source& source, Level have, Level given) {
  q.answer.have = have;
  q.answer.need = std::max(given, q.action->level);
  q.answer.at = source.path.empty() ? source.collection : source.path;
  q.answer.endsSooner = true;
  askFor(q, q.answer.need, q.answer.at, source.path.empty() ? "collection.share" : "asset.share");
  if (field.empty()) return q.deny(Reason::level_too_low);
  q.problem(field, Reason::level_too_low);
  return false;
}

/// What is not held at all is left to the conditions.
bool giveUntil(Question& q, std::string_view field, const Source& source, Level given, Time end) {
  const Level have = heldUntil(q, source, end);
  return have >= given || heldUntil(q, source, 0) < given || refuse(q, field, source, have, given);
}

/// When the giver's own share of the item ends, if it does.
std::optional<Time> ownEnd(const Question& q) {
  const Asset* asset = q.path.empty() ? nullptr : q.facts().assetAt(q.path);
  const Share* own = q.facts().sharesOn(asset != nullptr ? asset->id : q.resource.id).find(Subject{false, q.access.user()->id});
  return own != nullptr ? own->until : std::nullopt;
}

bool checkShare(Question& q) {
  const Context& c = q.context;
  const bool shares = q.operation->needs & Need::level && q.operation->needs & Need::with;
  if (!shares || !c.level) return true;
  const Source source{q.path, q.resource.id};
  const Level given = *q.policy().level(*c.level);
  const Time end = c.until.value_or(forEver);
  if (!giveUntil(q, "until", source, given, end)) return false;
  if (c.with != Subject{false, q.access.user()->id}) return true;
  const auto own = ownEnd(q);
  return !own || end <= *own || refuse(q, "until", source, 0, given);
}

bool checkLinkEnd(Question& q) {
  const Context& c = q.context;
  const bool edits = q.action->does == Does::editLink && (c.endsAt || c.noEnd);
  if (q.action->does != Does::createLink && !edits) return true;
  return giveUntil(q, "endsAt", {q.path, q.link != nullptr ? q.link->on : q.resource.id}, viewing, c.endsAt.value_or(forEver));
}

/// Who sees a collection sees what is in it without an end.
bool checkCollected(Question& q) {
  if (q.action->assetLevel > 0) return q.assetPath.empty() || giveUntil(q, "asset", {q.assetPath}, viewing, forEver);
  return q.action->collectionLevel == 0 || q.path.empty() || giveUntil(q, "", {q.path}, viewing, forEver);
}

}  // namespace

bool checkLasting(Question& q) {
  if (q.asker() != Principal::Kind::user || !q.access.isShared()) return true;
  return checkShare(q) && checkLinkEnd(q) && checkCollected(q);
}

}  // namespace lockstep
