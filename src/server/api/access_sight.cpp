#include "server/api/access_sight.h"

#include <algorithm>

#include "lockstep/account/path.h"
#include "server/api/list_permissions.h"

namespace lockstep::server {

namespace {

bool isSharing(const Action& action, KindId kind) {
  if (action.does != Does::shareResource && action.does != Does::unshareResource) return false;
  return std::find(action.kinds.begin(), action.kinds.end(), kind) != action.kinds.end();
}

/// Decides the actions that share resources of a kind; nothing where there are none.
std::optional<Decision> decideSharing(const Access& access, KindId kind, const Resource& resource,
                                      const Context& context) {
  std::optional<Decision> denied;
  for (ActionId id : access.policy().actions().ids()) {
    const Action& action = access.policy().actions()[id];
    if (!isSharing(action, kind)) continue;
    Decision decision = access.decide(action.name, resource, context);
    if (decision.allowed) return decision;
    if (!denied) denied = std::move(decision);
  }
  return denied;
}

}  // namespace

Decision decideAccessSight(const Access& access, const Resource& resource, const Context& context) {
  const bool isNamed = access.policy().format() == 1 || access.policy().action(listPermissions::accessToAsset);
  if (!isNamed && resource.kind == Resource::Kind::path) {
    const std::string path = normalPath(resource.id).value_or("/");
    for (std::string_view at = path; at != "/"; at = parentPath(at)) {
      const KindId kind = access.facts().kindAt(at, at == path ? resource.assetKind : anyKind);
      if (auto decision = decideSharing(access, kind, Resource::at(std::string(at)), context))
        return *std::move(decision);
    }
  }
  return access.decide(listPermissions::accessToAsset, resource, context);
}

}  // namespace lockstep::server
