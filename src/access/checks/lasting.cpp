// a user passes a level on for no longer than they have it. Grants end and never begin, so that a level in
// the last second of a span is there through all of it.
#include <algorithm>

#include "access/evaluation.h"

namespace lockstep {

namespace {

/// The level that a link passes on: the first.
constexpr LevelSet viewing = LevelSet::of(1);

/// Where something is passed on: a path, or without one a collection.
struct Source {
  const std::string& path;
  const std::string& collection = path;
};

/// The level that the user still holds in the last second before `end`.
LevelSet heldUntil(const Evaluation& e, const Source& source, Time end) {
  const Time last = end == forEver ? end : std::max(end - 1, e.context.now.value_or(0));
  if (e.policy().format() == 2 && source.path == e.path) return levelToGive(e, last);
  if (source.path.empty()) return e.access.levels().onCollection(source.collection, last).level;
  if (e.byOwner) return e.policy().allLevels();
  return e.access.levels().at(source.path, last);
}

bool refuse(Evaluation& e, std::string_view field, const Source& source, LevelSet have, LevelSet given) {
  e.answer.have = have;
  e.answer.need = given | e.action->level;
  e.answer.at = source.path.empty() ? source.collection : source.path;
  e.answer.endsSooner = true;
  const Reason reason = e.policy().format() == 2 ? Reason::gives_too_much : Reason::level_too_low;
  askFor(e, e.answer.need, e.answer.at, source.path.empty() ? On::collection : On::asset);
  if (field.empty()) return e.deny(reason);
  e.problem(field, reason);
  return false;
}

/// A level that the user does not have at all is left to the conditions.
bool giveUntil(Evaluation& e, std::string_view field, const Source& source, LevelSet given, Time end) {
  const LevelSet have = heldUntil(e, source, end);
  return have.covers(given) || !heldUntil(e, source, 0).covers(given) || refuse(e, field, source, have, given);
}

/// When the giver's own share of the item ends, if it does.
std::optional<Time> ownEnd(const Evaluation& e) {
  const Asset* asset = e.asset();
  const Share* own =
      e.facts().sharesOn(asset != nullptr ? asset->id : e.resource.id).find(Subject::user(e.access.user()->id));
  return own != nullptr ? own->until : std::nullopt;
}

bool checkShare(Evaluation& e) {
  const Context& c = e.context;
  const bool shares = e.operation->needs & Need::level && e.operation->needs & Need::with;
  if (!shares || !c.level || e.action->givesAny) return true;
  const Source source{e.path, e.resource.id};
  const LevelSet given = *e.policy().level(*c.level);
  const Time end = c.until.value_or(forEver);
  if (!giveUntil(e, "until", source, given, end)) return false;
  if (e.policy().format() == 2 || c.with != Subject::user(e.access.user()->id)) return true;
  const auto own = ownEnd(e);
  return !own || end <= *own || refuse(e, "until", source, LevelSet(), given);
}

bool checkLinkEnd(Evaluation& e) {
  const Context& c = e.context;
  const bool isSecond = e.policy().format() == 2;
  const bool edits = e.action->does == Does::editLink && (c.endsAt || c.noEnd || (isSecond && c.level));
  if ((e.action->does != Does::createLink && !edits) || e.action->givesAny) return true;
  const Link* known = e.action->does == Does::editLink && !c.noEnd ? namedLink(e) : nullptr;
  const auto end = c.endsAt || known == nullptr ? c.endsAt : known->endsAt;
  LevelSet given = isSecond ? levelOfLink(e) : viewing;
  // A link without a level still opens what needs none.
  if (!given.any()) given = e.action->level;
  return giveUntil(e, "endsAt", {e.path, e.link != nullptr ? e.link->on : e.resource.id}, given, end.value_or(forEver));
}

/// What users have through the collection that an item comes into: at least that, if the request names none.
LevelSet levelThrough(const Evaluation& e) {
  if (e.policy().format() == 1) return viewing;
  if (e.action->does != Does::collect) return {};
  const Collection* into = e.collection;
  if (into == nullptr && e.context.collection) into = e.facts().collection(*e.context.collection);
  if (into != nullptr) return e.policy().kinds()[into->kind].gives;
  LevelSet least;
  bool isFirst = true;
  for (const Kind& kind : e.policy().kinds()) {
    if (!isAmongKinds(kind.collects, kindOfResource(e))) continue;
    least = isFirst ? kind.gives : least & kind.gives;
    isFirst = false;
  }
  return least;
}

/// A user who sees a collection sees its items without an end.
bool checkCollected(Evaluation& e) {
  const LevelSet given = levelThrough(e);
  if (e.action->assetLevel.any()) return e.assetPath.empty() || giveUntil(e, "asset", {e.assetPath}, given, forEver);
  return !e.action->collectionLevel.any() || e.path.empty() || giveUntil(e, "", {e.path}, given, forEver);
}

/// Being named in a relation has no end.
bool checkRelated(Evaluation& e) {
  if (e.policy().format() != 2 || e.action->does != Does::relate || e.action->givesAny) return true;
  const Source source{e.path, e.resource.id};
  return giveUntil(e, "with", source, e.policy().levelOf(kindOfResource(e), e.action->relation), forEver);
}

}  // namespace

bool checkLasting(Evaluation& e) {
  if (!hasExtras || e.asker() != Principal::Kind::user || !e.access.isShared()) return true;
  return checkShare(e) && checkRelated(e) && checkLinkEnd(e) && checkCollected(e);
}

}  // namespace lockstep
