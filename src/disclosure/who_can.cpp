#include "lockstep/disclosure/who_can.h"

#include <set>

#include "access/resolve.h"
#include "lockstep/account/path.h"
#include "lockstep/disclosure/visibility.h"

namespace lockstep {

namespace {

/// What an access object holds at a place, whatever the role: a blanket level, or that of shares.
Held heldAt(const Access& access, const Resource& place, std::optional<Time> now) {
  if (access.role() == nullptr || place.kind == Resource::Kind::item) return {};
  if (access.isShared())
    return place.kind == Resource::Kind::collection ? access.levels().onCollection(place.id, now)
                                                    : access.levels().explain(place.id, now);
  Held held;
  held.level = access.role()->level;
  if (!held.level.any()) return held;
  Grant grant;
  grant.kind = Grant::Kind::role;
  grant.level = held.level;
  grant.name = access.role()->name;
  held.grants.push_back(std::move(grant));
  return held;
}

/// Shares and owner marks of someone whose role does not use them.
bool sleeps(const Account& account, const Access& access) {
  const User* user = access.user();
  if (user == nullptr || access.isShared()) return false;
  return !account.sharedWith(Subject::user(user->id)).empty() || !account.ownedBy(user->id).empty();
}

Cell cellFor(const Access& access, const Resource& place, std::optional<Time> now) {
  Cell cell;
  cell.user = access.principal().id;
  cell.place = place.id;
  if (place.kind == Resource::Kind::collection) cell.kind = "collection";
  Held held = heldAt(access, place, now);
  cell.level = held.level;
  cell.because = std::move(held.grants);
  Context context;
  context.now = now;
  for (const auto name : access.actions(place, context)) cell.actions.push_back(name);
  return cell;
}

bool isPlace(const Resource& resource) {
  return resource.kind == Resource::Kind::path || resource.kind == Resource::Kind::collection ||
         resource.kind == Resource::Kind::item;
}

Resource collectionResource(std::string_view id) { return {Resource::Kind::collection, std::string(id), {}, anyKind}; }

}  // namespace

std::vector<Allowed> whoCan(const Account& account, std::string_view action, const Resource& resource,
                            const Context& context) {
  std::vector<Allowed> allowed;
  for (const auto& [id, user] : account.users()) {
    Decision decision = Access(account, Principal::user(id)).decide(action, resource, context);
    if (decision.allowed) allowed.push_back({id, std::move(decision)});
  }
  return allowed;
}

void nameGivers(Decision& decision, const Access& asker, std::optional<Time> now) {
  constexpr std::size_t most = 5;
  if (decision.remedies.empty() || decision.remedies[0].kind != Remedy::Kind::ask ||
      !visibilityOf(asker, now.value_or(0)).users)
    return;
  for (auto& remedy : decision.remedies) {
    const bool isPath = remedy.on.starts_with("/");
    const Resource place = isPath ? Resource::at(remedy.on) : collectionResource(remedy.on);
    Context share;
    share.with = Subject::user(asker.principal().id);
    share.level = remedy.level;
    share.now = now;
    const Asset* asset = isPath ? asker.facts().assetAt(remedy.on) : nullptr;
    const Collection* collection = isPath ? nullptr : asker.facts().collection(remedy.on);
    const KindId kind = asset != nullptr ? asset->kind : collection != nullptr ? collection->kind : anyKind;
    const auto sharing = asker.policy().sharing(isPath ? On::asset : On::collection, kind);
    if (!sharing) continue;
    const std::string_view action = asker.policy().actions()[*sharing].name;
    for (const auto& [id, user] : asker.facts().users())
      if (remedy.who.size() < most && Access(asker.facts(), Principal::user(id)).can(action, place, share))
        remedy.who.push_back(id);
  }
}

std::vector<Cell> matrixOf(const Account& account, std::string_view user, std::optional<Time> now) {
  const Access access(account, Principal::user(std::string(user)));
  std::vector<Cell> cells;
  if (access.user() == nullptr) return cells;
  if (access.isShared()) {
    const auto granted = access.levels().paths();
    std::set<std::string_view> paths(granted.begin(), granted.end());
    for (const auto& [id, asset] : account.assets())
      if (access.levels().at(asset.path, now).any()) paths.insert(asset.path);
    if (access.levels().at("/", now).any()) paths.insert("/");
    for (const auto path : paths) cells.push_back(cellFor(access, Resource::at(path), now));
    for (const auto id : access.levels().collections()) cells.push_back(cellFor(access, collectionResource(id), now));
  } else {
    // A blanket role has one level everywhere, so the root represents all places.
    cells.push_back(cellFor(access, Resource::at("/"), now));
    cells.back().dormant = sleeps(account, access);
  }
  return cells;
}

std::vector<Cell> matrixAt(const Account& account, const Resource& resource, std::optional<Time> now) {
  std::vector<Cell> cells;
  const Context context;
  const Resolved resolved(account, resource, context);
  Resource place = resolved.resource();
  if (place.kind == Resource::Kind::path && !place.isUnlisted) {
    auto normal = normalPath(place.id);
    if (!normal) return cells;
    place.id = std::move(*normal);
  } else if (!isPlace(place)) {
    return cells;
  }
  const bool isNamed =
      resource.kind == Resource::Kind::item && (place.isUnlisted || place.kind != Resource::Kind::path);
  for (const auto& [id, user] : account.users()) {
    const Access access(account, Principal::user(id));
    Cell cell = cellFor(access, place, now);
    cell.dormant = sleeps(account, access);
    if (isNamed) {
      cell.kind = resource.kindName;
      cell.place = resource.id;
    }
    if (cell.level.any() || !cell.actions.empty() || cell.dormant) cells.push_back(std::move(cell));
  }
  return cells;
}

Value toValue(const Allowed& allowed, const Policy& policy) {
  Value out = Value::object();
  out.add("user", allowed.user);
  Value& because = out.add("because", Value::array());
  for (const auto& grant : allowed.decision.because) because.push(toValue(grant, policy));
  if (allowed.decision.validUntil) out.add("validUntil", formatTime(*allowed.decision.validUntil));
  return out;
}

Value toValue(const Cell& cell, const Policy& policy) {
  Value out = Value::object();
  out.add("user", cell.user);
  out.add(cell.kind.empty() ? "path" : cell.kind, cell.place);
  if (cell.level.any()) out.add("level", policy.levelName(cell.level));
  Value& because = out.add("because", Value::array());
  for (const auto& grant : cell.because) because.push(toValue(grant, policy));
  Value& actions = out.add("actions", Value::array());
  for (const auto action : cell.actions) actions.push(action);
  if (cell.dormant) out.add("dormant", true);
  return out;
}

}  // namespace lockstep
