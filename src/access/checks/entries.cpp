// The entries of the account that the request's ids name.
#include <algorithm>

#include "access/evaluation.h"

namespace lockstep {

namespace {

/// Whether the asker may know a link that they name: its id is random, so that a visitor or key has been given it. A
/// user must be one who may see or change it.
bool knowsLink(const Evaluation& e, const Link& link) {
  if (e.asker() == Principal::Kind::visitor)
    return e.access.principal().id.empty() || e.access.principal().id == link.id;
  if (!e.action->isPublic || e.asker() != Principal::Kind::user) return true;
  const Role* role = e.access.role();
  if (role == nullptr) return false;
  const auto& levels = e.access.levels();
  const Asset* target = e.facts().asset(link.on);
  const LevelSet shared =
      target != nullptr ? levels.at(target->path, e.context.now) : levels.onCollection(link.on, e.context.now).level;
  const auto& actions = e.policy().actions();
  const auto ids = actions.ids();
  return std::any_of(ids.begin(), ids.end(), [&](ActionId id) {
    const Action& action = actions[id];
    const bool isHeld = role->blanket || shared.covers(action.level);
    return action.isOn(On::link) && !action.isPublic && role->allow.has(id) && isHeld;
  });
}

}  // namespace

void findEntries(Evaluation& e) {
  const Account& facts = e.facts();
  switch (e.resource.kind) {
    case Resource::Kind::collection: e.collection = facts.collection(e.resource.id); break;
    case Resource::Kind::user: e.user = facts.user(e.resource.id); break;
    case Resource::Kind::apiKey: e.key = facts.apiKey(e.resource.id); break;
    case Resource::Kind::link: {
      e.link = facts.link(e.resource.id);
      if (e.link != nullptr && !knowsLink(e, *e.link)) e.link = nullptr;
      // In format 2 a user may come through a link that the slice leaves out.
      if (e.link == nullptr && e.policy().format() == 2) unlessKnown(e, Reason::link_unknown);
      if (e.link == nullptr) break;
      e.collection = facts.collection(e.link->on);
      // Without a path the link's own target is meant.
      if (const Asset* target = facts.asset(e.link->on); target != nullptr && e.path.empty()) e.path = target->path;
      break;
    }
    default: break;
  }
}

}  // namespace lockstep
